"""Batches whose credits wait in files have the lines that they have in memory, in however many passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest

from comp.engine import LINE_SCHEMA, valuate_in_batches
from comp.engine.spilling import FactFiles, Spill
from comp.engine.valuation import used_in_turn
from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import draw_case, program_of, snapshot_of
from comp.language.calendar import Calendar
from comp.runs.bench.facts import bench_program, generate
from tests.engine import worker_tasks

DAYS = [date(2026, 11, 30), date(2026, 12, 31)]
PROGRAM = bench_program()
[PLAN] = PROGRAM.plans


def in_files(snapshot: Snapshot, folder: Path) -> FactFiles:
    """The deals of a snapshot as a file."""
    deals = snapshot.tables["deal"]
    deals.write_parquet(folder / "deal.parquet")
    rest = replace(snapshot, tables={**snapshot.tables, "deal": deals.clear()})
    return FactFiles(rest, {"deal": folder / "deal.parquet"})


@pytest.mark.parametrize("passes", [1, 3])
def test_batches_from_files_have_the_lines_of_batches_in_memory(tmp_path: Path, passes: int) -> None:
    snapshot = generate(PROGRAM, 400)
    waiting = tmp_path / "waiting"
    waiting.mkdir()

    spill = Spill(PROGRAM, PLAN, in_files(snapshot, tmp_path), DAYS, waiting, size=200)
    found = list(used_in_turn(spill.batches(passes), PLAN, Calendar(), DAYS, worker_tasks.lines_of_days))

    assert len(found) > 3
    [expected] = valuate_in_batches(PROGRAM, PLAN, snapshot, Calendar(), DAYS, 10**9)
    for place, day in enumerate(expected):
        lines = pl.concat([batch[place] for batch in found])
        assert lines.sort("line_id").equals(day.lines.select(*LINE_SCHEMA).sort("line_id"))
    assert list(waiting.iterdir()) == []


@pytest.mark.parametrize(("workers", "passes"), [(2, 1), (2, 2), (1, 2)])
def test_workers_find_the_same_lines_in_the_same_order(tmp_path: Path, workers: int, passes: int) -> None:
    snapshot = generate(PROGRAM, 400)
    waiting = tmp_path / "waiting"
    waiting.mkdir()
    use = partial(worker_tasks.lines_of, plan=PLAN, days=DAYS)

    spill = Spill(PROGRAM, PLAN, in_files(snapshot, tmp_path), DAYS, waiting, size=200)
    found = list(spill.used(use, workers, passes))

    expected = list(used_in_turn(spill.batches(), PLAN, Calendar(), DAYS, worker_tasks.lines_of_days))
    assert [number for number, _ in found] == list(range(len(expected)))
    for (_, mine), theirs in zip(found, expected, strict=True):
        assert all(one.equals(other) for one, other in zip(mine, theirs, strict=True))
    assert (spill.workers_bytes > 0) == (workers > 1)  # one is this process
    assert list(waiting.iterdir()) == []


def test_lines_of_batches_follow_each_other(tmp_path: Path) -> None:
    (tmp_path / "waiting").mkdir()
    facts = in_files(generate(PROGRAM, 400), tmp_path)

    spill = Spill(PROGRAM, PLAN, facts, DAYS[1:], tmp_path / "waiting", size=200)
    lines = used_in_turn(spill.batches(), PLAN, Calendar(), DAYS[1:], worker_tasks.lines_of_days)
    found = [ids["line_id"] for [ids] in lines]

    assert all(max(one.to_list()) < min(other.to_list()) for one, other in pairwise(found))


def test_a_plan_that_joins_its_payees_has_no_batches(tmp_path: Path) -> None:
    case = draw_case(583)
    program = program_of(case)
    facts = FactFiles(snapshot_of(program, case.rows), {})

    with pytest.raises(
        ValueError, match="split with other payees, so its payees cannot be valued in batches"
    ):
        Spill(program, program.plans[0], facts, case.days, tmp_path)


def test_in_more_passes_less_waits_at_a_time(tmp_path: Path) -> None:
    (tmp_path / "waiting").mkdir()
    facts = in_files(generate(PROGRAM, 400), tmp_path)
    most: list[int] = []
    for passes in (1, 3):
        spill = Spill(PROGRAM, PLAN, facts, DAYS[1:], tmp_path / "waiting", size=200)
        for make in spill.batches(passes):
            make()
        most.append(spill.most_bytes)

    assert 0 < most[1] < most[0]


def test_there_are_as_many_passes_as_the_room_on_the_disk_asks_for(tmp_path: Path) -> None:
    (tmp_path / "waiting").mkdir()
    facts = in_files(generate(PROGRAM, 4_000), tmp_path)
    spill = Spill(PROGRAM, PLAN, facts, DAYS[1:], tmp_path / "waiting", size=20_000)
    for make in spill.batches():
        make()

    whole = spill.most_bytes
    expected = next(
        free for free in range(whole, 100 * whole, whole // 100) if spill.passes_within(free) == 1
    )
    assert expected < 3 * whole  # the estimate leaves room, and not too much
    assert [spill.passes_within(expected // part) for part in (1, 2, 3)] == [1, 2, 3]


def test_a_large_amount_waits_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "waiting").mkdir()
    snapshot = generate(PROGRAM, 400)
    deals = snapshot.tables["deal"]
    large = pl.when(pl.col("id") == deals["id"][7]).then(2**31).otherwise("first_year_value")
    deals = deals.with_columns(first_year_value=large)
    snapshot = replace(snapshot, tables={**snapshot.tables, "deal": deals})

    spill = Spill(PROGRAM, PLAN, in_files(snapshot, tmp_path), DAYS[1:], tmp_path / "waiting", size=200)
    found = list(used_in_turn(spill.batches(), PLAN, Calendar(), DAYS[1:], worker_tasks.lines_of_days))

    lines = pl.concat([batch[0] for batch in found]).filter(pl.col("fact") == deals["id"][7])
    direct = lines.filter(~pl.col("part").str.contains(".", literal=True))
    assert direct["credit_minor"].sum() == 2**31
