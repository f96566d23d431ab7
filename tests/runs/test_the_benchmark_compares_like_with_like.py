import importlib.util
import json
from dataclasses import replace
from importlib.machinery import ModuleSpec
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.cli.bench_shown import plain
from comp.errors import CompError, UnknownNameError
from comp.runs.baselines.calling import TOTALS
from comp.runs.bench.agreeing import paid_digest
from comp.runs.bench.contestants import CONTESTANTS, OURS, Contestant, chosen
from comp.runs.bench.machine import this_machine
from comp.runs.bench.measure import Clock, Measurement, Trial, measure, ratio
from comp.runs.bench.plot import plot

PRESENT = [each for each in CONTESTANTS if not each.missing]
# A contestant that writes one line, says so, and earns what it is told on the command line.
ONE_LINE = """
import json, sys, polars as pl
names = ("credit_minor", "earned_before_minor", "earned_after_minor", "earned_minor")
pl.DataFrame({"line_id": ["x"], **{name: [1] for name in names}}).write_parquet(sys.argv[2])
totals = ("lines", "valued", "earned_before_minor", "earned_after_minor", "earned_minor")
print(json.dumps(dict.fromkeys(totals, 1)))
"""


def measured_as(contestant: Contestant, milliseconds: int, peak_bytes: int) -> Measurement:
    """A measurement of one run that took so much by either clock."""
    totals = dict.fromkeys(TOTALS, 1)
    times: dict[Clock, list[int]] = {"process": [milliseconds], "warm": [milliseconds]}
    return Measurement(contestant, totals, times, [peak_bytes])


def test_every_contestant_pays_the_same_and_names_its_duties() -> None:
    done = CliRunner().invoke(main, ["bench", "--deals", "300", "--repeat", "1", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert [each["name"] for each in found["contestants"]] == [each.name for each in PRESENT]
    totals = ("lines", "valued", "earned_before_minor", "earned_after_minor", "earned_minor")
    ours, as_run, *others = found["contestants"]
    assert len({tuple(each[name] for name in totals) for each in (ours, *others)}) == 1
    # Three quarters are closed and rest on themselves alone; what is written is the same.
    assert as_run["valued"] < ours["valued"] // 2
    assert (as_run["lines"], as_run["earned_minor"]) == (ours["lines"], ours["earned_minor"])
    # Every deal credits its owner and two levels of managers.
    assert ours["valued"] > 3 * 300 > ours["lines"] > 0
    assert ours["time_ratio"] == {"process": "1.00", "warm": "1.00"}
    assert ours["memory_ratio"] == "1.00"
    for each in found["contestants"]:
        assert each["duties"]
        assert len(each["milliseconds"]["process"]) == len(each["milliseconds"]["warm"]) == 1
        assert each["milliseconds"]["process"][0] > each["milliseconds"]["warm"][0]
    assert "whole process" in found["clocks"]["process"]
    assert "both ends" in found["duty"]
    assert "did not run" in found["second_engine"]
    assert found["machine"]["cores"] > 0
    assert found["machine"]["versions"]["polars"] == pl.__version__


@pytest.mark.parametrize("period", ["2026", "2026-06"])
def test_every_contestant_pays_the_same_in_other_periods(tmp_path: Path, period: str) -> None:
    # Measuring holds every contestant against the others, and stops where one differs.
    measured = measure(Trial(250, 1, ("process",), period, sellers=7), tmp_path)

    ours = measured[0].totals
    everybody = [each.totals for each in measured if each.contestant.values_all]
    assert everybody == [ours] * (len(PRESENT) - 1)
    assert ours["earned_minor"] == ours["earned_after_minor"] - ours["earned_before_minor"] > 0
    if period == "2026":
        assert ours["earned_before_minor"] == 0
        assert ours["lines"] == ours["valued"]


def test_a_contestant_that_pays_differently_stops_the_benchmark(tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text(ONE_LINE)
    wrong = replace(CONTESTANTS[1], name="wrong", command=(str(script),))

    with pytest.raises(CompError, match="wrong does not pay, line by line, what comp pays"):
        measure(Trial(200, 1, ("process",)), tmp_path, [OURS, wrong])


def test_a_contestant_that_fails_is_named_with_what_it_said(tmp_path: Path) -> None:
    fails = replace(CONTESTANTS[1], name="broken", command=("-c", "raise SystemExit('no memory')"))

    with pytest.raises(CompError, match="broken failed: no memory"):
        measure(Trial(200, 1), tmp_path, [fails])


def test_lines_out_of_the_order_of_their_ids_are_not_compared(tmp_path: Path) -> None:
    names = ("credit_minor", "earned_before_minor", "earned_after_minor", "earned_minor")
    lines = pl.DataFrame({"line_id": ["b", "a"], **{name: [1, 2] for name in names}})
    lines.write_parquet(tmp_path / "unsorted.parquet")
    lines.sort("line_id").write_parquet(tmp_path / "sorted.parquet")
    lines.sort("line_id").write_csv(tmp_path / "sorted.csv")

    with pytest.raises(CompError, match="order of their ids"):
        paid_digest(tmp_path / "unsorted.parquet")
    assert paid_digest(tmp_path / "sorted.parquet") == paid_digest(tmp_path / "sorted.csv")


def test_one_amount_of_one_line_changes_the_digest(tmp_path: Path) -> None:
    names = ["credit_minor", "earned_before_minor", "earned_after_minor", "earned_minor"]
    lines = pl.DataFrame({"line_id": ["a", "b"], **{name: [1, 2] for name in names}})
    lines.write_parquet(tmp_path / "lines.parquet")
    digests = {paid_digest(tmp_path / "lines.parquet")}
    for name in names:
        lines.with_columns(pl.col(name).replace(2, 3)).write_parquet(tmp_path / "lines.parquet")
        digests.add(paid_digest(tmp_path / "lines.parquet"))

    assert len(digests) == 1 + len(names)


def test_lines_without_a_column_are_not_compared(tmp_path: Path) -> None:
    pl.DataFrame({"line_id": ["a"], "credit_minor": [1]}).write_parquet(tmp_path / "lines.parquet")

    with pytest.raises(CompError, match="no earned_after_minor, earned_before_minor, earned_minor"):
        paid_digest(tmp_path / "lines.parquet")


def test_who_misses_a_package_is_absent_and_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec

    def found(name: str) -> ModuleSpec | None:
        return None if name == "duckdb" else find(name)

    monkeypatch.setattr("comp.runs.bench.contestants.find_spec", found)

    done = CliRunner().invoke(
        main, ["bench", "--deals", "200", "--repeat", "1", "--clock", "warm", "--with", "duckdb"]
    )

    assert done.exit_code == 0, done.output
    assert "DuckDB by hand is absent: pip install duckdb." in done.stdout
    assert "earned in 2026-12 by all" in done.stdout


def test_the_json_names_who_is_absent_with_what_to_install() -> None:
    absent = replace(CONTESTANTS[1], name="one", needs=("a_package_that_nobody_has",))

    found = plain(Trial(300, 1), [measured_as(OURS, 100, 2**20)], [absent], this_machine())

    assert found["absent"] == [{"name": "one", "install": ["a_package_that_nobody_has"]}]


def test_contestants_are_chosen_by_their_names_and_ours_always_takes_part() -> None:
    assert [each.key for each in chosen(["decimal", "polars"])] == ["comp", "polars", "decimal"]
    assert chosen([]) == CONTESTANTS
    with pytest.raises(UnknownNameError, match="did you mean polars"):
        chosen(["polar"])


def test_a_period_that_the_plan_does_not_pay_is_refused(tmp_path: Path) -> None:
    for period, words in (("2027-01", "pays nothing in 2027-01"), ("december", "no period is called")):
        with pytest.raises(CompError, match=words):
            measure(Trial(200, 1, period=period), tmp_path, [OURS])


def test_the_plot_draws_a_bar_for_every_contestant_and_figure() -> None:
    ours, theirs = (
        measured_as(each, milliseconds, peak)
        for each, milliseconds, peak in zip(CONTESTANTS, (2_000, 5_000), (2**30, 2**29), strict=False)
    )

    root = ET.fromstring(plot(Trial(300, 1), [ours, theirs], "a machine & its cores"))  # noqa: S314 - drawn by us a line above

    space = "{http://www.w3.org/2000/svg}"
    bars = [int(each.attrib["width"]) for each in root.findall(f"{space}rect")[1:]]
    # Two clocks and the peak: 2 s beside 5 s are two fifths of the longest bar, 512 MB beside 1,024 half.
    longest = max(bars)
    assert bars == [longest * 2 // 5, longest, longest * 2 // 5, longest, longest, longest // 2]
    words = [each.text or "" for each in root.findall(f"{space}text")]
    assert [word for word in words if word.endswith(" x")] == [
        "5.00   2.50 x",
        "5.00   2.50 x",
        "512   0.50 x",
    ]
    assert "a machine & its cores" in words


def test_a_ratio_has_two_decimals() -> None:
    # 5 / 2 is 2.5; 2 / 3 is 0.666…
    assert (ratio(5, 2), ratio(2, 3), ratio(3, 3)) == ("2.50", "0.67", "1.00")
