"""Erasing a person from the service: what an admin may not do to themselves, nor to the last admin."""

from __future__ import annotations

from datetime import datetime

from comp.records import Records, hold_chain
from comp.records.people import Erased, erase
from comp.workflow.access import AccessRefusedError, Actor, require_admin, require_another_admin, users_of


def erase_person(records: Records, by: Actor, payee: str, at: datetime) -> Erased:
    """Empty a person's name, mail and login, and end what they are signed in by.

    Raises:
        AccessRefusedError: `by` is no admin, or is this person.
        UserRuleError: nobody would be admin any more.
        UnknownNameError: there is nobody of that id.
    """
    actor = require_admin(by)
    if by.payee == payee:
        raise AccessRefusedError("nobody erases themselves; ask another admin")
    with records.transaction() as session:
        hold_chain(session)
        for each in users_of(session, [payee]):
            require_another_admin(session, each.user_id)
        erased = erase(session, payee, by=actor, at=at)
    records.forget()
    return erased
