"""Sessions of the portal: who holds one, for how long, and how they end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from comp.records import Records, Session, SignedIn, SignIn, append, col, hold_chain, select
from comp.workflow.access.lookup import actor_of
from comp.workflow.access.roles import Actor
from comp.workflow.access.secret_values import new_token, token_hash

IDLE: Final = timedelta(minutes=30)
"""A session ends after this long without a request."""
IN_ALL: Final = timedelta(hours=12)
"""And after this long in any case."""
_NOTED_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SessionShown:
    """A session that is open, to its owner; `is_this` is the one that asks."""

    began_at: datetime
    seen_at: datetime
    is_this: bool


def begin(session: Session, user_id: str, at: datetime) -> str:
    """Begin a session in the caller's transaction; gives its token, which is kept nowhere."""
    token = new_token()
    began = SignedIn(
        token_hash=token_hash(token), user_id=user_id, created_at=at, seen_at=at, expires_at=at + IN_ALL
    )
    session.add(began)
    return token


def actor_of_session(records: Records, token: str, at: datetime) -> Actor | None:
    """Who holds a session's token; None where it is over, or whoever held it is disabled."""
    key = token_hash(token)
    with records.reading() as session:
        found = session.get(SignedIn, key)
        if found is None or not _is_open(found, at):
            return None
        holder = session.get(SignIn, found.user_id)
        if holder is None or holder.disabled_at is not None:
            return None
        actor, seen_at = actor_of(session, holder), found.seen_at
    if at - seen_at >= _NOTED_EVERY:
        _note(records, key, at)
    return actor


def _is_open(found: SignedIn, at: datetime) -> bool:
    return found.ended_at is None and at < found.expires_at and at < found.seen_at + IDLE


def _note(records: Records, key: str, at: datetime) -> None:
    """Write down that the session was used; not at every request, for each writing waits for the others."""
    with records.transaction() as session:
        found = session.get(SignedIn, key, with_for_update=True)
        if found is not None and _is_open(found, at):
            found.seen_at = max(found.seen_at, at)


def sign_out(records: Records, token: str, at: datetime) -> None:
    """End a session; one that is over already stays so."""
    with records.transaction() as session:
        hold_chain(session)
        found = session.get(SignedIn, token_hash(token), with_for_update=True)
        if found is not None and found.ended_at is None:
            found.ended_at = at
            append(session, found.user_id, "sign-out", found.user_id, {}, at=at)


def end_sessions(session: Session, user_id: str, at: datetime, *, but: str | None = None) -> int:
    """End a user's sessions in the caller's transaction, but the one of a token; gives how many."""
    asked = select(SignedIn).where(SignedIn.user_id == user_id, col(SignedIn.ended_at).is_(None))
    kept = token_hash(but) if but is not None else None
    ended = [found for found in session.exec(asked) if found.token_hash != kept]
    were_open = sum(_is_open(found, at) for found in ended)
    for found in ended:
        found.ended_at = at
    return were_open


def sessions_of(records: Records, actor: Actor, token: str, at: datetime) -> tuple[SessionShown, ...]:
    """The sessions that somebody holds now, the newest first."""
    this = token_hash(token)
    asked = select(SignedIn).where(SignedIn.user_id == actor.user_id, col(SignedIn.ended_at).is_(None))
    with records.reading() as session:
        found = [each for each in session.exec(asked) if _is_open(each, at)]
    shown = (SessionShown(each.created_at, each.seen_at, each.token_hash == this) for each in found)
    return tuple(sorted(shown, key=lambda each: each.began_at, reverse=True))


def sign_out_others(records: Records, actor: Actor, token: str, at: datetime) -> int:
    """End all sessions of somebody but the one that asks; gives how many."""
    with records.transaction() as session:
        hold_chain(session)
        ended = end_sessions(session, actor.user_id, at, but=token)
        if ended:
            append(session, actor.user_id, "sign-out.others", actor.user_id, {"sessions": ended}, at=at)
    return ended
