"""Every line of a plan at a day, in cents, each with its explanation."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.reference.facts_index import Facts
from comp.reference.line_steps import line_step
from comp.reference.lines import Valued, payable_minor
from comp.reference.measures import PlanView
from comp.reference.position import Position
from comp.reference.proof.book import Book
from comp.reference.proof.proved import LineProofs, ProvedLine
from comp.reference.standing import Standing, standing
from comp.reference.telling import Teller
from comp.reference.trace import Step
from comp.reference.values import Undefined
from comp.reference.walk import value_plan


def _unproved(_book: Book) -> ProvedLine:
    """A line that no valuation made has no amount to prove."""
    return ProvedLine(None, None, None)


@dataclass(frozen=True, slots=True)
class LineValue:
    """What one line is worth at a day; where it is a fault both amounts are None and `fault` says why.

    Amounts are minor units of `currency`. `unit` is `fact#part` or the name of the period. `explain` tells
    how the line came about; `prove` writes that into the book of its payee's proof, which must have the
    valuation's index of facts. `position` tells where its payee stands beside it.
    """

    line_id: str
    plan: str
    clause: str
    pay: str
    payee: str
    unit: str
    fact: str | None
    part: str | None
    born_on: date
    performance_period: str
    currency: str
    earned_minor: int | None
    payable_minor: int | None
    fault: str | None
    explain: Callable[[], Step] = field(compare=False, repr=False)
    prove: Callable[[Book], ProvedLine] = field(default=_unproved, compare=False, repr=False)
    position: Position | None = field(default=None, compare=False, repr=False)
    stand: Callable[[], Standing] = field(default=Standing, compare=False, repr=False)

    @property
    def trace(self) -> Step:
        """How the line came about, told when it is asked for: most runs only compare amounts."""
        return self.explain()

    @property
    def standing(self) -> Standing:
        """What took from the line, what it waits for, and what is owed; told when it is asked for."""
        return self.stand()


def valuate(  # noqa: PLR0917 - the same call as the other engine's
    program: Program,
    plan: Plan,
    snapshot: Snapshot,
    calendar: Calendar,
    as_of: date,
    payees: Collection[str] | None = None,
    facts: Facts | None = None,
) -> list[LineValue]:
    """Value the plan's lines at the end of the day, by line id; of all payees or of those given.

    `facts` is the snapshot's index where several plans or days share one, as all lines of one proof must.
    """
    view = plan_view(program, plan, facts or Facts(snapshot), calendar, as_of)
    teller, proofs = Teller(view), LineProofs(view)
    values = [line_value(teller, proofs, valued) for valued in value_plan(view, payees)]
    return sorted(values, key=lambda line: line.line_id)


def plan_view(program: Program, plan: Plan, facts: Facts, calendar: Calendar, as_of: date) -> PlanView:
    """The plan at the day; where later facts are ignored, at its last close at the latest."""
    return PlanView(program, plan, facts, calendar, plan.read_on(as_of, calendar))


def line_value(teller: Teller, proofs: LineProofs, valued: Valued) -> LineValue:
    """A valued line as a result."""
    view, line, state = teller.view, valued.line, valued.state
    fault = state.value.reason if isinstance(state.value, Undefined) else None
    earned = None if isinstance(state.value, Undefined) else int(state.value)
    of = line.credit.of if line.credit else None
    return LineValue(
        line.line_id,
        view.plan.name,
        line.clause.name,
        line.pay,
        line.payee,
        line.unit_name,
        of.fact if of else None,
        of.part + line.given if of else None,
        line.born_on,
        line.period.name,
        view.currency,
        earned,
        payable_minor(view, state),
        fault,
        partial(line_step, teller, valued),
        partial(proofs.prove, valued),
        Position(view, valued),
        partial(standing, teller, valued),
    )
