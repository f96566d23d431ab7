import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comp.cli import main

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "fixtures" / "demo" / "plans" / "ae_mm_2026.plan"


def fmt(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["fmt", *arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(PLAN, tmp_path / "good.plan")
    (tmp_path / "loose.plan").write_text(
        PLAN.read_text("utf-8").replace("  table rate by", "table  rate   by")
    )
    return tmp_path


def test_a_file_takes_its_layout_and_a_second_time_nothing_changes(folder: Path) -> None:
    (folder / "loose.plan").chmod(0o640)

    first, second = fmt(str(folder)), fmt(str(folder))

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output == f"formatted {folder}/loose.plan\n2 files read, 1 changed.\n"
    assert second.output == "2 files read, 0 changed.\n"
    assert (folder / "loose.plan").read_bytes() == PLAN.read_bytes()
    assert (folder / "loose.plan").stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == ["good.plan", "loose.plan"]


def test_check_writes_nothing_and_says_what_would_change(folder: Path) -> None:
    before = (folder / "loose.plan").read_bytes()

    shown = fmt(str(folder), "--check", "--diff")

    assert shown.exit_code == 1
    assert f"would format {folder}/loose.plan\n" in shown.output
    assert "\n-table  rate   by attainment, marginal\n+  table rate by attainment, marginal\n" in shown.output
    assert shown.output.endswith("2 files read, 1 would change.\n")
    assert (folder / "loose.plan").read_bytes() == before
    assert fmt(str(folder / "good.plan"), "--check").exit_code == 0


def test_a_file_with_faults_is_shown_and_left_as_it_is(folder: Path) -> None:
    bad = folder / "bad.plan"
    bad.write_text('plan   p "P"\n  payout fortnightly\n')

    shown = fmt(str(folder))

    assert shown.exit_code == 1
    assert "error[P001]" in shown.output
    assert "payout fortnightly" in shown.output
    assert shown.output.endswith("3 files read, 1 changed; 1 file left as it is.\n")
    assert bad.read_text() == 'plan   p "P"\n  payout fortnightly\n'


def test_a_file_that_is_no_text_is_a_fault_too(tmp_path: Path) -> None:
    (tmp_path / "a.plan").write_bytes(b'plan p "\xff"\n')

    shown = fmt(str(tmp_path))

    assert shown.exit_code == 1
    assert "error[P014]" in shown.output


def test_json_names_every_file(folder: Path) -> None:
    told = json.loads(fmt(str(folder), "--check", "--json", "--diff").output)

    assert [(Path(file["path"]).name, file["changes"]) for file in told["files"]] == [
        ("good.plan", False),
        ("loose.plan", True),
    ]
    assert told["files"][0]["diff"] == ""
    assert "table rate by" in told["files"][1]["diff"]


def test_a_folder_without_plans_is_a_wrong_use(tmp_path: Path) -> None:
    assert fmt(str(tmp_path)).exit_code == 2
