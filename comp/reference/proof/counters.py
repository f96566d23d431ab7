"""Running aggregates in the proof: one chain of steps, of which every line of its credits reads one link."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from comp.language.core import Aggregate, Aggregation, CreditSet
from comp.reference.aggregates import Member
from comp.reference.folding import Place
from comp.reference.proof.book import Ref
from comp.reference.proof.proving import Proving, sealed, sealed_as
from comp.reference.proof.terms import (
    ADDED,
    currency_of,
    distinct,
    latest,
    least,
    owner,
    prove_term,
    prove_term_day,
    sealed_terms,
)
from comp.reference.proof.windows import Edges, days_between, prove_edges
from comp.reference.scope import Scope
from comp.reference.values import Exact, Undefined, Value

_State: TypeAlias = tuple[Ref, ...]
"""What a running aggregate has come to: a sum, a sum and a number, the best, or a day and the latest."""


def prove_counter(proves: Proving, node: Aggregate, scope: Scope) -> Ref:
    """A running aggregate before or with the scope's credit."""
    book, aggregates = proves.book, proves.view.aggregates
    if scope.payee is not None and scope.payee != book.payee:
        beside = f"{node.how} {scope.sight.side} {scope.credit.of.fact if scope.credit else ''}"
        what = sealed_as(proves, beside, scope.period)
        return sealed(proves, scope.payee, what, aggregates.value(node, scope))
    counter = aggregates.counter(node, scope)
    if isinstance(counter, Undefined):
        return book.stated(counter, counter.reason)
    if scope.credit is None or scope.sight.side is None or not isinstance(node.over, CreditSet):
        reason = "a reading before or with the credit needs a credit"
        return book.stated(Undefined(reason), reason)
    chain = _chain(proves, node, node.over, scope)
    place = counter.place(scope.credit, scope.sight.side)
    if chain.of_others and node.how not in ADDED:
        return book.stated(counter.values[place], f"the {node.how} of credits of which some are others'")
    return chain.at(place)


def _chain(proves: Proving, node: Aggregate, over: CreditSet, scope: Scope) -> Chain:
    """The chain of the counter that the scope's credit reads, made once for all its credits."""
    key, value = proves.view.aggregates.key(node, scope), proves.view.aggregates.kept_for(over, scope)
    if isinstance(key, Undefined) or isinstance(value, Undefined):
        return Chain(proves, node, None, ())  # the counter was there, so neither is undefined
    if key not in proves.kept.chains:
        proves.kept.chains[key] = _chains(proves, node, over, scope)
    return proves.kept.chains[key].setdefault(value, Chain(proves, node, None, ()))


def _chains(proves: Proving, node: Aggregate, over: CreditSet, scope: Scope) -> dict[Exact, Chain]:
    """A chain for each value of `per`; the credits of one fact are one step."""
    whole = replace(scope, sight=replace(scope.sight, side=None))
    members = proves.view.aggregates.members(over, whole)
    steps: dict[Exact, dict[tuple[str, str], int]] = {}
    made: dict[Exact, list[list[Member]]] = {}
    for member in [] if isinstance(members, Undefined) else members:
        value, credit = proves.view.aggregates.kept_for(over, member.scope), member.scope.credit
        if isinstance(value, Undefined) or credit is None:
            continue
        fact = (credit.of.source, credit.of.fact)
        if fact not in steps.setdefault(value, {}):
            steps[value][fact] = len(steps[value])
            made.setdefault(value, []).append([])
        made[value][-1].append(member)
    edges = prove_edges(proves, over, scope)
    return {value: Chain(proves, node, edges, some) for value, some in made.items()}


class Chain:
    """The links of one running aggregate, made as far as they are asked for."""

    def __init__(
        self, proves: Proving, node: Aggregate, edges: Edges | None, steps: Sequence[Sequence[Member]]
    ) -> None:
        self._proves = proves
        self._node = node
        self._steps = [[(owner(proves, node, member), member) for member in step] for step in steps]
        self.of_others = any(payee is not None for step in self._steps for payee, _ in step)
        own = [member for step in self._steps for payee, member in step if payee is None]
        self._terms = Terms(proves, node, edges, own)
        self._growing = Growing(proves, node)
        self._states: dict[int, _State] = {0: self._growing.start()}
        self._made = [0]  # the places that have a state, in order
        self._different = Different(proves, self._terms, [[m for _, m in step] for step in self._steps])

    def at(self, place: int) -> Ref:
        """What the terms of so many facts come to."""
        if self._node.how is Aggregation.DISTINCT:
            return self._different.at(place)
        if place not in self._states:
            self._make(place)
        return self._growing.worth(self._states[place])

    def _make(self, place: int) -> None:
        """Every link up to a place; what is others' stands together, between two facts of one's own."""
        before = self._made[bisect_right(self._made, place) - 1]
        state, pending = self._states[before], list[tuple[str, Member]]()
        for number in range(before, place):
            step = self._steps[number]
            pending += [(payee, member) for payee, member in step if payee is not None]
            own = [member for payee, member in step if payee is None]
            if own and pending:
                state = self._growing.with_others(state, pending, number)
                self._keep(number, state)
                pending = []
            for member in own:
                state = self._growing.with_own(state, member, self._terms.of(member))
            if not pending:
                self._keep(number + 1, state)
        if pending:
            self._keep(place, self._growing.with_others(state, pending, place))

    def _keep(self, place: int, state: _State) -> None:
        if place not in self._states:
            self._states[place] = state
            insort(self._made, place)


class Terms:
    """The reader's own terms in their order: each is dated on a day not before that of the one before it.

    So all days lie in the window, for the first one is not before its first day, and they never fall.
    """

    def __init__(self, proves: Proving, node: Aggregate, edges: Edges | None, own: Sequence[Member]) -> None:
        self._proves = proves
        self._node = node
        self._edges = edges
        self._before = {id(member): before for before, member in pairwise(own)}

    def of(self, member: Member) -> Ref:
        """What a member adds, standing on its day."""
        if self._edges is None:
            return prove_term(self._proves, self._node, member, ())
        before = self._before.get(id(member))
        after = None if before is None else prove_term_day(self._proves, self._node, self._edges, before)
        on = prove_term_day(self._proves, self._node, self._edges, member)
        dated = days_between(self._proves.book, self._edges, on, after)
        return prove_term(self._proves, self._node, member, dated)


class Different:
    """How many different values there are up to each fact: the terms stand once, each number names some."""

    def __init__(self, proves: Proving, terms: Terms, steps: Sequence[Sequence[Member]]) -> None:
        self._proves = proves
        self._terms = terms
        self._steps = steps
        self._every: Ref | None = None
        self._numbers: list[tuple[int, Value]] = []  # of terms and of different values, up to each fact

    def at(self, place: int) -> Ref:
        """How many different values the terms of so many facts have."""
        if self._every is None:
            self._every = self._count()
        terms, value = self._numbers[place]
        return self._proves.book.write("distinct", (), value, among=self._every, first=terms)

    def _count(self) -> Ref:
        book, every = self._proves.book, list[Ref]()
        seen, unknown = set[Value](), None
        self._numbers = [(0, Fraction(0))]
        for step in self._steps:
            for member in step:
                every.append(self._terms.of(member))
                value = book.value(every[-1])
                unknown = unknown or (value if isinstance(value, Undefined) else None)
                seen.add(value)
            self._numbers.append((len(every), unknown or Fraction(len(seen))))
        return distinct(book, every)


class Growing:
    """How an aggregate grows by one term, as nodes; terms come in their order."""

    def __init__(self, proves: Proving, node: Aggregate) -> None:
        self._proves = proves
        self._book = proves.book
        self._node = node
        self._currency = currency_of(proves, node)
        self._place: Place | None = None  # of the latest term

    def start(self) -> _State:
        """Nothing yet."""
        match self._node.how:
            case Aggregation.AVERAGE:
                return self._book.start(self._currency), self._book.start(None)
            case Aggregation.MINIMUM | Aggregation.MAXIMUM | Aggregation.LATEST:
                return ()
            case _:
                return (self._book.start(self._currency),)

    def with_own(self, state: _State, member: Member, term: Ref) -> _State:
        """One more term of the reader's own."""
        book = self._book
        match self._node.how:
            case Aggregation.AVERAGE:
                return book.add(state[0], term), book.add(state[1], book.one())
            case Aggregation.MINIMUM | Aggregation.MAXIMUM:
                return (least(book, self._node.how, (*state, term)),) if state else (term,)
            case Aggregation.LATEST:
                return self._later(state, member, term)
            case _:
                return (book.add(state[0], term),)

    def with_others(self, state: _State, others: Sequence[tuple[str, Member]], place: int) -> _State:
        """Terms of others, their sum sealed."""
        where = f" up to fact {place}"
        proves, node = self._proves, self._node
        sums = [self._book.add(state[0], sealed_terms(proves, node, others, where, number=False))]
        if node.how is Aggregation.AVERAGE:
            number = sealed_terms(proves, node, others, where, number=True)
            sums.append(self._book.add(state[1], number))
        return tuple(sums)

    def worth(self, state: _State) -> Ref:
        """What a state comes to."""
        match self._node.how:
            case Aggregation.AVERAGE:
                return self._book.divide(*state)
            case Aggregation.MINIMUM | Aggregation.MAXIMUM if not state:
                return least(self._book, self._node.how, ())
            case Aggregation.LATEST:
                return state[1] if state else latest(self._book, ())
            case _:
                return state[0]

    def _later(self, state: _State, member: Member, term: Ref) -> _State:
        """The later of what was the latest so far and one more term; of one day the later by key is."""
        day, place = prove_term_day(self._proves, self._node, None, member), member.place
        if not state:
            self._place = place
            return day, term
        if self._place is not None and place < self._place:
            return state[0], latest(self._book, ((day, term), (state[0], state[1])))
        self._place = place
        return day, latest(self._book, ((state[0], state[1]), (day, term)))
