"""Made-up deals and quotas of the comparison with a spreadsheet: the same for the same number, everywhere."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

SELLERS: Final = 50
QUARTERS: Final = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))  # first month, last month, its last day
MEAN_MINOR: Final = 2_550_000
_THOUSAND_DOLLARS_MINOR: Final = 100_000


@dataclass(frozen=True, slots=True, order=True)
class Deal:
    """A signed order of a seller; deals sort in the order in which they count."""

    booked_on: date
    id: str
    owner: str
    amount_minor: int

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return (self.booked_on.month + 2) // 3


def make_deals(count: int) -> list[Deal]:
    """Deals of one year by fifty sellers, from 500 to 50,500 dollars with any cents, in order."""
    numbers = spread(count)
    return sorted(
        Deal(
            booked_on=date(2026, 1, 1) + timedelta(days=next(numbers) % 365),
            id=f"D{index:06d}",
            owner=f"S{next(numbers) % SELLERS:02d}",
            amount_minor=50_000 + next(numbers) % 5_000_000,
        )
        for index in range(count)
    )


def sellers() -> list[str]:
    """Everybody who sells, in order."""
    return [f"S{number:02d}" for number in range(SELLERS)]


def quota_minor(count: int) -> int:
    """Everybody's quota of a quarter: so many whole thousands of dollars that every band is reached."""
    reached = count * MEAN_MINOR // (SELLERS * len(QUARTERS))
    return max(1, reached * 10 // (17 * _THOUSAND_DOLLARS_MINOR)) * _THOUSAND_DOLLARS_MINOR


def write_facts(deals: Sequence[Deal], quota: int, folder: Path) -> None:
    """Write `deals.csv` and `quotas.csv` as a system exports them; amounts have two decimals."""
    _write(
        folder / "deals.csv",
        ("id", "owner", "booked_on", "amount"),
        ((deal.id, deal.owner, deal.booked_on.isoformat(), decimals(deal.amount_minor)) for deal in deals),
    )
    _write(
        folder / "quotas.csv",
        ("owner", "starts_on", "ends_on", "amount"),
        (
            (owner, f"2026-{first:02d}-01", f"2026-{last:02d}-{day:02d}", decimals(quota))
            for owner in sellers()
            for first, last, day in QUARTERS
        ),
    )


def decimals(minor: int) -> str:
    """Cents of no negative amount as a text with two decimals."""
    return f"{minor // 100}.{minor % 100:02d}"


def _write(path: Path, headings: Sequence[str], rows: Iterator[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)


def spread(seed: int) -> Iterator[int]:
    """Well-spread numbers below 2^31: the upper bits of a linear congruential generator, Knuth's factor."""
    state = seed
    while True:
        state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 2**64
        yield state >> 33
