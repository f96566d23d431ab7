"""Asks why a fact pays nothing, of the facts and of the files, as `comp why-not` does."""

from __future__ import annotations

from datetime import date

from comp.errors import CompError
from comp.facts import View, Workspace
from comp.facts.absent import absences
from comp.notebook.answers import WhyNot
from comp.reference import Cause
from comp.reference import why_not as ask
from comp.runs import Inputs

_UNKNOWN = {Cause.UNKNOWN_FACT, Cause.UNKNOWN_PAYEE}


def why_not(workspace: Workspace, inputs: Inputs, deal: str, payee: str, as_of: date | None) -> WhyNot:
    """Say why a fact pays a payee nothing; a fact that is in a file and was not taken in is told so.

    Raises:
        CompError: nobody knows the fact or the payee.
    """
    day = as_of or inputs.period.last_day
    answer = ask(inputs.program, inputs.snapshot, inputs.calendar, day, deal, payee)
    if answer.cause is Cause.UNKNOWN_FACT and (absent := absences(workspace, inputs.program.sources, deal)):
        said = f"{deal} stands in a file but is not among the facts:"
        return WhyNot("not a fact", said, tuple(str(row) for row in absent))
    if answer.cause in _UNKNOWN:
        raise CompError(answer.sentence + _refused(inputs.view))
    return WhyNot(answer.cause.value, answer.sentence, answer.details, answer.steps)


def _refused(view: View) -> str:
    """A deal that nobody knows may be among those that the import did not take."""
    refused = sum(rows.refused for rows in view.report.rows.values())
    return f" {refused} rows were refused; comp data check shows them." if refused else ""
