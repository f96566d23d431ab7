"""A small run, made by hand, that payroll is exported from in the tests; amounts are minor units."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from comp.facts import Settlement
from comp.finance import Terms
from comp.language.money import format_minor
from comp.runs import Manifest, PlanPaid, Run

LINES = {
    **dict.fromkeys(["line_id", "plan", "clause", "pay", "payee", "fact", "performance_period"], pl.String()),
    "born_on": pl.Date(),
    "currency": pl.String(),
    **dict.fromkeys(
        [f"{what}_{when}minor" for what in ("earned", "payable") for when in ("before_", "after_", "")],
        pl.Int64(),
    ),
    "fault": pl.String(),
}
SETTLEMENT = Settlement(
    earning_codes={"default": "COMM", "ae.spif": "SPIF1"}, default_entity="Northwind Inc."
)
TERMS = Terms(
    SETTLEMENT,
    employee_id=lambda payee: f"E-{payee}",
    legal_entity=lambda _, __: "Northwind Inc.",
    cost_centre=lambda _, __: "4100",
)


def line(payee: str, fact: str | None, payable: int | None, **other: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "line_id": f"ae.commission:{payee}:{fact}",
        "plan": "ae",
        "clause": "commission",
        "pay": "commission",
        "payee": payee,
        "fact": fact,
        "performance_period": "2026-Q1",
        "born_on": date(2026, 2, 10),
        "currency": "USD",
        "earned_minor": payable,
        "payable_minor": payable,
        "fault": None,
    }
    made |= other
    for what in ("earned", "payable"):
        # Worth nothing before, unless the test says so: all of it came about in the days paid.
        before = made.setdefault(f"{what}_before_minor", 0)
        made.setdefault(f"{what}_after_minor", before + (made[f"{what}_minor"] or 0))
    return made


def run(lines: Sequence[dict[str, Any]], **manifest: Any) -> Run:
    """A run of these lines; its payouts and totals are their sums unless the test says otherwise."""
    plans = dict.fromkeys((each["plan"], each["currency"]) for each in lines)
    told = Manifest(
        company="Northwind Inc.",
        period="2026-Q1",
        recorded_on=date(2026, 4, 2),
        plans=tuple(_plan(plan, currency, lines) for plan, currency in plans),
        facts_digest="fa" * 32,
        engine="comp 0.1.0",
        results_digest="5e" * 32,
        lines=len(lines),
        faults=sum(each["fault"] is not None for each in lines),
        refused=0,
        unclaimed=(),
    )
    faults = [
        {"line_id": each["line_id"], "fact": each["fact"], "fault": each["fault"]}
        for each in lines
        if each["fault"]
    ]
    return Run(
        manifest=replace(told, **manifest),
        lines=pl.DataFrame(lines, schema=LINES),
        payouts=payouts(lines),
        faults=pl.DataFrame(faults, schema=dict.fromkeys(["line_id", "fact", "fault"], pl.String())),
        refused=pl.DataFrame(),
        unclaimed=pl.DataFrame(),
    )


def payouts(lines: Sequence[dict[str, Any]]) -> pl.DataFrame:
    rows = [
        {name: each[name] for name in ("payee", "plan", "pay", "currency")}
        | {"payable": format_minor(each["payable_minor"] or 0, each["currency"]).replace(",", "")}
        for each in lines
    ]
    return pl.DataFrame(
        rows, schema=dict.fromkeys(["payee", "plan", "pay", "currency", "payable"], pl.String())
    )


def _plan(name: str, currency: str, lines: Sequence[dict[str, Any]]) -> PlanPaid:
    mine = [each for each in lines if each["plan"] == name]
    return PlanPaid(
        plan=name,
        title=name.upper(),
        currency=currency,
        first_day=date(2026, 1, 1),
        last_day=date(2026, 3, 31),
        before_on=date(2025, 12, 31),
        after_on=date(2026, 3, 31),
        text_digest="c0" * 32,
        result_digest="de" * 32,
        payees=len({each["payee"] for each in mine}),
        lines=len(mine),
        faults=0,
        earned_minor=sum(each["earned_minor"] or 0 for each in mine),
        payable_minor=sum(each["payable_minor"] or 0 for each in mine),
    )
