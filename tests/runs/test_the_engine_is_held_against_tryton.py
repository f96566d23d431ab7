"""`comp bench tryton`: what is compared, and what is said where Tryton is not there or pays otherwise."""

from __future__ import annotations

import json
import sys
from importlib.util import find_spec
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.runs.bench.tryton import Compared, Sized, Times
from comp.runs.bench.tryton_lines import agents_program, make_lines, write_lines, write_snapshot
from comp.runs.bench.tryton_ours import pay

HAS_TRYTON = find_spec("trytond") is not None

# Stands for a Python with Tryton: tells versions, and pays each line its product's rate, plus what is wrong.
STAND_IN = """#!{python}
import csv, json, sys
from decimal import Decimal
from pathlib import Path
if sys.argv[1] == "-c":
    print("8.2.1 8.2.0")
    sys.exit()
*_, script, repeat, folder = sys.argv[1:]
assert Path(script).name == "by_tryton.py"
rates = {{"software": Decimal("0.10"), "services": Decimal("0.06"), "support": Decimal("0.04")}}
rows = list(csv.DictReader(open(Path(folder) / "lines.csv")))
with open(Path(folder) / "commissions.csv", "w") as file:
    print("id", "amount", sep=",", file=file)
    for row in rows:
        amount = rates[row["product"]] * Decimal(row["amount"]) + Decimal("{wrong}")
        print(row["id"], amount, sep=",", file=file)
times = [30_000] * int(repeat)
print(json.dumps({{"microseconds": times, "processor_microseconds": times}}))
"""


def stand_in(folder: Path, wrong: str) -> str:
    path = folder / "python"
    path.write_text(STAND_IN.format(python=sys.executable, wrong=wrong), "utf-8")
    path.chmod(0o755)
    return str(path)


def test_the_engine_pays_each_line_the_rate_of_its_product(tmp_path: Path) -> None:
    lines = make_lines(3).with_columns(
        product=pl.Series(["software", "services", "support"]), amount=pl.Series([100_00, 200_00, 300_00])
    )
    write_snapshot(agents_program(), lines, tmp_path)

    assert pay(agents_program(), tmp_path) == 3

    # 10% of 100 dollars, 6% of 200, 4% of 300.
    paid = pl.read_parquet(tmp_path / "paid.parquet", columns=["fact", "earned_minor"])
    assert dict(paid.iter_rows()) == {"L0000000": 10_00, "L0000001": 12_00, "L0000002": 12_00}


def test_lines_are_the_same_for_the_same_number_and_stand_ten_to_an_invoice_of_one_agent(
    tmp_path: Path,
) -> None:
    lines = make_lines(25)
    write_lines(lines, tmp_path)

    assert lines.equals(make_lines(25))
    assert [count for _, count in lines["invoice"].value_counts().sort("invoice").iter_rows()] == [10, 10, 5]
    assert lines.group_by("invoice").agg(pl.col("agent", "invoiced_on").n_unique()).select(
        pl.col("agent", "invoiced_on").max()
    ).row(0) == (1, 1)
    header, first, *_ = (tmp_path / "lines.csv").read_text("utf-8").split()
    assert header == "id,invoice,agent,product,invoiced_on,amount"
    assert first == ",".join(
        ["L0000000", "I000000", "A0", lines["product"][0], "2026-01-01", f"{lines['amount'][0] // 100}"]
    )


def test_a_lines_cost_is_the_middle_time_over_the_lines() -> None:
    # The middle one of 90, 100 and 400 microseconds is 100, on 8 lines 12.5 each.
    times = Times(8, wall=[400, 90, 100], processor=[80, 40, 4])

    # The middle one of 4, 40 and 80 is 40, on 8 lines 5 each.
    assert (times.wall_nanoseconds_a_line, times.processor_nanoseconds_a_line) == (12_500, 5_000)


def test_the_cheapest_line_of_tryton_is_held_against_our_longest_run() -> None:
    # 900 microseconds on 3 lines are 300 each, 2,000 on 10 are 200, 9,000 on 30 are 300.
    theirs = [Times(3, [900], [1]), Times(10, [2_000], [1]), Times(30, [9_000], [1])]
    both = tuple(Sized(Times(each.lines, [1], [1]), each, 0) for each in theirs)

    assert Compared("", both, None).their_cheapest.lines == 10
    assert Compared("", both, None).our_largest.lines == 30
    assert Compared("", both, Times(99)).our_largest.lines == 99


def test_both_are_told_by_line_once_they_pay_the_same(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main,
        [
            *("bench", "tryton", "--lines", "30", "--alone", "60", "--repeat", "1", "--json"),
            *("--tryton-python", stand_in(tmp_path, wrong="0.00")),
        ],
    )

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["tryton"] == "Tryton 8.2.1, commission 8.2.0"
    [size] = found["sizes"]
    # 30,000 microseconds on 30 lines are a million nanoseconds each.
    assert (size["lines"], size["tryton"]["wall_nanoseconds_a_line"]) == (30, 1_000_000)
    assert size["tryton"]["processor_nanoseconds_a_line"] == 1_000_000
    assert found["alone"]["lines"] == 60
    assert len(found["alone"]["comp"]["processor_microseconds"]) == 2  # once before Tryton, once after
    assert int(size["earned_minor"]) > 0
    assert "warm call" in found["clock"]


def test_where_tryton_pays_otherwise_nothing_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        main,
        [
            *("bench", "tryton", "--lines", "10", "--alone", "0", "--repeat", "1"),
            *("--tryton-python", stand_in(tmp_path, wrong="0.01")),
        ],
    )

    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr == ("Error: Tryton does not pay, line by line, what comp pays; nothing was measured\n")


@pytest.mark.skipif(HAS_TRYTON, reason="Tryton is installed")
def test_without_tryton_one_line_names_the_command_that_installs_it() -> None:
    done = CliRunner().invoke(main, ["bench", "tryton"])

    assert done.exit_code == 2
    assert done.stdout == ""
    assert "`python3 -m venv tryton && tryton/bin/pip install trytond-commission`" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_python_that_is_none_is_named(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["bench", "tryton", "--tryton-python", str(tmp_path / "none")])

    assert done.exit_code == 2
    assert (
        done.stderr
        == f"Error: {tmp_path / 'none'}: no Python can be started there (No such file or directory)\n"
    )


@pytest.mark.skipif(not HAS_TRYTON, reason="Tryton is not installed")
def test_tryton_pays_what_the_engine_pays() -> None:
    done = CliRunner().invoke(main, ["bench", "tryton", "--lines", "25", "--alone", "0", "--repeat", "1"])

    assert done.exit_code == 0, done.output
