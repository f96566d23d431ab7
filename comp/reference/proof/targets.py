"""Period targets in the proof: the annual target by the payee's days in the unit (decision 0027)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from comp.language.calendar import Period
from comp.language.core import PeriodTarget
from comp.reference.evaluate import evaluate
from comp.reference.members_time import counting_days
from comp.reference.proof.book import Ref
from comp.reference.proof.headings import prove_target_share
from comp.reference.proof.member_days import (
    Run,
    prove_counted,
    prove_part,
    prove_part_of_year,
    prove_whole,
    runs,
)
from comp.reference.proof.proving import Proving, as_money, sealed, sealed_as
from comp.reference.scope import Scope
from comp.reference.values import Undefined


def prove_period_target(proves: Proving, node: PeriodTarget, scope: Scope) -> Ref:
    """The clause's share of the annual target for the unit and the payee's days in it."""
    book, view = proves.book, proves.view
    if scope.payee is None or scope.period is None:
        reason = "a period target needs a payee and a period"
        return book.stated(Undefined(reason), reason)
    if scope.payee != book.payee:
        what = sealed_as(proves, f"period target of {node.share}", scope.period)
        return sealed(proves, scope.payee, what, view.period_target(node, scope))
    period = view.longer(node.cadence, scope.period)
    if node.blended:
        annual = _blended(proves, node, scope, period)
    else:
        annual = as_money(book, proves.expression(node.annual, scope), view.currency)
        annual = book.multiply(annual, prove_part(proves, scope.payee, period))
    share = prove_target_share(proves, node.share, node.span)
    return book.multiply(annual, book.multiply(share, prove_part_of_year(proves, period, node.span)))


def _blended(proves: Proving, node: PeriodTarget, scope: Scope, period: Period) -> Ref:
    """The annual target of each day's assignment, by the part of the period for which it held."""
    book, view, payee = proves.book, proves.view, scope.payee or ""
    parts: list[Ref] = []
    for piece in _pieces(proves, node, scope, runs(proves, payee, period)):
        if piece.asked == piece.run.days[-1]:
            proves.kept.days.setdefault((payee, piece.asked), piece.run.ends)
        annual = proves.expression(node.annual, replace(scope, born_on=piece.asked))
        parts.append(book.multiply(as_money(book, annual, view.currency), _counted(proves, piece)))
    return book.divide(book.total(parts, view.currency), prove_whole(proves, period))


@dataclass(frozen=True, slots=True)
class _Piece:
    """Days that one assignment and one annual target hold on; `asked` is the last whose target counts.

    `shared` says that its last month is started again later, and counts there.
    """

    run: Run
    asked: date
    shared: bool


def _pieces(proves: Proving, node: PeriodTarget, scope: Scope, held: Sequence[Run]) -> Iterator[_Piece]:
    """The payee's days by the annual target that held on them."""
    days = [on for run in held for on in run.days]
    counting = {on for on, _ in counting_days(days, proves.view.plan.proration)}
    for run in held:
        asked = [on for on in run.days if on in counting]
        by_annual = groupby(asked, key=lambda on: evaluate(node.annual, replace(scope, born_on=on)))
        groups = [list(group) for _, group in by_annual]
        for group in groups:
            part = run if len(groups) == 1 else _cut(proves, run, group)
            yield _Piece(part, group[-1], group[-1] != part.days[-1])


def _cut(proves: Proving, run: Run, days: Sequence[date]) -> Run:
    """A part of a run; where it begins and ends within the run rests on the engines' word."""
    why = "the annual target changes with this day"
    inside = tuple(on for on in run.days if days[0] <= on <= days[-1])
    starts = run.starts if inside[0] == run.days[0] else proves.book.stated(inside[0], why)
    ends = run.ends if inside[-1] == run.days[-1] else proves.book.stated(inside[-1], why)
    return Run(inside, starts, ends, run.fulfils)


def _counted(proves: Proving, piece: _Piece) -> Ref:
    """How much the days of a piece count for: of months that are started twice, the later assignment's."""
    counted = prove_counted(proves, [piece.run])
    return proves.book.subtract(counted, proves.book.one()) if piece.shared else counted
