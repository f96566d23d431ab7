"""Drawn cases that the laws are asked of, shared by all of them: a seed draws a program and its facts.

`COMP_LAWS_CASES` says how many seeds are drawn. The calculating engine, which takes ten times as long over
few payees, is asked about every fourth of them. A case with an amount near the bound of 64 bits is left out:
it stops a valuation whole, which is no law of lines.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cache, cached_property

import pytest

from comp.facts.snapshot import Snapshot, Value
from comp.fuzz.cases import draw_case, program_of
from comp.fuzz.comparing import Outcomes, calculated, interpreted
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program

Rows = Mapping[str, Sequence[Mapping[str, Value]]]
Valuing = Callable[[Program, Plan, Snapshot, Calendar, date], Outcomes]

CASES = int(os.environ.get("COMP_LAWS_CASES", "20"))
_ENGINE_EVERY = 4
_LARGE = 10**12

both = pytest.mark.parametrize("value", [calculated, interpreted], ids=["engine", "reference"])


@dataclass(frozen=True)
class Drawn:
    """What a seed drew; `days` are those on which it is valued, in order.

    Several laws are asked of the same facts and lines, which are made once.
    """

    seed: int
    program: Program
    rows: Rows
    calendar: Calendar
    days: tuple[date, ...]
    texts: Mapping[str, str]

    @cached_property
    def snapshot(self) -> Snapshot:
        """The facts."""
        return Snapshot.from_rows(self.program.sources, self.rows)

    @cached_property
    def _valued(self) -> dict[tuple[Valuing, int, date], tuple[Plan, Outcomes]]:
        """By the plan's identity, for it cannot be hashed; it is kept, so that no other gets its place."""
        return {}

    def with_plan(self, plan: Plan) -> Drawn:
        """The same with that plan alone."""
        return replace(self, program=replace(self.program, plans=(plan,)))

    def with_rows(self, **rows: Sequence[Mapping[str, Value]]) -> Drawn:
        """The same with other facts of some sources."""
        return replace(self, rows={**self.rows, **rows})

    def lines(self, value: Valuing, plan: Plan, day: date | None = None) -> Outcomes:
        """The plan's lines on a day, or on the last one."""
        day = day or self.days[-1]
        key = (value, id(plan), day)
        if key not in self._valued:
            self._valued[key] = plan, value(self.program, plan, self.snapshot, self.calendar, day)
        return dict(self._valued[key][1])


def drawn(value: Valuing = interpreted, first: int = 0) -> Iterator[Drawn]:
    """The cases that an engine is asked about."""
    for seed in range(first, first + CASES, _ENGINE_EVERY if value is calculated else 1):
        one = _drawn(seed)
        if one is not None:
            yield one


def plans(value: Valuing = interpreted) -> Iterator[tuple[Drawn, Plan]]:
    """Every plan of those cases, in its case."""
    return ((one, plan) for one in drawn(value) for plan in one.program.plans)


@cache
def _drawn(seed: int) -> Drawn | None:
    case = draw_case(seed)
    if any(_is_large(value) for rows in case.rows.values() for row in rows for value in row.values()):
        return None
    return Drawn(seed, program_of(case), case.rows, case.calendar, case.days, case.texts)


def _is_large(value: Value) -> bool:
    return isinstance(value, int | Fraction) and abs(value) > _LARGE


def of_fact(lines: Outcomes, fact: object) -> Outcomes:
    """The lines of one fact."""
    return {key: line for key, line in lines.items() if line.identity[4] == fact}


def but_of_fact(lines: Outcomes, fact: object) -> Outcomes:
    """The lines of all else."""
    return {key: line for key, line in lines.items() if line.identity[4] != fact}


SELLER = "zed"


def with_seller(one: Drawn, plan: Plan) -> Drawn:
    """With a payee of whom all is known, in the plan's currency, and a customer of theirs, so that what they
    sell is credited and paid wherever a plan lets it.
    """
    known = {"payee": SELLER, "starts_on": None, "ends_on": None, "currency": plan.currency}
    terms = {"role": "AE", "segment": "MM", "manager": None, "factor": Fraction(1)}
    money = {"target_incentive": 2_400_000, "salary": 500_000}
    quotas: list[Mapping[str, Value]] = [
        {
            "id": f"Z{number}",
            "payee": SELLER,
            "name": name,
            "starts_on": date(2025, 1, 1),
            "ends_on": date(2027, 12, 31),
            "currency": plan.currency,
            "amount": 90_000_000,
            "units": Fraction(900),
        }
        for number, name in enumerate(sorted(one.program.credits))
    ]
    account = {"id": "LAW", "starts_on": None, "ends_on": None, "currency": plan.currency, "csm": SELLER}
    return one.with_rows(
        assignment=[*one.rows["assignment"], {**known, **terms, **money}],
        quota=[*one.rows["quota"], *quotas],
        account=[*one.rows["account"], {**account, "tier": "large", "annual_value": 100}],
    )
