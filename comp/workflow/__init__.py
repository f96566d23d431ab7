"""What is done with runs once they are calculated: posting them to the books, showing and checking these.

It brings the rules (`comp.ledger`) and the database (`comp.records`) together. This room must not calculate
pay, ask a clock, or know of commands and pages.
"""

from comp.workflow.books import (
    Books,
    PostedBatch,
    PostedEntry,
    batches_of,
    books_of,
    entries_posted,
    posted_but,
)
from comp.workflow.checking import BooksReport, check_books
from comp.workflow.opening import open_books
from comp.workflow.posting import Posted, PostingRefusedError, post, preview
from comp.workflow.preparing import Part, ToPost, to_post
from comp.workflow.previewing import PlanTotals, Preview, paid_before

__all__ = [
    "Books",
    "BooksReport",
    "Part",
    "PlanTotals",
    "Posted",
    "PostedBatch",
    "PostedEntry",
    "PostingRefusedError",
    "Preview",
    "ToPost",
    "batches_of",
    "books_of",
    "check_books",
    "entries_posted",
    "open_books",
    "paid_before",
    "post",
    "posted_but",
    "preview",
    "to_post",
]
