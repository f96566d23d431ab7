"""How commands speak: tables and progress on a terminal, JSON for machines, and the options they share."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from comp.whole_files import write_whole

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from comp.facts import Workspace
    from comp.runs import Progress


PROGRESS_AFTER_SECONDS = 1.0
WIDTH_WITHOUT_TERMINAL = 160

workspace_argument = click.argument(
    "workspace", type=click.Path(path_type=Path, file_okay=False), metavar="WORKSPACE", default="."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON for machines.")


class DateType(click.ParamType[date]):
    """A day written as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a day; write it as 2026-03-31", param, ctx)


DATE = DateType()
recorded_option = click.option(
    "--recorded",
    type=DATE,
    metavar="DATE",
    help="Use the facts as they were recorded by this day; import nothing.",
)


def today(workspace: Workspace) -> date:
    """The company's present day: here the clock is asked, and nowhere below."""
    return datetime.now(workspace.company.time_zone).date()


def console(*, stderr: bool = False) -> Console:
    """A console that writes no colours to what is no terminal, and does not fold tables there."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else WIDTH_WITHOUT_TERMINAL
    return Console(stderr=stderr, width=width, highlight=False, soft_wrap=True)


def whole_numbers(table: Table) -> Table:
    """Let a narrow terminal fold the table's words and never cut its figures, which stand to the right."""
    for column in table.columns:
        if column.justify == "right":
            column.no_wrap = True
            column.min_width = max(len(str(cell)) for cell in (column.header, *column.cells))
        else:
            column.overflow = "fold"
    return table


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """`1 example`, `2 examples`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def write_json(value: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False))


@contextmanager
def progress_shown() -> Generator[Progress]:
    """A bar on stderr, drawn only on a terminal and only once the work has taken a second."""
    from rich.progress import Progress as Bar

    bar = Bar(console=console(stderr=True), transient=True)
    task = bar.add_task("", total=None)
    timer = threading.Timer(PROGRESS_AFTER_SECONDS, bar.start)
    timer.daemon = True
    if bar.console.is_terminal:
        timer.start()

    def report(what: str, done: int, of: int) -> None:
        bar.update(task, description=what, completed=done, total=of)

    try:
        yield report
    finally:
        timer.cancel()
        if bar.live.is_started:
            bar.stop()


def write_file(content: bytes, path: Path) -> None:
    """Write a file whole or not at all; one that is there is replaced, and its folder made where missing.

    Raises:
        CompError: it cannot be written; what was there is still there.
    """
    write_whole(content, path)


def exit_with_faults(*, faults: bool) -> None:
    """Leave with exit code 1 where the input has faults."""
    if faults:
        click.get_current_context().exit(1)
