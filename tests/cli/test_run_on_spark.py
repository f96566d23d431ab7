"""`comp run --engine spark` where Spark is not there, and its options where it is not asked for."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from tests.runs import tiny


def ran(folder: Path, *options: str) -> Result:
    place = str(tiny.workspace(folder / "w"))
    return CliRunner().invoke(
        main, ["run", place, "--period", "2026-Q1", "--out", str(folder / "out"), *options]
    )


def test_options_of_spark_are_refused_without_it(tmp_path: Path) -> None:
    result = ran(tmp_path, "--facts-at", "s3://facts")

    assert result.exit_code == 2
    assert result.stderr == "Error: --facts-at goes with --engine spark\n"
    assert not (tmp_path / "out").exists()


def test_a_cluster_needs_places_that_its_workers_reach(tmp_path: Path) -> None:
    result = ran(tmp_path, "--engine", "spark", "--master", "spark://host:7077", "--facts-at", "s3://facts")

    assert result.exit_code == 2
    assert "name a folder or URL that they reach as --facts-at and one as --lines-at" in result.stderr


def test_where_spark_is_missing_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> None:
        return None

    monkeypatch.setattr("comp.engine.spark_session.find_spec", missing)
    result = ran(tmp_path, "--engine", "spark")

    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "pip install 'comp[spark]'" in result.stderr
