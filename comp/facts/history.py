"""Every version of one fact that the store holds: since when each is known, and by which import it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import polars as pl

from comp.facts.imports import as_declared
from comp.facts.mapping import Extract
from comp.facts.reading import RECORDED
from comp.facts.snapshot import schema_of
from comp.facts.store import Import, Store
from comp.frozen import frozen
from comp.language.core import Source


class VersionKind(StrEnum):
    """What an import said of a row."""

    NEW = "new"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"  # a full extract does not hold it any more
    REFUSED = "refused"  # a value of it was at fault, so that the import holds no such row


@frozen
class RowVersion:
    """What was known of a row from a day on.

    `recorded_on` is the day from which runs see it: that of the import, or the row's own where that is later.
    `values` are as stored, by column; of a refused row they are the values at fault, as they were written.
    """

    row: tuple[object, ...]
    kind: VersionKind
    recorded_on: date
    imported_on: date
    import_number: int
    extract: str
    values: Mapping[str, object]
    before: Mapping[str, object]


def history(store: Store, source: Source, key: str) -> list[RowVersion]:
    """All versions of the rows of a key, in the order in which views fold them; empty where there is none.

    Raises:
        WorkspaceError: the store was altered, or holds a column that has since become another kind.
    """
    imports = [one for one in store.imports() if one.source == source.name]
    known: dict[tuple[object, ...], Mapping[str, object]] = {}
    found: list[RowVersion] = []
    for one in sorted(imports, key=lambda one: (one.recorded_on, one.number)):
        found += _refused(store, one, key)
        found += _versions(store, one, source, key, known)
    return found


def _versions(
    store: Store, one: Import, source: Source, key: str, known: dict[tuple[object, ...], Mapping[str, object]]
) -> Iterator[RowVersion]:
    """What an import changed of the rows that are known, which are brought up to it."""
    table = store.table(one.table)
    mine = table.filter(pl.col(source.key) == key) if source.key in table.columns else table.clear()
    own_days = mine.get_column(RECORDED).to_list()
    rows = list(as_declared(mine, schema_of(source), one).iter_rows(named=True))
    names = [name for name in one.key if name in schema_of(source)]
    held = {tuple(row[name] for name in names): (row, day) for row, day in zip(rows, own_days, strict=True)}
    if Extract(one.extract) is Extract.FULL:
        for place in [place for place in known if place not in held]:
            yield _version(one, place, VersionKind.WITHDRAWN, {}, known.pop(place), None)
    for place, (row, own_day) in sorted(held.items(), key=lambda item: [str(part) for part in item[0]]):
        before = known.get(place, {})
        if row != before:
            known[place] = row
            kind = VersionKind.CHANGED if before else VersionKind.NEW
            yield _version(one, place, kind, row, before, own_day)


def _refused(store: Store, one: Import, key: str) -> Iterator[RowVersion]:
    refused = store.report(one.report).refused.filter(pl.col("key") == key)
    for _, row in refused.group_by("file", "sheet", "row", maintain_order=True):
        values = {str(column): value for column, value in row.select("column", "value").iter_rows()}
        yield _version(one, (key,), VersionKind.REFUSED, values, {}, None)


def _version(  # noqa: PLR0917 - a version has these parts, and all differ from call to call
    one: Import,
    row: tuple[object, ...],
    kind: VersionKind,
    values: Mapping[str, object],
    before: Mapping[str, object],
    own_day: date | None,
) -> RowVersion:
    recorded_on = max(one.recorded_on, own_day or one.recorded_on)
    return RowVersion(row, kind, recorded_on, one.recorded_on, one.number, one.extract, values, before)
