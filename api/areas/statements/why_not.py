"""Answers why a deal pays a payee nothing: from the statement where it says so, else from its run's facts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from api.areas.statements.apart import done_apart
from api.areas.statements.reading import Opened, line_address, run_folder
from api.areas.statements.reading import lines as lines_of
from api.service import Service
from comp.workflow.access import Actor, Role
from statements.asked import told_by_statement
from statements.statement_page import language_of

MOST_LETTERS: Final = 200
_OF_CORRECTIONS: Final = (
    "This statement pays corrections of earlier periods. Ask on the statement of the deal's own period."
)


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A line that an answer is about."""

    line_id: str
    clause: str
    address: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What is told: sentences, the lines that it is about, and for who sees all pay the steps."""

    sentences: tuple[str, ...]
    language: str
    lines: tuple[AnswerLine, ...] = ()
    details: tuple[str, ...] = ()
    steps: tuple[dict[str, Any], ...] = ()


def answered(service: Service, actor: Actor, one: Opened, deal: str) -> Answered:
    """Answer as far as the actor may be told.

    Who does not see everybody's pay is told what the statement says, or what names nobody else.

    Raises:
        CompError: nobody knows the deal, or the workspace has not the facts that the run saw.
    """
    said = told_by_statement(one.statement, deal, one.wording)
    if said is not None:
        about = set(said.line_ids)
        lines = tuple(
            AnswerLine(each.line.line_id, each.clause, line_address(one.shown.id, each.line.line_id))
            for each in lines_of(one.statement)
            if each.line.line_id in about
        )
        return Answered(said.sentences, language_of(one.wording), lines)
    if one.statement.corrects:
        return Answered((_OF_CORRECTIONS,), "en")
    in_full = _is_told_in_full(actor, one)
    order = {
        "what": "why-not",
        "workspace": str(service.folder),
        "run": str(run_folder(service, one)),
        "payee": one.shown.payee,
        "fact": deal,
        "locale": one.locale,
        "in_full": in_full,
    }
    told = json.loads(done_apart(order))
    language = "en" if in_full else language_of(one.wording)
    return Answered(tuple(told["sentences"]), language, (), tuple(told["details"]), tuple(told["steps"]))


def _is_told_in_full(actor: Actor, one: Opened) -> bool:
    """Whether the answer may name others: to who sees everybody's pay, and asks of somebody else."""
    return actor.sees_all_pay and Role.ADMIN not in actor.roles and actor.payee != one.shown.payee
