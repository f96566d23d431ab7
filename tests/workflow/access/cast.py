"""Who signs in, and when, in the tests of access."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from comp.records import AuditEntry, Records, check_chain, col, select
from comp.workflow.access import Actor, Role, actor_of_session, add_user, set_password, sign_in
from tests.records.databases import KINDS

AT = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GIVEN = "correct horse battery"
"""The password that everybody chose."""


both = pytest.mark.parametrize("records", KINDS, indirect=True)
"""Marks a test that both databases have to pass, because it rests on how they lock, sort or compare."""


@dataclass(frozen=True, slots=True)
class Known:
    """A user who chose a password, and their open session."""

    login: str
    actor: Actor
    token: str

    @property
    def id(self) -> str:
        return self.actor.user_id


def known(records: Records, login: str, *roles: Role, payee: str | None = None, at: datetime = AT) -> Known:
    """Add a user, sign them in and let them choose their password."""
    new = add_user(records, None, login, payee, roles, at)
    begun = sign_in(records, login, new.password, at)
    assert begun is not None
    set_password(records, begun.actor, new.password, GIVEN, begun.token, at)
    actor = actor_of_session(records, begun.token, at)
    assert actor is not None
    return Known(login, actor, begun.token)


def entered(records: Records, login: str, password: str = GIVEN, at: datetime = AT) -> bool:
    """Whether somebody gets in."""
    return sign_in(records, login, password, at) is not None


def trail(records: Records) -> list[tuple[str, str, str]]:
    """The actor, action and subject of each audit entry, of a chain that holds."""
    with records.reading() as session:
        assert check_chain(session).fault is None
        found = session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()
    return [(each.actor, each.action, each.subject) for each in found]
