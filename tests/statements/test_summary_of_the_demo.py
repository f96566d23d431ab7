"""The demo company's first quarter, summed up for a manager; and its books in the middle of the quarter."""

import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main

DEMO = Path(__file__).parents[2] / "fixtures" / "demo"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "workspace"
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns(".comp", "*.py"))
    return folder


def cents(amount: str) -> int:
    return int(amount.replace(".", ""))


def test_a_teams_summary_adds_up_and_is_drawn(workspace: Path, tmp_path: Path) -> None:
    assert call("run", workspace, "--period", "2026-Q1", "--out", tmp_path / "run").exit_code == 0

    done = call(
        *("summary", workspace, "--run", tmp_path / "run", "--manager", "p-036", "--json"),
        *("--out", tmp_path / "team.pdf", "--out", tmp_path / "team.xlsx"),
    )

    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert {row["team"] for row in told["payees"]} == {"p-036"}
    sums: dict[str, int] = defaultdict(int)
    for row in told["payees"]:
        sums[row["currency"]] += cents(row["payable"])
    assert {total["currency"]: cents(total["payable"]) for total in told["totals"]} == sums
    assert sums.keys() == {"EUR", "GBP"}  # success in euros, renewals in pounds
    assert (tmp_path / "team.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "team.xlsx").exists()


def test_the_books_of_a_day_tie(workspace: Path, tmp_path: Path) -> None:
    done = call("accrual", workspace, "--as-of", "2026-02-20", "--json", "--out", tmp_path / "books.xlsx")

    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    # Every entry has its other side, by legal entity and currency.
    for entity in {line["legal_entity"] for line in told["journal"]}:
        sides = [line["debit"] for line in told["journal"] if line["legal_entity"] == entity]
        assert sum(cents(side) for side in sides) == 0
    assert {row["currency"] for row in told["rows"]} == {"USD", "EUR", "GBP"}
