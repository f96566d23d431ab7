"""`comp bench start` times whole processes beside a Python that does nothing, and none that failed."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.runs import Progress
from comp.runs.bench import starting
from comp.runs.bench.starting import BARE, Start, Started


def test_every_start_stands_beside_python_alone() -> None:
    done = CliRunner().invoke(main, ["bench", "start", "--repeat", "1", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    names = [each["name"] for each in found["starts"]]
    assert names[:2] == ["python -c pass", "comp --help"]
    assert {"comp run --help", "comp check, 100 lines", "complete a command: comp st"} <= set(names)
    assert found["starts"][0]["to_python"] == "1.00"
    assert all(each["microseconds"][0] > 0 and len(each["microseconds"]) == 1 for each in found["starts"])
    assert found["python"].endswith(".".join(map(str, sys.version_info[:3])))
    assert "from start to exit" in found["clock"]


def test_the_table_tells_ratios_and_the_python(monkeypatch: pytest.MonkeyPatch) -> None:
    # The middle one of 20, 10 and 30 ms is 20 ms; 50 ms are two and a half times as much.
    measured = [Started(BARE, [20_000, 10_000, 30_000]), Started(Start("comp --help", ()), [50_000])]

    def told(repeat: int, folder: Path, progress: Progress) -> list[Started]:
        return measured

    monkeypatch.setattr(starting, "measure_starts", told)

    done = CliRunner().invoke(main, ["bench", "start", "--repeat", "3"])

    assert done.exit_code == 0, done.output
    [row] = [line for line in done.output.splitlines() if "comp --help" in line]
    assert row.split()[1:-1] == ["comp", "--help", "│", "50.0", "│", "2.50", "x"]
    assert f"Median of 3; {starting.PYTHON}" in done.output


def test_a_command_that_fails_is_not_measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fails = Start("comp fails", (sys.executable, "-c", "raise SystemExit('no plans')"))

    def only_one(plans: Path) -> list[Start]:
        return [fails]

    monkeypatch.setattr(starting, "starts", only_one)

    with pytest.raises(CompError, match="comp fails failed: no plans; nothing was measured"):
        starting.measure_starts(1, tmp_path)


def test_completion_is_asked_as_a_shell_asks() -> None:
    assert Start("complete", (), "comp run --r").environment == {
        "_COMP_COMPLETE": "bash_complete",
        "COMP_WORDS": "comp run --r",
        "COMP_CWORD": "2",
    }
