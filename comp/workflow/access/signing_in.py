"""Signing in by login and password, and what stands between somebody who guesses and a password.

Whoever is refused learns nothing: an unknown login, a wrong password, a locked and a disabled user get the
same answer for the same work. The hash is verified before the transaction, which others wait for; what it
rested on is looked at again within.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from comp.records import Records, Session, SignIn, append, hold_chain
from comp.workflow.access import hashing
from comp.workflow.access.hashing import Verified
from comp.workflow.access.lookup import actor_of, of_login, sign_in_of
from comp.workflow.access.roles import Actor
from comp.workflow.access.sessions import begin

FAILURES: Final = 5
"""After so many failures in a row nobody signs in as this user for a while."""
LOCKED_FOR: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class SignedInNow:
    """A session that began: its token, which is told this once, and who holds it."""

    token: str
    actor: Actor


@dataclass(frozen=True, slots=True)
class Kept:
    """What a sign-in holds of a password at one moment, and whose it is."""

    user_id: str
    password_hash: str | None


def sign_in(records: Records, login: str, password: str, at: datetime) -> SignedInNow | None:
    """Begin a session for who has this login and password; None for whatever reason there is none."""
    with records.reading() as session:
        found = of_login(session, login)
        kept = Kept(found.user_id, found.password_hash) if found is not None else None
    verified = hashing.STANDARD.verify(password, kept.password_hash if kept else None)
    with records.transaction() as session:
        if kept is None:
            return None
        found = settled(session, kept, verified, at)
        if found is None or found.disabled_at is not None:
            return None
        append(session, found.user_id, "sign-in", found.user_id, {}, at=at)
        return SignedInNow(begin(session, found.user_id, at), actor_of(session, found))


def settled(session: Session, kept: Kept, verified: Verified, at: datetime) -> SignIn | None:
    """Count a failure, or take a success; gives the sign-in where the password holds and is not locked."""
    hold_chain(session)
    found = sign_in_of(session, kept.user_id, hold=True)
    if found.locked_until is not None and at < found.locked_until:
        return None
    if not verified.holds or found.password_hash != kept.password_hash:
        _count(session, found, at)
        return None
    found.failed_count, found.locked_until = 0, None
    found.password_hash = verified.anew or found.password_hash
    return found


def _count(session: Session, found: SignIn, at: datetime) -> None:
    found.failed_count += 1
    if found.failed_count >= FAILURES:
        found.failed_count, found.locked_until = 0, at + LOCKED_FOR
        append(session, found.user_id, "sign-in.locked", found.user_id, {"failures": FAILURES}, at=at)
