"""From facts to credits: each row of a credit's source, shared among payees and passed up to managers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from comp.facts.snapshot import Snapshot
from comp.language.core import NUMBER_SCALE, Credit, Kind, Part, PartKind, Program
from comp.language.money import Rounding, allot, strike
from comp.reference.credited import Credited, Credits, FactFault, OrderKey
from comp.reference.evaluate import evaluate, holds
from comp.reference.facts_index import Facts, Row
from comp.reference.scope import Scope, Sight
from comp.reference.values import Amount, Undefined, Value, day, money_in, number, undefined


def credits(program: Program, snapshot: Snapshot, as_of: date) -> Credits:
    """Every credit of every credit clause, and the facts that are faults, at the end of the day."""
    return credit_facts(Facts(snapshot), program.credits.values(), as_of)


def credit_facts(facts: Facts, clauses: Iterable[Credit], as_of: date) -> Credits:
    """The credits and faults of some credit clauses."""
    made = [_of_clause(facts, credit, as_of) for credit in clauses]
    return Credits(
        tuple(entry for each in made for entry in each.credits),
        tuple(fault for each in made for fault in each.faults),
    )


def _of_clause(facts: Facts, credit: Credit, as_of: date) -> Credits:
    """What one clause gives, worked out once for all plans; it is known by identity, not by its name."""
    known = facts.credited.get((id(credit), as_of))
    if known is None or known[0] is not credit:
        known = facts.credited[id(credit), as_of] = (credit, _credit_clause(facts, credit, as_of))
    return known[1]


def _credit_clause(facts: Facts, credit: Credit, as_of: date) -> Credits:
    made: list[Credited] = []
    faults: list[FactFault] = []
    for row in facts.rows(credit.source):
        scope = row_scope(facts, credit, row, as_of)
        if not facts.takes_part(credit.source, row, as_of) or not holds(credit.where, scope):
            continue
        outcome = credit_row(credit, row, scope)
        if isinstance(outcome, Undefined):
            fact = facts.key(credit.source, row)
            faults.append(FactFault(credit.name, credit.source, fact, outcome.reason, credit.span))
        else:
            made.extend(outcome)
    return Credits(tuple(made), tuple(faults))


def row_scope(facts: Facts, credit: Credit, row: Row, as_of: date) -> Scope:
    """What a credit clause sees of one row."""
    return Scope(facts, Sight(as_of), {credit.source: row})


@dataclass(frozen=True, slots=True)
class _Fact:
    """A row's credit before it is shared: what all its parts have in common."""

    credit: Credit
    row: Row
    scope: Scope
    key: str
    on: date
    order: OrderKey
    units: int
    currency: str | None


def credit_row(credit: Credit, row: Row, scope: Scope) -> list[Credited] | Undefined:
    """The credits of one row that fulfils the clause's condition, or why it cannot be credited."""
    on = day(evaluate(credit.on, scope))
    if isinstance(on, Undefined):
        return on
    value = evaluate(credit.value, scope)
    if isinstance(value, Undefined):
        return value
    units, currency = _units(credit, value, scope.facts.currency(credit.source, row))
    order = order_key(on, [evaluate(tie, scope) for tie in credit.ties])
    fact = _Fact(credit, row, scope, scope.facts.key(credit.source, row), on, order, units, currency)
    direct = _shares(fact)
    if isinstance(direct, Undefined):
        return direct
    beside: list[Credited] = []
    for position, part in enumerate(credit.parts, 1):
        if part.kind is PartKind.ALSO:
            passed = _also(fact, position, part, direct)
            if isinstance(passed, Undefined):
                return passed
            beside.extend(passed)
    return direct + sorted(beside, key=lambda entry: entry.place)


def order_key(on: date, ties: Iterable[Value]) -> OrderKey:
    """A credit's place in order; a tie that is undefined comes first."""
    return ((0, on), *(_ranked(tie) for tie in ties))


def _ranked(value: Value) -> tuple[int, Fraction | int | str | date]:
    match value:
        case Undefined():
            return 0, 0
        case bool():
            return 1, int(value)
        case Fraction():
            return 2, value
        case Amount():
            return 2, value.minor
        case date():
            return 3, value
        case str():
            return 4, value


def _units(credit: Credit, value: Value, row_currency: str) -> tuple[int, str | None]:
    """A credit's value in whole minor units, or in whole billionths without a currency."""
    if credit.kind is not Kind.NUMBER:
        money = money_in(value, row_currency)
        if isinstance(money, Amount):
            return strike(money.minor, Rounding.HALF_EVEN), money.currency
    if isinstance(value, Fraction) and credit.kind is Kind.NUMBER:
        return strike(value * NUMBER_SCALE, Rounding.HALF_EVEN), None
    raise TypeError(f"credit {credit.name} is not {credit.kind}: {value!r}")


def _shares(fact: _Fact) -> list[Credited] | Undefined:
    """The parts that add up to the whole."""
    fractions = _fractions(fact)
    if isinstance(fractions, Undefined):
        return fractions
    above_zero = [entry for entry in fractions if entry[2] > 0]
    made: list[Credited] = []
    for (position, part, share), units in zip(
        above_zero, allot(fact.units, [s for _, _, s in above_zero]), strict=True
    ):
        payee = undefined("nobody is named") if part.to is None else evaluate(part.to, fact.scope)
        if isinstance(payee, Undefined):
            return undefined(
                "share {position} has nobody to go to: {reason}", position=position, reason=payee
            )
        made.append(
            _credited(fact, str(position), (0, position), str(payee), units=units, share=share, through=None)
        )
    return made


def _fractions(fact: _Fact) -> list[tuple[int, Part, Fraction]] | Undefined:
    """Position, part and share of everything but `also`, adding up to one."""
    given: list[tuple[int, Part, Fraction]] = []
    for position, part in enumerate(fact.credit.parts, 1):
        if part.kind is PartKind.SHARE:
            share = _share(part, position, fact.scope)
            if isinstance(share, Undefined):
                return share
            given.append((position, part, share))
    rest = 1 - sum((share for _, _, share in given), Fraction(0))
    takers = [
        (position, part) for position, part in enumerate(fact.credit.parts, 1) if part.kind is PartKind.REST
    ]
    if rest < 0 or (rest > 0 and not takers):
        return undefined("the shares add up to {sum}, not to 1", sum=1 - rest)
    given.extend((position, part, rest) for position, part in takers)
    return sorted(given, key=lambda entry: entry[0])


def _share(part: Part, position: int, scope: Scope) -> Fraction | Undefined:
    share = undefined("no share is said") if part.share is None else number(evaluate(part.share, scope))
    if isinstance(share, Undefined):
        return undefined("part {position} has no share: {reason}", position=position, reason=share)
    if share < 0:
        return undefined("part {position} has the negative share {share}", position=position, share=share)
    return share


def _also(fact: _Fact, position: int, part: Part, direct: list[Credited]) -> list[Credited] | Undefined:
    """What managers are credited beside each share."""
    share = _share(part, position, fact.scope)
    if isinstance(share, Undefined):
        return share
    passed: list[Credited] = []
    for received in direct:
        managers = _chain(fact, part, received.payee)
        if isinstance(managers, Undefined):
            return managers
        if share == 0:
            continue
        units = strike(received.units * share, Rounding.HALF_EVEN)
        for level in range(part.first_level, min(part.last_level, len(managers)) + 1):
            label = f"{received.part}.{position}.{level}"
            place = (1, received.place[1], position, level)
            manager = managers[level - 1]
            passed.append(
                _credited(fact, label, place, manager, units=units, share=share, through=received.payee)
            )
    return passed


def _chain(fact: _Fact, part: Part, payee: str) -> list[str] | Undefined:
    """The managers above a payee, nearest first, up to the last level or where nobody is known."""
    on = undefined("no day is said") if part.as_of is None else day(evaluate(part.as_of, fact.scope))
    managers = list(_managers(fact, payee, on, part.last_level))
    if len({payee, *managers}) <= len(managers):
        return undefined(
            "the managers above {payee} lead back: {path}", payee=payee, path=" → ".join([payee, *managers])
        )
    return managers


def _managers(fact: _Fact, payee: str, on: date | Undefined, levels: int) -> Iterator[str]:
    facts = fact.scope.facts
    for _ in range(levels):
        row = on if isinstance(on, Undefined) else facts.find("assignment", payee, on, fact.scope.sight.limit)
        if isinstance(row, Undefined) or not isinstance(manager := row["manager"], str):
            return
        yield manager
        payee = manager


def _credited(
    fact: _Fact,
    label: str,
    place: tuple[int, ...],
    payee: str,
    *,
    units: int,
    share: Fraction,
    through: str | None,
) -> Credited:
    return Credited(
        credit=fact.credit.name,
        source=fact.credit.source,
        fact=fact.key,
        part=label,
        place=place,
        payee=payee,
        units=units,
        currency=fact.currency,
        on=fact.on,
        order=fact.order,
        direct=through is None,
        share=share,
        through=through,
        row=fact.row,
    )
