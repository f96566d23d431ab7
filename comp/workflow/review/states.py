"""The state of a statement: the last decision about its payee and content, whichever run it was made on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from comp.records import Approval, Session, StatementRecord, col, select


class State(StrEnum):
    """How a statement stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    POSTED = "posted"


class Verb(StrEnum):
    """What is decided about a statement."""

    APPROVE = "approve"
    RETURN = "return"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided, when, and why."""

    verb: Verb
    decided_by: str
    decided_at: datetime
    reason: str

    @property
    def state(self) -> State:
        """What it leaves the statement in."""
        return _AFTER[self.verb]


_AFTER = {Verb.APPROVE: State.APPROVED, Verb.RETURN: State.RETURNED, Verb.WITHDRAW: State.WAITING}
Content: TypeAlias = tuple[str, str]
"""A payee and a content digest."""


def last_decisions(session: Session, statements: Iterable[StatementRecord]) -> dict[Content, Decision]:
    """The last decision about the content of each statement, as far as there is one."""
    wanted = {(each.payee, each.content_digest) for each in statements}
    runs = {each.results_digest for each in statements} if len(wanted) > _FEW else None
    found: dict[Content, Decision] = {}
    asked = select(Approval).order_by(col(Approval.number))
    digests = col(Approval.content_digest)
    if runs is None:
        asked = asked.where(digests.in_({digest for _, digest in wanted}))
    else:
        of_runs = col(StatementRecord.results_digest).in_(runs)
        asked = asked.where(digests.in_(select(StatementRecord.content_digest).where(of_runs)))
    for row in session.exec(asked):
        if (row.payee, row.content_digest) in wanted:
            found[row.payee, row.content_digest] = decision_of(row)
    return found


_FEW = 100
"""Up to so many digests are named one by one; of more, those of whole runs are asked for."""


def decision_of(row: Approval) -> Decision:
    """A row of decisions."""
    return Decision(Verb(row.verb), row.decided_by, row.decided_at, row.reason)


def state_of(decision: Decision | None, *, is_posted: bool) -> State:
    """The state of a statement after its last decision, None where there was none."""
    if is_posted:
        return State.POSTED
    return State.WAITING if decision is None else decision.state


def counted(states: Iterable[State]) -> Mapping[State, int]:
    """How many statements are in each state."""
    found = dict.fromkeys(State, 0)
    for state in states:
        found[state] += 1
    return found
