"""The shapes of the JSON of statements in lists, and of decisions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from api.amounts import Amount, amount_of
from api.faults import status_of
from comp.workflow.review import LastTime, Outcome, ShownAmounts, StatementShown


class Amounts(Struct, frozen=True):
    """What a statement comes to in one currency."""

    earned: Amount
    payable: Amount
    held: Amount


class Unusual(Struct, frozen=True):
    """One thing to look at before approving, with its figures."""

    sign: str
    text: str


class Last(Struct, frozen=True):
    """The earlier statement that this one is held against."""

    period: str
    amounts: list[Amounts]


class Reviewed(Struct, frozen=True):
    """A statement and how it stands; `content_digest` is its ETag, which a decision names.

    `corrects` where it pays corrections of earlier periods, `is_current` where its run is the period's
    current one. `decided_by` is a user's id, blank where nobody decided. `unusual` and `last` are told to
    those who approve.
    """

    id: str
    results_digest: str
    period: str
    last_day: date
    corrects: bool
    is_current: bool
    payee: str
    name: str | None
    state: Literal["waiting", "approved", "returned", "posted"]
    content_digest: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    amounts: list[Amounts]
    may_decide: bool
    unusual: list[Unusual]
    last: Last | None


class ToReview(Struct, frozen=True):
    """A part of a list; `next` goes into `after` for the part that follows."""

    items: list[Reviewed]
    next: str | None


class Decision(Struct, frozen=True, forbid_unknown_fields=True):
    """What is decided about a statement; a return needs a reason of at most 2,000 letters on one line."""

    verb: Literal["approve", "return", "withdraw"]
    reason: str = ""


class Seen(Struct, frozen=True, forbid_unknown_fields=True):
    """A statement as it was seen."""

    id: str
    content_digest: str


class Decisions(Struct, frozen=True, forbid_unknown_fields=True):
    """The same decision about several statements, at most 1,000."""

    verb: Literal["approve", "return", "withdraw"]
    statements: list[Seen]
    reason: str = ""


class Problem(Struct, frozen=True):
    """Why a statement was left alone, with the status that a request about it alone is answered with."""

    status: int
    detail: str


class Decided(Struct, frozen=True):
    """What became of one decision; `changed` is false where it stood so already, or there is a `problem`.

    `state` is null where the statement is not for them to see.
    """

    id: str
    changed: bool
    state: str | None
    problem: Problem | None


class DecidedAll(Struct, frozen=True):
    """What became of each, in the order in which they were sent."""

    items: list[Decided]


def statement_data(shown: StatementShown, name: str | None) -> Reviewed:
    """A statement as the JSON API lists it."""
    return Reviewed(
        id=shown.id,
        results_digest=shown.results_digest,
        period=shown.period,
        last_day=shown.last_day,
        corrects=shown.corrects,
        is_current=shown.is_current,
        payee=shown.payee,
        name=name,
        state=shown.state.value,
        content_digest=shown.content_digest,
        decided_by=shown.decided_by,
        decided_at=shown.decided_at,
        reason=shown.reason,
        amounts=[_amounts(each) for each in shown.amounts],
        may_decide=shown.may_decide,
        unusual=[Unusual(each.sign.value, each.text) for each in shown.unusual],
        last=None if shown.last is None else _last(shown.last),
    )


def _amounts(shown: ShownAmounts) -> Amounts:
    return Amounts(amount_of(shown.earned), amount_of(shown.payable), amount_of(shown.held))


def _last(last: LastTime) -> Last:
    return Last(last.period, [_amounts(each) for each in last.amounts])


def decided_data(outcome: Outcome) -> Decided:
    """What became of a decision as the JSON API tells it."""
    error = outcome.error
    problem = None if error is None else Problem(int(status_of(error)), str(error))
    state = None if outcome.statement is None else outcome.statement.state.value
    return Decided(outcome.statement_id, outcome.changed, state, problem)
