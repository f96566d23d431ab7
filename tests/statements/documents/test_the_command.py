"""`comp run record` keeps a run and says what it kept."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.runs import load_run
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["run", "record", *map(str, arguments)])


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    return Recorder(tiny.workspace(tmp_path / "w"), url)


def test_says_what_was_recorded_and_that_it_was_already(company: Recorder) -> None:
    folder = company.runs("2026-01", date(2026, 2, 2))
    digest = load_run(folder).manifest.results_digest

    first = call(folder, "--workspace", company.path, "--by", "u-7")
    again = call(folder, "--workspace", company.path)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.output == (
        f"Recorded the run of 2026-01 ({digest[:12]}) with 1 statement: .comp/runs/2026-01-{digest[:12]}\n"
    )
    assert again.output == f"Recorded already: the run of 2026-01 ({digest[:12]}); nothing was written.\n"
    found = company.current("2026-01")
    assert found is not None
    assert found.recorded_by == "u-7"


def test_tells_machines_of_the_run_and_its_corrections(company: Recorder) -> None:
    january = company.runs("2026-01", date(2026, 2, 2))
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", date(2026, 3, 2))
    corrections = company.corrects(january, february, by_books=False)

    done = call(february, "--workspace", company.path, "--corrections", corrections, "--json")

    told = json.loads(done.output)
    assert (told["period"], told["statements"], told["recorded"], told["corrects"]) == (
        "2026-02",
        1,
        True,
        None,
    )
    assert told["results_digest"] == load_run(february).manifest.results_digest
    assert told["corrections"]["corrects"] == load_run(january).manifest.results_digest
    assert told["corrections"]["folder"].startswith(".comp/runs/2026-02-")


def test_a_folder_that_is_no_run_is_refused_in_a_line(company: Recorder, tmp_path: Path) -> None:
    done = call(company.path / "plans", "--workspace", company.path)

    assert done.exit_code == 2
    assert "is not a run's folder" in done.output
    assert len(done.output.strip().splitlines()) == 1


def test_without_a_database_it_says_how_to_make_one(tmp_path: Path) -> None:
    workspace = tiny.workspace(tmp_path / "w")

    done = call(workspace, "--workspace", workspace)

    assert done.exit_code == 2
    assert "comp db upgrade" in done.output
