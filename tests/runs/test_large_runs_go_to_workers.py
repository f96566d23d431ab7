"""A run of many facts goes to several processes, and pays what it pays in one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.facts import Workspace
from comp.language.core import Plan
from comp.runs import by_workers, calculate, prepare
from comp.runs.folder import portable
from comp.runs.inputs import Inputs
from comp.runs.spans import PaidSpan
from tests.runs import tiny


@pytest.mark.parametrize("period", ["2026-01", "2026-02", "2026-03"])
def test_what_workers_pay_is_what_this_process_pays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, period: str
) -> None:
    inputs = prepare(Workspace.open(tiny.workspace(tmp_path / "w")), period, None, date(2026, 4, 2))
    here = calculate(inputs)
    seen: list[str] = []
    monkeypatch.setattr(by_workers, "MANY", 0)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def told(inputs: Inputs, plan: Plan, span: PaidSpan, days: list[date]) -> Iterator[pl.DataFrame]:
        seen.append(plan.name)
        return by_workers.differences_by_workers(inputs, plan, span, days)

    monkeypatch.setattr(sys.modules["comp.runs.run"], "differences_by_workers", told)
    there = calculate(inputs)

    assert seen == ["ae_2026"]
    assert there.manifest.results_digest == here.manifest.results_digest
    assert portable(there.lines).equals(portable(here.lines).select(there.lines.columns))
