"""Drawn programs: every pay's value of every line is proved, and a stranger's recalculation agrees.

`COMP_PROOF_CASES` says how many cases are drawn.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import Case, draw_case, program_of, snapshot_of
from comp.language.core import Plan, Program
from comp.proofs.document import document
from comp.reference.evaluate import evaluate
from comp.reference.facts_index import Facts
from comp.reference.lines import Paid, line_scope
from comp.reference.proof.book import Book
from comp.reference.proof.prover import Prover
from comp.reference.valuation import plan_view
from comp.reference.values import Undefined
from comp.reference.walk import value_plan
from comp.verifier.arithmetic import check_nodes
from comp.verifier.links import check_constants
from tests.reference.proof.worked import seal_of

CASES = int(os.environ.get("COMP_PROOF_CASES", "8"))


def proved(case: Case, program: Program, plan: Plan, snapshot: Snapshot) -> Iterator[Book]:
    """The books of all payees with the values of their lines on the case's days."""
    facts = Facts(snapshot)
    books: dict[str, Book] = {}
    for day in case.days:
        view = plan_view(program, plan, facts, case.calendar, day)
        provers: dict[str, Prover] = {}
        for valued in value_plan(view):
            payee = valued.line.payee
            book = books.setdefault(payee, Book(facts, case.texts, payee))
            prover = provers.setdefault(payee, Prover(view, book))
            for move in valued.moves:
                if isinstance(move.effect, Paid):
                    scope = line_scope(view, valued.line, move.book)
                    pay = move.effect.statement
                    ref = prover.expression(pay.value, scope)
                    value, ours = evaluate(pay.value, scope), book.value(ref)
                    both = isinstance(value, Undefined) and isinstance(ours, Undefined)
                    assert both or ours == value, (pay.span, ours, value)
    yield from books.values()


def read(book: Book, case: Case, snapshot: Snapshot) -> dict[str, Any]:
    """The proof as a reader has it."""
    return json.loads(json.dumps(document(book, [], seal_of(snapshot, case.texts))))


@settings(
    max_examples=CASES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(seed=st.integers(30_000, 2**40))
def test_every_value_of_a_drawn_plan_is_proved(seed: int) -> None:
    case = draw_case(seed)
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    for plan in program.plans:
        for book in proved(case, program, plan, snapshot):
            proof = read(book, case, snapshot)
            assert check_nodes(proof) == [], (seed, plan.name, book.payee)
            assert check_constants(proof) == [], (seed, plan.name, book.payee)
