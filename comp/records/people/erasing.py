"""Erasing a person: what says who they are is emptied, their id stays, and so does all that rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from comp.errors import UnknownNameError
from comp.records.audit import append
from comp.records.tables import ApiToken, IdempotencyKey, Person, SignedIn, SignIn


@dataclass(frozen=True, slots=True)
class Erased:
    """What was emptied: whether they had been erased before, and how many sign-ins lost their login."""

    payee: str
    again: bool
    sign_ins: int


def erase(session: Session, payee: str, *, by: str, at: datetime) -> Erased:
    """Empty a person's name, mail and locale, and their logins; whoever is signed in by one is out at once.

    Raises:
        UnknownNameError: there is nobody of that id.
    """
    person = session.get(Person, payee)
    if person is None:
        raise UnknownNameError("payee", payee, session.exec(select(Person.payee)).all())
    again = person.erased_at is not None
    person.name = person.mail = person.locale = ""
    person.erased_at = person.erased_at or at
    sign_ins = session.exec(select(SignIn).where(SignIn.payee == payee)).all()
    for sign_in in sign_ins:
        _shut_out(session, sign_in, at)
    _forget_answers(session)
    append(session, by, "person.erase", payee, {"sign_ins": len(sign_ins)}, at=at)
    return Erased(payee, again, len(sign_ins))


def _forget_answers(session: Session) -> None:
    """Kept answers may tell of anybody by name; whoever sends such a request again has it done again.

    One that is not given yet has no status, and its claim stays.
    """
    session.connection().execute(delete(IdempotencyKey).where(col(IdempotencyKey.status) != 0))


def _shut_out(session: Session, sign_in: SignIn, at: datetime) -> None:
    sign_in.login = sign_in.password_hash = None
    sign_in.disabled_at = sign_in.disabled_at or at
    of_theirs = SignedIn.user_id == sign_in.user_id
    for signed_in in session.exec(select(SignedIn).where(of_theirs, col(SignedIn.ended_at).is_(None))):
        signed_in.ended_at = at
    of_theirs = ApiToken.user_id == sign_in.user_id
    for token in session.exec(select(ApiToken).where(of_theirs, col(ApiToken.revoked_at).is_(None))):
        token.revoked_at = at
