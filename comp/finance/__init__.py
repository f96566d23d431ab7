"""What finance takes away: payroll files, accruals, capitalised costs, journals and currency conversion.

It renders results that exist. It must not calculate pay or change a line: its totals are the lines' totals.
"""

from comp.finance.accrual import Account, Entry, balances, earned, made_payable, paid
from comp.finance.accrual_at import AccrualRefusedError, accrual_at
from comp.finance.accrual_lines import AccrualInputs, EnginesDifferError
from comp.finance.accrual_result import Accrual
from comp.finance.accrual_workbook import AccrualBasis, accrual_workbook
from comp.finance.amortization import amortized, schedule
from comp.finance.paid_at_once import paid_at_once
from comp.finance.pay_date import pay_date
from comp.finance.payroll import payroll
from comp.finance.payroll_differences import require_comparable, require_earlier
from comp.finance.payroll_layout import Layout, layout_paths, read_layout
from comp.finance.payroll_layout_files import LayoutFile, layout_files, require_read_back
from comp.finance.payroll_layout_text import LayoutSettings
from comp.finance.payroll_model import (
    Check,
    Difference,
    ImportKey,
    ImportRow,
    NotPaid,
    Part,
    PartMoved,
    Payroll,
    PayrollRefusedError,
    Terms,
    WorkingRow,
)
from comp.finance.payroll_readback import require_workbook
from comp.finance.payroll_statements import StatementTold, statements_told
from comp.finance.payroll_tables import frames
from comp.finance.payroll_terms import cost_centres, employee_ids, legal_entities, terms_of
from comp.finance.payroll_workbook import workbook
from comp.finance.settling import SetOff, set_off, withheld

__all__ = [
    "Account",
    "Accrual",
    "AccrualBasis",
    "AccrualInputs",
    "AccrualRefusedError",
    "Check",
    "Difference",
    "EnginesDifferError",
    "Entry",
    "ImportKey",
    "ImportRow",
    "Layout",
    "LayoutFile",
    "LayoutSettings",
    "NotPaid",
    "Part",
    "PartMoved",
    "Payroll",
    "PayrollRefusedError",
    "SetOff",
    "StatementTold",
    "Terms",
    "WorkingRow",
    "accrual_at",
    "accrual_workbook",
    "amortized",
    "balances",
    "cost_centres",
    "earned",
    "employee_ids",
    "frames",
    "layout_files",
    "layout_paths",
    "legal_entities",
    "made_payable",
    "paid",
    "paid_at_once",
    "pay_date",
    "payroll",
    "read_layout",
    "require_comparable",
    "require_earlier",
    "require_read_back",
    "require_workbook",
    "schedule",
    "set_off",
    "statements_told",
    "terms_of",
    "withheld",
    "workbook",
]
