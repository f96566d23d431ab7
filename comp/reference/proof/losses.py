"""The proof of what is kept of a fact: each row of losses that refers to it, and what all of them leave."""

from __future__ import annotations

from comp.language.core import ClawBack, Comparison
from comp.reference.credited import Credited
from comp.reference.facts_index import Row
from comp.reference.losses import lost_rows
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import given_that, rest_of, total_of, within_all
from comp.reference.scope import Scope


def kept_share(proves: Proves, statement: ClawBack, of: Credited, scope: Scope) -> Ref | None:
    """The share of a fact that its losses leave; None where none is known by the day."""
    portions = [
        _portion(proves, statement, of, row, inner)
        for row, inner in lost_rows(statement, of, scope, proves.view.as_of)
    ]
    if not portions:
        return None
    return rest_of(proves.book, within_all(proves.book, total_of(proves.book, portions)))


def _portion(proves: Proves, statement: ClawBack, of: Credited, row: Row, scope: Scope) -> Ref:
    """What one row of losses takes, for it refers to the fact and fulfils the condition."""
    conditions = [refers(proves.book, statement.losses, row, statement.link, of)]
    if statement.when is not None:
        conditions.append(proves.expression(statement.when, scope))
    return given_that(proves.book, conditions, proves.expression(statement.portion, scope))


def refers(book: Book, source: str, row: Row, link: str, of: Credited) -> Ref:
    """Whether a row names the credited fact."""
    key = book.facts.sources[of.source].key
    return book.compared(Comparison.IS, book.fact(source, row, link), book.fact(of.source, of.row, key))
