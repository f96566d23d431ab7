"""Holds the rows of a file against those of the database. It must not write anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlmodel import Session, SQLModel, select

from comp.records.people.cells import CellFault
from comp.records.people.changes import Change, ColumnChange, Kind, Preview, Refused
from comp.records.people.reading import FileRow, ReadSheets
from comp.records.people.sheets import SHEETS, SheetForm
from comp.records.people.spans import Spans
from comp.records.tables import Person


@dataclass(slots=True)
class _Comparison:
    """The sheets one after the other; whom the database or the file's People hold, the later ones know."""

    session: Session
    changes: list[Change] = field(default_factory=list[Change])
    refused: list[Refused] = field(default_factory=list[Refused])
    rows: list[SQLModel] = field(default_factory=list[SQLModel])
    payees: set[str] = field(default_factory=set[str])
    erased: set[str] = field(default_factory=set[str])

    def compare(self, sheet: SheetForm, rows: tuple[FileRow, ...]) -> None:
        """Add what one sheet changes."""
        there = {sheet.key_of(texts): texts for texts in self._there(sheet)}
        seen: set[tuple[str, ...]] = set()
        spans = Spans(sheet, there)
        taken: list[tuple[FileRow, SQLModel, dict[str, str]]] = []
        for row in rows:
            try:
                model, texts = self._taken(sheet, row, seen)
                taken.append((row, model, texts))
                spans.put(texts)
            except CellFault as fault:
                self.refused.append(Refused(sheet.table, row.file, row.row, fault.column, fault.expected))
        for row, model, texts in taken:
            other = spans.overlapping(texts)
            if other is not None:
                expected = f"days that do not overlap with those from {other} of the same {sheet.span_of[-1]}"
                self.refused.append(Refused(sheet.table, row.file, row.row, "starts_on", expected))
                continue
            if sheet.model is Person:
                self.payees.add(texts["payee"])
            self.changes.append(_change(sheet, row, there.get(sheet.key_of(texts)), texts))
            self.rows.append(model)

    def _there(self, sheet: SheetForm) -> list[dict[str, str]]:
        found = self.session.exec(select(sheet.model)).all()
        if sheet.model is Person:
            people = [row for row in found if isinstance(row, Person)]
            self.payees = {person.payee for person in people}
            self.erased = {person.payee for person in people if person.erased_at is not None}
        return [sheet.write(row) for row in found]

    def _taken(
        self, sheet: SheetForm, row: FileRow, seen: set[tuple[str, ...]]
    ) -> tuple[SQLModel, dict[str, str]]:
        """The row as it would be stored, and its cells as they would be exported."""
        if row.fault:
            raise CellFault("", f"a whole row; {row.fault}")
        model = sheet.read(row.values)
        texts = sheet.write(model)
        key = sheet.key_of(texts)
        if key in seen:
            raise CellFault(
                sheet.key[0], f"a row of its own; another one has the same {' and '.join(sheet.key)}"
            )
        seen.add(key)
        for column in sheet.payees:
            if texts[column] not in self.payees:
                raise CellFault(column, "a payee who stands in People, in the file or in the database")
        if sheet.model is Person and texts["payee"] in self.erased and (texts["name"] or texts["mail"]):
            raise CellFault("name", "no name and no mail, for this person was erased")
        return model, texts


def preview(session: Session, read: ReadSheets) -> Preview:
    """What an import would change; writes nothing."""
    comparison = _Comparison(session)
    for sheet in SHEETS:
        if sheet.table in read.rows or sheet.model is Person:
            comparison.compare(sheet, read.rows.get(sheet.table, ()))
    return Preview(tuple(comparison.changes), tuple(comparison.refused), tuple(comparison.rows))


def _change(sheet: SheetForm, row: FileRow, before: dict[str, str] | None, after: dict[str, str]) -> Change:
    was = before or dict.fromkeys(sheet.columns, "")
    columns = tuple(
        ColumnChange(name, was[name], after[name]) for name in sheet.columns if was[name] != after[name]
    )
    if before is None:
        kind = Kind.ADDED
    elif not columns:
        kind = Kind.UNCHANGED
    else:
        ended = before.get("ends_on") == "" and any(column.column == "ends_on" for column in columns)
        kind = Kind.ENDED if ended else Kind.CHANGED
    return Change(kind, sheet.table, row.file, row.row, sheet.key_of(after), columns)
