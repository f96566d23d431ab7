"""People by page, and one person with their spans. No amount stands in any of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_

from comp.errors import UnknownNameError
from comp.records import Identity, Person, PlanAssignment, ReportingLine, Session, col, select


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person, with who leads them and by which plans they are paid on a day; blank once erased."""

    payee: str
    name: str
    mail: str
    locale: str
    erased_at: datetime | None
    manager: str | None
    plans: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """Something that holds from a day to a day, both of which count; `ends_on` is None where it is open."""

    what: str
    whom: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PersonOnDays:
    """A person with all spans: ids in other systems, managers, plans; and who reports to them on a day."""

    shown: PersonShown
    identities: tuple[Span, ...]
    managers: tuple[Span, ...]
    plans: tuple[Span, ...]
    reports: tuple[str, ...]


def people(
    session: Session, on: date, search: str = "", *, after: str = "", limit: int
) -> tuple[PersonShown, ...]:
    """People in the order of their ids, from behind `after`, whose id, name or mail holds `search`."""
    asked = select(Person).where(col(Person.payee) > after).order_by(col(Person.payee)).limit(limit)
    found = session.exec(asked.where(_like(search.strip())) if search.strip() else asked).all()
    return _shown(session, found, on)


def person(session: Session, payee: str, on: date) -> PersonOnDays:
    """One person.

    Raises:
        UnknownNameError: there is nobody of that id.
    """
    found = session.get(Person, payee)
    if found is None:
        raise UnknownNameError("payee", payee, session.exec(select(Person.payee)).all())
    (shown,) = _shown(session, [found], on)
    identities = session.exec(select(Identity).where(Identity.payee == payee)).all()
    managers = session.exec(select(ReportingLine).where(ReportingLine.payee == payee)).all()
    plans = session.exec(select(PlanAssignment).where(PlanAssignment.payee == payee)).all()
    led = select(ReportingLine.payee).where(ReportingLine.manager == payee, _holds(ReportingLine, on))
    return PersonOnDays(
        shown,
        _by_days(Span(each.system, each.external_id, each.starts_on, each.ends_on) for each in identities),
        _by_days(Span("manager", each.manager, each.starts_on, each.ends_on) for each in managers),
        _by_days(Span("plan", each.plan, each.starts_on, each.ends_on) for each in plans),
        tuple(sorted(session.exec(led))),
    )


def _by_days(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The latest first."""
    return tuple(sorted(spans, key=lambda each: (each.starts_on, each.what, each.whom), reverse=True))


def _like(text: str) -> ColumnElement[bool]:
    columns = (Person.payee, Person.name, Person.mail)
    return or_(*(col(each).icontains(text, autoescape=True) for each in columns))


def _holds(table: type[ReportingLine | PlanAssignment], on: date) -> ColumnElement[bool]:
    ends_on = col(table.ends_on)
    return (col(table.starts_on) <= on) & (ends_on.is_(None) | (ends_on >= on))


def _shown(session: Session, found: Iterable[Person], on: date) -> tuple[PersonShown, ...]:
    listed = list(found)
    payees = [each.payee for each in listed]
    managers, plans = _managers(session, payees, on), _plans(session, payees, on)
    return tuple(
        PersonShown(
            each.payee,
            each.name,
            each.mail,
            each.locale,
            each.erased_at,
            managers.get(each.payee),
            tuple(sorted(plans.get(each.payee, ()))),
        )
        for each in listed
    )


def _managers(session: Session, payees: list[str], on: date) -> Mapping[str, str]:
    asked = select(ReportingLine.payee, ReportingLine.manager)
    return dict(
        session.exec(asked.where(col(ReportingLine.payee).in_(payees), _holds(ReportingLine, on))).all()
    )


def _plans(session: Session, payees: list[str], on: date) -> Mapping[str, list[str]]:
    asked = select(PlanAssignment.payee, PlanAssignment.plan)
    found: dict[str, list[str]] = {}
    for payee, plan in session.exec(
        asked.where(col(PlanAssignment.payee).in_(payees), _holds(PlanAssignment, on))
    ):
        found.setdefault(payee, []).append(plan)
    return found
