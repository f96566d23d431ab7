"""What finance takes away: payroll files, accruals, capitalised costs, journals and currency conversion.

It renders results that exist. It must not calculate pay or change a line: its totals are the lines' totals.
"""

from comp.finance.accrual import Account, Entry, balances, earned, made_payable
from comp.finance.amortization import amortized, schedule
from comp.finance.pay_date import pay_date
from comp.finance.payroll import payroll
from comp.finance.payroll_model import (
    Check,
    ImportKey,
    ImportRow,
    NotPaid,
    Payroll,
    PayrollRefusedError,
    Terms,
    WorkingRow,
)
from comp.finance.payroll_terms import cost_centres, employee_ids, legal_entities
from comp.finance.payroll_tables import frames
from comp.finance.payroll_workbook import workbook
from comp.finance.settling import SetOff, set_off, withheld

__all__ = [
    "Account",
    "Check",
    "Entry",
    "ImportKey",
    "ImportRow",
    "NotPaid",
    "Payroll",
    "PayrollRefusedError",
    "SetOff",
    "Terms",
    "WorkingRow",
    "amortized",
    "balances",
    "cost_centres",
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
