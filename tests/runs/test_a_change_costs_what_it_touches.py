"""`comp bench change` holds every changed calculation against a full one, and tells what a line costs."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.engine.incremental import Calculated
from comp.errors import CompError
from comp.runs.bench import changing
from comp.runs.bench.changing import Changes, Turn, measure_changes


def test_a_deal_touches_its_seller_an_overlay_and_their_managers() -> None:
    measured = measure_changes(400, 3)

    # Of 40 sellers, 5 managers and 2 above them.
    assert len(measured.turns) == 3
    for turn in measured.turns:
        assert 3 <= turn.payees <= 6
        assert 0 < turn.lines < turn.full_lines


def test_a_line_is_held_against_a_line() -> None:
    # 300 microseconds for 100 lines are 3 each, against 2,000 for 1,000 lines, which are 2 each; and so on.
    turns = [(2, 100, 300), (1, 50, 300), (1, 10, 10)]
    measured = Changes(10, [Turn(*turn, 50, 1_000, 2_000) for turn in turns])

    assert [turn.line_to_full for turn in measured.turns] == [Fraction(3, 2), 3, Fraction(1, 2)]
    assert measured.median_line_to_full == Fraction(3, 2)


def test_nothing_is_measured_where_the_lines_are_others(monkeypatch: pytest.MonkeyPatch) -> None:
    recalculated = Calculated.recalculated

    def forgets(kept: Calculated, snapshot: object, keys: object = None) -> object:
        """Calculates the facts as they were."""
        del snapshot, keys
        after, found = recalculated(kept, kept.snapshot)
        return after, replace(found, payees=pl.Series("payee", ["R0"]))

    monkeypatch.setattr(Calculated, "recalculated", forgets)

    with pytest.raises(CompError, match="warming up: the lines are not those of a full calculation"):
        measure_changes(400, 1)


def test_the_command_tells_the_clock_and_that_the_second_engine_did_not_run() -> None:
    done = CliRunner().invoke(main, ["bench", "change", "--deals", "200", "--repeat", "1", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["deals"] == 200
    assert found["second_engine"] == "did not run"
    assert "warm call" in found["clock"]
    [change] = found["changes"]
    assert change["lines"] < change["full_lines"]


def test_the_table_tells_what_a_line_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    measured = Changes(10, [Turn(2, 100, 300_000, 50_000, 1_000, 2_000_000)])

    def told(*_: object) -> Changes:
        return measured

    monkeypatch.setattr(changing, "measure_changes", told)

    done = CliRunner().invoke(main, ["bench", "change"])

    assert done.exit_code == 0, done.output
    [row] = [line for line in done.output.splitlines() if "1.50 x" in line]
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        "2",
        "100",
        "0.30",
        "0.05",
        "1,000",
        "2.00",
        "1.50 x",
    ]
    assert "1.50 times" in done.output
