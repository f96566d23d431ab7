"""The benchmark's plan by hand in plain Python with Decimal: `python by_python.py FACTS OUT`.

The standard library alone; facts come from CSV and lines go to CSV. Money is a Decimal in cents.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal, getcontext
from pathlib import Path

BANDS = ((Decimal(0), Decimal("0.06")), (Decimal("0.5"), Decimal("0.10")),
         (Decimal(1), Decimal("0.15")), (Decimal("1.5"), Decimal("0.20")))  # fmt: skip
CENT = Decimal(1)
HALF = Decimal("0.5")
BILLION = Decimal(1_000_000_000)


@dataclass(slots=True)
class Credit:
    """A credit of one deal, and with which counters it was paid."""

    fact: str
    part: str
    place: int
    born_on: str
    minor: Decimal
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    kicker: Decimal = Decimal(1)
    struck: Decimal = Decimal(0)
    earned: Decimal = Decimal(0)


def main(facts: Path, out: Path) -> None:
    """Read the facts, write the lines, tell their totals."""
    getcontext().prec = 50
    quotas = {
        (row["payee"], quarter(row["starts_on"])): Decimal(row["amount"]) for row in rows(facts / "quota.csv")
    }
    groups = credited(facts)
    sums = [0, Decimal(0), Decimal(0)]
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(
            ["line_id", "payee", "fact", "part", "born_on", "quarter", "credit_minor", "before_minor",
             "with_minor", "kicker", "struck_minor", "earned_minor"]
        )  # fmt: skip
        for payee, number in sorted(groups):
            for line in paid(groups[payee, number], quotas[payee, number]):
                name = f"bench_2026.commission:{payee}:{line.fact}#{line.part}"
                writer.writerow(
                    [name, payee, line.fact, line.part, line.born_on, number, line.minor, line.before,
                     line.after, line.kicker, line.struck, line.earned]
                )  # fmt: skip
                sums = [sums[0] + 1, sums[1] + line.minor, sums[2] + line.earned]
    names = ("lines", "credit_minor", "earned_minor")
    sys.stdout.write(json.dumps({name: int(total) for name, total in zip(names, sums, strict=True)}) + "\n")


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def quarter(day: str) -> int:
    """The quarter of an ISO day."""
    return (int(day[5:7]) + 2) // 3


def credited(facts: Path) -> dict[tuple[str, int], list[Credit]]:
    """Each payee's credits of each quarter, in the order of deals and parts."""
    managers = {row["payee"]: row["manager"] for row in rows(facts / "assignment.csv")}
    groups: defaultdict[tuple[str, int], list[Credit]] = defaultdict(list)
    for deal in sorted(rows(facts / "deal.csv"), key=lambda row: (row["booked_on"], row["id"])):
        value = Decimal(deal["first_year_value"])
        share = Decimal(deal["overlay_share"] or 0) / BILLION
        to_overlay = (value * share + HALF).quantize(CENT, ROUND_FLOOR)
        number = quarter(deal["booked_on"])
        shares = (("1", deal["overlay"], to_overlay), ("2", deal["owner"], value - to_overlay))
        for place, (label, receiver, minor) in enumerate(shares):
            payee, part, order = receiver, label, place
            for level in (1, 2, 3):
                if not payee:
                    break
                groups[payee, number].append(Credit(deal["id"], part, order, deal["booked_on"], minor))
                payee, part, order = managers[payee], f"{label}.3.{level}", 2 + 2 * place + level
    return groups


def paid(lines: list[Credit], quota: Decimal) -> list[Credit]:
    """One payee's quarter: the bands over the running counter, the factor, and the cap."""
    kicker = factor(sum((line.minor for line in lines), Decimal(0)) / quota)
    cap = (quota * Decimal("0.15")).quantize(CENT, ROUND_HALF_EVEN)
    counter = running = Decimal(0)
    for step in steps(lines):
        size = sum((line.minor for line in step), Decimal(0))
        stretch = band_sum(counter + size, quota) - band_sum(counter, quota)
        for line in step:
            line.before, line.after, line.kicker = counter, counter + size, kicker
            line.struck = (line.minor * stretch * kicker / size).quantize(CENT, ROUND_HALF_EVEN)
            line.earned = min(running + line.struck, cap) - min(running, cap)
            running += line.struck
        counter += size
    return lines


def steps(lines: list[Credit]) -> Iterator[list[Credit]]:
    """The credits of one deal after the other; each deal is one step of the counter."""
    step: list[Credit] = []
    for line in lines:
        if step and step[0].fact != line.fact:
            yield sorted(step, key=lambda each: each.place)
            step = []
        step.append(line)
    if step:
        yield sorted(step, key=lambda each: each.place)


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
    main(Path(sys.argv[1]), Path(sys.argv[2]))
