"""Totals, counts and their like in the proof: the reader's own terms one by one, others' sealed by payee."""

from __future__ import annotations

from collections.abc import Sequence

from comp.language.core import Aggregate, Aggregation, AmongOwn, Comparison, CreditSet
from comp.reference.aggregates import Member
from comp.reference.proof.book import Ref
from comp.reference.proof.counters import prove_counter
from comp.reference.proof.proves import Proves
from comp.reference.proof.proving import Proving, sealed, sealed_as, show_key
from comp.reference.proof.terms import (
    ADDED,
    currency_of,
    distinct,
    latest,
    least,
    owner,
    prove_dated,
    prove_term,
    prove_term_day,
    sealed_terms,
)
from comp.reference.proof.windows import prove_edges
from comp.reference.scope import Scope
from comp.reference.values import Undefined, Value

_MOST_COMPARED = 100
"""So many values at most are compared one by one to show that a row is not among a payee's own."""


def prove_aggregate(proves: Proving, node: Aggregate, scope: Scope) -> Ref:
    """A total, a count or their like, as the scope sees it."""
    if scope.sight.unread:
        return _unknown(proves, Undefined(scope.sight.unread))
    if scope.sight.side is not None:
        return prove_counter(proves, node, scope)
    if scope.payee is not None and scope.payee != proves.book.payee:
        value = proves.view.aggregates.value(node, scope)
        return sealed(proves, scope.payee, sealed_as(proves, node.how, scope.period), value)
    if scope.period is None or (isinstance(node.over, CreditSet) and node.over.per is not None):
        return _unknown(proves, proves.view.aggregates.summed(node, scope).value)
    key = proves.view.aggregates.key(node, scope)
    if isinstance(key, Undefined):
        return _unknown(proves, key)
    if key not in proves.kept.sums:
        members = proves.view.aggregates.members(node.over, scope)
        proves.kept.sums[key] = (
            _unknown(proves, members)
            if isinstance(members, Undefined)
            else _folded(proves, node, members, scope)
        )
    return proves.kept.sums[key]


def _unknown(proves: Proves, value: Value) -> Ref:
    reason = value if isinstance(value, Undefined) else Undefined("nothing can be added up here")
    return proves.book.stated(reason, reason.reason)


def _folded(proves: Proves, node: Aggregate, members: Sequence[Member], scope: Scope) -> Ref:
    """One value of all terms."""
    owned = [(owner(proves, node, member), member) for member in members]
    others = [(payee, member) for payee, member in owned if payee is not None]
    own = [member for payee, member in owned if payee is None]
    if others and node.how not in ADDED:
        value = proves.view.aggregates.summed(node, scope).value
        return proves.book.stated(_plain(value), f"the {node.how} of what is in part others'")
    edges = prove_edges(proves, node.over, scope)
    terms = [prove_term(proves, node, member, prove_dated(proves, node, edges, member)) for member in own]
    match node.how:
        case Aggregation.TOTAL | Aggregation.COUNT:
            return _added(proves, node, terms, others, number=False)
        case Aggregation.AVERAGE:
            ones = [proves.book.one() for _ in own]
            total = _added(proves, node, terms, others, number=False)
            return proves.book.divide(total, _added(proves, node, ones, others, number=True))
        case Aggregation.DISTINCT:
            return distinct(proves.book, terms)
        case Aggregation.MINIMUM | Aggregation.MAXIMUM:
            return least(proves.book, node.how, terms)
        case Aggregation.LATEST:
            dated = sorted(zip(own, terms, strict=True), key=lambda each: each[0].place)
            return latest(
                proves.book, [(prove_term_day(proves, node, edges, member), term) for member, term in dated]
            )


def _plain(value: Value) -> Value:
    """A value whose reason, where there is none, is not told: it may name another payee's row."""
    return Undefined("a value of another payee is not defined") if isinstance(value, Undefined) else value


def _added(
    proves: Proves,
    node: Aggregate,
    own: Sequence[Ref],
    others: Sequence[tuple[str, Member]],
    *,
    number: bool,
) -> Ref:
    """The sum of the reader's own terms, and of what is others'."""
    total = proves.book.total(own, None if number else currency_of(proves, node))
    if not others:
        return total
    return proves.book.add(total, sealed_terms(proves, node, others, "", number=number))


def prove_among_own(proves: Proving, node: AmongOwn, scope: Scope) -> Ref:
    """Whether an own credit shares the value: one that does, or each value that differs."""
    book = proves.book
    if scope.sight.unread:
        return _unknown(proves, Undefined(scope.sight.unread))
    ref = proves.expression(node.column, scope)
    value = book.value(ref)
    if isinstance(value, Undefined):
        return ref
    held = proves.view.aggregates.held(node, scope)
    shares = value in held
    if scope.payee != book.payee or (not shares and len(held) > _MOST_COMPARED):
        return book.stated(shares, f"whether one of {len(held)} values of own {node.credit} is the same")
    found = [own for stored, own in held.items() if not shares or stored == value]
    compared: list[Ref] = []
    for own in found:
        show_key(proves, own.of.source, own.of.row)
        compared.append(book.compared(Comparison.IS, ref, book.fact(own.of.source, own.of.row, node.via)))
    return compared[0] if shares else book.some(compared)
