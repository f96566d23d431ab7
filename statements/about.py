"""What the company shows of a fact beside its id: columns of its row, or of a row that it refers to.

A column that names a payee is refused: a statement shows nobody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from comp.errors import CompError, UnknownNameError
from comp.language.core import Kind, Program, Source, SourceColumn
from comp.reference import Facts
from comp.reference.facts_index import Row
from comp.reference.values import Undefined
from comp.reference.wording import shown


class About:
    """The words that stand beside the ids of facts."""

    def __init__(self, program: Program, facts: Facts, columns: Mapping[str, tuple[str, ...]]) -> None:
        """Take the columns by source, as `[statements.columns]` names them.

        Raises:
            CompError: a source or a column is not one of the plans', or the column names a payee.
        """
        self._facts = facts
        self._sources = program.sources
        self._columns = columns
        for source, names in columns.items():
            for name in names:
                self._require(source, name)

    def of(self, source: str, fact: str) -> tuple[str, ...]:
        """What is shown of a fact; a blank cell is left out."""
        names = self._columns.get(source, ())
        rows = self._facts.with_value(source, self._sources[source].key, fact) if names else ()
        found = (self._text(source, rows[-1], name) for name in names) if rows else ()
        return tuple(text for text in found if text)

    def of_row(self, source: str, row: Row) -> tuple[str, ...]:
        """What is shown of a row."""
        found = (self._text(source, row, name) for name in self._columns.get(source, ()))
        return tuple(text for text in found if text)

    def _text(self, source: str, row: Row, name: str) -> str:
        own, _, referred = name.partition(".")
        if not referred:
            value = self._facts.cell(source, row, own)
            return "" if isinstance(value, Undefined) else shown(value)
        declared = self._column(source, own)
        if row[own] is None or declared.refers_to is None:
            return ""
        dated = self._sources[source].dated
        on = row[dated] if dated else None
        day = on if isinstance(on, date) else None
        other = self._facts.find(declared.refers_to, str(row[own]), day, day or date.max)
        return "" if isinstance(other, Undefined) else self._text(declared.refers_to, other, referred)

    def _require(self, source: str, name: str) -> None:
        where = f"[statements.columns] in comp.toml, {source}"
        if source not in self._sources:
            raise UnknownNameError(
                "source for [statements.columns] of comp.toml called", source, self._sources
            )
        own, _, referred = name.partition(".")
        column = self._column(source, own)
        if referred:
            if column.refers_to is None:
                raise CompError(f"{where}: {own} refers to no other source, so {name} is no column")
            column = self._column(column.refers_to, referred)
        if column.kind is Kind.PAYEE:
            raise CompError(f"{where}: {name} names a payee, and a statement shows nobody else; take it out")

    def _column(self, source: str, name: str) -> SourceColumn:
        declared: Source = self._sources[source]
        column = declared.column(name)
        if column is None:
            names = [each.name for each in declared.columns]
            raise UnknownNameError(
                f"column of {source} for [statements.columns] of comp.toml called", name, names
            )
        return column
