"""The members of a set in the proof: what each adds, and whose it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from comp.language.core import Aggregate, Aggregation, CreditSet, Kind, Operator, RowSet
from comp.reference.aggregates import Member
from comp.reference.facts_index import Row
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.member_days import prove_credit_day
from comp.reference.proof.proves import Proves
from comp.reference.proof.proving import sealed_as, show_key, whole
from comp.reference.proof.standing import given_that
from comp.reference.proof.windows import Edges, days_between, row_holds
from comp.reference.values import Amount, Undefined, Value, calculate
from comp.reference.whose import payees_of

ADDED = frozenset({Aggregation.TOTAL, Aggregation.COUNT, Aggregation.AVERAGE})
"""What is made of a sum, of which others' part can be sealed."""


def currency_of(proves: Proves, node: Aggregate) -> str | None:
    """The currency of an aggregate's terms, None where they are numbers."""
    money = node.kind in {Kind.MONEY, Kind.ROW_MONEY} and node.how is not Aggregation.COUNT
    return proves.view.currency if money else None


def owner(proves: Proves, node: Aggregate, member: Member) -> str | None:
    """Whose a member is where it is not the reader's: a credit's payee, or those whom a row names.

    One that is the reader's and is chosen or measured by what is another payee's counts as that one's.
    """
    reader = proves.book.payee
    if member.scope.credit is not None:
        payee = member.scope.credit.of.payee
        if payee != reader:
            return payee
    else:
        source, row = row_of(node, member)
        named = payees_of(proves.view.facts, source, row)
        if named and reader not in named:
            return named[0]
    asked = [each for each in (node.over.where, node.term) if each is not None]
    return next((payee for each in asked if (payee := proves.other(each, member.scope)) is not None), None)


def row_of(node: Aggregate, member: Member) -> tuple[str, Row]:
    """The row behind a member, and its source."""
    if member.scope.credit is not None:
        return member.scope.credit.of.source, member.scope.credit.of.row
    source = "" if isinstance(node.over, CreditSet) else node.over.source
    return source, member.scope.rows[source]


def prove_term(proves: Proves, node: Aggregate, member: Member, dated: Sequence[Ref]) -> Ref:
    """What a member adds, taken because its day fits (`dated`) and it fulfils the condition of the set.

    A member adds 1 to a count.
    """
    book = proves.book
    source, row = row_of(node, member)
    show_key(proves, source, row)
    if node.term is None:
        ref = book.one()
    else:
        ref = whole(book, proves.expression(node.term, member.scope), proves.view.plan.rounding)
    conditions = list(dated)
    if node.over.where is not None:
        conditions.append(proves.expression(node.over.where, member.scope))
    if node.term is None and not conditions:  # what is counted is a row that is there
        key = book.fact(source, row, proves.view.facts.sources[source].key)
        conditions.append(book.opposite(book.blank(key)))
    return given_that(book, conditions, ref)


def prove_dated(proves: Proves, node: Aggregate, edges: Edges | None, member: Member) -> Sequence[Ref]:
    """That a member's day lies in the window, or that its row holds on the day that is asked for."""
    if edges is None:
        return ()
    if _held(node):
        return tuple(row_holds(proves.book, *row_of(node, member), edges.first))
    return days_between(proves.book, edges, prove_term_day(proves, node, edges, member))


def prove_term_day(proves: Proves, node: Aggregate, edges: Edges | None, member: Member) -> Ref:
    """The day of a member, by which the latest is told; of rows that hold on a day it is that one."""
    if member.scope.credit is not None:
        return prove_credit_day(proves, member.scope.credit)
    if edges is not None and _held(node):
        return edges.first
    source, row = row_of(node, member)
    return proves.book.fact(source, row, proves.view.facts.sources[source].dated or "")


def _held(node: Aggregate) -> bool:
    """Whether a set is of the rows that hold on a day."""
    return isinstance(node.over, RowSet) and node.over.on is not None


def sealed_terms(
    proves: Proves, node: Aggregate, others: Sequence[tuple[str, Member]], where: str, *, number: bool
) -> Ref:
    """The sum of what belongs to others, or their number, each payee's sealed; `where` tells stretches."""
    of = node.over.credit if isinstance(node.over, CreditSet) else node.over.source
    how = f"number in the {node.how}" if number else node.how.value
    what = sealed_as(proves, f"{how} of {of}{where}", others[0][1].scope.period)
    by_payee: dict[str, Value] = {}
    currency = None if number else currency_of(proves, node)
    zero: Value = Fraction(0) if currency is None else Amount(Fraction(0), currency)
    for payee, member in others:
        term: Value = Fraction(1) if number else proves.view.aggregates.term(node, member).value
        by_payee[payee] = calculate(Operator.ADD, by_payee.get(payee, zero), term)
    return sealed_total(proves, by_payee, what, zero)


def sealed_total(proves: Proves, by_payee: Mapping[str, Value], what: str, zero: Value) -> Ref:
    """The sum of values of other payees, each sealed; its reasons are not the reader's."""
    hidden = Undefined(f"a value of another payee in {what} is not defined")
    total, places = zero, list[int]()
    for payee, value in sorted(by_payee.items()):
        shown = hidden if isinstance(value, Undefined) else value
        places.append(proves.book.seal(payee, what, shown))
        total = calculate(Operator.ADD, total, shown)
    return proves.book.sealed_sum(places, hidden if isinstance(total, Undefined) else total)


def distinct(book: Book, terms: Sequence[Ref]) -> Ref:
    """How many different values there are."""
    values = [book.value(term) for term in terms]
    unknown = next((value for value in values if isinstance(value, Undefined)), None)
    return book.write("distinct", terms, unknown or Fraction(len(set(values))))


def least(book: Book, how: Aggregation, terms: Sequence[Ref]) -> Ref:
    """The smallest or the largest; of nothing there is none."""
    largest = how is Aggregation.MAXIMUM
    if terms:
        return book.extreme(terms, largest=largest)
    return book.write("greatest" if largest else "least", (), Undefined(f"the {how} of nothing"))


def latest(book: Book, pairs: Sequence[tuple[Ref, Ref]]) -> Ref:
    """The last of terms in order of their days; of nothing there is none."""
    refs = [ref for pair in pairs for ref in pair]
    values = [book.value(ref) for ref in refs]
    unknown = next((value for value in values if isinstance(value, Undefined)), None)
    nothing = Undefined("the latest of nothing")
    return book.write("latest", refs, unknown or (values[-1] if values else nothing))
