"""Why a fact pays nobody what was expected: asked of the facts, and of the files where it is no fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comp.errors import CompError
from comp.facts import View, Workspace
from comp.facts.absent import absences
from comp.language.core import Program
from comp.reference import Cause, Step, why_not
from comp.reference.explain import tree

NOT_A_FACT = "not a fact"
_UNKNOWN = {Cause.UNKNOWN_FACT, Cause.UNKNOWN_PAYEE}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a fact pays a payee nothing, or that it pays; as text it is what `comp why-not` says.

    `cause` is a cause of the second engine, or `NOT_A_FACT`, and `details` are then the rows of the files.
    """

    cause: str
    sentence: str
    details: tuple[str, ...]
    steps: tuple[Step, ...] = ()

    def __str__(self) -> str:
        details = (f"  {detail}" for detail in self.details)
        return "\n".join([self.sentence, *details, *(tree(step, 1) for step in self.steps)])


def reason_why_not(  # noqa: PLR0917 - where to look, and the question
    workspace: Workspace, program: Program, view: View, on: date, fact: str, payee: str
) -> Reason:
    """Say why a fact pays a payee nothing at the end of a day.

    A fact that stands in a file and was not taken in is told as such.

    Raises:
        CompError: nobody knows the fact or the payee.
    """
    answer = why_not(program, view.snapshot, workspace.company.calendar, on, fact, payee)
    if answer.cause is Cause.UNKNOWN_FACT and (absent := absences(workspace, program.sources, fact)):
        said = f"{fact} stands in a file but is not among the facts:"
        return Reason(NOT_A_FACT, said, tuple(str(row) for row in absent))
    if answer.cause in _UNKNOWN:
        raise CompError(answer.sentence + _refused(view))
    return Reason(answer.cause.value, answer.sentence, answer.details, answer.steps)


def _refused(view: View) -> str:
    """A deal that nobody knows may be among those that the import did not take."""
    refused = sum(rows.refused for rows in view.report.rows.values())
    return f" {refused} rows were refused; comp data check shows them." if refused else ""
