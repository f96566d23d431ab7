"""The proof of splits: what a line gives away, and of a line that was given, the gift.

What the giver's line was worth is the giver's: it is sealed, unless the giver is the same payee.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from comp.language.core import (
    Aggregate,
    AmongOwn,
    Comparison,
    Earned,
    Expr,
    GivenPart,
    Lookup,
    MeasureValue,
    PayeesLastDay,
    PeriodTarget,
    Quota,
    Rank,
    TableValue,
    ThisPayee,
)
from comp.reference.lines import Gave, Line, Move, Received, Valued, line_scope
from comp.reference.mentions import nodes
from comp.reference.proof.book import Ref
from comp.reference.proof.bounds import above
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import Standing, struck, struck_money, undefined_one
from comp.reference.scope import Scope
from comp.reference.values import Amount, Undefined

_GIVERS_OWN = (
    Aggregate, AmongOwn, Earned, Lookup, MeasureValue, PayeesLastDay, PeriodTarget, Quota, Rank, TableValue,
    ThisPayee,
)  # fmt: skip


def gave(proves: Proves, line: Line, move: Move, effect: Gave, before: Standing) -> Standing:
    """What stays with the giver."""
    book, scope, value = proves.book, line_scope(proves.view, line, move.book), before.value
    if isinstance(effect.gifts, Undefined):
        amounts = [_amount(proves, part, scope, value) for part in effect.statement.parts]
        unknown = undefined_one(book, amounts)
        return replace(before, value=book.stated(effect.gifts, "a gift") if unknown is None else unknown)
    for gift in effect.gifts:
        value = book.subtract(value, _amount(proves, gift.part, scope, before.value))
    return replace(before, value=value)


def received(
    proves: Proves, move: Move, effect: Received, standing: Callable[[Proves, Valued], Standing]
) -> Standing:
    """A line that was given: the gift, as far released as the line that it comes from."""
    book, part, given_by = proves.book, effect.gift.part, effect.giver
    scope = line_scope(proves.view, given_by, move.book)
    if given_by.payee == book.payee:
        of = struck(proves, standing(proves, _valued(move, effect)))
        return replace(of, value=_amount(proves, part, scope, of.value))
    if part.amount is not None and _shown_to_all(part.amount):
        value = _amount(proves, part, scope, book.one())
    else:
        value = _sealed(proves, effect, "amount", Amount(Fraction(effect.gift.minor), proves.view.currency))
    if _shown_to_all(part.to):
        named = book.compared(Comparison.IS, proves.expression(part.to, scope), book.own_payee())
        value = book.chosen(named, value)
    share = effect.of.released
    released = book.one() if share == 1 else _sealed(proves, effect, "share released", share)
    return Standing(value, released, struck=True)


def _amount(proves: Proves, part: GivenPart, scope: Scope, of: Ref) -> Ref:
    """What a part gives from a struck line."""
    if part.share is not None:
        return struck_money(proves, proves.book.multiply(of, proves.expression(part.share, scope)))
    if part.amount is None:
        return proves.book.start(proves.view.currency)
    return struck_money(proves, proves.expression(part.amount, scope))


def _valued(move: Move, effect: Received) -> Valued:
    """The giver's line as it came to the split."""
    lines = above(move).payees_lines([effect.giver.pay], effect.giver.payee)
    return next(each for each in lines if each.line.line_id == effect.giver.line_id)


def _sealed(proves: Proves, effect: Received, what: str, value: Amount | Fraction) -> Ref:
    """What the giver's own line decides: shown as far as it is the payee's own, and committed to."""
    giver, day = effect.giver, proves.view.as_of.isoformat()
    words = f"{giver.plan}.{giver.pay} of {giver.unit_name} on {day}, gift {effect.gift.number}: {what}"
    place = proves.book.seal(giver.payee, words, value)
    return proves.book.sealed_sum([place], value)


def _shown_to_all(expr: Expr) -> bool:
    """Whether an expression looks at the fact alone, and at nothing that is the giver's."""
    return not any(isinstance(node, _GIVERS_OWN) for node in nodes(expr))
