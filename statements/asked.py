"""Why a deal pays a payee nothing: from their statement where it says so, else asked of the facts of its run.

What is told to a payee names nobody else, tells nothing that is another's, and nothing of deals that are not
theirs. What is told in full is for those who see everybody's pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from comp.errors import CompError
from comp.facts import Workspace
from comp.facts.absent import absences
from comp.reference import Facts, UnpaidFacts
from comp.reference.explain import as_data
from comp.runs import Inputs, Run, past_inputs
from comp.runs.reasons import reason_why_not
from statements.view import Statement
from statements.wording import Wording
from statements.words import Words


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: sentences, the statement's lines it is about, and the steps of lines that exist."""

    sentences: tuple[str, ...]
    line_ids: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    steps: tuple[Mapping[str, Any], ...] = ()


def told_by_statement(statement: Statement, fact: str, wording: Wording) -> Told | None:
    """What the statement itself says of a fact; None where it says nothing of it."""
    words = Words.of(wording.locale)
    lines = [line for section in statement.sections for line in section.lines]
    shown = [line for line in lines if _is_of(line.unit, fact)]
    if shown:
        said = (words.say("why_not.pays", fact=fact).unescape(), *(line.sentence for line in shown))
        return Told(said, tuple(line.line_id for line in shown))
    if any(_is_of(held.unit, fact) for section in statement.sections for held in section.held):
        return Told((words.say("why_not.waits", fact=fact).unescape(),))
    reasons = tuple(each.reason for each in statement.not_paid if each.fact == fact)
    return Told(reasons) if reasons else None


def told_to_payee(workspace: Workspace, run: Run, payee: str, fact: str, wording: Wording) -> Told:
    """What a payee is told of a fact that their statement says nothing of.

    Raises:
        CompError: the run kept no plans, or the workspace has not the facts that it saw.
    """
    inputs, words = past_inputs(workspace, run), Words.of(wording.locale)
    with wording.speaking():
        found = _unpaid(inputs).about(payee, fact)
    if found is None:
        left_out = bool(absences(workspace, inputs.program.sources, fact))
        return Told((words.say("why_not.left_out" if left_out else "why_not.unknown", fact=fact).unescape(),))
    reasons = dict.fromkeys(each.reason for each in found)
    return Told(tuple(reasons) or (words.say("why_not.not_yours", fact=fact).unescape(),))


def told_in_full(workspace: Workspace, run: Run, payee: str, fact: str) -> Told:
    """What `comp why-not` says at the end of the run's last day, in English.

    Raises:
        CompError: the run kept no plans, or the workspace has not the facts that it saw.
    """
    inputs = past_inputs(workspace, run)
    try:
        reason = reason_why_not(workspace, inputs.program, inputs.view, inputs.period.last_day, fact, payee)
    except CompError as nobody_knows_it:
        return Told((str(nobody_knows_it),))
    return Told((reason.sentence,), (), reason.details, tuple(as_data(step) for step in reason.steps))


def _unpaid(inputs: Inputs) -> UnpaidFacts:
    days = {name: (span.first, span.last) for name, span in inputs.spans.items()}
    facts = Facts(inputs.snapshot)
    return UnpaidFacts(inputs.program, facts, inputs.calendar, days, inputs.period.last_day)


def _is_of(unit: str, fact: str) -> bool:
    """Whether a line is for a fact; one of several parts of it has a number behind."""
    return unit == fact or unit.rpartition("#")[0] == fact
