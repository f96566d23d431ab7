"""The benchmark's plan by hand in plain Python with Decimal, called as `calling.py` says.

The standard library alone; facts come from CSV and lines go to CSV. Money is a Decimal in cents.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, getcontext
from itertools import groupby
from pathlib import Path

from calling import TOTALS, call

BANDS = ((Decimal(0), Decimal("0.06")), (Decimal("0.5"), Decimal("0.10")),
         (Decimal(1), Decimal("0.15")), (Decimal("1.5"), Decimal("0.20")))  # fmt: skip
CENT = Decimal(1)
HALF = Decimal("0.5")
BILLION = Decimal(1_000_000_000)
FIRST_DAY = "2026-01-01"
WRITTEN = (
    *("line_id", "payee", "fact", "part", "born_on", "quarter", "credit_minor", "before_minor", "with_minor"),
    *("kicker", "struck_minor", "earned_before_minor", "earned_after_minor", "earned_minor"),
)


@dataclass(frozen=True, slots=True)
class Quota:
    """What a payee is to reach in a quarter, and the quarter's last day."""

    minor: Decimal
    ends_on: str


@dataclass(slots=True)
class Credit:
    """A credit of one deal: with which counters it was paid, and what it earned before and after."""

    fact: str
    part: str
    born_on: str
    quarter: int
    minor: Decimal
    counter: Decimal = Decimal(0)
    counter_with: Decimal = Decimal(0)
    kicker: Decimal = Decimal(1)
    struck: Decimal = Decimal(0)
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)


def job(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Read the facts, write the lines, tell their totals."""
    getcontext().prec = 50
    first, last = before.isoformat(), after.isoformat()
    quotas = {
        (row["payee"], quarter(row["starts_on"])): Quota(Decimal(row["amount"]), row["ends_on"])
        for row in rows(facts / "quota.csv")
    }
    groups = credited(facts, last)
    lines = valued = 0
    sums = [Decimal(0), Decimal(0), Decimal(0)]
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(WRITTEN)
        for payee in sorted(groups, key=lambda payee: payee + ":"):  # as line ids are sorted
            each = paid(payee, groups[payee], quotas, first, last)
            valued += len(each)
            changed = [line for line in each if line.born_on > first or line.after != line.before]
            lines += len(changed)
            writer.writerows(written(payee, changed))
            sums[0] += sum(line.before for line in each)
            sums[1] += sum(line.after for line in each)
            sums[2] += sum(line.after - line.before for line in changed)
    return dict(zip(TOTALS, (lines, valued, *map(int, sums)), strict=True))


def written(payee: str, lines: list[Credit]) -> Iterator[tuple[object, ...]]:
    """Rows of the file, in order of their line ids."""
    for line in sorted(lines, key=lambda line: (line.fact, line.part)):
        name = f"bench_2026.commission:{payee}:{line.fact}#{line.part}"
        counter = (line.quarter, line.minor, line.counter, line.counter_with, line.kicker)
        earned = (line.struck, line.before, line.after, line.after - line.before)
        yield name, payee, line.fact, line.part, line.born_on, *counter, *earned


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def quarter(day: str) -> int:
    """The quarter of an ISO day."""
    return (int(day[5:7]) + 2) // 3


def credited(facts: Path, last: str) -> dict[str, list[Credit]]:
    """Each payee's credits up to a day, in the order of days, deals and parts."""
    managers = {row["payee"]: row["manager"] for row in rows(facts / "assignment.csv")}
    payees: defaultdict[str, list[Credit]] = defaultdict(list)
    for deal in sorted(rows(facts / "deal.csv"), key=lambda row: (row["booked_on"], row["id"])):
        value, day = Decimal(deal["first_year_value"]), deal["booked_on"]
        if not FIRST_DAY <= day <= last or value <= 0:
            continue
        share = Decimal(deal["overlay_share"] or 0) / BILLION
        to_overlay = (value * share + HALF).quantize(CENT, ROUND_FLOOR)
        number = quarter(day)
        for label, receiver, minor in (
            ("1", deal["overlay"], to_overlay),
            ("2", deal["owner"], value - to_overlay),
        ):
            payee, part = receiver, label
            for level in (1, 2, 3):
                if not payee:
                    break
                payees[payee].append(Credit(deal["id"], part, day, number, minor))
                payee, part = managers[payee], f"{label}.3.{level}"
    return payees


def paid(
    payee: str, lines: list[Credit], quotas: dict[tuple[str, int], Quota], first: str, last: str
) -> list[Credit]:
    """One payee's lines at both ends: the bands over the running counter, the factor, and the cap."""
    for number, group in groupby(lines, key=lambda line: line.quarter):
        pay_quarter(list(group), quotas[payee, number], first, last)
    return lines


def pay_quarter(lines: list[Credit], quota: Quota, first: str, last: str) -> None:
    """Write into the lines of a payee's quarter what they earn at both ends; their counters are the same."""
    reached = sum((line.minor for line in lines), Decimal(0)) / quota.minor
    factor_before, factor_after = (
        factor(reached if quota.ends_on <= day else Decimal(0)) for day in (first, last)
    )
    cap = (quota.minor * Decimal("0.15")).quantize(CENT, ROUND_HALF_EVEN)
    counter = running_before = running_after = Decimal(0)
    for step in steps(lines):
        size = sum((line.minor for line in step), Decimal(0))
        stretch = band_sum(counter + size, quota.minor) - band_sum(counter, quota.minor)
        for line in step:
            line.counter, line.counter_with, line.kicker = counter, counter + size, factor_after
            before = (line.minor * stretch * factor_before / size).quantize(CENT, ROUND_HALF_EVEN)
            line.struck = (line.minor * stretch * factor_after / size).quantize(CENT, ROUND_HALF_EVEN)
            if line.born_on <= first:
                line.before = min(running_before + before, cap) - min(running_before, cap)
            line.after = min(running_after + line.struck, cap) - min(running_after, cap)
            running_before += before
            running_after += line.struck
        counter += size


def steps(lines: list[Credit]) -> Iterator[list[Credit]]:
    """The credits of one deal after the other; each deal is one step of the counter."""
    for _, step in groupby(lines, key=lambda line: line.fact):
        yield list(step)


def band_sum(counter: Decimal, quota: Decimal) -> Decimal:
    """What the bands pay on the counter, in cents."""
    total = below = Decimal(0)
    for bound, rate in BANDS:
        total += max(counter - quota * bound, Decimal(0)) * (rate - below)
        below = rate
    return total


def factor(reached: Decimal) -> Decimal:
    """The factor that is known at the quarter's close."""
    if reached >= Decimal("1.5"):
        return Decimal("1.10")
    return Decimal("1.00") if reached >= 1 else Decimal("0.90")


if __name__ == "__main__":
    call(job)
