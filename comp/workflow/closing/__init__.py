"""The close of a period: a recorded run and its corrections are posted, and payroll is taken from what was.

Posting needs every statement approved, and finance. Payroll is made only where run, books and statements pay
the same. This room must not calculate pay, ask a clock, or know of pages and commands.
"""

from comp.workflow.closing.books import (
    BatchShown,
    EntriesShown,
    PostedTotal,
    batches_shown,
    entries_shown,
)
from comp.workflow.closing.finding import Closing, closing_of, recorded_run, with_corrections
from comp.workflow.closing.may import require_finance
from comp.workflow.closing.payroll import (
    EXPORTED,
    Chosen,
    Export,
    export_layout,
    export_workbook,
    payroll_of,
)
from comp.workflow.closing.periods import ClosingShown, closing_shown, periods
from comp.workflow.closing.posting import order_for, order_of, post_run
from comp.workflow.closing.taking import NotPostedError, PostedRun, paid_last, posted_run
from comp.workflow.closing.tying import paid_by_payee, posted_by_payee, require_tied_to_books

__all__ = [
    "EXPORTED",
    "BatchShown",
    "Chosen",
    "Closing",
    "ClosingShown",
    "EntriesShown",
    "Export",
    "NotPostedError",
    "PostedRun",
    "PostedTotal",
    "batches_shown",
    "closing_of",
    "closing_shown",
    "entries_shown",
    "export_layout",
    "export_workbook",
    "order_for",
    "order_of",
    "paid_by_payee",
    "paid_last",
    "payroll_of",
    "periods",
    "post_run",
    "posted_by_payee",
    "posted_run",
    "recorded_run",
    "require_finance",
    "require_tied_to_books",
    "with_corrections",
]
