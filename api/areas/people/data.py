"""The JSON of people and users. No pay stands in it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import Meta, Struct

from comp.workflow.access import UserShown
from comp.workflow.directory import PersonOnDays, PersonShown, Span, Staged

Text = Annotated[str, Meta(max_length=254)]


class PersonJson(Struct, frozen=True):
    """A person, with who leads them and by which plans they are paid today."""

    payee: str
    name: str
    mail: str
    locale: str
    erased_at: datetime | None
    manager: str | None
    plans: list[str]


class People(Struct, frozen=True):
    """People by page; `next` is the `after` of the next one."""

    items: list[PersonJson]
    next: str | None


class SpanJson(Struct, frozen=True):
    """What holds from a day to a day, both of which count."""

    what: str
    whom: str
    starts_on: date
    ends_on: date | None


class PersonInFull(Struct, frozen=True):
    """A person with all spans."""

    person: PersonJson
    identities: list[SpanJson]
    managers: list[SpanJson]
    plans: list[SpanJson]
    reports: list[str]


class Erased(Struct, frozen=True):
    """What was emptied."""

    payee: str
    again: bool
    sign_ins: int


class UserJson(Struct, frozen=True):
    """A user; `state` is active, invited, locked or disabled."""

    user_id: str
    login: str | None
    payee: str | None
    roles: list[str]
    state: str
    created_at: datetime
    disabled_at: datetime | None
    locked_until: datetime | None


class Users(Struct, frozen=True):
    """Users by page; `next` is the `after` of the next one."""

    items: list[UserJson]
    next: str | None


class NewUserAsked(Struct, frozen=True, forbid_unknown_fields=True):
    """A user to be added."""

    login: Text
    roles: list[Text]
    payee: Text | None = None


class NewUserMade(Struct, frozen=True):
    """A user with a password that is told this once."""

    user_id: str
    password: str


class SheetsSeen(Struct, frozen=True):
    """What a staged file would change; `digest` is what confirms it."""

    file: str
    digest: str
    counts: dict[str, dict[str, int]]
    changes: list[dict[str, Any]]
    refused: list[dict[str, Any]]


class SheetsConfirmed(Struct, frozen=True, forbid_unknown_fields=True):
    """The digest of what was seen, and whether the others are imported where rows are refused."""

    digest: Text
    allow_refused: bool = False


class SheetsWritten(Struct, frozen=True):
    """How many rows were written, by table and kind."""

    counts: dict[str, dict[str, int]]


def person_json(of: PersonShown) -> PersonJson:
    """A person as JSON."""
    return PersonJson(of.payee, of.name, of.mail, of.locale, of.erased_at, of.manager, list(of.plans))


def in_full(of: PersonOnDays) -> PersonInFull:
    """A person with spans as JSON."""
    return PersonInFull(
        person_json(of.shown),
        [_span(each) for each in of.identities],
        [_span(each) for each in of.managers],
        [_span(each) for each in of.plans],
        list(of.reports),
    )


def _span(of: Span) -> SpanJson:
    return SpanJson(of.what, of.whom, of.starts_on, of.ends_on)


def user_json(of: UserShown, at: datetime) -> UserJson:
    """A user as JSON."""
    return UserJson(
        of.user_id,
        of.login,
        of.payee,
        [role.value for role in of.roles],
        of.state(at),
        of.created_at,
        of.disabled_at,
        of.locked_until,
    )


def sheets_json(of: Staged, told: dict[str, Any]) -> SheetsSeen:
    """A staged file as JSON; `told` is its preview for machines."""
    return SheetsSeen(of.file, of.digest, told["counts"], told["changes"], told["refused"])
