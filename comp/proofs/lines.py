"""Lines of a proof: what each was worth before the days paid and at their end, as nodes of one book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comp.errors import CompError
from comp.proofs.document import document
from comp.proofs.proof_line import ProofLine
from comp.proofs.seal import Seal
from comp.reference import Facts, LineValue
from comp.reference.explain import sentence
from comp.reference.proof.book import Book


def prove_line(
    book: Book, before: LineValue | None, after: LineValue | None, told: str, *, listed: bool
) -> ProofLine:
    """Prove one line at both days; at one of them at least it must be there."""
    known = after or before
    if known is None:
        raise ValueError("a line that is there on neither day")
    was, now = before and before.prove(book), after and after.prove(book)
    proved = now or was
    if proved is None or proved.born is None:
        raise ValueError(f"{known.line_id} is a line that no valuation made")
    return ProofLine(
        line_id=known.line_id,
        plan=known.plan,
        clause=known.clause,
        pay=known.pay,
        currency=known.currency,
        performance_period=known.performance_period,
        born_on=known.born_on,
        born=proved.born,
        earned=(was and was.earned, now and now.earned),
        payable=(was and was.payable, now and now.payable),
        fault=after.fault if after else None,
        listed=listed,
        sentence=told,
    )


def prove_lines(
    lines: Sequence[tuple[LineValue | None, LineValue]], facts: Facts, seal: Seal
) -> dict[str, Any]:
    """The proof of single lines of one payee, no statement: each before the days paid and at their end.

    Raises:
        CompError: there is no line, or they are of several payees, who may not read each other's.
    """
    payees = sorted({after.payee for _, after in lines})
    if len(payees) != 1:
        what = f"these are lines of {', '.join(payees)}" if payees else "there is no line to prove"
        raise CompError(f"{what}; a proof is of one payee's lines: name the payee, or one line by its id")
    book = Book(facts, seal.plans.texts, payees[0])
    return document(
        book, [prove_line(book, was, now, sentence(now), listed=False) for was, now in lines], seal
    )
