"""Every answer that the guide to notebooks shows is what its cells say, letter by letter.

The page runs from its top to its end, in one folder and with one set of names. Cells whose lines begin with
`>>>` are run; one without is only shown.
"""

import doctest
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from comp.cli import main
from tests.docs import documents
from tests.docs.documents import FENCED, ROOT

GUIDE = ROOT / "docs" / "guides" / "notebook.md"
PROMPT = ">>> "


class ToTheLetter(doctest.OutputChecker):
    """Compares what is said with what is shown, but for blanks at the ends of lines, which no page keeps."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        said = "\n".join(line.rstrip() for line in got.split("\n"))
        return super().check_output(want, said, optionflags)


def failures(text: str) -> list[str]:
    """Run a page's commands and cells in the present folder; what went otherwise than shown."""
    names: dict[str, object] = {}
    said: list[str] = []
    for place, (kind, body) in enumerate(FENCED.findall(text)):
        if kind == "console":
            said += failed_commands(body)
        if kind == "python" and body.startswith(PROMPT):
            cell = doctest.DocTestParser().get_doctest(body, names, f"block {place + 1}", None, 0)
            doctest.DocTestRunner(ToTheLetter(), verbose=False).run(cell, out=said.append, clear_globs=False)
            names = cell.globs
    return said


def failed_commands(body: str) -> list[str]:
    said: list[str] = []
    for line in body.split("\n"):
        if line.startswith("$ comp "):
            done = CliRunner().invoke(main, line.split()[2:], prog_name="comp")
            said += [] if done.exit_code == 0 else [done.output]
    return said


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the page is run: like the top level of a checkout, with the demo company in its place."""
    demo = tmp_path / "fixtures" / "demo"
    shutil.copytree(ROOT / "fixtures" / "demo", demo, ignore=shutil.ignore_patterns(".comp", "*.py"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_guide_runs_as_it_stands(folder: Path) -> None:
    with pd.option_context(
        "display.width", 80, "display.max_columns", 20
    ):  # as they are set in a new notebook
        assert "\n".join(failures(GUIDE.read_text(encoding="utf-8"))) == ""


def test_an_answer_that_is_not_given_is_found() -> None:
    page = "```python\n>>> 1 + 1\n3\n```\n\n```python\n>>> x = 2\n```\n\n```python\n>>> x\n2\n```\n"

    [told] = failures(page)

    assert "Expected:\n    3\nGot:\n    2" in told


def test_the_guide_shows_every_public_name_of_the_room() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    asked = ["check", "test", "data_check", "import_facts", "run", "facts", "load_run", "corrections"]
    asked += ["plans", "payouts", "lines", "faults", "refused", "unclaimed", "explain", "why_not", "measures"]
    asked += ["diff", "attribution", "statement", "payroll", "write"]

    assert [name for name in asked if f".{name}" not in text] == []


def test_one_block_alone_is_not_run() -> None:
    cells = [body for kind, body in FENCED.findall(GUIDE.read_text(encoding="utf-8")) if kind == "python"]

    assert [body.split("\n")[0][:7] for body in cells if not body.startswith(PROMPT)] == ["payable"]
    assert len(documents.commands_of(GUIDE)) == 1
