"""The benchmarks' made-up company: sellers, a quota each, deals of one quarter, and one marginal table."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from comp.facts import Workspace
from comp.runs import Inputs, Run, calculate, prepare

QUOTA_MINOR: Final = 5_000_000_00
PERIOD: Final = "2026-Q1"
_PLAN: Final = """plan bench_2026 "Commission"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             payee is not blank, as of the line's date
  performance period quarter
  payout             quarterly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  prorating          by calendar days
  data               deal, quota, assignment

clause commission "Commission"
  credit sales from each deal
    on    deal.booked_on, then deal.id as text
    value deal.value
    share 100% to deal.owner
  measure attainment = total own sales of the period / quota.sales of the period
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 6%   |
    | 100% | 10%  |
    | 200% | 12%  |
  pay commission = sales * rate, for each sales
"""
_SOURCES: Final = """shared "Sources"

source assignment "Who is paid"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   manager: payee, may be blank

source quota "Quotas"
  key      id: text
  currency currency
  column   payee: payee
  column   name: text
  column   starts_on: date
  column   ends_on: date
  column   amount: money, may be blank
  column   units: number, may be blank
  column   reason: text, may be blank

source deal "A signed order"
  key      id: text
  dated    booked_on
  currency currency
  column   owner: payee
  column   customer: text
  column   segment: text
  column   value: money
"""


def made_up(folder: Path, payees: Sequence[str], deals: Sequence[tuple[str, int]]) -> Workspace:
    """Write the company: a deal for each owner and value (minor units), spread over the quarter in order."""
    (folder / "plans").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "comp.toml").write_text('[company]\nname = "Bench"\ncurrency = "USD"\n', encoding="utf-8")
    (folder / "plans" / "bench.plan").write_text(_PLAN, encoding="utf-8")
    (folder / "plans" / "shared.plan").write_text(_SOURCES, encoding="utf-8")
    _write(
        folder / "data" / "assignment.csv",
        "payee,starts_on,ends_on,currency,manager",
        ((payee, "2025-01-01", "", "USD", "") for payee in payees),
    )
    quota = f"{QUOTA_MINOR // 100}.00"
    _write(
        folder / "data" / "quota.csv",
        "id,payee,name,starts_on,ends_on,currency,amount,units,reason",
        ((f"Q{payee}", payee, "sales", "2026-01-01", "2026-03-31", "USD", quota, "", "") for payee in payees),
    )
    _write(
        folder / "data" / "deal.csv",
        "id,booked_on,currency,owner,customer,segment,value",
        (
            (
                f"D{n:06}",
                (date(2026, 1, 1) + timedelta(n * 90 // len(deals))).isoformat(),
                "USD",
                owner,
                f"C{n}",
                "MM",
                f"{value // 100}.{value % 100:02}",
            )
            for n, (owner, value) in enumerate(deals)
        ),
    )
    return Workspace.open(folder)


def different_values(count: int) -> list[int]:
    """Values in minor units, all different, with cents that make halves."""
    return [(1 + number * 7919 % 99_991) * 10_000_05 // (count * 37) + number % 7 for number in range(count)]


def quarter(workspace: Workspace) -> tuple[Run, Inputs]:
    """Calculate what the quarter pays."""
    inputs = prepare(workspace, PERIOD, None, date(2026, 4, 1))
    return calculate(inputs), inputs


def _write(file: Path, columns: str, rows: Iterable[Sequence[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(columns.split(","))
        writer.writerows(rows)
