"""Every command in a page's `console` block runs, exits as the page says, and says what the page shows."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main
from tests.docs import documents
from tests.docs.documents import Shown, Written


def run(command: str) -> tuple[int, str]:
    """Run comp in this process, which is quicker, and anything else in a shell that finds comp."""
    words = shlex.split(command)
    if words[0] == "comp" and "$(" not in command:
        result = CliRunner().invoke(main, words[1:], prog_name="comp")
        return result.exit_code, result.output
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("page", documents.pages_with_commands(), ids=documents.name_of)
def test_the_commands_of_a_page_run_as_shown(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    for shown in documents.steps_of(page):
        if isinstance(shown, Written):
            file = Path(shown.file)
            file.write_text(
                shown.into(file.read_text(encoding="utf-8") if file.exists() else ""), encoding="utf-8"
            )
            continue
        code, said = run(shown.command)

        assert code == shown.exit_code, f"$ {shown.command}\n{said}"
        assert documents.missing_lines(shown, said) == [], f"$ {shown.command}\n{said}"


def test_the_tour_uses_every_step_that_it_promises() -> None:
    commands = [shown.command for shown in documents.commands_of(documents.ROOT / "README.md")]

    for step in (
        *("init", "check", "test", "data check", "data import", "run", "explain", "why-not"),
        *("statements", "payroll", "run diff"),
    ):
        assert any(command.startswith(f"comp {step} ") for command in commands), step


def test_a_line_that_is_not_said_is_found() -> None:
    shown = Shown("comp", 0, ("2 files", "…", "paid … USD"))

    assert documents.missing_lines(shown, "2  files\nnothing\npaid 10 USD\n") == []
    assert documents.missing_lines(shown, "2 files\nnothing\npaid 10 EUR\n") == ["paid … USD"]
    assert documents.missing_lines(shown, "paid 10 USD\n2 files\n") == ["…"]
