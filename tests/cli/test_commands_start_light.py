"""Help, completion and what concerns plans alone load nothing that reads facts, draws or serves.

Time is not asserted: it is what `comp bench start` tells. What a process has loaded is the same everywhere.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from comp.cli import people, users
from comp.cli.group import COMMANDS
from comp.records.people import SHEETS
from comp.workflow.access import Role
from tests.repository import project

# What Python loads by itself, by its `.pth` files for example, is not ours.
BEFORE = "import sys\nbefore = set(sys.modules)\n"
LOADED = """
def loaded():
    names = [name.split(".") for name in sys.modules if name not in before]
    rooms = {".".join(name[:2]) for name in names if name[0] == "comp"}
    packages = {name[0] for name in names} - sys.stdlib_module_names
    return sorted((packages | rooms) - {"comp", "__main__"})
"""
ALL_HELP = """
import click, contextlib, io, json
from comp.cli import main
from comp.cli.group import COMMANDS
def helped(words):
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        main([*words, "--help"], prog_name="comp")
    assert "Usage: comp " + " ".join(words) in said.getvalue(), words
found, seen = {}, set()
for name in COMMANDS:
    helped(name.split())
    command = main.get_command(click.Context(main), name)
    for below in command.commands if isinstance(command, click.Group) else ():
        helped([*name.split(), below])
    found[name] = sorted(set(loaded()) - seen)
    seen.update(found[name])
print(json.dumps(found))
"""
ONE = """
import json
from comp.cli import main
try:
    main(sys.argv[1:], prog_name="comp")
except SystemExit as end:
    assert not end.code, end
print()
print(json.dumps(loaded()))
"""
LIGHT = {"click", "comp.cli", "comp.collecting", "comp.errors", "comp.whole_files", "comp.whole_folders"}
OF_PLANS = LIGHT | {"lark", "comp.frozen", "comp.language"}


def last_line(code: str, *words: str | Path, **environment: str) -> list[str] | dict[str, list[str]]:
    """What a process of its own says at last."""
    done = subprocess.run(
        [sys.executable, "-c", BEFORE + LOADED + code, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def after_help() -> dict[str, list[str]]:
    """For each command what its help loaded that no help before it had."""
    found = last_line(ALL_HELP)
    assert isinstance(found, dict)
    return found


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    folder = tmp_path / "plans"
    folder.mkdir()
    for path in (project.ROOT / "comp/cli/template/plans").glob("*.plan"):
        (folder / path.name).write_bytes(path.read_bytes())
    (tmp_path / "comp.toml").write_text("no = 'company'\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_help_loads_nothing_but_click(after_help: dict[str, list[str]], name: str) -> None:
    assert set(after_help[name]) <= LIGHT


@pytest.mark.parametrize("typed", ["comp ru", "comp run --re", "comp check --mo", "comp users add --ro"])
def test_completing_loads_nothing_but_click(typed: str) -> None:
    code = "import atexit, json\natexit.register(lambda: print(json.dumps(loaded())))\n" + ONE
    words = {"COMP_WORDS": typed, "COMP_CWORD": str(len(typed.split()) - 1)}

    assert set(last_line(code, _COMP_COMPLETE="bash_complete", **words)) <= LIGHT


@pytest.mark.parametrize(
    ("words", "also"),
    [
        (["check", "--json"], set[str]()),
        (["check"], {"rich"}),
        (["fmt", "--check"], set[str]()),
    ],
)
@pytest.mark.parametrize("given", ["plans", "."])
def test_what_concerns_plans_alone_loads_nothing_that_reads_facts(
    plans: Path, words: list[str], also: set[str], given: str
) -> None:
    assert set(last_line(ONE, *words, plans.parent / given)) <= OF_PLANS | also


def test_plans_are_compared_without_what_reads_facts(plans: Path) -> None:
    assert set(last_line(ONE, "plan", "diff", plans, plans)) <= OF_PLANS


def test_the_page_of_a_code_is_shown_without_what_reads_facts() -> None:
    assert set(last_line(ONE, "check", "--explain", "T003")) <= OF_PLANS


def test_what_a_command_loads_is_seen(plans: Path) -> None:
    assert {"polars", "comp.facts", "comp.engine"} <= set(last_line(ONE, "test", plans))


def test_the_names_that_help_lists_are_those_of_roles_and_tables() -> None:
    assert list(users.ROLES) == [role.value for role in Role]
    assert list(people.TABLES) == [sheet.table for sheet in SHEETS]
