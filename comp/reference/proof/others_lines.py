"""What rests on others' pay in the proof: earned lines, and a place among others."""

from __future__ import annotations

from fractions import Fraction

from comp.language.calendar import Period
from comp.language.core import Comparison, Earned, Kind, MeasureValue, Operator, Rank
from comp.reference.ledger import Ledger
from comp.reference.lines import Valued, struck_state
from comp.reference.proof.book import Ref
from comp.reference.proof.proving import Proving, sealed_as, whole
from comp.reference.proof.terms import sealed_total
from comp.reference.scope import Scope
from comp.reference.values import Amount, Undefined, Value, calculate, compare


def prove_earned(proves: Proving, node: Earned, scope: Scope) -> Ref:
    """The sum of struck lines: the reader's own, and others' sealed by payee."""
    if not isinstance(scope.book, Ledger):
        return _unknown(proves, "what was earned is not known here")
    if scope.period is None or scope.payee is None:
        return _unknown(proves, "there is no payee and period here")
    if node.of_fact and scope.credit is None:
        return _unknown(proves, "there is no fact here")
    fact = (scope.credit.of.source, scope.credit.of.fact) if node.of_fact and scope.credit else None
    key = ("earned", id(node), scope.payee, scope.period, fact, scope.book)
    if key not in proves.kept.sums:
        proves.kept.sums[key] = _sum(proves, scope.book.asked(node, scope), scope.period)
    return proves.kept.sums[key]


def _unknown(proves: Proving, reason: str) -> Ref:
    return proves.book.stated(Undefined(reason), reason)


def _sum(proves: Proving, lines: list[Valued], period: Period) -> Ref:
    book, view = proves.book, proves.view
    own = [each for each in lines if each.line.payee == book.payee]
    others = [each for each in lines if each.line.payee != book.payee]
    total = book.total([whole(book, proves.line(each), view.plan.rounding) for each in own], view.currency)
    if not others:
        return total
    zero = Amount(Fraction(0), view.currency)
    by_payee: dict[str, Value] = {}
    for each in others:
        minor = struck_state(view, each.state).value
        worth = minor if isinstance(minor, Undefined) else Amount(minor, view.currency)
        by_payee[each.line.payee] = calculate(Operator.ADD, by_payee.get(each.line.payee, zero), worth)
    pays = " and ".join(dict.fromkeys(each.line.pay for each in others))
    return book.add(total, sealed_total(proves, by_payee, sealed_as(proves, f"earned {pays}", period), zero))


def prove_rank(proves: Proving, node: Rank, scope: Scope) -> Ref:
    """The payee's place by a measure: the own value, and the others' sealed."""
    book, view = proves.book, proves.view
    place = view.rank(node, scope)
    payee = scope.payee or ""
    days = view.members.days(payee, scope.period) if scope.period else ()
    standings = view.standings(node, scope)
    if not days or _unread(proves, node, scope):
        return _unknown(proves, place.reason if isinstance(place, Undefined) else "no place")
    own = proves.expression(
        MeasureValue(node.measure, Kind.NUMBER), view.period_scope(scope, payee, days[-1])
    )
    others = {name: value for name, value in standings.items() if name != payee}
    known = {name: value for name, value in sorted(others.items()) if not isinstance(value, Undefined)}
    what = sealed_as(proves, node.measure, scope.period)
    better = Comparison.BELOW if node.lowest_first else Comparison.ABOVE
    mine = book.value(own)
    number = sum(compare(better, value, mine) is True for value in known.values())
    return book.write(
        "rank",
        (own,),
        mine if isinstance(mine, Undefined) else Fraction(1 + number),
        better=number,
        lowest=node.lowest_first,
        sealed=tuple(book.seal(name, what, value) for name, value in known.items()),
    )


def _unread(proves: Proving, node: Rank, scope: Scope) -> bool:
    sight = proves.view.sight(proves.view.plan.measures[node.measure], scope)
    return bool(sight.unread) or sight.side is not None
