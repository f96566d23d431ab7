import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.runs.bench.facts import bench_program, generate
from comp.runs.bench.measure import CONTESTANTS, OURS, measure, ratio


def test_facts_are_the_same_for_the_same_number_of_deals() -> None:
    program = bench_program()

    assert generate(program, 500).digest == generate(program, 500).digest
    assert generate(program, 500).digest != generate(program, 501).digest


def test_every_contestant_pays_the_same_and_names_its_duties() -> None:
    done = CliRunner().invoke(main, ["bench", "--deals", "300", "--repeat", "1", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [each["name"] for each in found["contestants"]] == [each.name for each in CONTESTANTS]
    assert len({(each["lines"], each["earned_minor"]) for each in found["contestants"]}) == 1
    assert found["contestants"][0]["lines"] > 3 * 300
    assert found["contestants"][0]["time_ratio"] == found["contestants"][0]["memory_ratio"] == "1.00"
    assert all(each["duties"] and each["milliseconds"][0] > 0 for each in found["contestants"])
    assert "whole process" in found["clock"]
    assert "did not run" in found["second_engine"]


def test_a_contestant_that_pays_differently_stops_the_benchmark(tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text(
        "import sys, polars as pl\n"
        "lines = pl.DataFrame({'line_id': ['x'], 'credit_minor': [1], 'earned_minor': [1]})\n"
        "lines.write_parquet(sys.argv[2])\n"
        'print(\'{"lines": 1, "earned_minor": 1}\')\n'
    )
    wrong = replace(CONTESTANTS[1], name="wrong", command=(str(script),))

    with pytest.raises(CompError, match="wrong does not pay, line by line, what comp pays"):
        measure(200, 1, tmp_path, [OURS, wrong])


def test_a_contestant_that_fails_is_named_with_what_it_said(tmp_path: Path) -> None:
    fails = replace(CONTESTANTS[1], name="broken", command=("-c", "raise SystemExit('no memory')"))

    with pytest.raises(CompError, match="broken failed: no memory"):
        measure(200, 1, tmp_path, [fails])


def test_a_ratio_has_two_decimals() -> None:
    # 5 / 2 is 2.5; 2 / 3 is 0.666…
    assert (ratio(5, 2), ratio(2, 3), ratio(3, 3)) == ("2.50", "0.67", "1.00")
