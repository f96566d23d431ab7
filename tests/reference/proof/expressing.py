"""Expressions of small plans made of core nodes, proved in the scope of a deal or of a quarter."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from comp.language import core
from comp.language.span import Span
from comp.proofs.document import document
from comp.reference.facts_index import Facts
from comp.reference.lines import line_scope
from comp.reference.measures import PlanView
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.prover import Prover
from comp.reference.scope import Scope, Sight
from comp.reference.valuation import plan_view
from comp.reference.values import Undefined, Value
from comp.reference.walk import value_plan
from comp.verifier.arithmetic import check_nodes
from tests.reference import build as b
from tests.reference.proof.worked import seal_of, steps

QUARTER = ("2026-01-01", "2026-03-31")


def dated(day: str, term: str, *, after: str = QUARTER[0], where: Sequence[str] = ()) -> str:
    """A term of the quarter that stands on its day, which is not before `after`, and on what is asked."""
    return f"then(all({', '.join([f'>=({day}, {after})', f'<=({day}, {QUARTER[1]})', *where])}), {term})"


PAID = core.Pay("commission", b.NEW, "new")
FILE = "p.plan"


@dataclass(frozen=True)
class Said:
    """Constants that a plan's text says, one in each line."""

    lines: Sequence[str]

    def __getitem__(self, text: str) -> core.Literal:
        """The constant of the line that says it."""
        number = self.lines.index(text)
        start = sum(len(line) + 1 for line in self.lines[:number])
        span = Span(FILE, start, start + len(text), number + 1, 1)
        return replace(b.num(text.removesuffix("x")), span=span)


SAID = Said(("6%", "1.5", "0", "1", "2", "30"))


@dataclass
class Proofs:
    """One payee's book at the end of a day."""

    rows: b.Rows
    as_of: str = "03-31"
    payee: str = "ana"
    case: b.Case = field(default_factory=lambda: b.Case((PAID,)))

    def __post_init__(self) -> None:
        self.snapshot = b.snapshot(self.rows)
        self.texts = {FILE: "\n".join(SAID.lines)}
        self.view: PlanView = plan_view(
            self.case.program, self.case.plan, Facts(self.snapshot), b.CALENDAR, b.d(self.as_of)
        )
        self.book = Book(self.view.facts, self.texts, self.payee)
        self.prover = Prover(self.view, self.book)

    def of_deal(self, expr: core.Expr, fact: str = "D1") -> list[str]:
        """What a line of the payee's credit of a deal proves."""
        return self._steps(self.prover.expression(expr, self.scope(fact)))

    def of_quarter(self, expr: core.Expr) -> list[str]:
        """What a line of the quarter that ends on the day proves."""
        return self._steps(self.prover.expression(expr, self.scope()))

    def of_line(self, expr: core.Expr) -> list[str]:
        """What the line of the quarter proves, with the lines that stand above it."""
        return self._steps(self.prover.expression(expr, self.line_scope()))

    def value(self, expr: core.Expr, fact: str | None = None, *, period_line: bool = False) -> Value:
        """What the last node holds; an undefined value without its reason."""
        scope = self.line_scope() if period_line else self.scope(fact)
        value = self.book.value(self.prover.expression(expr, scope))
        return Undefined("") if isinstance(value, Undefined) else value

    def scope(self, fact: str | None = None) -> Scope:
        """What an expression sees beside a deal, or in the quarter."""
        if fact is not None:
            for valued in value_plan(self.view, [self.payee]):
                credit = valued.line.credit
                if credit and credit.of.fact == fact and valued.line.payee == self.payee:
                    return line_scope(self.view, valued.line, valued.moves[0].book)
        period = self.view.calendar.period_of(b.d(self.as_of), self.view.plan.performance)
        days = self.view.members.days(self.payee, period)
        born_on = days[-1] if days else period.last_day
        return Scope(self.view.facts, Sight(self.view.as_of), {}, self.payee, born_on, period, plan=self.view)

    def line_scope(self) -> Scope:
        """What the payee's first line of a period sees."""
        every = value_plan(self.view)
        valued = next(v for v in every if v.line.payee == self.payee and v.line.credit is None)
        return line_scope(self.view, valued.line, valued.moves[0].book)

    def _steps(self, ref: Ref) -> list[str]:
        proof = json.loads(json.dumps(document(self.book, [], seal_of(self.snapshot, self.texts))))
        assert check_nodes(proof) == []
        return steps(self.book, ref)
