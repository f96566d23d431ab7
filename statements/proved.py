"""Draws a statement with its proof inside, whose text the verifier holds against the page."""

from __future__ import annotations

import json

from babel.numbers import get_decimal_symbol, get_group_symbol, get_minus_sign_symbol

from comp.proofs import Seal, ShownPage, document
from statements.pdf import AttachedText, draw, statement_html
from statements.pieces import pieces_of
from statements.proving import StatementProof
from statements.view import Statement
from statements.wording import Wording

PROOF_NAME = "proof.json"


def proved_pdf(statement: Statement, wording: Wording, proof: StatementProof, seal: Seal) -> bytes:
    """Draw the statement and attach its proof.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font has one of the letters.
    """
    html = statement_html(statement, wording)
    said = "Every step from the facts to each amount, for anybody to calculate again"
    return draw(
        html, [AttachedText(PROOF_NAME, proof_text(html, wording, proof, seal), said, statement.last_day)]
    )


def proof_text(html: str, wording: Wording, proof: StatementProof, seal: Seal) -> str:
    """The proof of a statement as JSON; `html` is the page that shows it."""
    page = ShownPage(
        pieces_of(html, proof.figures),
        group=get_group_symbol(wording.locale),
        decimal=get_decimal_symbol(wording.locale),
        minus=get_minus_sign_symbol(wording.locale),
    )
    return json.dumps(
        document(proof.book, proof.lines, seal, page), ensure_ascii=False, separators=(",", ":")
    )
