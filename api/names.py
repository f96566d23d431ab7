"""Names of people, looked up when a page is rendered: they stand in one table, and nothing keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from comp.records import Person, Records, Session, SignIn, col, select
from comp.workflow.access import Actor


def names_of(session: Session, payees: Iterable[str]) -> Mapping[str, str]:
    """The names of payees, as far as they have one."""
    asked = select(Person.payee, Person.name).where(col(Person.payee).in_(set(payees)))
    return {payee: name for payee, name in session.exec(asked) if name}


def called(records: Records, actor: Actor) -> str:
    """What a page calls whoever is signed in: their name, else their login, else their id."""
    with records.reading() as session:
        name = names_of(session, [actor.payee]).get(actor.payee) if actor.payee else None
        login = (
            None
            if name
            else session.exec(select(SignIn.login).where(SignIn.user_id == actor.user_id)).first()
        )
    return name or login or actor.user_id


def logins_of(session: Session, users: Iterable[str]) -> Mapping[str, str]:
    """What users sign in as, by their ids, as far as they do; a page shows the id of whoever does not."""
    asked = select(SignIn.user_id, SignIn.login).where(col(SignIn.user_id).in_(set(users)))
    return {user: login for user, login in session.exec(asked) if login}
