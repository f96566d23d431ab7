"""Users are added, given roles, disabled and reset; by an admin, or by the operator at the command line.

Each of these holds the audit chain first, so that of two at once the second one sees what the first one did.
What changes somebody's rights ends their sessions.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from comp.errors import UnknownNameError
from comp.records import Person, Records, RoleGrant, Session, SignIn, append, col, hold_chain, select
from comp.workflow.access import hashing
from comp.workflow.access.credentials import require_login
from comp.workflow.access.errors import ChangedMeanwhileError, UserRuleError
from comp.workflow.access.lookup import of_login, roles_by_user, roles_of, sign_in_of
from comp.workflow.access.roles import Actor, Role, require_admin, require_roles_fit
from comp.workflow.access.secret_values import new_password, new_user_id
from comp.workflow.access.sessions import end_sessions
from comp.workflow.access.tokens import revoke_all
from comp.workflow.access.users_shown import version_of


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user with a password that was made for them: it is told this once, and they must change it."""

    user_id: str
    password: str


def add_user(  # noqa: PLR0917 - who adds whom, as what and when
    records: Records, by: Actor | None, login: str, payee: str | None, roles: Iterable[Role], at: datetime
) -> NewUser:
    """Add a user with a random password, which they must change when they sign in first.

    Raises:
        AccessRefusedError: `by` is no admin.
        UserRuleError: the login is none or taken, the payee has a sign-in, or the roles do not fit.
        UnknownNameError: there is no such payee.
    """
    actor, known, held = require_admin(by), require_login(login), frozenset(roles)
    if not held:
        raise UserRuleError(f"a user needs a role; there are {', '.join(Role)}")
    require_roles_fit(held, payee)
    new = NewUser(new_user_id(), new_password())
    password_hash = hashing.STANDARD.hash(new.password)
    with records.transaction() as session:
        hold_chain(session)
        if of_login(session, known) is not None:
            raise UserRuleError("somebody has this login already; 'comp users list' shows who")
        if payee is not None:
            _require_free(session, payee)
        session.add(
            SignIn(
                user_id=new.user_id,
                login=known,
                password_hash=password_hash,
                payee=payee,
                created_at=at,
                must_change_since=at,
            )
        )
        session.flush()
        append(session, actor, "user.add", new.user_id, {"payee": payee}, at=at)
        for role in sorted(held):
            _give(session, new.user_id, role, actor, at)
    return new


def _require_free(session: Session, payee: str, but: str | None = None) -> None:
    """See that a payee is there and that nobody else signs in as them.

    Somebody with two sign-ins would hold roles together that do not go together.
    """
    person = session.get(Person, payee)
    if person is None:
        raise UnknownNameError("payee", payee, session.exec(select(Person.payee)).all())
    if person.erased_at is not None:
        raise UserRuleError(f"{payee} was erased, and nobody signs in as them")
    asked = select(SignIn.user_id).where(SignIn.payee == payee, col(SignIn.disabled_at).is_(None))
    others = [user_id for user_id in session.exec(asked) if user_id != but]
    if others:
        raise UserRuleError(f"{payee} has a sign-in already ({others[0]}); a payee has one")


def grant(  # noqa: PLR0917 - who gives whom which role and when
    records: Records, by: Actor | None, user_id: str, role: Role, at: datetime, seen: str | None = None
) -> None:
    """Give a user a role; one that they hold already stays as it is.

    `seen` is the version of the user that `by` saw; None where they saw none.

    Raises:
        AccessRefusedError: `by` is no admin, or it is their own role.
        UserRuleError: the role does not go with the ones that are held, or the user is disabled.
        UnknownNameError: there is no such user.
        ChangedMeanwhileError: they are not as they were seen.
    """
    with _changing(records, by, user_id, seen) as (session, actor, found):
        held = roles_of(session, user_id)
        if role in held:
            return
        if found.disabled_at is not None:
            raise UserRuleError(f"{user_id} is disabled; enable them first")
        require_roles_fit(held | {role}, found.payee)
        _give(session, user_id, role, actor, at)
        end_sessions(session, user_id, at)


def _give(session: Session, user_id: str, role: Role, actor: str, at: datetime) -> None:
    session.add(RoleGrant(user_id=user_id, role=role.value, granted_by=actor, granted_at=at))
    append(session, actor, "role.grant", user_id, {"role": role.value}, at=at)


def revoke(  # noqa: PLR0917 - who takes which role from whom and when
    records: Records, by: Actor | None, user_id: str, role: Role, at: datetime, seen: str | None = None
) -> None:
    """Take a role from a user; one that they do not hold changes nothing.

    Raises:
        AccessRefusedError: `by` is no admin, or it is their own role.
        UserRuleError: nobody would be admin any more.
        UnknownNameError: there is no such user.
        ChangedMeanwhileError: they are not as they were seen.
    """
    with _changing(records, by, user_id, seen) as (session, actor, _):
        asked = select(RoleGrant).where(
            RoleGrant.user_id == user_id, RoleGrant.role == role.value, col(RoleGrant.revoked_at).is_(None)
        )
        held = session.exec(asked).all()
        if not held:
            return
        if role is Role.ADMIN:
            require_another_admin(session, user_id)
        for each in held:
            each.revoked_by, each.revoked_at = actor, at
        append(session, actor, "role.revoke", user_id, {"role": role.value}, at=at)
        end_sessions(session, user_id, at)


def disable(records: Records, by: Actor | None, user_id: str, at: datetime, seen: str | None = None) -> None:
    """Let a user in no more: their sessions end and their tokens are revoked. One who is disabled stays so.

    Raises:
        AccessRefusedError: `by` is no admin, or it is they themselves.
        UserRuleError: nobody would be admin any more.
        UnknownNameError: there is no such user.
        ChangedMeanwhileError: they are not as they were seen.
    """
    with _changing(records, by, user_id, seen) as (session, actor, found):
        if found.disabled_at is not None:
            return
        require_another_admin(session, user_id)
        found.disabled_at = at
        append(session, actor, "user.disable", user_id, _shut_out(session, user_id, at), at=at)


def enable(records: Records, by: Actor | None, user_id: str, at: datetime, seen: str | None = None) -> None:
    """Let a user in again who was disabled or is locked, with the password and the roles that they had.

    Raises:
        AccessRefusedError: `by` is no admin, or it is they themselves.
        UserRuleError: they were erased, or somebody else signs in as their payee now.
        UnknownNameError: there is no such user.
        ChangedMeanwhileError: they are not as they were seen.
    """
    with _changing(records, by, user_id, seen) as (session, actor, found):
        if found.login is None:
            raise UserRuleError(f"{user_id} was erased and has no login; add a new user")
        if found.disabled_at is None and found.locked_until is None:
            return
        if found.payee is not None:
            _require_free(session, found.payee, but=user_id)
        found.disabled_at = found.locked_until = None
        found.failed_count = 0
        append(session, actor, "user.enable", user_id, {}, at=at)


def reset_password(
    records: Records, by: Actor | None, user_id: str, at: datetime, seen: str | None = None
) -> NewUser:
    """Give a user a random password in the place of theirs; their sessions end, their tokens are revoked.

    Raises:
        AccessRefusedError: `by` is no admin, or it is their own password.
        UserRuleError: they were erased.
        UnknownNameError: there is no such user.
        ChangedMeanwhileError: they are not as they were seen.
    """
    require_admin(by, user_id)
    new = NewUser(user_id, new_password())
    password_hash = hashing.STANDARD.hash(new.password)
    with _changing(records, by, user_id, seen) as (session, actor, found):
        if found.login is None:
            raise UserRuleError(f"{user_id} was erased and has no login; add a new user")
        found.password_hash, found.must_change_since = password_hash, at
        found.failed_count, found.locked_until = 0, None
        append(session, actor, "user.reset", user_id, _shut_out(session, user_id, at), at=at)
    return new


def _shut_out(session: Session, user_id: str, at: datetime) -> Mapping[str, int]:
    """End whatever a user holds; gives what the audit entry tells of it."""
    return {"sessions": end_sessions(session, user_id, at), "tokens": revoke_all(session, user_id, at)}


@contextmanager
def _changing(
    records: Records, by: Actor | None, user_id: str, seen: str | None
) -> Generator[tuple[Session, str, SignIn]]:
    """A transaction in which a user may be changed who is still as they were seen."""
    actor = require_admin(by, user_id)
    with records.transaction() as session:
        hold_chain(session)
        found = sign_in_of(session, user_id, hold=True)
        if seen is not None and seen != version_of(found, roles_of(session, user_id)):
            raise ChangedMeanwhileError(
                f"{user_id} was changed since you looked; look again and decide once more"
            )
        yield session, actor, found


def require_another_admin(session: Session, but: str) -> None:
    """See that somebody stays admin where this user, who may be one, goes; the caller holds the chain.

    Raises:
        UserRuleError: nobody else is.
    """
    asked = select(SignIn.user_id).where(col(SignIn.disabled_at).is_(None))
    enabled = set(session.exec(asked))
    admins = {user_id for user_id, roles in roles_by_user(session).items() if Role.ADMIN in roles}
    if but in admins and not admins & enabled - {but}:
        raise UserRuleError(f"{but} is the last admin; make somebody else one first")
