"""A payroll as tables: their columns in the order that finance reads them, with exact decimals and dates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import pandas as pd

from comp.finance.payroll_model import Check, ImportRow, Payroll, WorkingRow
from comp.language.money import digits
from comp.runs import Manifest

IMPORT_COLUMNS: Final = (
    *("Employee ID", "Earning code", "Legal entity", "Cost centre"),
    *("Amount", "Currency", "Pay date", "Period"),
)
WORKING_COLUMNS: Final = (
    *("Import row", "Line", "Payee", "Plan", "Clause", "Pay", "Deal or period", "Date"),
    *("Earned before", "Earned now", "Payable before", "Payable now", "Payable", "Currency"),
)
CONTROLS_COLUMNS: Final = (
    *("Control", "Legal entity", "Currency", "Expected", "Exported"),
    *("Added up here", "Difference", "Rows", "Ties"),
)
CAUSE: Final = "Cause"
"""The column of Working that says why a correction is paid, where the run pays corrections."""
FIRST_ROW: Final = 2
"""The sheet row of the first row of a table; the head stands above it."""


def frames(payroll: Payroll) -> dict[str, pd.DataFrame]:
    """The tables as an analyst takes them; amounts are Decimal objects, dates are dates.

    `Import row` in Working is the row of the sheet Import, whose first row is its head.
    """
    return {
        "Import": _frame(IMPORT_COLUMNS, [import_cells(row) for row in payroll.imports]),
        "Working": _working(payroll),
        "Controls": _frame(CONTROLS_COLUMNS, [control_cells(check) for check in payroll.checks]),
        "About": _frame(("The run", ""), about(payroll)),
    }


def import_cells(row: ImportRow) -> tuple[object, ...]:
    """A row of Import."""
    key = row.key
    return (
        *(key.employee_id, key.earning_code, key.legal_entity, key.cost_centre),
        *(amount(row.amount_minor, key.currency), key.currency, key.pay_on, key.period),
    )


def has_causes(payroll: Payroll) -> bool:
    """Whether the run pays corrections, whose lines say why they are paid."""
    return any(row.cause for row in payroll.working)


def working_cells(row: WorkingRow) -> tuple[object, ...]:
    """A row of Working."""
    amounts = (
        *(row.earned_before_minor, row.earned_now_minor),
        *(row.payable_before_minor, row.payable_now_minor, row.payable_minor),
    )
    return (
        *(sheet_row(row.import_row), row.line_id, row.payee, row.plan, row.clause, row.pay, row.unit),
        row.born_on,
        *(amount(minor, row.currency) for minor in amounts),
        row.currency,
    )


def control_cells(check: Check) -> tuple[object, ...]:
    """A row of Controls; what the workbook adds up is its formula's, and equal to what was exported."""
    found = amount(check.found_minor, check.currency)
    return (
        *(check.what, check.legal_entity, check.currency),
        *(amount(check.expected_minor, check.currency), found, found if check.own else None),
        amount(check.found_minor - check.expected_minor, check.currency),
        check.count,
        "yes" if check.ties else "NO",
    )


def about(payroll: Payroll) -> list[tuple[str, object]]:
    """What the payroll was made from, and what of the run is not in it."""
    manifest: Manifest = payroll.manifest
    plans = [(f"Plan {plan.plan}, digest of its text", plan.text_digest) for plan in manifest.plans]
    return [
        ("Company", manifest.company),
        ("Period", manifest.period),
        ("Facts as recorded by", manifest.recorded_on),
        ("Lines in the run", manifest.lines),
        ("Lines in an import row", len(payroll.working)),
        ("Lines of zero, in no import row", payroll.not_paid.of_zero),
        ("Lines that could not be calculated and are not paid", payroll.not_paid.faults),
        ("Rows of facts that were refused", manifest.refused),
        ("Engine", manifest.engine),
        ("Digest of the facts", manifest.facts_digest),
        ("Digest of the results", manifest.results_digest),
        *([("Compared with the run paid last, of", payroll.last.period)] if payroll.last else []),
        *([("Digest of its results", payroll.last.results_digest)] if payroll.last else []),
        *([("Corrects the run with the results digest", manifest.corrects)] if manifest.corrects else []),
        *plans,
    ]


def sheet_row(import_row: int) -> int:
    """Where an import row stands in the sheet Import."""
    return import_row + FIRST_ROW - 1


def amount(minor: int, currency: str) -> Decimal:
    """Minor units in the currency's major unit, exactly; a count where there is no currency."""
    sign, figures, _ = Decimal(minor).as_tuple()
    return Decimal((sign, figures, -digits(currency) if currency else 0))


def _working(payroll: Payroll) -> pd.DataFrame:
    rows = [working_cells(row) for row in payroll.working]
    if not has_causes(payroll):
        return _frame(WORKING_COLUMNS, rows)
    causes = [(*cells, row.cause) for cells, row in zip(rows, payroll.working, strict=True)]
    return _frame((*WORKING_COLUMNS, CAUSE), causes)


def _frame(columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=pd.Index(columns), dtype=object)
