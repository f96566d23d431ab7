"""Looks users and their roles up in a session of the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comp.errors import UnknownNameError
from comp.records import RoleGrant, Session, SignIn, col, select
from comp.workflow.access.credentials import is_login, known_as
from comp.workflow.access.roles import Actor, Role, roles_among


def sign_in_of(session: Session, user_id: str, *, hold: bool = False) -> SignIn:
    """The sign-in of a user; whoever writes by what it says holds it until the transaction ends.

    Raises:
        UnknownNameError: there is nobody of that id.
    """
    found = session.get(SignIn, user_id, populate_existing=True, with_for_update=hold or None)
    if found is None:
        raise UnknownNameError("user", user_id, session.exec(select(SignIn.user_id)).all())
    return found


def of_login(session: Session, login: str) -> SignIn | None:
    """The sign-in that has a login; None where nobody has it, or where it could be nobody's."""
    known = known_as(login)
    if not is_login(known):
        return None
    return session.exec(select(SignIn).where(SignIn.login == known)).one_or_none()


def roles_of(session: Session, user_id: str) -> frozenset[Role]:
    """The roles that a user holds now."""
    return roles_by_user(session, [user_id]).get(user_id, frozenset())


def roles_by_user(session: Session, users: Iterable[str] | None = None) -> Mapping[str, frozenset[Role]]:
    """The roles that users hold now; of all of them, or of some."""
    asked = select(RoleGrant.user_id, RoleGrant.role).where(col(RoleGrant.revoked_at).is_(None))
    if users is not None:
        asked = asked.where(col(RoleGrant.user_id).in_(list(users)))
    held: dict[str, list[str]] = {}
    for user_id, role in session.exec(asked):
        held.setdefault(user_id, []).append(role)
    return {user_id: roles_among(names) for user_id, names in held.items()}


def actor_of(session: Session, found: SignIn) -> Actor:
    """A user as they act now."""
    roles = roles_of(session, found.user_id)
    return Actor(found.user_id, found.payee, roles, must_change=found.must_change_since is not None)
