"""Runs of the tiny company (tests/runs/tiny.py) and the statements that are issued from them."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from comp.facts import Workspace
from comp.facts.company import StatementSettings
from comp.runs import Run, reopen
from comp.runs.run import silent
from statements.from_run import chosen_payees, open_issue
from statements.view import Statement
from tests.runs.kept_runs import run_once


def paid_run(folder: Path, period: str, on: date | None = None) -> Run:
    """Run a period, by default two days after its end."""
    last = Workspace.open(folder).company.calendar.parse(period).last_day
    return run_once(folder, period, on or last + timedelta(days=2))


def statement(
    folder: Path,
    done: Run,
    payee: str = "ana",
    paid: Sequence[Run] = (),
    settings: StatementSettings | None = None,
) -> Statement:
    """The payee's statement of a run."""
    workspace = Workspace.open(folder)
    payees = chosen_payees(done, [payee])
    chosen = StatementSettings() if settings is None else settings
    settlement = workspace.company.settlement
    issue = open_issue(done, reopen(workspace, done), payees, silent, paid, chosen, settlement)
    return issue.statement(payee, workspace.people)
