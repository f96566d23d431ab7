"""The statements of everybody in a summary, of one run: what a summary is made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from comp.facts import People
from comp.language.core import Cap, Plan
from comp.reference import LineValue, StepKind
from comp.runs import Inputs, Run
from statements.build import Row
from statements.from_run import Issue, open_issue
from statements.view import Statement

Progress = Callable[[str, int, int], None]


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
    capped = {payee: count for payee in wanted if (count := sum(_capped(issue, inputs, payee)))}
    return Side(run, inputs, statements, rows, capped)


def _capped(issue: Issue, inputs: Inputs, payee: str) -> Iterator[bool]:
    """For each line of the run, whether it came to less under a cap."""
    caps = {plan.name: _pays_under_a_cap(plan) for plan in inputs.program.plans}
    values = {value.line_id: value for value in issue.at_end.get(payee, ())}
    for row in issue.rows.get(payee, ()):
        value = values.get(row["line_id"])
        if value is not None and row["pay"] in caps[row["plan"]]:
            yield _kept_less(row, value)


def _pays_under_a_cap(plan: Plan) -> set[str]:
    return {pay for _, each in plan.statements() if isinstance(each, Cap) for pay in each.pays}


def _kept_less(row: Row, value: LineValue) -> bool:
    """Whether a cap acts on the line, nothing was taken back of it, and it is less than what was struck."""
    if abs(row["earned_after_minor"] or 0) >= abs(row["struck_minor"] or 0):
        return False
    return not value.standing.taken and any(step.kind is StepKind.CAP for step in value.trace.inputs)
