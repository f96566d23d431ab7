"""`comp init` writes a workspace that runs; `comp data` says by its exit code whether a run can go on."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from comp.cli import main
from comp.cli.init import write_template
from comp.language import load


def comp(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write_template(tmp_path / "w")
    return tmp_path / "w"


def spoil(workspace: Path, old: str, new: str) -> None:
    path = workspace / "data" / "deals.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_a_new_workspace_has_no_fault_and_its_examples_pass(tmp_path: Path) -> None:
    made = comp("init", tmp_path / "new")
    assert made.exit_code == 0, made.output
    loaded = load(sorted((tmp_path / "new" / "plans").glob("*.plan")))
    assert [each.text for each in loaded.diagnostics if each.severity == "error"] == []
    checked = comp("data", "check", tmp_path / "new")
    assert (checked.exit_code, "Nothing stops a run." in checked.output) == (0, True), checked.output
    tested = comp("test", tmp_path / "new")
    assert tested.exit_code == 0, tested.output
    assert (tmp_path / "new" / ".gitignore").is_file()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("x", encoding="utf-8")
    result = comp("init", tmp_path)
    assert result.exit_code == 2
    assert "not empty" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_checking_writes_nothing_and_importing_does(workspace: Path) -> None:
    comp("data", "check", workspace)
    assert not (workspace / ".comp").exists()
    assert "deal" in comp("data", "import", workspace, "--recorded", "2026-04-01").output
    assert "no file has changed" in comp("data", "import", workspace, "--recorded", "2026-04-02").output


def test_refused_rows_stop_with_exit_code_1(workspace: Path) -> None:
    spoil(workspace, "75,500.00", "75.500,00")
    checked = comp("data", "check", workspace)
    assert checked.exit_code == 1
    assert "deals.csv, row 3, first_year_value: refused" in checked.output
    assert comp("data", "import", workspace).exit_code == 1
    assert not (workspace / ".comp" / "store" / "imports.jsonl").exists()
    mapping = workspace / "data" / "deal.toml"
    mapping.write_text("allow_refused = true\n" + mapping.read_text(encoding="utf-8"), encoding="utf-8")
    assert comp("data", "check", workspace).exit_code == 0


def test_a_fault_of_the_workspace_is_exit_code_2(workspace: Path) -> None:
    (workspace / "data" / "deal.toml").write_text('fil = "deals.csv"\n', encoding="utf-8")
    result = comp("data", "check", workspace)
    assert result.exit_code == 2
    assert "data/deal.toml" in result.output
    assert comp("data", "check", workspace / "nowhere").exit_code == 2


def test_findings_are_written_for_machines(workspace: Path) -> None:
    spoil(workspace, "75,500.00", "1e3")
    found = json.loads(comp("data", "check", workspace, "--json").stdout)
    [finding] = [each for each in found["findings"] if each["outcome"] == "refused"]
    assert (finding["row"], finding["column"], finding["value"]) == (3, "first_year_value", "1e3")
    assert found["stops"] == ["deal"]


@pytest.mark.parametrize("formula", ["=1+1", "+1+x", "-1-x", "@SUM(A1)"])
def test_what_a_cell_held_never_becomes_a_formula_in_the_sheet(workspace: Path, formula: str) -> None:
    spoil(workspace, '"75,500.00"', formula)
    comp("data", "check", workspace, "--xlsx", workspace / "out.xlsx")
    sheet = load_workbook(workspace / "out.xlsx")["Findings"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value == formula]
    assert [cell.data_type for cell in cells] == ["s"]


def test_what_a_terminal_would_obey_is_not_repeated(workspace: Path) -> None:
    spoil(workspace, '"75,500.00"', "\x1b[31mred")
    assert "\x1b" not in comp("data", "check", workspace).output
