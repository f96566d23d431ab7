"""`comp check --explain CODE` shows the code's page, from a checkout and from an installed copy."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from click.testing import CliRunner
from hatchling.builders.wheel import WheelBuilder

from comp.cli import main
from comp.language.codes import TITLES

ROOT = Path(__file__).parents[2]


def test_the_page_is_written_as_it_stands_where_there_is_no_terminal() -> None:
    shown = CliRunner().invoke(main, ["check", "--explain", "t003"])
    assert shown.exit_code == 0
    assert shown.output == (ROOT / "docs" / "codes" / "T003.md").read_text("utf-8")


def test_a_terminal_shows_headings_and_no_marks() -> None:
    master, terminal = pty.openpty()
    command = [sys.executable, "-m", "comp", "check", "--explain", "E001"]
    done = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, check=False)
    os.close(terminal)
    written = os.read(master, 100_000).decode()
    os.close(master)
    assert done.returncode == 0
    assert "E001: An example that does not fit" in written
    assert "```" not in written


def test_a_code_that_does_not_exist_names_one_that_does() -> None:
    shown = CliRunner().invoke(main, ["check", "--explain", "T0033"])
    assert shown.exit_code == 2
    assert "there is no code 'T0033'; did you mean T003" in shown.output


def test_faults_are_followed_by_where_to_read_more() -> None:
    trigger = ROOT / "tests" / "language" / "triggers" / "P005.plan"
    shown = CliRunner().invoke(main, ["check", str(trigger)])
    assert "comp check --explain P005" in shown.output


def test_a_wheel_carries_every_page_and_the_glossary(tmp_path: Path) -> None:
    [wheel] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = set(ZipFile(wheel).namelist())
    assert {f"comp/cli/codes/{code}.md" for code in TITLES} - names == set()
    assert "statements/plan_document/glossary.md" in names
