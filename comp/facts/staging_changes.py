"""What an import would change: rows new, changed and gone against what the store holds now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

import polars as pl

from comp.facts.imports import folded
from comp.facts.mapping import Extract
from comp.facts.reading import SourceReading
from comp.facts.snapshot import schema_of
from comp.facts.workspace import Workspace
from comp.frozen import frozen

SHOWN_ROWS: Final = 20
"""How many rows of each kind are shown; the others are counted."""
_BEFORE: Final = "\0before "


class ChangeKind(StrEnum):
    """What would become of a row."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@frozen
class RowChange:
    """A row as the store holds it and as it would be, by column and as stored; empty where it is not."""

    kind: ChangeKind
    before: Mapping[str, object]
    after: Mapping[str, object]


@frozen
class SourceChanges:
    """How many rows of a source there are, would be, and would change; `rows` are the first of each kind."""

    source: str
    before: int
    after: int
    new: int
    changed: int
    gone: int
    rows: tuple[RowChange, ...] = ()

    @property
    def any(self) -> bool:
        """Whether anything would change."""
        return bool(self.new or self.changed or self.gone)


def changes_of(workspace: Workspace, readings: Mapping[str, SourceReading]) -> tuple[SourceChanges, ...]:
    """What importing these readings would change, by source."""
    imports = workspace.store.imports()
    return tuple(
        _changes(reading, folded(workspace.store, imports, reading.source, date.max))
        for _, reading in sorted(readings.items())
    )


def _changes(reading: SourceReading, before: pl.DataFrame) -> SourceChanges:
    columns = list(schema_of(reading.source))
    key = list(reading.mapping.key)
    after = reading.kept().select(columns)
    if reading.mapping.extract is Extract.DELTA:
        rest = before.join(after, on=key, how="anti", nulls_equal=True)
        after = pl.concat([rest, after])
    new = after.join(before, on=key, how="anti", nulls_equal=True)
    gone = before.join(after, on=key, how="anti", nulls_equal=True)
    both = after.join(
        before.rename({name: _BEFORE + name for name in columns}),
        left_on=key,
        right_on=[_BEFORE + name for name in key],
        how="inner",
        nulls_equal=True,
        coalesce=False,
    )
    differs = [pl.col(name).ne_missing(pl.col(_BEFORE + name)) for name in columns]
    changed = both.filter(pl.any_horizontal(differs))
    shown = (
        *(RowChange(ChangeKind.NEW, {}, row) for row in _first(new, key)),
        *(_changed(row, columns) for row in _first(changed, key)),
        *(RowChange(ChangeKind.GONE, row, {}) for row in _first(gone, key)),
    )
    return SourceChanges(
        reading.source.name, before.height, after.height, new.height, changed.height, gone.height, shown
    )


def _first(rows: pl.DataFrame, key: list[str]) -> list[dict[str, object]]:
    return rows.sort(key).head(SHOWN_ROWS).to_dicts()


def _changed(row: dict[str, object], columns: list[str]) -> RowChange:
    before = {name: row[_BEFORE + name] for name in columns}
    return RowChange(ChangeKind.CHANGED, before, {name: row[name] for name in columns})
