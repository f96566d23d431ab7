"""Statements as they are recorded: documents without names, and the working of each line.

A document is made once, when its run is recorded, and read as often as a page shows it. This room must not
decide who sees what, ask a clock, or know of pages.
"""

from statements.documents.document import Document, content_digest, document_of, read_document
from statements.documents.drawing import draw_pdf
from statements.documents.forgetting import DRAWN, forget_drawn
from statements.documents.place import (
    open_document,
    open_noted,
    open_workings,
    run_place,
    statements_place,
)
from statements.documents.recording import record_run
from statements.documents.workings import Working

__all__ = [
    "DRAWN",
    "Document",
    "Working",
    "content_digest",
    "document_of",
    "draw_pdf",
    "forget_drawn",
    "open_document",
    "open_noted",
    "open_workings",
    "read_document",
    "record_run",
    "run_place",
    "statements_place",
]
