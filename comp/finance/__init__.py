"""What finance takes away: payroll files, accruals, capitalised costs, journals and currency conversion.

It renders results that exist. It must not calculate pay or change a line: its totals are the lines' totals.
"""

from comp.finance.accrual import Account, Entry, balances, earned, made_payable
from comp.finance.amortization import amortized, schedule
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
from comp.finance.settling import SetOff, set_off, withheld

__all__ = [
    "Account",
    "Check",
    "Entry",
    "ImportKey",
    "ImportRow",
    "Payroll",
    "PayrollRefusedError",
    "SetOff",
    "Terms",
    "WorkingRow",
    "amortized",
    "balances",
    "earned",
    "employee_ids",
    "frames",
    "legal_entities",
    "made_payable",
    "pay_date",
    "payroll",
    "schedule",
    "set_off",
    "withheld",
    "workbook",
]
