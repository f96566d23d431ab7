import json
import re
from pathlib import Path

from click.testing import CliRunner

from comp.cli import main

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "fixtures" / "demo"
TRIGGERS = ROOT / "tests" / "language" / "triggers"
SHARED = ROOT / "tests" / "language" / "plans" / "shared.plan"


def test_plans_without_fault_exit_with_0() -> None:
    files = len(list((DEMO / "plans").glob("*.plan")))
    shown = CliRunner().invoke(main, ["check", str(DEMO)])
    assert shown.exit_code == 0
    assert re.search(rf"^{files} files checked, \d+ plans ready: ", shown.output, re.MULTILINE)
    assert "error[" not in shown.output


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
