import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.runs.bench import importing
from comp.runs.bench.importing import CLOCK, measure_importing, write_workspace


def test_both_sides_are_measured_and_name_what_they_do() -> None:
    done = CliRunner().invoke(main, ["bench", "import", "--deals", "300", "--repeat", "1", "--json"])

    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    ours, theirs = found["sides"]
    assert (ours["name"], theirs["name"]) == ("comp", "Polars")
    assert found["clock"] == CLOCK
    assert "digit by digit" in ours["duties"]
    assert "floating-point" in theirs["duties"]
    assert (theirs["time_to_polars"], theirs["memory_to_polars"]) == ("1.00", "1.00")
    assert all(each["milliseconds"][0] > 0 and each["peak_bytes"][0] > 0 for each in found["sides"])


def test_people_see_a_table_the_clock_and_the_duties() -> None:
    done = CliRunner().invoke(main, ["bench", "import", "--deals", "300", "--repeat", "1"])

    assert done.exit_code == 0, done.output
    shown = " ".join(done.output.split())
    assert "to Polars" in shown
    assert "300 deals" in shown
    assert "whole process, from start to exit" in shown
    assert "nothing is checked" in shown


def test_files_are_written_as_a_system_of_deals_exports_them(tmp_path: Path) -> None:
    write_workspace(300, tmp_path / "bench")

    deals = pl.read_csv(tmp_path / "bench" / "data" / "deal.csv", infer_schema=False)
    assert deals.height == 300
    assert deals["first_year_value"].str.contains(r"^[0-9]+\.[0-9]{2}$").all()
    assert set(deals["overlay_share"].unique()) == {None, "10%", "25%"}
    assert deals["booked_on"].str.contains(r"^2026-[0-9]{2}-[0-9]{2}$").all()


def test_an_import_of_other_facts_than_were_written_stops_the_benchmark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def another(deals: int, folder: Path) -> str:
        write_workspace(deals, folder)
        return "another digest"

    monkeypatch.setattr(importing, "write_workspace", another)

    with pytest.raises(CompError, match="the import holds other facts than were written"):
        measure_importing(200, 1, tmp_path)


def test_a_side_that_fails_is_named_with_what_it_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_POLARS", "raise SystemExit('no memory')")

    with pytest.raises(CompError, match="the benchmark of Polars failed: no memory"):
        measure_importing(200, 1, tmp_path)
