"""Why a key that stands in a file is not among the facts: left out by a rule of the mapping, or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from comp.facts.findings import INDEX, Collector, FileFault, Outcome
from comp.facts.mapping import From
from comp.facts.mapping import Mapping as SourceMapping
from comp.facts.raw import read_raw
from comp.facts.reading import SourceReading, leave_out
from comp.facts.workspace import Workspace
from comp.frozen import frozen
from comp.language.core import Source


@frozen
class Absence:
    """A row that holds a key and is no fact: where it stands, and why."""

    source: str
    file: str
    row: int | None
    outcome: Outcome
    reason: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file} row {self.row}"
        return f"{place} ({self.source}) is {self.outcome.value}: {self.reason}"


def absences(workspace: Workspace, sources: Mapping[str, Source], key: str) -> list[Absence]:
    """Every row of the files as they are now that holds the key and was left out or refused."""
    mappings, readings = workspace.mappings(sources), workspace.read(sources)
    found: list[Absence] = []
    for name, source in sources.items():
        found.extend(_left_out(workspace, source, mappings[name], key))
        found.extend(_refused(readings[name], key))
    return found


def _left_out(workspace: Workspace, source: Source, mapping: SourceMapping, key: str) -> Iterator[Absence]:
    origin = mapping.columns[source.key].origin
    if mapping.origin is None or not mapping.leave_out or not isinstance(origin, From):
        return
    try:
        frame = read_raw(mapping.origin, workspace.data, workspace.company.time_zone).frame
    except FileFault:
        return
    if origin.header not in frame.columns:
        return
    rows = frame.filter(pl.col(origin.header).cast(pl.String).str.strip_chars() == key)
    collector = Collector(source.name)
    leave_out(
        rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias(INDEX)),
        mapping,
        source.name,
        collector,
    )
    for finding in collector.findings:
        column = f"{finding.column} " if finding.column else ""
        yield Absence(source.name, finding.file, finding.row, finding.outcome, column + finding.reason)


def _refused(reading: SourceReading, key: str) -> Iterator[Absence]:
    if not reading.collector.refused_rows:
        return
    held = reading.table.filter(pl.col(reading.source.key) == key).select("__file", "__row")
    refused = pl.concat(frame for frame in reading.collector.refused)
    for row in refused.join(
        held, left_on=["file", "row"], right_on=["__file", "__row"], how="semi"
    ).iter_rows(named=True):
        reason = f"{row['column'] or 'the row'} {row['value']!r} ({row['code']})"
        yield Absence(reading.source.name, row["file"], row["row"], Outcome.REFUSED, reason)
