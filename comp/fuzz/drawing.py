"""Draws that favour what breaks engines: bounds, blanks, odd thirds, one cent, ties of dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import TypeVar

T = TypeVar("T")

CURRENCIES = ("USD", "EUR", "JPY", "KWD")
PAYEES = ("ana", "bo", "cem", "mia", "vic")
BILLION = 1_000_000_000
# The largest amount and the largest number that an import takes.
LARGEST_MINOR = 9 * 10**15
LARGEST_BILLIONTHS = 9 * 10**18

# Where periods, plans and years meet.
_MEETING = tuple(
    date.fromisoformat(day)
    for day in (
        "2025-10-31 2025-12-31 2026-01-01 2026-01-31 2026-02-01 2026-02-28 2026-03-31 2026-04-01 2026-05-15 "
        "2026-06-30 2026-07-01 2026-09-30 2026-10-01 2026-12-31 2027-01-01 2027-02-28"
    ).split()
)
_FIRST_DAY = date(2025, 10, 1)


class Drawing:
    """Random choices of one case; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - cases are to be repeated, not to be secret

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.random.randrange(100) < percent

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return self.random.choice(options)

    def some(self, options: Sequence[T], most: int) -> list[T]:
        """None, some or all of the options, in a drawn order."""
        return self.random.sample(options, self.random.randint(0, min(most, len(options))))

    def whole(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return self.random.randint(low, high)

    def day(self) -> date:
        """A day on which something meets, or any."""
        if self.chance(60):
            return self.pick(_MEETING)
        return _FIRST_DAY + timedelta(days=self.whole(0, 540))

    def minor(self, *, huge: bool = False) -> int:
        """Minor units of an amount."""
        if huge and self.chance(25):
            return self.pick((LARGEST_MINOR, -LARGEST_MINOR, LARGEST_MINOR - 1, 10**14))
        return self.pick(
            (0, 1, -1, 33_335, 100_000, 100_000, 200_000, 250_000, -50_000, 99_999, 100_001,
             self.whole(1, 10_000_000), self.whole(1, 10_000_000), self.whole(1, 10_000_000),
             -self.whole(1, 300_000))
        )  # fmt: skip

    def share(self) -> Fraction | None:
        """A share as a column may hold it: mostly one that can be used."""
        return self.pick(
            (None, Fraction(0), Fraction(1), Fraction(1, 2), Fraction(333_333_333, BILLION), Fraction(1, 10),
             Fraction(1, 4), Fraction(1, BILLION), Fraction(6, 5) if self.chance(30) else Fraction(1, 5),
             Fraction(-1, 10) if self.chance(30) else Fraction(2, 5))
        )  # fmt: skip

    def number(self, *, huge: bool = False) -> Fraction | None:
        """A number as a column may hold it."""
        if huge and self.chance(15):
            return Fraction(LARGEST_BILLIONTHS - self.whole(0, 1), BILLION)
        return self.pick(
            (None, Fraction(0), Fraction(1), Fraction(1), Fraction(2), Fraction(3), Fraction(3, 2),
             Fraction(7), Fraction(333_333_333, BILLION), Fraction(-1, 4), Fraction(1, BILLION),
             Fraction(self.whole(1, 40)))
        )  # fmt: skip
