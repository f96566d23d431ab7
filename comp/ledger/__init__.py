"""The rules of the books: what a run posts, what a line may come to, and what corrections owe it.

Pure rules over runs and over what was posted. This room must not open a database, write a file or ask a
clock; `comp.workflow` brings the books to it and writes what it allows.
"""

from comp.ledger.amounts import NOTHING, Amounts, LineKey, by_line
from comp.ledger.books_corrections import corrections_by_books
from comp.ledger.entries import Entry, EntryKind, entries_digest, entries_of
from comp.ledger.invariant import OpenLine, open_lines, standing_faults
from comp.ledger.values import Values, values_through

__all__ = [
    "NOTHING",
    "Amounts",
    "Entry",
    "EntryKind",
    "LineKey",
    "OpenLine",
    "Values",
    "by_line",
    "corrections_by_books",
    "entries_digest",
    "entries_of",
    "open_lines",
    "standing_faults",
    "values_through",
]
