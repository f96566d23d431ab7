"""Turns cells into a source's typed columns; what cannot be read is refused and told, never mended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from comp.facts.amounts import AmountReader
from comp.facts.cells import DAY, TRUTH, UNREADABLE
from comp.facts.company import Company
from comp.facts.currencies import currencies_in_use
from comp.facts.dates import read_dates
from comp.facts.errors import nearest
from comp.facts.findings import CONTROL, Outcome, Telling, Told, tell
from comp.facts.mapping import ColumnMapping, Marks
from comp.facts.people import People
from comp.facts.series import bare, certain, constant, fold, folded, looked_up, stripped, where
from comp.frozen import frozen
from comp.language.core import Kind, Source, SourceColumn
from comp.language.money import digits

_REMEDY_OF_CELL = "write the value itself into the cell"
_USUAL_DECIMALS = 2  # of nearly every currency; a row whose currency is refused is refused for that alone
_EARLIEST, _LATEST = date(1900, 1, 1), date(2200, 12, 31)


def may_be_blank(source: Source, column: SourceColumn) -> bool:
    """Whether a blank is a fact: declared so, or a date whose blank has a meaning of its own."""
    return column.may_be_blank or column.name in (source.dated, source.valid_from, source.valid_through)


@frozen
class ColumnReader:
    """Reads the cells of a column by the rule; what it refuses goes to the sink.

    `currencies` are the rows' currencies, where the source has a column for them. What becomes of a cell is
    decided by nothing but the cell, and for money its row's currency.
    """

    source: Source
    company: Company
    people: People
    sink: Told
    currencies: pl.Series | None = None

    def read(self, column: SourceColumn, how: ColumnMapping, cells: list[pl.Series]) -> pl.Series:
        """The column's values, null where blank or refused. Two series of cells are a difference."""
        prepared = [self._prepare(column, how, each) for each in cells]
        return self._typed(column, how, prepared).alias(column.name)

    def _prepare(self, column: SourceColumn, how: ColumnMapping, cells: pl.Series) -> pl.Series:
        """Cells with blanks as null, after the map of words and the table of people."""
        cells = stripped(cells)
        cells = where(cells, ~cells.is_in(["", *how.marks.blank]))
        if how.words:
            cells = self._mapped(how, cells)
        blank = cells.is_null()
        if how.blank_is is not None:
            change = tell(f"a blank stands for {how.blank_is!r}", "nothing to do: the mapping says so")
            self.sink.add("blank-filled", Outcome.CHANGED, column.name, cells, blank, change)
            cells = cells.fill_null(how.blank_is)
        elif not may_be_blank(self.source, column):
            must = tell(
                "is blank", "the plans need it: complete it in the file, or declare that it may be blank"
            )
            self.sink.add("blank", Outcome.REFUSED, column.name, cells, blank, must)
        unreadable = certain(cells.str.starts_with(UNREADABLE))
        self._refuse("cell-unreadable", column, cells, unreadable, lambda value: (value, _REMEDY_OF_CELL))
        cells = where(cells, ~unreadable)
        obeyed = certain(bare(cells).str.contains(CONTROL))
        telling = tell("holds a control character", "take it out, or export the file again")
        self._refuse("control-character", column, cells, obeyed, telling)
        cells = where(cells, ~obeyed)
        return cells if how.people is None else self._person(column, how.people, cells)

    def _mapped(self, how: ColumnMapping, cells: pl.Series) -> pl.Series:
        rule = {"case": how.fold_case, "space": how.fold_space}
        words = {fold(written, **rule): meant for written, meant in how.words.items()}
        found = looked_up(folded(bare(cells), **rule), words)
        return found.fill_null(cells)

    def _person(self, column: SourceColumn, system: str, cells: pl.Series) -> pl.Series:
        ids = self.people.systems[system]
        found = looked_up(bare(cells), ids)
        unknown = cells.is_not_null() & found.is_null()
        telling = _nearest(f"is nobody's id {system!r} in data/people", ids)
        self.sink.add("unknown-person", Outcome.REFUSED, column.name, cells, unknown, telling, private=True)
        return found

    def _typed(self, column: SourceColumn, how: ColumnMapping, cells: list[pl.Series]) -> pl.Series:
        match column.kind:
            case Kind.DATE:
                return self._dates(column, how.marks, cells[0])
            case Kind.BOOLEAN:
                return self._truths(column, how.marks, cells[0])
            case Kind.NUMBER:
                return AmountReader(column, how, self.sink, None).read(cells)
            case Kind.ROW_MONEY | Kind.MONEY:
                return AmountReader(column, how, self.sink, self.places(cells[0].len())).read(cells)
            case Kind.CHOICE:
                return self._choices(column, how, bare(cells[0]))
            case Kind.CURRENCY:
                return self._known_currencies(column, bare(cells[0]))
            case _:
                return bare(cells[0])

    def _choices(self, column: SourceColumn, how: ColumnMapping, texts: pl.Series) -> pl.Series:
        rule = {"case": how.fold_case, "space": how.fold_space}
        found = looked_up(folded(texts, **rule), {fold(word, **rule): word for word in column.choices})
        telling = _nearest("is not one of the column's choices", column.choices)
        self._refuse("unknown-choice", column, texts, texts.is_not_null() & found.is_null(), telling)
        return found

    def _known_currencies(self, column: SourceColumn, texts: pl.Series) -> pl.Series:
        known = certain(texts.is_in(list(currencies_in_use())))
        telling = tell("is not an ISO 4217 currency in use", "write a code such as USD, or add it to a 'map'")
        self._refuse("unknown-currency", column, texts, texts.is_not_null() & ~known, telling)
        return where(texts, known)

    def _dates(self, column: SourceColumn, marks: Marks, cells: pl.Series) -> pl.Series:
        typed = certain(cells.str.starts_with(DAY))
        days = bare(where(cells, typed)).str.to_date("%Y-%m-%d", strict=False)
        texts = where(cells, ~cells.str.starts_with("\0"))
        days = days.fill_null(read_dates(texts, marks.dates, self.company.time_zone))
        wanted = " or ".join(marks.dates)
        telling = tell(
            f"is not one day that exists, written {wanted}", "mend the date, or 'dates' in the mapping"
        )
        self._refuse("date-unreadable", column, cells, cells.is_not_null() & days.is_null(), telling)
        far = tell("is far from any working life", "check the year")
        odd = certain((days < _EARLIEST) | (days > _LATEST))
        self.sink.add("date-far", Outcome.SUSPICIOUS, column.name, cells, odd, far)
        return days

    def _truths(self, column: SourceColumn, marks: Marks, cells: pl.Series) -> pl.Series:
        words = dict.fromkeys((*marks.true, TRUTH + "true"), True)
        words |= dict.fromkeys((*marks.false, TRUTH + "false"), False)
        found = cells.str.to_lowercase().replace_strict(
            list(words), list(words.values()), default=None, return_dtype=pl.Boolean()
        )
        expected = "/".join((*marks.true, *marks.false))
        telling = tell(f"is not one of {expected}", "add the word to 'true' or 'false' in the mapping")
        self._refuse("truth-unreadable", column, cells, cells.is_not_null() & found.is_null(), telling)
        return found

    def places(self, rows: int) -> pl.Series:
        """Decimals of each row's minor unit."""
        if self.currencies is None:
            code = self.source.currency_code or self.company.currency
            return constant(digits(code), rows, pl.Int64())
        codes: list[str] = self.currencies.unique().drop_nulls().to_list()
        decimals = [digits(code) for code in codes]
        if set(decimals) <= {_USUAL_DECIMALS}:
            return constant(_USUAL_DECIMALS, rows, pl.Int64())
        return self.currencies.replace_strict(
            codes, decimals, default=_USUAL_DECIMALS, return_dtype=pl.Int64()
        )

    def _refuse(
        self, code: str, column: SourceColumn, cells: pl.Series, rows: pl.Series, telling: Telling
    ) -> None:
        self.sink.add(code, Outcome.REFUSED, column.name, cells, rows, telling)


def _nearest(reason: str, known: Collection[str]) -> Telling:
    return lambda value: (f"{value!r} {reason}", nearest(value, known))
