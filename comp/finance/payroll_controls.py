"""The sheet Controls: each total of the run beside what was exported and what the workbook itself adds up.

The formulas compare texts by EXACT, because a criterion of SUMIF would take `>5` or `a*` for a rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from comp.finance.payroll_cells import Formula, Page, put, put_head, rule_above
from comp.finance.payroll_differences_sheet import difference_columns
from comp.finance.payroll_model import Check, OwnSum, Payroll, Summed
from comp.finance.payroll_tables import (
    CONTROLS_COLUMNS,
    FIRST_ROW,
    IMPORT_COLUMNS,
    WORKING_COLUMNS,
    about,
    amount,
)
from comp.language.money import digits

SUM_COLUMNS: Final = ("Sum of lines", "Less Import")
"""What stands after Working's own columns, in the row above the lines of each import row."""
_ALARM: Final = PatternFill("solid", bgColor="F4B6B6")
_FIGURES: Final = frozenset({"Expected", "Exported", "Added up here", "Difference", "Rows"})
_COLUMN: Final = {name: get_column_letter(at) for at, name in enumerate(CONTROLS_COLUMNS, start=1)}


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of a sheet's table, and the last row of it."""

    columns: tuple[str, ...]
    last: int


Tables = Mapping[str, _Table]


def write_controls(book: Workbook, page: Page, payroll: Payroll, last_working: int) -> None:
    """Write the controls, and below them what was paid from; `last_working` is Working's last row."""
    put_head(page, 1, CONTROLS_COLUMNS, _FIGURES)
    tables = {
        "Import": _Table(IMPORT_COLUMNS, len(payroll.imports) + 1),
        "Working": _Table((*WORKING_COLUMNS, *SUM_COLUMNS), last_working),
        "Differences": _Table(difference_columns(payroll.differences), len(payroll.differences) + 1),
    }
    for row, check in enumerate(payroll.checks, start=FIRST_ROW):
        _write_check(page, row, check, tables)
        if check.own and check.own.what is Summed.IMPORT and not check.legal_entity:
            cell = f"Controls!${_COLUMN['Added up here']}${row}"
            book.defined_names.add(DefinedName(f"Import_total_{check.currency}", attr_text=cell))
    for sheet, name in (("Import", "Amount"), ("Working", "Payable")):
        ranged = _range(sheet, name, tables)
        book.defined_names.add(DefinedName(f"{sheet}_{name.lower()}", attr_text=ranged))
    end = FIRST_ROW + len(payroll.checks)
    _write_verdict(book, page, end, payroll)
    first = end + 2
    put_head(page, first, ("The run", "", ""), frozenset())
    for row, (name, value) in enumerate(about(payroll), start=first + 1):
        put(page, row, 1, name)
        put(page, row, 2, str(value))


def _write_check(page: Page, row: int, check: Check, tables: Tables) -> None:
    currency = check.currency
    expected, found = (amount(minor, currency) for minor in (check.expected_minor, check.found_minor))
    put(page, row, 1, check.what)
    put(page, row, 2, check.legal_entity)
    put(page, row, 3, currency)
    put(page, row, 4, expected, currency)
    put(page, row, 5, found, currency)
    places = digits(currency) if currency else 0
    at = {name: f"{letter}{row}" for name, letter in _COLUMN.items()}
    parts = [f"{at['Exported']}={at['Expected']}"]
    held = at["Exported"]
    if check.own:
        put(page, row, 6, Formula(f"ROUND({_sum_of(check.own, row, tables)},{places})", found), currency)
        held = at["Added up here"]
        parts.append(f"{held}={at['Expected']}")
    zero = amount(check.found_minor - check.expected_minor, currency)
    put(page, row, 7, Formula(f"ROUND({held}-{at['Expected']},{places})", zero), currency)
    put(page, row, 8, Decimal(check.count))
    ties = f'IF(AND({",".join(parts)}),"yes","NO")'
    put(page, row, 9, Formula(ties, "yes" if check.ties else "NO"))


def _write_verdict(book: Workbook, page: Page, row: int, payroll: Payroll) -> None:
    """Say in one cell whether all controls tie, as the workbook itself finds."""
    ties = f"{_COLUMN['Ties']}{FIRST_ROW}:{_COLUMN['Ties']}{row - 1}"
    put(page, row, 1, "every control above")
    verdict = "yes" if all(check.ties for check in payroll.checks) else "NO"
    page.sheet.conditional_formatting.add(
        f"{_COLUMN['Ties']}{FIRST_ROW}:{_COLUMN['Ties']}{row}",
        Rule(type="cellIs", operator="equal", formula=['"NO"'], dxf=DifferentialStyle(fill=_ALARM)),
    )
    put(page, row, 9, Formula(f'IF(COUNTIF({ties},"yes")=ROWS({ties}),"yes","NO")', verdict))
    rule_above(page, row, len(CONTROLS_COLUMNS))
    cell = f"Controls!${_COLUMN['Ties']}${row}"
    book.defined_names.add(DefinedName("Every_control_ties", attr_text=cell))


def _sum_of(own: OwnSum, row: int, tables: Tables) -> str:
    match own.what:
        case Summed.IMPORT:
            return _sum("Import", "Amount", own, row, tables)
        case Summed.WORKING:
            return _sum("Working", "Payable", own, row, tables)
        case Summed.LAST:
            return _sum("Differences", "Last", own, row, tables)
        case Summed.NOW:
            return _sum("Differences", "Now", own, row, tables)
        case Summed.UNEXPLAINED:
            return f"SUMPRODUCT(--({_range('Differences', 'Left over', tables)}<>0))"
        case Summed.LINES:
            return f'SUMPRODUCT(--({_range("Working", "Payee", tables)}<>""))'
        case Summed.DIFFERING:
            return f"SUMPRODUCT(--({_range('Working', SUM_COLUMNS[1], tables)}<>0))"


def _sum(sheet: str, figures: str, own: OwnSum, row: int, tables: Tables) -> str:
    """Such as `SUMPRODUCT(EXACT(Import!$F$2:$F$9,$C5)*Import!$E$2:$E$9)`."""
    texts = [
        f"EXACT({_range(sheet, name, tables)},{_criterion(name, text, row)})" for name, text in own.where
    ]
    return f"SUMPRODUCT({'*'.join([*texts, _range(sheet, figures, tables)])})"


def _criterion(name: str, text: str, row: int) -> str:
    """The cell of this row that holds the text; names of plans and pays are words, and stand as such."""
    return f"${_COLUMN[name]}{row}" if name in _COLUMN else f'"{text}"'


def _range(sheet: str, column: str, tables: Tables) -> str:
    table = tables[sheet]
    letter = get_column_letter(table.columns.index(column) + 1)
    return f"{sheet}!${letter}${FIRST_ROW}:${letter}${max(table.last, FIRST_ROW)}"
