"""The proof of what a pay makes: its expression's value, or its part of an allotment among all payees."""

from __future__ import annotations

from fractions import Fraction

from comp.reference.lines import Line, Move, Paid, line_scope
from comp.reference.proof.book import Ref
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import Standing, plan_money
from comp.reference.values import Amount


def paid(proves: Proves, line: Line, move: Move, effect: Paid) -> Standing:
    """The pay's value for a line, on the condition that there is one."""
    book, pay, scope = proves.book, effect.statement, line_scope(proves.view, line, move.book)
    value = plan_money(proves, proves.expression(pay.value, scope))
    if pay.where is not None:
        value = book.chosen(proves.expression(pay.where, scope), value)
    if effect.evened is not None:
        value = _evened(proves, line, effect, value)
    return Standing(value, book.one(), struck=effect.evened is not None)


def _evened(proves: Proves, line: Line, effect: Paid, exact: Ref) -> Ref:
    """The whole cents of a line among the other payees', whose amounts are sealed."""
    book, currency = proves.book, proves.view.currency
    what = f"{line.plan}.{line.pay} of {line.unit_name} on {proves.view.as_of.isoformat()}, exact"
    sealed = tuple(
        book.seal(payee, what, Amount(value, currency))
        for payee, value in effect.among
        if payee != line.payee
    )
    even = Amount(effect.evened or Fraction(0), currency)
    return book.write("allotted", (exact,), even, sealed=sealed, mode=proves.view.plan.rounding.value)
