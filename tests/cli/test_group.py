import json
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.cli.group import COMMANDS, CommandGroup
from comp.errors import CompError

HEAVY = ["polars", "lark", "weasyprint", "pandas", "rich", "jinja2", "openpyxl"]


def group_with(error: Exception) -> click.Group:
    @click.command()
    def raises() -> None:
        raise error

    class Raising(CommandGroup):
        def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
            del ctx, cmd_name
            return raises

    return Raising("comp")


def test_help_loads_no_library_that_a_command_needs() -> None:
    code = (
        "import sys, json\n"
        "from comp.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    *help_lines, loaded = shown.stdout.splitlines()
    assert json.loads(loaded) == []
    for name, (_, short_help) in COMMANDS.items():
        assert any(line.split() == [*name.split(), *short_help.split()] for line in help_lines), name


def test_python_m_comp_is_the_same_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "comp", "--version"], capture_output=True, text=True, check=True
    )

    assert shown.stdout.startswith("comp ")
    assert shown.stdout == CliRunner().invoke(main, ["--version"]).output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    result = CliRunner().invoke(main, [*name.split(), "--help"])

    assert result.exit_code == 0, result.output
    assert f"Usage: main {name}" in result.output


def test_an_unknown_command_is_answered_with_the_nearest_one() -> None:
    result = CliRunner().invoke(main, ["explian"])

    assert result.exit_code == 2
    assert result.output == "Error: there is no command 'explian'; did you mean explain?\n"


def test_our_own_errors_are_one_line_and_exit_code_2() -> None:
    result = CliRunner().invoke(group_with(CompError("the workspace is empty; run comp init")), ["check"])

    assert result.exit_code == 2
    assert result.stderr == "Error: the workspace is empty; run comp init\n"


def test_an_unexpected_error_says_where_to_report_it_and_shows_no_traceback() -> None:
    result = CliRunner().invoke(group_with(KeyError("x")), ["check"])

    assert result.exit_code == 2
    assert "report" in result.stderr
    assert "KeyError" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_file_that_cannot_be_read_is_named() -> None:
    result = CliRunner().invoke(
        group_with(FileNotFoundError(2, "No such file or directory", "plans/a.plan")), ["check"]
    )

    assert result.exit_code == 2
    assert result.stderr == "Error: plans/a.plan: No such file or directory\n"


def test_comp_debug_lets_the_error_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMP_DEBUG", "1")

    result = CliRunner().invoke(group_with(KeyError("x")), ["check"])

    assert isinstance(result.exception, KeyError)


def test_the_shell_completes_commands() -> None:
    environment = {
        **os.environ,
        "_COMP_COMPLETE": "bash_complete",
        "COMP_WORDS": "comp st",
        "COMP_CWORD": "1",
    }
    code = "from comp.cli import main; main(prog_name='comp')"
    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env=environment
    )

    assert shown.stdout.split() == ["plain,statements"]
