"""What a batch took is free again once it has been used, without waiting for the collector of garbage."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from datetime import date

import pytest

from comp.engine import Valued
from comp.engine.plan import PlanAtDay
from comp.engine.valuation import valued_in_batches
from comp.language.calendar import Calendar
from comp.runs.bench.facts import bench_program, generate

DAYS = [date(2026, 11, 30), date(2026, 12, 31)]
PROGRAM = bench_program()
SNAPSHOT = generate(PROGRAM, 400)
[PLAN] = PROGRAM.plans


@pytest.fixture(autouse=True)
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("size", [10**9, 200])
def test_no_plan_of_a_used_batch_is_left(size: int) -> None:
    seen: list[weakref.ref[PlanAtDay]] = []

    def use(valued: list[Valued]) -> int:
        seen.extend(weakref.ref(one.plan) for one in valued)
        return sum(one.valuation().lines.height for one in valued)

    lines = list(valued_in_batches(PROGRAM, PLAN, SNAPSHOT, Calendar(), DAYS, use, size))

    assert sum(lines) > 400
    assert [one() for one in seen] == [None] * len(seen) != []
