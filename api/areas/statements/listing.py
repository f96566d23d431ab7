"""Which statements a page lists: somebody's own, or those of everybody, by period, state and name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.names import names_of
from comp.records import Person, Session, col, select
from comp.workflow.access import Actor, Role
from comp.workflow.review import State, StatementShown, reviewed_runs, statements_seen

ON_A_PAGE: Final = 50
_MOST_PEOPLE: Final = 20
"""How many people a name may be of before it has to be written more fully."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; blank is anything. `who` is an id or a part of a name."""

    period: str = ""
    state: State | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A part of a list, with the names of its payees; `too_many` where a name is of too many people."""

    items: Sequence[StatementShown]
    next: str | None
    names: Mapping[str, str]
    too_many: bool = False


def own(session: Session, actor: Actor, after: str | None) -> Found:
    """The actor's own statements, the latest period first; nothing for who is no payee."""
    if actor.payee is None or Role.PAYEE not in actor.roles:
        return Found((), None, {})
    part = statements_seen(session, actor, payee=actor.payee, after=after, limit=ON_A_PAGE)
    return Found(part.items, part.next, names_of(session, [actor.payee]))


def everybody(session: Session, actor: Actor, wanted: Wanted, after: str | None) -> Found:
    """All statements that the actor may see, as they are wanted."""
    period = wanted.period or None
    if not wanted.who:
        part = statements_seen(
            session, actor, period=period, state=wanted.state, after=after, limit=ON_A_PAGE
        )
        return Found(part.items, part.next, names_of(session, [each.payee for each in part.items]))
    people = _people(session, wanted.who)
    if len(people) > _MOST_PEOPLE:
        return Found((), None, {}, too_many=True)
    items = [
        each
        for payee in people
        for each in statements_seen(session, actor, period=period, state=wanted.state, payee=payee).items
    ]
    return Found(items, None, names_of(session, people))


def periods(session: Session) -> list[str]:
    """The periods that statements are of, the latest first."""
    by_day = sorted(reviewed_runs(session).shown(), key=lambda run: (-run.last_day.toordinal(), run.period))
    return list(dict.fromkeys(run.period for run in by_day))


def _people(session: Session, who: str) -> list[str]:
    """Whose id it is, or whose name has it as a part, upper or lower case alike."""
    like = col(Person.name).icontains(who, autoescape=True)
    asked = select(Person.payee).where((col(Person.payee) == who) | like).order_by(col(Person.payee))
    return list(session.exec(asked.limit(_MOST_PEOPLE + 1)))
