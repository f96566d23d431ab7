"""The statements of everybody in a summary, of one run: what a summary is made from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from comp.facts import People
from comp.runs import Inputs, Progress, Run
from statements.build import Row
from statements.from_run import Issue, open_issue
from statements.view import Statement


@dataclass(frozen=True, slots=True)
class Side:
    """A run with the statements of some payees, each of whose lines both engines agree on.

    `rows` are the payees' lines in the run's folder, `capped` the lines of each of which a cap kept less.
    """

    run: Run
    inputs: Inputs
    statements: Mapping[str, Statement]
    rows: Mapping[str, Sequence[Row]]
    capped: Mapping[str, int]

    @property
    def amounts_compared(self) -> int:
        """How many amounts of these payees both engines were compared on."""
        return sum(statement.basis.amounts_compared for statement in self.statements.values())


def side_of(run: Run, inputs: Inputs, payees: Collection[str], progress: Progress) -> Side:
    """Build the statements of payees.

    Raises:
        EnginesDisagreeError: the two engines differ on one of their lines.
    """
    wanted = sorted(payees)
    issue = open_issue(run, inputs, wanted, progress)
    statements: dict[str, Statement] = {}
    for done, payee in enumerate(wanted):
        progress(f"statements of {run.manifest.period}", done, len(wanted))
        statements[payee] = issue.statement(payee, People())
    rows = {payee: issue.rows[payee] for payee in wanted if payee in issue.rows}
    capped = {payee: count for payee in wanted if (count := _capped(issue, payee))}
    return Side(run, inputs, statements, rows, capped)


def _capped(issue: Issue, payee: str) -> int:
    """How many lines of the run come to something else under a cap."""
    values = {value.line_id: value for value in issue.at_end.get(payee, ())}
    lines = (values.get(row["line_id"]) for row in issue.rows.get(payee, ()))
    return sum(line is not None and line.earned_minor is not None and line.standing.capped for line in lines)
