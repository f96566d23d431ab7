"""Totals, averages, places and what was earned, in words, with the terms that they are made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from comp.language.core import (
    Aggregate,
    Aggregation,
    CreditSet,
    Earned,
    MeasureValue,
    Rank,
    Whose,
    Window,
)
from comp.reference.aggregates import Member, Term
from comp.reference.evaluate import evaluate
from comp.reference.ledger import Ledger
from comp.reference.measures import PlanView
from comp.reference.saying import counted, say, template
from comp.reference.scope import Scope, Side
from comp.reference.told import Tells, Told, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Undefined
from comp.reference.whose import payees_of
from comp.reference.wording import called, day_text, listed, shown

_OF = {
    Aggregation.TOTAL: template("{value} of {terms}"),
    Aggregation.COUNT: template("{value} of {terms}"),
    Aggregation.DISTINCT: template("{value} different values of {terms}"),
    Aggregation.AVERAGE: template("{value} on average of {terms}"),
    Aggregation.MINIMUM: template("{value} at least of {terms}"),
    Aggregation.MAXIMUM: template("{value} at most of {terms}"),
    Aggregation.LATEST: template("{value} at last of {terms}"),
}
_EARNED = {
    Whose.OWN: template("{value} earned {pays}"),
    Whose.REPORTS: template("{value} earned {pays} of direct reports"),
    Whose.EVERYONE: template("{value} earned {pays} of all payees"),
}
_MOST_TERMS = 50  # lines of others that a sum lists one by one


def tell_aggregate(teller: Tells, expr: Aggregate, scope: Scope) -> Told:
    """An aggregate with its number of terms, each of which is a step."""
    view = teller.view
    value = view.aggregate(expr, scope)
    if scope.sight.unread:
        return Told(Undefined(scope.sight.unread).reason)
    over = expr.over.credit if isinstance(expr.over, CreditSet) else expr.over.source
    text = _many(_number(teller, expr, scope), expr, called(over), earlier=scope.sight.side is Side.BEFORE)
    if expr.term is not None:
        text = say(_OF[expr.how], value=shown(value), terms=text)
        if isinstance(expr.over, CreditSet) and expr.over.everyone:
            text = say("{sum} of all payees", sum=text)
    terms = view.aggregates.summed(expr, scope).terms if scope.sight.side is None else ()
    steps = tuple(
        replace(_term_step(over, term), others=others)
        for term, others in zip(terms, _are_others(view, expr, scope) if terms else (), strict=True)
    )
    name = f"{expr.how.value} {over}"
    return Told(text, (Step(StepKind(expr.how.value), name, text, exact(value), steps, expr.span),))


def _are_others(view: PlanView, expr: Aggregate, scope: Scope) -> list[bool]:
    """Of each term, whether it is another payee's: a credit's payee, or those whom a row names."""
    members = view.aggregates.members(expr.over, scope)
    payees = [] if isinstance(members, Undefined) else [_payees(view, expr, each) for each in members]
    return [bool(named) and scope.payee not in named for named in payees]


def _payees(view: PlanView, expr: Aggregate, member: Member) -> list[str]:
    if member.scope.credit is not None:
        return [member.scope.credit.of.payee]
    if isinstance(expr.over, CreditSet):
        return []
    return payees_of(view.facts, expr.over.source, member.scope.rows[expr.over.source])


def tell_rank(teller: Tells, expr: Rank, scope: Scope) -> Told:
    """A place, among how many, and the payee's own measure."""
    place = teller.view.rank(expr, scope)
    if isinstance(place, Undefined):
        measure = called(expr.measure)
        return Told(say("no place by {measure} ({reason})", measure=measure, reason=place.reason))
    standings = teller.view.standings(expr, scope)
    others = sum(not isinstance(value, Undefined) for value in standings.values())
    measure = MeasureValue(expr.measure, teller.view.plan.measures[expr.measure].kind)
    own = teller.tell(measure, teller.view.period_scope(scope, scope.payee or "", _born_on(teller, scope)))
    text = say("place {place} of {number} by {measure}", place=shown(place), number=others, measure=own.text)
    return Told(text, (Step(StepKind.RANK, expr.measure, text, place, own.steps, expr.span),))


def tell_earned(teller: Tells, expr: Earned, scope: Scope) -> Told:
    """What was earned by some pays, with its lines."""
    value = evaluate(expr, scope)
    pays = listed([called(pay) for pay in expr.pays])
    text = say(_EARNED[expr.whose], value=shown(value), pays=pays)
    if expr.of_fact and scope.credit:
        text = say("{sum} of {fact}", sum=text, fact=scope.credit.of.fact)
    else:
        text = _in_window(teller, expr.window, scope, text)
    lines = scope.book.asked(expr, scope) if isinstance(scope.book, Ledger) else []
    steps = tuple(
        Step(
            StepKind.TERM,
            each.line.line_id,
            f"{each.line.line_id}: {shown(worth)}",
            exact(worth),
            others=each.line.payee != scope.payee,
        )
        for each in lines[:_MOST_TERMS]
        for worth in [
            each.state.value
            if isinstance(each.state.value, Undefined)
            else Amount(each.state.value, teller.view.currency)
        ]
    )
    return Told(text, (Step(StepKind.EARNED, pays, text, exact(value), steps, expr.span),))


def _many(number: int, expr: Aggregate, over: str, *, earlier: bool) -> str:
    """How many terms there are: of rows of a source, or of credits; those before the line's are earlier."""
    match expr.over, earlier:
        case CreditSet(), True:
            return counted(
                number,
                "no earlier {of} credits",
                "{number} earlier {of} credit",
                "{number} earlier {of} credits",
                of=over,
            )
        case CreditSet(), False:
            return counted(
                number, "no {of} credits", "{number} {of} credit", "{number} {of} credits", of=over
            )
        case _, True:
            return counted(
                number, "no earlier {of}s", "{number} earlier {of}", "{number} earlier {of}s", of=over
            )
        case _:
            return counted(number, "no {of}s", "{number} {of}", "{number} {of}s", of=over)


def _number(teller: Tells, expr: Aggregate, scope: Scope) -> int:
    """How many terms an aggregate has, as the scope sees it."""
    aggregates = teller.view.aggregates
    if scope.sight.side is None:
        return len(aggregates.summed(expr, scope).terms)
    counter = aggregates.counter(expr, scope)
    if isinstance(counter, Undefined) or scope.credit is None:
        return 0
    return counter.counts[counter.place(scope.credit, scope.sight.side)]


def _term_step(of: str, term: Term) -> Step:
    sentence = f"{term.name} ({day_text(term.on)}): {shown(term.value)}"
    return Step(StepKind.TERM, f"{of} {term.name}", sentence, exact(term.value))


def _born_on(teller: Tells, scope: Scope) -> date:
    days = teller.view.members.days(scope.payee or "", scope.period) if scope.period else ()
    return days[-1] if days else teller.view.as_of


def _in_window(teller: Tells, window: Window, scope: Scope, text: str) -> str:
    """Which lines a sum of earned money takes, by the name of their period."""
    if window.whole_plan:
        return say("{sum} under the plan", sum=text)
    if scope.period is None:
        return text
    period = teller.view.longer(window.cadence, scope.period).name
    if not window.before:
        return say("{sum} in {period}", sum=text, period=period)
    return say("{sum} in {period} and the {before} before it", sum=text, period=period, before=window.before)
