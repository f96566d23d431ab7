# The amounts are worked out in tests/runs/test_differences_are_attributed.py.
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from tests.runs import tiny


def comp(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp")


@pytest.fixture
def company(tmp_path: Path) -> Path:
    """Run on 2 April into `a`; then a late deal, another rate and a renamed clause; run again into `b`."""
    company = tiny.workspace(tmp_path / "company")
    imported(company, date(2026, 4, 2), tmp_path / "a")
    tiny.add(company, "deal", "D0,ana,2026-02-01,USD,100.00")
    plan = tiny.PLAN.replace("| 100% | 20%  |", "| 100% | 30%  |").replace("clause losses", "clause lost")
    (company / "plans" / "ae_2026.plan").write_text(plan, encoding="utf-8")
    imported(company, date(2026, 4, 9), tmp_path / "b")
    return company


def imported(company: Path, day: date, out: Path) -> None:
    for words in (
        ("data", "import", company, "--recorded", day),
        ("run", company, "--period", "2026-Q1", "--recorded", day, "--out", out),
    ):
        result = comp(*words)
        assert result.exit_code == 0, result.output


def rows_of(text: str, title: str) -> list[list[str]]:
    """The cells of the table below a title."""
    below = text.partition(title)[2].partition("└")[0]
    return [[cell.strip() for cell in line.split("│")[1:-1]] for line in below.splitlines() if "│" in line]


def test_the_causes_stand_first_then_the_payees_then_each_line(company: Path, tmp_path: Path) -> None:
    result = comp("run", "diff", tmp_path / "a", tmp_path / "b", "--workspace", company)

    # D2: 40.00; with D0 before it 45.00; at 30% from the quota 30.00 + 90.00, half is 60.00. D3: 10.00 more.
    late, rate = (
        "late deal D0 (booked_on 2026-02-01)",
        "plan ae_2026: table rate of clause commission changed",
    )
    assert result.exit_code == 1
    assert rows_of(result.stdout, "By cause") == [
        ["facts", late, "2", "15.00", "15.00", "USD"],
        ["plans", rate, "2", "25.00", "25.00", "USD"],
        ["", "B less A", "3", "40.00", "40.00", "USD"],
    ]
    assert rows_of(result.stdout, "By payee") == [["ana", "15.00", "25.00", "40.00", "40.00", "USD"]]
    assert rows_of(result.stdout, "By line") == [
        ["ae_2026.commission:ana:D0#1", "10.00", "10.00", late, "10.00", "10.00"],
        ["ae_2026.commission:ana:D2#1", "20.00", "20.00", late, "5.00", "5.00"],
        ["", "", "", rate, "15.00", "15.00"],
        ["ae_2026.commission:ana:D3#1", "10.00", "10.00", rate, "10.00", "10.00"],
    ]
    assert "Moved no line:\n  plan ae_2026: clause losses, now clause lost\n" in result.stdout


def test_the_causes_in_json_name_rows_and_parts(company: Path, tmp_path: Path) -> None:
    result = comp("run", "diff", tmp_path / "a", tmp_path / "b", "--workspace", company, "--json")

    found = json.loads(result.stdout)
    assert [(cause["kind"], cause["moved"]) for cause in found["causes"]] == [
        ("fact", [{"currency": "USD", "earned_minor": "1500", "payable_minor": "1500"}]),
        ("plan", [{"currency": "USD", "earned_minor": "2500", "payable_minor": "2500"}]),
        ("plan", []),
        ("engine", []),
    ]
    [row] = found["causes"][0]["rows"]
    assert (row["source"], row["key"], row["change"], row["after"]["value"]) == (
        *("deal", "D0", "new", "100.00 USD"),
    )
    assert found["causes"][1]["parts"] == [
        {"plan": "ae_2026", "what": "table rate", "of": "clause commission", "change": "changed"}
    ]
    assert found["by_payee"] == [
        {"payee": "ana", "currency": "USD", "earned_minor": "4000", "payable_minor": "4000"}
    ]
    of_d2 = next(line for line in found["attributed"] if line["fact"] == "D2")
    assert [(part["cause"], part["earned_minor"]) for part in of_d2["parts"]] == [(0, "500"), (1, "1500")]
    assert len(found["lines"]) == 3


def test_two_recorded_dates_of_one_period_are_told_apart(company: Path, tmp_path: Path) -> None:
    result = comp("run", company, "--period", "2026-Q1", "--recorded", "2026-04-02", "--out", tmp_path / "c")
    assert result.exit_code == 0

    found = json.loads(
        comp("run", "diff", tmp_path / "c", tmp_path / "b", "--workspace", company, "--json").stdout
    )

    # Both under the later plan: D0 at 10%; D2 50.00 -> 60.00.
    assert [(line["fact"], line["earned_minor"]) for line in found["attributed"]] == [
        *(("D0", "1000"), ("D2", "1000")),
    ]
    assert {part["cause"] for line in found["attributed"] for part in line["parts"]} == {0}


def test_equal_runs_have_nothing_to_tell(company: Path, tmp_path: Path) -> None:
    result = comp("run", "diff", tmp_path / "a", tmp_path / "a", "--workspace", company)

    assert result.exit_code == 0
    assert result.stdout == "Same plans, same facts, same engine.\nNo line differs.\n"


def test_another_workspace_is_refused(company: Path, tmp_path: Path) -> None:
    other = tiny.workspace(tmp_path / "other")

    result = comp("run", "diff", tmp_path / "a", tmp_path / "b", "--workspace", other)

    assert result.exit_code == 2
    assert "name the workspace that it was run in" in result.stderr


def test_a_run_whose_kept_plans_were_touched_is_not_read(company: Path, tmp_path: Path) -> None:
    kept = tmp_path / "a" / "plans.json"
    kept.write_text(kept.read_text(encoding="utf-8").replace("20%", "25%"), encoding="utf-8")

    result = comp("run", "diff", tmp_path / "a", tmp_path / "b", "--workspace", company)

    assert result.exit_code == 2
    assert "plans.json" in result.stderr
