"""Reads a column in little time: what is plainly fine at once, all else by the rule (`columns`, `amounts`).

A column with few different texts is read by the rule once for each of them. In a column with many, the cells
that `plain_cells` vouches for are read at once. The rule reads every row that is left and alone finds faults,
so a finding has the same words and stands in the same place as if the rule had read everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeAlias

import polars as pl

from comp.facts.columns import ColumnReader, may_be_blank
from comp.facts.company import Company
from comp.facts.findings import Outcome, Sink, Telling, Told
from comp.facts.mapping import ColumnMapping
from comp.facts.people import People
from comp.facts.plain_cells import Plain, blank, plain_texts, plain_units
from comp.facts.series import certain, constant, nowhere, spread
from comp.language.core import Kind, Source, SourceColumn

Asked: TypeAlias = tuple[SourceColumn, ColumnMapping, list[pl.Series]]
"""A column, how it is understood, and its cells; two series of cells are a difference."""

_SAMPLE = 8192
_NUMBER_PLACES, _PERCENT_PLACES = 9, 7
_WRITTEN_AS_MEANT = (Kind.TEXT, Kind.PAYEE)
_MONEY = (Kind.MONEY, Kind.ROW_MONEY)


@dataclass(slots=True)
class PlainReader:
    """Reads the cells of one column after the other; what is refused goes to the sink.

    `currencies` are the rows' currencies, once that column has been read.
    """

    source: Source
    company: Company
    people: People
    sink: Sink
    currencies: pl.Series | None = None
    _ahead: dict[str, Plain | None] = field(default_factory=dict[str, "Plain | None"])

    def look_ahead(self, columns: Sequence[Asked]) -> None:
        """See what is plain in columns that are read later, several at a time."""

        def plain(asked: Asked) -> Plain | None:
            return self._plain(*asked)

        with ThreadPoolExecutor(pl.thread_pool_size()) as pool:
            found = pool.map(plain, columns)
            self._ahead = {column.name: plain for (column, _, _), plain in zip(columns, found, strict=True)}

    def read(self, column: SourceColumn, how: ColumnMapping, cells: list[pl.Series]) -> pl.Series:
        """The column's values, null where blank or refused. Two series of cells are a difference."""
        was_seen = column.name in self._ahead
        plain = self._ahead.pop(column.name) if was_seen else self._plain(column, how, cells)
        if plain is None or plain.doubtful.all():
            return self._rule(self.sink, self.currencies).read(column, how, cells)
        if not plain.doubtful.any():
            return plain.values.alias(column.name)
        rows = plain.doubtful
        currencies = None if self.currencies is None else self.currencies.filter(rows)
        rule = self._rule(self.sink.at(rows), currencies)
        ruled = rule.read(column, how, [each.filter(rows) for each in cells])
        return spread(plain.values, rows, ruled).alias(column.name)

    def _rule(self, sink: Told, currencies: pl.Series | None) -> ColumnReader:
        return ColumnReader(self.source, self.company, self.people, sink, currencies)

    def _plain(self, column: SourceColumn, how: ColumnMapping, cells: list[pl.Series]) -> Plain | None:
        """What is plain in the column, None where nothing quick is known about such a one."""
        is_difference = len(cells) > 1
        if column.kind not in _MONEY and not is_difference and _are_few(cells[0]):
            return self._once_for_each_text(column, how, cells[0])
        if how.words or how.people is not None:
            return None
        fills_blanks = how.blank_is is not None
        allows_blanks = may_be_blank(self.source, column) and not fills_blanks
        if column.kind in _WRITTEN_AS_MEANT and not is_difference:
            return plain_texts(cells[0], blank(cells[0], how.marks), may_be_blank=allows_blanks)
        if column.kind is Kind.NUMBER or column.kind in _MONEY:
            terms = [self._units(column, how, each, may_be_blank=allows_blanks) for each in cells]
            return _difference(terms)
        return None

    def _once_for_each_text(self, column: SourceColumn, how: ColumnMapping, cells: pl.Series) -> Plain:
        """The rule's values for each different text: plain are those that it says nothing of."""
        written = cells.fill_null("")
        texts = written.unique(maintain_order=True)
        doubts = _Doubts(nowhere(texts.len()))
        values = self._rule(doubts, None).read(column, how, [texts])
        if texts.len() == 1:
            return Plain(values.new_from_index(0, cells.len()), doubts.rows.new_from_index(0, cells.len()))
        at = written.cast(pl.Enum(texts)).to_physical()
        doubtful = doubts.rows.gather(at) if doubts.rows.any() else nowhere(cells.len())
        return Plain(values.gather(at), doubtful)

    def _units(
        self, column: SourceColumn, how: ColumnMapping, cells: pl.Series, *, may_be_blank: bool
    ) -> Plain | None:
        blanks = blank(cells, how.marks)
        is_money = column.kind in _MONEY
        if is_money:
            places = self._rule(self.sink, self.currencies).places(cells.len())
        else:
            places = constant(_PERCENT_PLACES if how.percent else _NUMBER_PLACES, cells.len(), pl.Int64())
            cells = cells.str.strip_suffix("%") if how.percent else cells
        return plain_units(cells, blanks, places, how.marks, is_money=is_money, may_be_blank=may_be_blank)


@dataclass(slots=True)
class _Doubts:
    """Told what the rule finds, it only remembers in which rows."""

    rows: pl.Series

    def add(  # noqa: PLR0917 - a finding has these parts
        self,
        code: str,
        outcome: Outcome,
        column: str | None,
        values: pl.Series,
        rows: pl.Series,
        telling: Telling,
        *,
        private: bool = False,
    ) -> None:
        """Doubt the rows, whatever was found."""
        del code, outcome, column, values, telling, private
        self.rows |= certain(rows)


def _difference(terms: list[Plain | None]) -> Plain | None:
    first, *rest = terms
    for term in rest:
        first = None if first is None or term is None else first.less(term)
    return first


def _are_few(cells: pl.Series) -> bool:
    """Whether the column seems to hold few different texts, as far as a sample tells."""
    sample = cells.gather_every(max(1, cells.len() // _SAMPLE))
    return sample.n_unique() * 2 <= sample.len()
