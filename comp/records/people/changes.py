"""What an import would change, row by row and column by column; and the rows that it cannot take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlmodel import SQLModel

from comp.records.people.sheets import SHEETS


class Kind(StrEnum):
    """What happens to a row: `ended` is a row that gets a last day where it had none."""

    ADDED = "added"
    CHANGED = "changed"
    ENDED = "ended"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """One cell, as it is in the database and as the file has it."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to one row, and where in the file it stands."""

    kind: Kind
    table: str
    file: str
    row: int
    key: tuple[str, ...]
    columns: tuple[ColumnChange, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: its place, and what was expected in which column ("" for the row itself)."""

    table: str
    file: str
    row: int
    column: str
    expected: str


@dataclass(frozen=True, slots=True)
class Preview:
    """All changes, rows that stay as they are among them, and all refused rows."""

    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]
    rows: tuple[SQLModel, ...] = field(default=(), compare=False)

    @property
    def does_something(self) -> bool:
        """Whether anything would be written."""
        return any(change.kind is not Kind.UNCHANGED for change in self.changes)

    def counts(self) -> dict[str, dict[str, int]]:
        """By table, how many rows are added, changed, ended, unchanged and refused."""
        told = Counter((change.table, change.kind.value) for change in self.changes)
        told.update((each.table, "refused") for each in self.refused)
        names = [*(kind.value for kind in Kind), "refused"]
        tables = [sheet.table for sheet in SHEETS if any(table == sheet.table for table, _ in told)]
        return {table: {name: told[table, name] for name in names} for table in tables}


def plain(found: Preview) -> dict[str, Any]:
    """The preview for machines."""
    return {
        "counts": found.counts(),
        "changes": list(_told(found)),
        "refused": [_refused(each) for each in found.refused],
    }


def _told(found: Preview) -> Iterator[dict[str, Any]]:
    for change in found.changes:
        if change.kind is not Kind.UNCHANGED:
            columns = {each.column: [each.before, each.after] for each in change.columns}
            yield {
                "what": change.kind.value,
                "table": change.table,
                "file": change.file,
                "row": change.row,
                "key": list(change.key),
                "columns": columns,
            }


def _refused(each: Refused) -> dict[str, Any]:
    return {
        "table": each.table,
        "file": each.file,
        "row": each.row,
        "column": each.column,
        "expected": each.expected,
    }
