import json
import re
from pathlib import Path

from click.testing import CliRunner

from comp.cli import main
from tests.runs.tiny import workspace

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "demo"
TRIGGERS = ROOT / "tests" / "language" / "triggers"
SHARED = ROOT / "tests" / "language" / "plans" / "shared.plan"


def test_plans_without_fault_exit_with_0() -> None:
    files = len(list((DEMO / "plans").glob("*.plan")))
    shown = CliRunner().invoke(main, ["check", str(DEMO)])
    assert shown.exit_code == 0
    assert re.search(rf"^{files} files checked, \d+ plans ready: no faults\.$", shown.output, re.MULTILINE)


def test_an_error_is_shown_in_its_place_and_exits_with_1() -> None:
    paths = [str(SHARED), str(TRIGGERS / "L001.plan")]
    shown = CliRunner().invoke(main, ["check", *paths])
    assert shown.exit_code == 1
    assert "error[L001]: A statement before its pay" in shown.output
    assert "help: Move this below `pay commission`." in shown.output
    assert "\n2 files checked: 1 error.\n" in shown.output


def test_warnings_alone_exit_with_0() -> None:
    paths = [str(SHARED), str(TRIGGERS / "W001.plan")]
    shown = CliRunner().invoke(main, ["check", *paths])
    assert shown.exit_code == 0
    assert "warning[W001]" in shown.output


def test_json_holds_every_fault() -> None:
    paths = [str(SHARED), str(TRIGGERS / "N003.plan")]
    shown = CliRunner().invoke(main, ["check", "--json", *paths])
    assert shown.exit_code == 1
    told = json.loads(shown.output)
    assert told["errors"] == 2
    assert [fault["code"] for fault in told["diagnostics"]] == ["N003", "N003"]


def test_a_folder_without_plans_is_a_wrong_use(tmp_path: Path) -> None:
    shown = CliRunner().invoke(main, ["check", str(tmp_path)])
    assert shown.exit_code == 2


def test_what_plans_do_with_money_is_shown_in_a_table_and_in_json() -> None:
    paths = [str(SHARED), str(TRIGGERS / "M003.plan")]
    shown = CliRunner().invoke(main, ["check", *paths])
    assert shown.exit_code == 0
    assert "warning[M003]: A cliff" in shown.output
    assert "What the plans do with money" in shown.output
    assert re.search(r"│   commission +│ +│ yes +│ own new_business: 60% +│ no bound", shown.output)
    told = json.loads(CliRunner().invoke(main, ["check", "--json", *paths]).output)
    cliff = next(finding for finding in told["money"] if finding["code"] == "M003")
    assert (cliff["plan"], cliff["pay"], cliff["verdict"], cliff["warning"]) == (
        "p",
        "commission",
        "found",
        True,
    )
    assert "from 0.00 USD to 6,000.00 USD" in cliff["text"]
    assert "M003" in {fault["code"] for fault in told["diagnostics"]}


def test_the_money_of_plans_can_be_left_out() -> None:
    shown = CliRunner().invoke(main, ["check", "--no-money", str(SHARED), str(TRIGGERS / "M003.plan")])
    assert "What the plans do with money" not in shown.output
    assert "warning[M003]" in shown.output


def test_nothing_is_said_of_money_while_there_are_errors() -> None:
    shown = CliRunner().invoke(main, ["check", str(SHARED), str(TRIGGERS / "L001.plan")])
    assert "What the plans do with money" not in shown.output


def test_payees_are_held_to_their_targets_by_the_facts_of_a_workspace(tmp_path: Path) -> None:
    # Ana: 1,000.00 a year is 250.00 a quarter; a tenth of her quota of 1,000.00 is 100.00.
    company = str(workspace(tmp_path / "tiny"))
    assert CliRunner().invoke(main, ["data", "import", company, "--recorded", "2026-04-01"]).exit_code == 0
    shown = CliRunner().invoke(main, ["check", "--targets", company])
    assert "ae_2026: 0 of 1 payees and periods on target" in shown.output
    assert re.search(r"│ ana +│ 2026-Q1 │ commission │ 250.00 USD │ +100.00 USD │", shown.output)
    told = json.loads(CliRunner().invoke(main, ["check", "--targets", "--json", company]).output)
    assert told["targets"][0] == {
        "plan": "ae_2026",
        "payee": "ana",
        "period": "2026-Q1",
        "clause": "commission",
        "currency": "USD",
        "target": "250.00",
        "paid_at_100_percent": "100.00",
        "on_target": False,
    }


def test_targets_without_a_workspace_are_a_wrong_use() -> None:
    shown = CliRunner().invoke(main, ["check", "--targets", str(SHARED), str(TRIGGERS / "W001.plan")])
    assert shown.exit_code == 2
    assert "needs one workspace" in shown.output
