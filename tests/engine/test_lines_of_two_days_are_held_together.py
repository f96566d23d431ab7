"""What two valuations pay between them is the same whether lines are held together by place or by id: also
for lines that are gone, and for those that are a fault on one day.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from comp.engine import Valued
from comp.engine.beside import beside_facts, facts_in
from comp.engine.valuation import plan_at
from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.runs.bench.facts import bench_program, generate
from comp.runs.difference import difference, paid
from comp.runs.spans import PaidSpan

PROGRAM = bench_program()
[PLAN] = PROGRAM.plans
DAY = date(2026, 12, 31)
SPAN = PaidSpan(date(2026, 12, 1), DAY, date(2026, 11, 30), DAY)


def valued(snapshot: Snapshot) -> Valued:
    return Valued.at(plan_at(PROGRAM, PLAN, snapshot, Calendar(), DAY))


def without(snapshot: Snapshot, source: str, keys: list[str]) -> Snapshot:
    table = snapshot.tables[source].filter(~pl.col("id").is_in(keys))
    return replace(snapshot, tables={**snapshot.tables, source: table})


def test_lines_that_are_gone_and_lines_that_are_a_fault_on_one_day() -> None:
    whole = generate(PROGRAM, 300)
    deals, quotas = whole.tables["deal"]["id"].to_list(), whole.tables["quota"]["id"].to_list()
    before = valued(without(whole, "quota", quotas[:8]))
    after = valued(without(without(whole, "quota", quotas[4:12]), "deal", deals[100:110]))

    found = paid([before, after], SPAN).sort("line_id")

    expected = difference(before.valuation().lines, after.valuation().lines, SPAN).sort("line_id")
    assert found.equals(expected.select(found.columns))
    gone = found.filter(pl.col("fact").is_in(deals[100:110]))
    assert gone.height > 10
    assert set(gone["earned_after_minor"]) == {0}
    assert found["fault"].count() > 0


def test_a_fact_of_several_credits_comes_once_to_its_batch() -> None:
    credits = pl.DataFrame(
        {"row": [3, 3, 7], "payee": ["ada", "bo", "ada"], "part": ["1", "1", "1"]},
        schema={"row": pl.UInt32, "payee": pl.Enum(["ada", "bo"]), "part": pl.Enum(["1"])},
    )
    frame = beside_facts(credits, pl.DataFrame({"id": ["D3", "D3", "D7"]}))

    facts = facts_in([frame, frame.head(2)], PROGRAM.sources["deal"], ["id"])

    assert facts.rows() == [(3, "D3"), (7, "D7")]
