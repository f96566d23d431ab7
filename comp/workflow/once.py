"""Requests that are done once: who sends the same key again is given the first answer again.

A key is claimed before the work begins, so of two that send it at once one does the work. A claim whose
process was killed is let go after a while; a key that was answered is kept for a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from comp.errors import CompError
from comp.records import IdempotencyKey, Records, Session, col

_KEPT: Final = timedelta(days=1)
_AT_WORK: Final = timedelta(minutes=5)
_NO_ANSWER: Final = 0


class KeyInUseError(CompError):
    """The request that first came with this key is still at work."""


class OtherRequestError(CompError):
    """The key was used for another request."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, and the rest as text."""

    status: int
    text: str


def claim(records: Records, user_id: str, key: str, request_digest: str, at: datetime) -> Answer | None:
    """Claim a key for a request; None where it is new and the work is to be done now.

    Raises:
        OtherRequestError: the key was used for another request.
        KeyInUseError: the work is being done.
    """
    try:
        with records.transaction() as session:
            return _claimed(session, user_id, key, request_digest, at)
    except IntegrityError as error:
        # Where two claim a new key at the same moment, PostgreSQL lets the second see so only when it writes.
        raise _in_use() from error


def _claimed(session: Session, user_id: str, key: str, request_digest: str, at: datetime) -> Answer | None:
    _forget_old(session, at)
    found = session.get(IdempotencyKey, (user_id, key), with_for_update=True)
    if found is None:
        session.add(
            IdempotencyKey(
                user_id=user_id,
                key=key,
                request_digest=request_digest,
                status=_NO_ANSWER,
                answer="",
                created_at=at,
            )
        )
        return None
    if found.request_digest != request_digest:
        raise OtherRequestError(
            "this Idempotency-Key was used for another request; a new request takes a new key"
        )
    if found.status != _NO_ANSWER:
        return Answer(found.status, found.answer)
    if at - found.created_at < _AT_WORK:
        raise _in_use()
    found.created_at = at
    return None


def _in_use() -> KeyInUseError:
    return KeyInUseError("the first request with this key is still at work; ask again soon")


def keep(records: Records, user_id: str, key: str, answer: Answer) -> None:
    """Keep the answer to a request whose key was claimed."""
    with records.transaction() as session:
        found = session.get(IdempotencyKey, (user_id, key))
        if found is not None:
            found.status, found.answer = answer.status, answer.text


def let_go(records: Records, user_id: str, key: str) -> None:
    """Give up a claim: the request failed, and may be sent again with the same key."""
    with records.transaction() as session:
        found = session.get(IdempotencyKey, (user_id, key))
        if found is not None and found.status == _NO_ANSWER:
            session.delete(found)


def _forget_old(session: Session, at: datetime) -> None:
    table = col(IdempotencyKey.created_at)
    session.connection().execute(delete(IdempotencyKey).where(table < at - _KEPT))
