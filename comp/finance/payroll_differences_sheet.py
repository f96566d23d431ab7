"""The sheet Differences: last, now, and the parts of the difference, employee by employee."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from openpyxl.utils import get_column_letter

from comp.finance.payroll_cells import Formula, Page, put, put_head, rule_above, wrap
from comp.finance.payroll_differences import sentence
from comp.finance.payroll_model import Difference, Part
from comp.finance.payroll_paper import filter_on
from comp.finance.payroll_tables import FIRST_ROW, amount
from comp.language.money import digits

_PARTS: Final = tuple(f"{part.value}, {when}".capitalize() for part in Part for when in ("now", "last"))
DIFFERENCES_COLUMNS: Final = (
    *("Employee ID", "Earning code", "Currency", "Last", "Now", "Difference"),
    *(*_PARTS, "Left over", "Explained"),
)
"""What the run paid last paid for a part stands with the opposite sign, so that the parts add up."""
_FIGURES: Final = frozenset({"Last", "Now", "Difference", *_PARTS, "Left over"})
_AT: Final = {name: at for at, name in enumerate(DIFFERENCES_COLUMNS, start=1)}
_LETTER: Final = {name: get_column_letter(at) for name, at in _AT.items()}


def write_differences(page: Page, found: tuple[Difference, ...]) -> None:
    """Write a row for each employee, earning code and currency, and below them a total for each currency."""
    put_head(page, 1, DIFFERENCES_COLUMNS, _FIGURES)
    page.sheet.row_dimensions[1].height = 45
    for at, row in enumerate(found, start=FIRST_ROW):
        _write_row(page, at, row)
    last = len(found) + FIRST_ROW - 1
    filter_on(page.sheet, 1, len(DIFFERENCES_COLUMNS), last)
    for at, currency in enumerate(sorted({row.currency for row in found}), start=last + 2):
        _write_total(page, at, currency, [row for row in found if row.currency == currency], last)


def _write_row(page: Page, at: int, row: Difference) -> None:
    currency = row.currency
    put(page, at, _AT["Employee ID"], row.employee_id)
    put(page, at, _AT["Earning code"], row.earning_code)
    put(page, at, _AT["Currency"], currency)
    put(page, at, _AT["Last"], amount(row.last_minor or 0, currency), currency)
    put(page, at, _AT["Now"], amount(row.now_minor or 0, currency), currency)
    for name, minor in zip(_PARTS, _signed(row), strict=True):
        put(page, at, _AT[name], amount(minor, currency) if minor else None, currency)
    wrap(put(page, at, _AT["Explained"], sentence(row)))
    _write_formulas(page, at, currency, row.minor)


def _write_total(page: Page, at: int, currency: str, rows: list[Difference], last: int) -> None:
    put(page, at, 1, "all")
    put(page, at, _AT["Currency"], currency)
    columns = zip(*([row.last_minor or 0, row.now_minor or 0, *_signed(row)] for row in rows), strict=True)
    for name, minors in zip(("Last", "Now", *_PARTS), columns, strict=True):
        letter, of = _LETTER[name], _LETTER["Currency"]
        figures = f"SUMIF(${of}${FIRST_ROW}:${of}${last},${of}{at},{letter}${FIRST_ROW}:{letter}${last})"
        total = Formula(f"ROUND({figures},{digits(currency)})", amount(sum(minors), currency))
        put(page, at, _AT[name], total, currency)
    _write_formulas(page, at, currency, sum(row.minor for row in rows))
    rule_above(page, at, len(DIFFERENCES_COLUMNS))


def _write_formulas(page: Page, at: int, currency: str, minor: int) -> None:
    places = digits(currency)
    less = f"ROUND({_LETTER['Now']}{at}-{_LETTER['Last']}{at},{places})"
    put(page, at, _AT["Difference"], Formula(less, amount(minor, currency)), currency)
    parts = f"SUM({_LETTER[_PARTS[0]]}{at}:{_LETTER[_PARTS[-1]]}{at})"
    left = f"ROUND({_LETTER['Difference']}{at}-{parts},{places})"
    put(page, at, _AT["Left over"], Formula(left, amount(0, currency)), currency)


def _signed(row: Difference) -> Iterable[int]:
    return [minor for part in row.parts for minor in (part.now_minor, -part.last_minor)]
