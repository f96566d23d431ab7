import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.facts import Workspace
from comp.runs import run
from tests.runs import tiny


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """D1 was corrected on 9 April, and on 20 April the extract held it no more."""
    company = tiny.workspace(tmp_path / "company")
    deals = (tiny.FACTS["deal"], tiny.FACTS["deal"].replace("USD,600.00", "USD,700.00", 1))
    for text, day in zip(
        (*deals, deals[0].replace("D1,ana,2026-01-15,USD,600.00\n", "")), (2, 9, 20), strict=True
    ):
        (company / "data" / "deal.csv").write_text(text, encoding="utf-8")
        run(Workspace.open(company), "2026-Q1", None, date(2026, 4, day))
    return company


def history(company: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["data", "history", str(company), *words], prog_name="comp")


def test_each_version_is_shown_with_the_day_from_which_runs_see_it(company: Path) -> None:
    result = history(company, "deal", "D1")

    assert result.exit_code == 0, result.output
    rows = [
        [cell.strip() for cell in line.split("│")[1:-1]] for line in result.stdout.splitlines() if "│" in line
    ]
    assert [row[:3] + row[5:7] for row in rows] == [
        ["D1", "from 2026-01-15", "2026-04-02", "full", "new"],
        ["D1", "from 2026-01-15", "2026-04-09", "full", "changed"],
        ["D1", "", "2026-04-20", "full", "withdrawn"],
    ]
    assert rows[1][7] == "value 600.00 USD -> 700.00 USD"


def test_the_history_in_json_names_both_dates_and_the_import(company: Path) -> None:
    found = json.loads(history(company, "deal", "D1", "--json").stdout)

    assert [(each["what"], each["recorded_on"], each["refused"]) for each in found] == [
        ("new", "2026-04-02", False),
        ("changed", "2026-04-09", False),
        ("withdrawn", "2026-04-20", False),
    ]
    assert (found[1]["values"]["value"], found[1]["before"]["value"]) == ("700.00 USD", "600.00 USD")
    # Four sources were imported first, in the order of their names' declaration, then the deals twice.
    assert [each["import"] for each in found][1:] == [5, 6]


def test_a_state_shows_its_span(company: Path) -> None:
    [version] = json.loads(history(company, "assignment", "ana", "--json").stdout)

    assert (version["row"], version["valid"]) == (["ana", "2025-01-01"], "2025-01-01 to further notice")


@pytest.mark.parametrize(
    ("words", "said"), [(("deal", "D11"), "did you mean D1"), (("deals", "D1"), "did you mean deal")]
)
def test_what_is_not_there_is_answered_with_what_is_near(
    company: Path, words: tuple[str, str], said: str
) -> None:
    result = history(company, *words)

    assert result.exit_code == 2
    assert said in result.stderr
