"""A batch holds the quotas and assignments of its payees, unless a line asks about those of others."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from comp.engine import LINE_SCHEMA, valuate_in_batches
from comp.engine.batches import batches
from comp.engine.by_payee import ByPayee
from comp.engine.reach import reach_of
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.language.loading import load_texts
from comp.runs import bench
from comp.runs.bench.facts import bench_program, generate

BENCH = Path(str(bench.__file__)).parent
# 47 payees share alike; a batch has some of them.
OF_OTHERS = """
  measure sellers = distinct assignment.payee
    over each assignment on the last day of the period, where assignment.role is SELLER
    read at the close of the period
  pay for_the_team = 4,700.00 USD / sellers, once per performance period
"""
DAYS = [date(2026, 6, 30)]


def asking_about_others() -> Program:
    texts = {path.name: path.read_text() for path in sorted(BENCH.glob("*.plan"))}
    texts["bench_2026.plan"] = texts["bench_2026.plan"].rstrip() + OF_OTHERS
    program = load_texts(texts).program
    assert program is not None
    return program


def test_of_what_nobody_sees_of_others_a_batch_has_the_rows_of_its_payees() -> None:
    program = bench_program()
    [plan] = program.plans
    snapshot = generate(program, 300)
    assert dict(reach_of(program, plan).own) == {"assignment": "payee", "quota": "payee"}

    makers = batches(program, plan, snapshot, DAYS, 200)

    assert len(makers) > 3
    held = [make() for make in makers]
    for name in ("assignment", "quota"):
        tables = [batch.snapshots[DAYS[0]].tables[name] for batch in held]
        for batch, table in zip(held, tables, strict=True):
            assert batch.payees is not None
            assert set(table["payee"]) == set(batch.payees)
        assert sum(table.height for table in tables) == snapshot.tables[name].height


def test_a_line_that_asks_about_others_sees_all_of_them() -> None:
    program = asking_about_others()
    [plan] = program.plans
    snapshot = generate(program, 300)
    assert dict(reach_of(program, plan).own) == {"quota": "payee"}

    found = list(valuate_in_batches(program, plan, snapshot, Calendar(), DAYS, 200))

    assert len(found) > 3
    lines = pl.concat([one.lines.select(*LINE_SCHEMA) for [one] in found])
    shares = lines.filter(pl.col("pay") == "for_the_team")
    sellers = snapshot.tables["assignment"].filter(pl.col("role") == "SELLER").height
    assert sellers == 47
    assert set(shares["earned_minor"]) == {100_00}


def test_rows_by_payee_stand_in_the_order_of_the_table() -> None:
    table = pl.DataFrame({"payee": ["bo", "ada", None, "bo", "cy", "ada"], "row": [0, 1, 2, 3, 4, 5]})
    by_payee = ByPayee.of(table, "payee", pl.Enum(["ada", "bo", "dee"]))

    assert by_payee.rows_of(pl.Series(["bo", "ada", "dee"]))["row"].to_list() == [0, 1, 3, 5]
    assert by_payee.rows_of(pl.Series(["dee"])).height == 0
