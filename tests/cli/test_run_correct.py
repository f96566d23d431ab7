# The amounts are worked out in tests/runs/test_corrections_are_paid.py.
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.facts import Workspace
from comp.runs import run, write_run
from tests.runs import tiny


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """January is paid into `a`; then D1 is corrected, and February is run into `b`."""
    company = tiny.workspace(tmp_path / "company")
    write_run(run(Workspace.open(company), "2026-01", None, date(2026, 2, 2)), tmp_path / "a")
    deals = tiny.FACTS["deal"].replace("USD,600.00", "USD,700.00", 1)
    (company / "data" / "deal.csv").write_text(deals, encoding="utf-8")
    write_run(run(Workspace.open(company), "2026-02", None, date(2026, 3, 2)), tmp_path / "b")
    return company


def corrections(tmp_path: Path, a: str, b: str, *words: str) -> Result:
    paths = [str(tmp_path / name) for name in (a, b)]
    where = ["--workspace", str(tmp_path / "company"), "--out", str(tmp_path / "c")]
    return CliRunner().invoke(main, ["run", "correct", *paths, *where, *words], prog_name="comp")


@pytest.mark.usefixtures("company")
def test_the_folder_says_why_each_line_is_paid(tmp_path: Path) -> None:
    result = corrections(tmp_path, "a", "b")

    assert result.exit_code == 0, result.output
    assert result.stdout.endswith(f"Written to {tmp_path / 'c'}\n")
    [line] = (tmp_path / "c" / "lines.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert line.endswith("corrected deal D1: value 600.00 USD -> 700.00 USD: 10.00")


@pytest.mark.usefixtures("company")
def test_json_has_the_manifest_and_the_causes(tmp_path: Path) -> None:
    found = json.loads(corrections(tmp_path, "a", "b", "--json").stdout)

    assert [(plan["plan"], plan["earned_minor"]) for plan in found["plans"]] == [("ae_2026", "1000")]
    assert [cause["kind"] for cause in found["causes"]] == ["correction"]
    assert len(found["corrects"]) == 64


@pytest.mark.usefixtures("company")
def test_a_run_that_does_not_follow_exits_with_2_and_writes_nothing(tmp_path: Path) -> None:
    result = corrections(tmp_path, "b", "a")

    assert result.exit_code == 2
    assert "does not begin where that ends" in result.stderr
    assert not (tmp_path / "c").exists()
