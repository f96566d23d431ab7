"""Whether the spreadsheet and our engine pay the same: every line and every seller's total, to the cent.

A spreadsheet calculates with binary fractions, so where an exact commission ends on half a cent it may round
the other way. Such lines are counted and shown; any other difference is an error.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Final

from comp.errors import CompError
from comp.runs.bench.sheets_deals import Deal

TOLERANCE: Final = (
    "each line to the cent, and a line whose exact value ends on half a cent within one cent; "
    "each seller's total is the sum of the lines"
)
_RATES: Final = ((0, 6), (50, 4), (100, 5), (150, 5))  # from so many percent of quota, so many percent more


@dataclass(frozen=True, slots=True)
class Agreement:
    """How near the two are. A line that differs ends exactly on half a cent, and differs by one cent."""

    lines: int
    lines_on_half_a_cent: int
    lines_that_differ: int
    sellers: int
    sellers_that_differ: int
    largest_of_a_seller_minor: int
    earned_minor: int
    their_earned_minor: int


def compare(deals: Sequence[Deal], quota_minor: int, ours: Path, theirs: Path) -> Agreement:
    """Hold the folder of our lines and the one of the spreadsheet's sheets against the exact commissions.

    Raises:
        CompError: one of them pays otherwise than the tolerance allows; then nothing is worth timing.
    """
    exact = exact_commissions(deals, quota_minor)
    our_lines = {row["fact"]: int(row["earned_minor"]) for row in _rows(ours / "lines.csv")}
    their_lines = {row["id"]: _cents(row["commission"]) for row in _rows(theirs / "book-deals.csv")}
    for name, paid in (("comp", our_lines), ("the spreadsheet", their_lines)):
        if paid.keys() != exact.keys():
            raise CompError(f"{name} does not pay the deals that there are; nothing was measured")
    for deal, hundredths in exact.items():
        _must_hold("comp", deal, our_lines[deal], {_half_up(hundredths)})
        _must_hold("the spreadsheet", deal, their_lines[deal], _allowed(hundredths))
    owners = {deal.id: deal.owner for deal in deals}
    our_totals, their_totals = _by_owner(our_lines, owners), _by_owner(their_lines, owners)
    _must_add_up(
        "comp", our_totals, ((row["payee"], int(row["earned_minor"])) for row in _rows(ours / "totals.csv"))
    )
    told = ((row["owner"], _cents(row["commission"])) for row in _rows(theirs / "book-totals.csv"))
    _must_add_up("the spreadsheet", their_totals, told)
    apart = [abs(their_totals[owner] - our_totals[owner]) for owner in our_totals]
    return Agreement(
        lines=len(exact),
        lines_on_half_a_cent=sum(1 for hundredths in exact.values() if hundredths % 100 == 50),
        lines_that_differ=sum(1 for deal in exact if our_lines[deal] != their_lines[deal]),
        sellers=len(our_totals),
        sellers_that_differ=sum(1 for cents in apart if cents),
        largest_of_a_seller_minor=max(apart),
        earned_minor=sum(our_lines.values()),
        their_earned_minor=sum(their_lines.values()),
    )


def exact_commissions(deals: Iterable[Deal], quota_minor: int) -> dict[str, int]:
    """Each deal's commission in hundredths of a cent: whole cents at whole percents are no finer."""
    counters: Counter[tuple[str, int]] = Counter()
    found: dict[str, int] = {}
    for deal in sorted(deals):
        before = counters[deal.owner, deal.quarter]
        counters[deal.owner, deal.quarter] += deal.amount_minor
        found[deal.id] = _bands(before + deal.amount_minor, quota_minor) - _bands(before, quota_minor)
    return found


def _bands(counter_minor: int, quota_minor: int) -> int:
    return sum(max(counter_minor - quota_minor * percent // 100, 0) * more for percent, more in _RATES)


def _half_up(hundredths: int) -> int:
    return (hundredths + 50) // 100


def _allowed(hundredths: int) -> set[int]:
    nearest = _half_up(hundredths)
    return {nearest, nearest - 1} if hundredths % 100 == 50 else {nearest}


def _must_hold(name: str, deal: str, minor: int, allowed: set[int]) -> None:
    if minor not in allowed:
        raise CompError(
            f"{name} pays {minor:,} cents for {deal}, where {max(allowed):,} are due; nothing was measured"
        )


def _must_add_up(name: str, summed: Counter[str], told: Iterable[tuple[str, int]]) -> None:
    kept = {owner: cents for owner, cents in told if cents}
    if kept != {owner: cents for owner, cents in summed.items() if cents}:
        raise CompError(f"{name}'s totals are not the sums of its lines; nothing was measured")


def _by_owner(lines: dict[str, int], owners: dict[str, str]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for deal, cents in lines.items():
        totals[owners[deal]] += cents
    return totals


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _cents(written: str) -> int:
    """Cents of a number of the spreadsheet's, whose last binary digits are no cents."""
    return int((Decimal(written) * 100).quantize(Decimal(1), ROUND_HALF_EVEN))
