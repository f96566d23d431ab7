"""Facts and uploads as the JSON API writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from msgspec import Struct

from api.areas.facts.reading import SourceShown, UploadShown
from comp.facts import DataReport, Finding
from comp.facts.staging import RowChange, SourceChanges
from comp.facts.store import Import


class ImportMade(Struct, frozen=True):
    """An import of a source: its number in the store, the day it is known from, and how many rows it held."""

    number: int
    recorded_on: date
    extract: str
    rows: int
    table_digest: str


class FactSource(Struct, frozen=True):
    """A source: the files it is read from below data/, and its last import."""

    name: str
    title: str
    reads: list[str]
    takes_files: bool
    extract: str
    last_import: ImportMade | None


class FactSources(Struct, frozen=True):
    """Every source that the plans declare."""

    items: list[FactSource]
    next: str | None = None


class Count(Struct, frozen=True):
    """How many findings of a code a source has."""

    source: str
    code: str
    outcome: str
    count: int


class FindingTold(Struct, frozen=True):
    """One thing found: where, what is wrong, and how to mend it; `row` is null for a whole file."""

    source: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    code: str
    outcome: str
    reason: str
    remedy: str


class RowChanged(Struct, frozen=True):
    """A row as it is and as it would be, its values in words; empty where it is not."""

    kind: str
    before: dict[str, str]
    after: dict[str, str]


class Changes(Struct, frozen=True):
    """What would change in a source; `rows` are the first of each kind."""

    source: str
    rows_before: int
    rows_after: int
    new: int
    changed: int
    gone: int
    rows: list[RowChanged]


class Acceptance(Struct, frozen=True):
    """That an upload was taken in."""

    by: str
    at: datetime
    recorded_on: date
    imported: list[str]


class Upload(Struct, frozen=True):
    """An upload: `state` is waiting, refused or taken in; `target` is its place below data/."""

    id: str
    source: str
    name: str
    target: str
    digest: str
    length_bytes: int
    state: str
    sent_by: str
    sent_at: datetime
    stops: list[str]
    counts: list[Count]
    findings: list[FindingTold]
    changes: list[Changes]
    taken_in: Acceptance | None


def source_data(shown: SourceShown) -> FactSource:
    """A source."""
    last = _import(shown.last) if shown.last is not None else None
    return FactSource(shown.name, shown.about, list(shown.reads), shown.takes_files, shown.extract, last)


def upload_data(shown: UploadShown) -> Upload:
    """An upload with the first findings; the counts are of all."""
    one, taken = shown.staged, shown.staged.taken_in
    return Upload(
        id=one.id,
        source=one.source,
        name=one.name,
        target=str(one.target),
        digest=one.digest,
        length_bytes=one.length_bytes,
        state=shown.state,
        sent_by=one.by,
        sent_at=one.at.astimezone(UTC),
        stops=list(one.stops),
        counts=_counts(shown.report),
        findings=[_finding(each) for each in shown.findings],
        changes=[_changes(shown, each) for each in one.changes if each.any],
        taken_in=Acceptance(taken.by, taken.at.astimezone(UTC), taken.recorded_on, list(taken.imported))
        if taken is not None
        else None,
    )


def _import(one: Import) -> ImportMade:
    return ImportMade(one.number, one.recorded_on, one.extract, one.rows, one.table)


def _counts(report: DataReport) -> list[Count]:
    return [
        Count(source, code, outcome.value, count)
        for (source, code, outcome), count in sorted(report.counts.items())
    ]


def _finding(each: Finding) -> FindingTold:
    return FindingTold(
        each.source,
        each.file,
        each.sheet,
        each.row,
        each.column,
        each.value,
        each.code,
        each.outcome.value,
        each.reason,
        each.remedy,
    )


def _changes(shown: UploadShown, each: SourceChanges) -> Changes:
    rows = [_row(shown, each.source, row) for row in each.rows]
    return Changes(each.source, each.before, each.after, each.new, each.changed, each.gone, rows)


def _row(shown: UploadShown, source: str, row: RowChange) -> RowChanged:
    return RowChanged(row.kind.value, shown.texts(source, row.before), shown.texts(source, row.after))
