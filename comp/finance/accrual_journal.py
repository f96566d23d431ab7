"""The bookings of an accrual, summed by what books are kept by; the entries of each event balance.

Without an earlier day they book the whole of what is accrued, to be reversed when the next books are made.
With one they book what moved since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from comp.finance.accrual import Entry, earned, made_payable, paid
from comp.finance.accrual_result import AccrualRow, JournalLine

_Event: TypeAlias = tuple[str, tuple[Entry, ...]]


@dataclass(slots=True)
class _Moved:
    """What the rows under one booking key come to."""

    amounts: dict[str, int] = field(default_factory=lambda: defaultdict[str, int](int))

    def events(self) -> Iterator[_Event]:
        """The events, in the order in which they happen."""
        yield "earned", earned(self.amounts["earned"])
        yield "cannot be calculated any more", earned(self.amounts["no longer"])
        yield "made payable", made_payable(self.amounts["payable"])
        yield "paid", paid(self.amounts["paid"])


def journal_of(rows: Sequence[AccrualRow]) -> tuple[JournalLine, ...]:
    """The entries of rows; those of zero are left out."""
    by_key: dict[tuple[str, str, str, str], _Moved] = defaultdict(_Moved)
    for row in rows:
        key = row.key
        moved = by_key[key.legal_entity, key.cost_centre, key.plan, key.currency]
        for what, amount in _amounts(row):
            moved.amounts[what] += amount
    return tuple(
        JournalLine(entity, centre, plan, currency, event, entry)
        for (entity, centre, plan, currency), moved in sorted(by_key.items(), key=lambda each: each[0])
        for event, entries in moved.events()
        for entry in entries
        if entry.amount_minor
    )


def _amounts(row: AccrualRow) -> Iterable[tuple[str, int]]:
    if row.movement is None:
        return ("earned", row.accrued.accrued_minor), ("payable", row.accrued.due_minor)
    return (
        ("earned", row.movement.earned_minor),
        ("no longer", row.movement.no_longer_minor),
        ("payable", row.movement.payable_minor),
        ("paid", row.movement.paid_minor),
    )
