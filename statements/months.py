"""The lines of a clause by month, where there are too many to be read one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from comp.language.money import Money
from statements.view import Month, StatementLine

MOST_LINES = 40  # more than these are summed up by month first


def months_of(lines: Sequence[StatementLine]) -> tuple[Month, ...]:
    """The lines' months of birth with their sums, in order; none where there are few lines."""
    if len(lines) <= MOST_LINES:
        return ()
    found: dict[date, list[StatementLine]] = {}
    for line in lines:
        found.setdefault(line.born_on.replace(day=1), []).append(line)
    return tuple(_month(first_day, found[first_day]) for first_day in sorted(found))


def _month(first_day: date, lines: Sequence[StatementLine]) -> Month:
    currency = lines[0].earned.currency
    return Month(
        first_day,
        len(lines),
        _credited([line.credited for line in lines]),
        Money(sum(line.earned.minor for line in lines), currency),
        Money(sum(line.payable.minor for line in lines), currency),
    )


def _credited(credits: Sequence[Money | Fraction | None]) -> Money | Fraction | None:
    """The sum of what was credited; None where there is none, or money stands beside units."""
    money = [each for each in credits if isinstance(each, Money)]
    units = [each for each in credits if isinstance(each, Fraction)]
    if money and not units and len({each.currency for each in money}) == 1:
        return Money(sum(each.minor for each in money), money[0].currency)
    return sum(units, Fraction(0)) if units and not money else None
