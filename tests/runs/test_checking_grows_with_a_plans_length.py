"""Checking costs as much per line in a long plan as in a short one."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import FrameType

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.language import format_text, load_texts
from comp.runs.bench import checking
from comp.runs.bench.checking import Checked
from comp.runs.bench.long_plans import long_plan


def calls_of(texts: dict[str, str]) -> int:
    """How many functions are called, ours and Python's, to check and format: the same on every machine."""
    count = 0

    def counted(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        loaded = load_texts(texts)
        formatted = [format_text(name, text) for name, text in texts.items()]
    finally:
        sys.setprofile(before)
    assert loaded.diagnostics == []
    assert all(not one.diagnostics for one in formatted)
    return count


@pytest.mark.parametrize("lines", [100, 101, 102, 500])
def test_a_long_plan_has_so_many_lines_and_no_fault(lines: int) -> None:
    texts = long_plan(lines)
    assert texts["long.plan"].count("\n") == lines
    assert load_texts(texts).diagnostics == []


def test_a_line_of_a_plan_eight_times_as_long_costs_no_more() -> None:
    calls_of(long_plan(100))  # what is built once is built now
    short, long = calls_of(long_plan(250)), calls_of(long_plan(2000))
    # What a long plan costs beyond eight short ones would be work that grows with the square of its length.
    assert long < 8 * short * 1.05


def test_growth_is_what_a_line_costs_over_what_it_costs_in_the_shorter_plan() -> None:
    # 100 microseconds on 10 lines are 10 each; the middle one of 300, 400 and 900 on 20 lines is 20 each.
    assert Checked(20, [400, 300, 900]).growth(Checked(10, [100])) == "2.00"


def test_the_command_tells_both_clocks_for_each_length() -> None:
    done = CliRunner().invoke(
        main, ["bench", "check", "--lines", "200", "--lines", "100", "--repeat", "1", "--json"]
    )

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [plan["lines"] for plan in found["plans"]] == [100, 200]
    assert found["plans"][0]["line_to_first"] == "1.00"
    for plan in found["plans"]:
        assert plan["warm_microseconds"][0] > 0
        assert plan["money_microseconds"][0] > 0
        assert plan["process_milliseconds"][0] > 0
        assert plan["peak_bytes"][0] > 1_000_000
    assert "processor time" in found["clocks"]["warm"]
    assert "from start to exit" in found["clocks"]["process"]


def test_a_plan_with_faults_is_not_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def faulty(lines: int) -> dict[str, str]:
        return {"a.plan": "plan"}

    monkeypatch.setattr(checking, "long_plan", faulty)

    with pytest.raises(CompError, match="the benchmark's own plan has faults"):
        checking.measure_checking([100], 1, tmp_path)
