"""What finance takes away: payroll files, accruals, capitalised costs, journals and currency conversion.

It renders results that exist. It must not calculate pay or change a line: its totals are the lines' totals.
"""

from comp.finance.pay_date import pay_date
from comp.finance.payroll import (
    Check,
    ImportKey,
    ImportRow,
    Payroll,
    PayrollRefusedError,
    Terms,
    WorkingRow,
    payroll,
)
from comp.finance.payroll_terms import employee_ids, legal_entities
from comp.finance.payroll_workbook import frames, workbook

__all__ = [
    "Check",
    "ImportKey",
    "ImportRow",
    "Payroll",
    "PayrollRefusedError",
    "Terms",
    "WorkingRow",
    "employee_ids",
    "frames",
    "legal_entities",
    "pay_date",
    "payroll",
    "workbook",
]
