"""The sheet Differences: last, now, and the parts of the difference, employee by employee."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from openpyxl.utils import get_column_letter

from comp.finance.payroll_cells import Formula, Page, put, put_head, rule_above, wrap
from comp.finance.payroll_differences import sentence
from comp.finance.payroll_model import Difference, Part
from comp.finance.payroll_tables import FIRST_ROW, amount
from comp.finance.sheet_dress import filter_on
from comp.language.money import digits

_TEXTS: Final = ("Employee ID", "Payee", "Earning code", "Currency")
_KEYS: Final = (*_TEXTS, "Last", "Now", "Difference")
_EXPLAINED: Final = 84  # letters of the sentence that fit beside one another
_LINE_HEIGHT: Final = 15  # points


def difference_columns(found: Sequence[Difference]) -> tuple[str, ...]:
    """The columns of the sheet: of the parts those that some row has, for each run its own.

    What the run paid last paid for a part stands with the opposite sign, so that the parts add up.
    """
    return (*_KEYS, *(_head(part, when) for part, when in _shown(found)), "Left over", "Explained")


def write_differences(page: Page, found: Sequence[Difference]) -> None:
    """Write a row for each employee, earning code and currency, and below them a total for each currency."""
    columns = difference_columns(found)
    table = _Table(page, {name: at for at, name in enumerate(columns, start=1)}, tuple(_shown(found)))
    put_head(page, 1, columns, frozenset(columns) - {*_TEXTS, "Explained"})
    page.sheet.row_dimensions[1].height = 3 * _LINE_HEIGHT
    for at, row in enumerate(found, start=FIRST_ROW):
        table.write_row(at, row)
    last = len(found) + FIRST_ROW - 1
    filter_on(page.sheet, 1, len(columns), last)
    for at, currency in enumerate(sorted({row.currency for row in found}), start=last + 2):
        table.write_total(at, currency, [row for row in found if row.currency == currency], last)


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet, where its columns stand, and the parts that it shows."""

    page: Page
    columns: Mapping[str, int]
    shown: tuple[tuple[Part, str], ...]

    def write_row(self, at: int, row: Difference) -> None:
        currency, minors = row.currency, self._minors(row)
        texts = (row.employee_id, row.payee, row.earning_code, currency)
        for name, text in zip(_TEXTS, texts, strict=True):
            put(self.page, at, self.columns[name], text)
        for name, minor in minors.items():
            blank = minor == 0 and name not in _KEYS
            put(self.page, at, self.columns[name], None if blank else amount(minor, currency), currency)
        told = sentence(row)
        wrap(put(self.page, at, self.columns["Explained"], told))
        # Programs disagree on whether they fit a row to its text by themselves.
        self.page.sheet.row_dimensions[at].height = _LINE_HEIGHT * -(-len(told) // _EXPLAINED)
        self._write_formulas(at, currency, row.minor)

    def write_total(self, at: int, currency: str, rows: Sequence[Difference], last: int) -> None:
        put(self.page, at, 1, "all")
        put(self.page, at, self.columns["Currency"], currency)
        minors = [self._minors(row) for row in rows]
        of = self._letter("Currency")
        for name in minors[0]:
            letter = self._letter(name)
            found = f"SUMIF(${of}${FIRST_ROW}:${of}${last},${of}{at},{letter}${FIRST_ROW}:{letter}${last})"
            total = amount(sum(each[name] for each in minors), currency)
            formula = Formula(f"ROUND({found},{digits(currency)})", total)
            put(self.page, at, self.columns[name], formula, currency)
        self._write_formulas(at, currency, sum(row.minor for row in rows))
        rule_above(self.page, at, len(self.columns))

    def _write_formulas(self, at: int, currency: str, minor: int) -> None:
        places = digits(currency)
        difference = Formula(
            f"ROUND({self._letter('Now')}{at}-{self._letter('Last')}{at},{places})", amount(minor, currency)
        )
        put(self.page, at, self.columns["Difference"], difference, currency)
        heads = [_head(part, when) for part, when in self.shown]
        parts = f"SUM({self._letter(heads[0])}{at}:{self._letter(heads[-1])}{at})"
        left = f"ROUND({self._letter('Difference')}{at}-{parts},{places})"
        put(self.page, at, self.columns["Left over"], Formula(left, amount(0, currency)), currency)

    def _minors(self, row: Difference) -> dict[str, int]:
        """The row's figures by column, but for those that are formulas."""
        parts = {part.part: part for part in row.parts}
        figures = {"Last": row.last_minor or 0, "Now": row.now_minor or 0}
        for part, when in self.shown:
            moved = parts[part]
            figures[_head(part, when)] = moved.now_minor if when == _NOW else -moved.last_minor
        return figures

    def _letter(self, name: str) -> str:
        return get_column_letter(self.columns[name])


_NOW, _LAST = "now", "last"


def _shown(found: Sequence[Difference]) -> Iterator[tuple[Part, str]]:
    """The parts that have lines, in this run and in the one paid last; those of the period always."""
    for part in Part:
        of_part = [each for row in found for each in row.parts if each.part is part]
        if part is Part.OF_PERIOD or any(each.now_lines for each in of_part):
            yield part, _NOW
        if part is Part.OF_PERIOD or any(each.last_lines for each in of_part):
            yield part, _LAST


def _head(part: Part, when: str) -> str:
    if when == _NOW:
        return f"{part.value}, now".capitalize()
    return "Less lines of last time" if part is Part.OF_PERIOD else f"Less {part.value} last time"
