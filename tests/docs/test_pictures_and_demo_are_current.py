"""Pictures of a terminal show what the commands write now, and what the demo says to ask has its answer."""

import re
import shlex
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from comp.cli import main
from tests.docs.documents import ROOT
from tests.fixtures.workspaces import with_data

PICTURES = ROOT / "docs" / "pictures"
ASKED = re.compile(r"'\$\(COMP\) (explain|why-not) \$\(DEMO\) ([^']+)'")


@pytest.fixture
def drawing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script that draws, made to draw into a folder of the test."""
    spec = spec_from_file_location("make_pictures", PICTURES / "make.py")
    assert spec is not None
    assert spec.loader is not None
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "HERE", tmp_path)
    monkeypatch.chdir(tmp_path)
    return script


def test_the_pictures_of_a_terminal_are_drawn_from_what_is_there_now(
    drawing: ModuleType, tmp_path: Path
) -> None:
    drawing.draw_plan()
    drawing.draw_first_workspace()

    drawn = {path.name: path.read_bytes() for path in tmp_path.glob("*.svg")}
    kept = {path.name: path.read_bytes() for path in PICTURES.glob("*.svg")}
    assert drawn.keys() == kept.keys()
    stale = [name for name, content in drawn.items() if kept[name] != content]
    assert stale == [], "draw them again with docs/pictures/make.py, and look at them"


def test_what_the_demo_says_to_ask_has_its_answer(tmp_path: Path) -> None:
    asked = dict(ASKED.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    company = with_data("demo", tmp_path / "demo")
    recorded = ("--recorded", "2026-04-02")
    runner = CliRunner()
    assert runner.invoke(main, ["data", "import", str(company), *recorded]).exit_code == 0

    [line_id] = shlex.split(asked["explain"].partition(" --run")[0])
    explained = runner.invoke(main, ["explain", str(company), line_id, "--period", "2026-Q1", *recorded])
    answered = runner.invoke(main, ["why-not", str(company), *shlex.split(asked["why-not"]), *recorded])

    assert explained.exit_code == 0, explained.output
    assert f"{line_id}  earned 56.19 USD" in explained.output
    assert "56.19 USD for this deal" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert answered.exit_code == 0, answered.output
    assert "comes to nothing: the cap took it" in answered.output
