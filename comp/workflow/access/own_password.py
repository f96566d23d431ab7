"""Somebody chooses a password of their own, in the place of the one that they were given or had."""

from __future__ import annotations

from datetime import datetime

from comp.records import Records, append
from comp.workflow.access import hashing
from comp.workflow.access.credentials import require_password
from comp.workflow.access.errors import PasswordRefusedError
from comp.workflow.access.lookup import sign_in_of
from comp.workflow.access.roles import Actor
from comp.workflow.access.sessions import end_sessions
from comp.workflow.access.signing_in import Kept, settled


def set_password(  # noqa: PLR0917 - who, from what to what, in which session and when
    records: Records, actor: Actor, present: str, chosen: str, token: str, at: datetime
) -> None:
    """Set somebody's own password; their sessions end, but the one of `token`, from which they do it.

    A wrong present password counts as a failed sign-in, so that nobody guesses it in a session left open.

    Raises:
        PasswordRefusedError: the present password is not the one, or the chosen one is not taken.
    """
    with records.reading() as session:
        found = sign_in_of(session, actor.user_id)
        kept, login = Kept(found.user_id, found.password_hash), found.login
    require_password(chosen, login)
    if chosen == present:
        raise PasswordRefusedError("the password is the one that is there; choose another one")
    verified = hashing.STANDARD.verify(present, kept.password_hash)
    new_hash = hashing.STANDARD.hash(chosen) if verified.holds else None
    with records.transaction() as session:
        found = settled(session, kept, verified, at)
        if found is not None and new_hash is not None:
            found.password_hash, found.must_change_since = new_hash, None
            ended = end_sessions(session, actor.user_id, at, but=token)
            append(session, actor.user_id, "user.password", actor.user_id, {"sessions": ended}, at=at)
            return
    told = "the present password is not the one; after five failures wait 15 minutes"
    raise PasswordRefusedError(told, of_present=True)
