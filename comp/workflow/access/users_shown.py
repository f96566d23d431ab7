"""Users as an admin sees them: their login, payee and roles, and whether they are let in. No pay."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, or_

from comp.errors import UnknownNameError
from comp.records import Session, SignIn, col, select
from comp.workflow.access.credentials import known_as
from comp.workflow.access.lookup import of_login, roles_by_user, roles_of, sign_in_of
from comp.workflow.access.roles import Role

_LETTERS_OF_VERSION: Final = 32
_ALL: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class UserShown:
    """A user; `version` changes with all that an admin changes of them. A login is None once it is erased."""

    user_id: str
    login: str | None
    payee: str | None
    roles: tuple[Role, ...]
    created_at: datetime
    disabled_at: datetime | None
    locked_until: datetime | None
    must_change_since: datetime | None
    version: str

    def state(self, at: datetime) -> str:
        """Whether they are let in, in a word; `invited` is who has not chosen a password yet."""
        if self.disabled_at is not None:
            return "disabled"
        if self.locked_until is not None and at < self.locked_until:
            return "locked"
        return "invited" if self.must_change_since is not None else "active"


def users(session: Session, search: str = "", *, after: str = "", limit: int = _ALL) -> tuple[UserShown, ...]:
    """Users in the order of their ids, from behind `after`, whose login, id or payee holds `search`."""
    asked = select(SignIn).where(col(SignIn.user_id) > after).order_by(col(SignIn.user_id)).limit(limit)
    return _shown(session, session.exec(asked.where(_like(search)) if search.strip() else asked).all())


def users_of(session: Session, payees: Iterable[str]) -> tuple[UserShown, ...]:
    """The users who are one of these payees."""
    asked = select(SignIn).where(col(SignIn.payee).in_(list(payees))).order_by(col(SignIn.user_id))
    return _shown(session, session.exec(asked).all())


def user(session: Session, user_id: str) -> UserShown:
    """One user.

    Raises:
        UnknownNameError: there is nobody of that id.
    """
    found = sign_in_of(session, user_id)
    return _one(found, roles_of(session, user_id))


def named_user(session: Session, name: str) -> UserShown:
    """The user whom somebody names by login or id.

    Raises:
        UnknownNameError: there is nobody of that login or id; only ids are told.
    """
    found = session.get(SignIn, name) or of_login(session, name)
    if found is None:
        raise UnknownNameError("user", name, session.exec(select(SignIn.user_id)).all())
    return _one(found, roles_of(session, found.user_id))


def version_of(found: SignIn, roles: frozenset[Role]) -> str:
    """What stands for all that an admin changes of a user; failures to sign in are not among it."""
    disabled, changing = found.disabled_at, found.must_change_since
    told = [
        found.user_id,
        found.login,
        found.payee,
        sorted(roles),
        disabled.isoformat() if disabled else None,
        changing.isoformat() if changing else None,
    ]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:_LETTERS_OF_VERSION]


def _like(search: str) -> ColumnElement[bool]:
    text = known_as(search)
    return or_(
        *(col(each).icontains(text, autoescape=True) for each in (SignIn.login, SignIn.user_id, SignIn.payee))
    )


def _shown(session: Session, found: Iterable[SignIn]) -> tuple[UserShown, ...]:
    listed = list(found)
    held = roles_by_user(session, [each.user_id for each in listed])
    return tuple(_one(each, held.get(each.user_id, frozenset())) for each in listed)


def _one(found: SignIn, roles: frozenset[Role]) -> UserShown:
    return UserShown(
        user_id=found.user_id,
        login=found.login,
        payee=found.payee,
        roles=tuple(role for role in Role if role in roles),
        created_at=found.created_at,
        disabled_at=found.disabled_at,
        locked_until=found.locked_until,
        must_change_since=found.must_change_since,
        version=version_of(found, roles),
    )
