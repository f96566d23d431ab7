"""Draws a statement with its proof inside, whose text the verifier holds against the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial

from babel.numbers import get_decimal_symbol, get_group_symbol

from comp.proofs import Seal, ShownPage, document
from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_look import pdf_look
from statements.late_text import LateText
from statements.letterhead import Picture, picture_of
from statements.pdf import lay_out
from statements.pieces import pieces_of
from statements.proving import StatementProof
from statements.statement_page import NO_LETTERHEAD, statement_html
from statements.view import Letterhead, Statement
from statements.wording import MINUS, Wording

PROOF_NAME = "proof.json"


def proved_pdf(
    statement: Statement,
    wording: Wording,
    proof: StatementProof,
    seal: Seal,
    letterhead: Letterhead = NO_LETTERHEAD,
) -> bytes:
    """Draw the statement and attach its proof.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font has one of the letters.
    """
    html = statement_html(statement, wording, letterhead)
    return pdf_of(
        html, statement.last_day, partial(proof_text, html, wording, proof, seal), picture_of(letterhead)
    )


def pdf_of(html: str, day: date, proof_of: Callable[[str], str], picture: Picture | None = None) -> bytes:
    """Draw a page with its proof, which `proof_of` makes from the digest of how it is drawn.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font has one of the letters.
    """
    said = "Every step from the facts to each amount, for anybody to calculate again"
    late = LateText(PROOF_NAME, said, day, lambda drawn: proof_of(pdf_look(read_pdf(drawn))))
    return lay_out(html, picture).pdf_with(late)


def proof_text(
    html: str, wording: Wording, proof: StatementProof, seal: Seal, look: str | None = None
) -> str:
    """The proof of a statement as JSON; `html` is the page that shows it, `look` tells how it is drawn."""
    page = ShownPage(
        pieces_of(html, proof.figures),
        group=get_group_symbol(wording.locale),
        decimal=get_decimal_symbol(wording.locale),
        minus=MINUS,
        look=look,
    )
    return json.dumps(
        document(proof.book, proof.lines, seal, page), ensure_ascii=False, separators=(",", ":")
    )
