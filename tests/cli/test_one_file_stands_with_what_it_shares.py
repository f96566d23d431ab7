"""A single plan file means the same to `comp check` and to `comp test`: itself, and the names it takes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import check
from comp.cli import test as tests

ROOT = Path(__file__).parents[2]
ALONE = (ROOT / "fixtures" / "cases" / "shared.plan").read_text("utf-8")
CASE = (ROOT / "fixtures" / "cases" / "cap-per-quarter-10k.plan").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shared.plan").write_text(ALONE, encoding="utf-8")
    (tmp_path / "case.plan").write_text(CASE, encoding="utf-8")
    return tmp_path


def test_a_file_takes_its_shared_names_from_the_files_beside_it(folder: Path) -> None:
    found = CliRunner().invoke(check.command, [str(folder / "case.plan"), "--no-money"])
    assert found.exit_code == 0, found.output
    # Names that are shared and that this plan does not use are not its faults.
    assert "shared.plan" not in found.output
    ran = CliRunner().invoke(tests.command, [str(folder / "case.plan")])
    assert ran.exit_code == 0, ran.output


def test_a_file_that_stands_alone_is_not_troubled_by_the_one_beside_it(folder: Path) -> None:
    own = ALONE.replace("shared ", "", 1)
    whole = own[own.index("source assignment") :]
    for name in ("one.plan", "two.plan"):
        sources, clauses = whole.split("clause crediting", 1)
        text = f"{sources}\n{CASE}\nclause crediting{clauses}"
        (folder / name).write_text(text.replace("cap_per_quarter_10k", name[:3]), encoding="utf-8")
    (folder / "shared.plan").unlink()
    (folder / "case.plan").unlink()
    for command in (check.command, tests.command):
        assert CliRunner().invoke(command, [str(folder / "two.plan")]).exit_code == 0
