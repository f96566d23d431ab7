"""What stood open before the days paid, what moved and what stands open now: held, carried, owed.

Every balance is made of what each line adds to it on both days, so it closes by construction; an assertion
holds it to that. Amounts are whole minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from comp.language.core import Draw, Plan
from comp.language.money import Money
from comp.reference import Drawing, LineValue
from comp.reference.wording import called
from statements.view import Balance, BalanceKind


def balances(plan: Plan, before: Sequence[LineValue], after: Sequence[LineValue]) -> tuple[Balance, ...]:
    """The plan's balances of one payee; `before` and `after` are their lines at the ends of the two days."""
    return tuple(
        balance
        for balance in (
            _waiting(plan, BalanceKind.HELD, before, after, _held),
            _waiting(plan, BalanceKind.CARRIED, before, after, _carried),
            *_draws(plan, before, after),
        )
        if any(amount.minor for amount in (balance.before, balance.added, balance.taken, balance.after))
    )


def _held(line: LineValue) -> int:
    """What of a line waits for anything but room under a cap."""
    return (line.earned_minor or 0) - (line.payable_minor or 0) - _carried(line)


def _carried(line: LineValue) -> int:
    return line.standing.carried_minor if line.earned_minor != line.payable_minor else 0


def _waiting(
    plan: Plan,
    kind: BalanceKind,
    before: Sequence[LineValue],
    after: Sequence[LineValue],
    amount: Callable[[LineValue], int],
) -> Balance:
    was = {line.line_id: amount(line) for line in before}
    now = {line.line_id: amount(line) for line in after}
    moved = [now.get(line_id, 0) - was.get(line_id, 0) for line_id in {**was, **now}]
    added, taken = _ups(moved), -_downs(moved)
    return _balance(plan, kind, "", sum(was.values()), added, taken, sum(now.values()))


def _draws(plan: Plan, before: Sequence[LineValue], after: Sequence[LineValue]) -> Iterator[Balance]:
    """A balance for each draw that is recovered; none where a line of it has no amount, for then nobody
    knows what is owed.
    """
    for _, draw in plan.statements():
        if isinstance(draw, Draw) and draw.recovery is not None:
            was, now = _drawings(draw.name, before), _drawings(draw.name, after)
            if was is not None and now is not None:
                yield _drawn(plan, draw.name, was, now)


def _drawings(draw: str, lines: Sequence[LineValue]) -> dict[str, Drawing] | None:
    """The periods of a draw in their order, by line; None where one of them has no amount."""
    found: dict[str, Drawing] = {}
    for line in sorted(lines, key=lambda line: line.born_on):
        if line.pay == draw:
            drawing = line.standing.drawing
            if drawing is None:
                return None
            found[line.line_id] = drawing
    return found


def _drawn(plan: Plan, draw: str, was: Mapping[str, Drawing], now: Mapping[str, Drawing]) -> Balance:
    nothing = Drawing(draw, 0, 0, 0)
    advanced: list[int] = []
    settled: list[int] = []
    for line_id in {**was, **now}:
        old, new = was.get(line_id, nothing), now.get(line_id, nothing)
        advanced.append(new.advanced_minor - old.advanced_minor)
        settled.append(new.settled_minor - old.settled_minor)
    added, taken = _ups(advanced) - _downs(settled), _ups(settled) - _downs(advanced)
    return _balance(plan, BalanceKind.DRAW, called(draw), _owed(was), added, taken, _owed(now))


def _owed(drawings: Mapping[str, Drawing]) -> int:
    """What is owed after the last of the periods."""
    return [0, *(each.owed_minor for each in drawings.values())][-1]


def _ups(amounts: Sequence[int]) -> int:
    return sum(amount for amount in amounts if amount > 0)


def _downs(amounts: Sequence[int]) -> int:
    return sum(amount for amount in amounts if amount < 0)


def _balance(  # noqa: PLR0917 - the columns of the table, as they stand
    plan: Plan, kind: BalanceKind, name: str, before: int, added: int, taken: int, after: int
) -> Balance:
    """A balance that closes.

    Raises:
        ValueError: it does not, which no input may bring about.
    """
    if before + added - taken != after:
        raise ValueError(f"the balance {kind.value} of {plan.name} does not close")
    amounts = (Money(minor, plan.currency) for minor in (before, added, taken, after))
    return Balance(kind, name, *amounts)
