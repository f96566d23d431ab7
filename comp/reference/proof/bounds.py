"""The proof of caps and floors. The running sum of a span is one chain that all its lines share."""

from __future__ import annotations

from dataclasses import replace

from comp.language.calendar import Period
from comp.language.core import Cap, Comparison, Excess
from comp.reference.bounds import spans, year_of
from comp.reference.evaluate import holds
from comp.reference.ledger import Ledger
from comp.reference.lines import Capped, Floored, Line, Move, Valued, line_scope
from comp.reference.proof.book import Ref
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import Standing, allot_among, share_of, struck_money, undefined_one
from comp.reference.values import Amount, Undefined


def capped(proves: Proves, line: Line, move: Move, effect: Capped, before: Standing) -> Standing:
    """A line under a cap: what it keeps, or what of it has found room."""
    book, cap = proves.book, effect.statement
    kept = _kept_of(proves, line, move, cap)
    if cap.excess is Excess.LOST or effect.year_over or isinstance(book.value(kept), Undefined):
        return replace(before, value=kept)
    value = book.value(before.value)
    if not isinstance(value, Amount) or value.minor == 0:
        return before
    released = share_of(book, before.released, book.divide(kept, before.value))
    return replace(before, released=released)


def floored(proves: Proves, line: Line, move: Move, effect: Floored, before: Standing) -> Standing:
    """A line lifted to its floor, or lowered to minus as much where it is negative; 0 stays 0."""
    book, value = proves.book, proves.book.value(before.value)
    if not isinstance(value, Amount) or value.minor == 0:
        return before
    scope = line_scope(proves.view, line, move.book)
    least = struck_money(proves, proves.expression(effect.statement.at, scope))
    if value.minor > 0:
        return replace(before, value=book.extreme([before.value, least], largest=True))
    return replace(before, value=book.extreme([before.value, book.negated(least)], largest=False))


# What each line of a payee keeps ---------------------------------------------------------------------------


def _kept_of(proves: Proves, line: Line, move: Move, cap: Cap) -> Ref:
    """What a line keeps; it is worked out for all the payee's lines at once."""
    memo = proves.book.memo
    key = ("cap", proves.view.plan.name, proves.view.as_of, id(cap))
    if (*key, line.line_id) not in memo:
        for line_id, kept in _kept_by_line(proves, cap, above(move), line.payee).items():
            memo[*key, line_id] = kept
    return memo[*key, line.line_id]


def above(move: Move) -> Ledger:
    """The lines as the statements above this one have left them."""
    if not isinstance(move.book, Ledger):
        raise TypeError("a statement that looks at several lines needs the ledger of its place")
    return move.book


def _kept_by_line(proves: Proves, cap: Cap, ledger: Ledger, payee: str) -> dict[str, Ref]:
    view, kept = proves.view, dict[str, Ref]()
    named = [
        each
        for each in ledger.payees_lines(cap.pays, payee)
        if holds(cap.where, line_scope(view, each.line, ledger))
    ]
    for _, members in spans(view, cap, named):
        values = [struck_money(proves, proves.line(each)) for each in members]
        bounds = [
            struck_money(proves, proves.expression(cap.at, line_scope(view, each.line, ledger)))
            for each in members
        ]
        if cap.excess is Excess.CARRIED:
            keeps = _carried(proves, members, values, bounds)
        elif cap.alike:
            keeps = _alike(proves, values, bounds)
        else:
            keeps = _running(proves, values, bounds)
        kept.update(zip((each.line.line_id for each in members), keeps, strict=True))
    return kept


def _running(proves: Proves, values: list[Ref], bounds: list[Ref]) -> list[Ref]:
    """What each line keeps of a running sum under its bound."""
    book, kept = proves.book, list[Ref]()
    before = book.start(proves.view.currency)
    for value, bound in zip(values, bounds, strict=True):
        total = book.add(before, value)
        with_it = book.extreme([total, bound], largest=False)
        kept.append(book.subtract(with_it, book.extreme([before, bound], largest=False)))
        before = total
    return kept


def _alike(proves: Proves, values: list[Ref], bounds: list[Ref]) -> list[Ref]:
    """The last line's bound, allotted by the lines' amounts where these are more."""
    book = proves.book
    unknown = undefined_one(book, (*values, *bounds))
    if unknown is not None:
        return [unknown for _ in values]
    total, bound = book.total(values, proves.view.currency), bounds[-1]
    within = book.compared(Comparison.AT_MOST, total, bound)
    if book.value(within) is not True:
        nothing = book.compared(Comparison.IS, total, book.start(proves.view.currency))
        within = book.some([within, nothing])
    if book.value(within) is True:
        return [book.chosen(within, value) for value in values]
    return [book.chosen(within, part) for part in allot_among(book, bound, values, total)]


def _carried(proves: Proves, members: list[Valued], values: list[Ref], bounds: list[Ref]) -> list[Ref]:
    """What of each line has found room by now."""
    unknown = undefined_one(proves.book, (*values, *bounds))
    if unknown is not None:
        return [unknown for _ in values]
    room = _room(proves, members, values, bounds)
    return _running(proves, values, [room for _ in values])


def _room(proves: Proves, members: list[Valued], values: list[Ref], bounds: list[Ref]) -> Ref:
    """What of a year's lines has found room: each period that has begun adds that of its bound."""
    book, currency = proves.book, proves.view.currency
    room = earned = book.start(currency)
    bound: Ref | None = None
    counted: set[int] = set()
    for period in _begun(proves, members[0].line.period):
        here = [index for index, each in enumerate(members) if each.line.period == period]
        bound = bounds[here[0]] if here else bound
        if bound is None:
            continue
        new = [
            index
            for index, each in enumerate(members)
            if each.line.period.starts_on <= period.starts_on and index not in counted
        ]
        counted.update(new)
        if new:
            earned = book.add(earned, book.total([values[index] for index in new], currency))
        room = book.extreme([book.add(room, bound), earned], largest=False)
    return room


def _begun(proves: Proves, period: Period) -> list[Period]:
    """The performance periods of a period's fiscal year that have begun."""
    view = proves.view
    year = year_of(view, period)
    periods = view.calendar.periods_between(year.starts_on, year.last_day, view.plan.performance)
    return [one for one in periods if one.last_day <= year.last_day and one.starts_on <= view.as_of]
