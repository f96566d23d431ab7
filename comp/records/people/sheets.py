"""The sheets: one a table, with its columns, its key, and how a row becomes cells and cells a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, cast

from sqlmodel import SQLModel

from comp.records.people import cells
from comp.records.people.cells import CellFault
from comp.records.tables import Identity, Person, PlanAssignment, Quota, ReportingLine

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet. `key` are the columns that name a row, and `span_of` those whose spans may not overlap."""

    table: str
    title: str
    model: type[SQLModel]
    columns: tuple[str, ...]
    key: tuple[str, ...]
    read: Callable[[Cells], SQLModel]
    write: Callable[[SQLModel], dict[str, str]]
    payees: tuple[str, ...] = ()
    span_of: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.title.lower().replace(' ', '_')}.csv"

    def key_of(self, values: Cells) -> tuple[str, ...]:
        """The cells that name the row."""
        return tuple(values[column] for column in self.key)


def _read_person(of: Cells) -> SQLModel:
    return Person(
        payee=cells.needed("payee", of["payee"]),
        name=cells.plain("name", of["name"]),
        mail=cells.plain("mail", of["mail"]),
        locale=cells.locale("locale", of["locale"]),
    )


def _write_person(row: SQLModel) -> dict[str, str]:
    person = cast("Person", row)
    return {"payee": person.payee, "name": person.name, "mail": person.mail, "locale": person.locale}


def _read_identity(of: Cells) -> SQLModel:
    first = cells.day("starts_on", of["starts_on"])
    return Identity(
        system=cells.needed("system", of["system"]),
        external_id=cells.needed("external_id", of["external_id"]),
        payee=cells.needed("payee", of["payee"]),
        starts_on=first,
        ends_on=cells.last_day("ends_on", of["ends_on"], first),
    )


def _write_identity(row: SQLModel) -> dict[str, str]:
    identity = cast("Identity", row)
    return {
        "system": identity.system,
        "external_id": identity.external_id,
        "payee": identity.payee,
        "starts_on": cells.day_text(identity.starts_on),
        "ends_on": cells.day_text(identity.ends_on),
    }


def _read_reporting(of: Cells) -> SQLModel:
    first = cells.day("starts_on", of["starts_on"])
    if of["payee"] == of["manager"]:
        raise CellFault("manager", "somebody else than the payee")
    return ReportingLine(
        payee=cells.needed("payee", of["payee"]),
        manager=cells.needed("manager", of["manager"]),
        starts_on=first,
        ends_on=cells.last_day("ends_on", of["ends_on"], first),
    )


def _write_reporting(row: SQLModel) -> dict[str, str]:
    line = cast("ReportingLine", row)
    return {
        "payee": line.payee,
        "manager": line.manager,
        "starts_on": cells.day_text(line.starts_on),
        "ends_on": cells.day_text(line.ends_on),
    }


def _read_assignment(of: Cells) -> SQLModel:
    first = cells.day("starts_on", of["starts_on"])
    minor, code = _money(of, "target_incentive")
    return PlanAssignment(
        payee=cells.needed("payee", of["payee"]),
        plan=cells.needed("plan", of["plan"]),
        starts_on=first,
        ends_on=cells.last_day("ends_on", of["ends_on"], first),
        target_incentive_minor=minor,
        currency=code,
    )


def _write_assignment(row: SQLModel) -> dict[str, str]:
    line = cast("PlanAssignment", row)
    return {
        "payee": line.payee,
        "plan": line.plan,
        "starts_on": cells.day_text(line.starts_on),
        "ends_on": cells.day_text(line.ends_on),
        "target_incentive": _amount_text(line.target_incentive_minor, line.currency),
        "currency": line.currency or "",
    }


def _read_quota(of: Cells) -> SQLModel:
    first = cells.day("starts_on", of["starts_on"])
    if bool(of["amount"]) == bool(of["units"]):
        raise CellFault("amount", "either an amount with its currency, or units")
    minor, code = _money(of, "amount")
    return Quota(
        id=cells.needed("id", of["id"]),
        payee=cells.needed("payee", of["payee"]),
        name=cells.needed("name", of["name"]),
        starts_on=first,
        ends_on=cells.last_day("ends_on", of["ends_on"], first),
        amount_minor=minor,
        currency=code,
        units=cells.units("units", of["units"]) if of["units"] else None,
        reason=cells.plain("reason", of["reason"]),
    )


def _write_quota(row: SQLModel) -> dict[str, str]:
    quota = cast("Quota", row)
    return {
        "id": quota.id,
        "payee": quota.payee,
        "name": quota.name,
        "starts_on": cells.day_text(quota.starts_on),
        "ends_on": cells.day_text(quota.ends_on),
        "amount": _amount_text(quota.amount_minor, quota.currency),
        "units": cells.units_text(quota.units) if quota.units is not None else "",
        "currency": quota.currency or "",
        "reason": quota.reason,
    }


def _money(of: Cells, column: str) -> tuple[int | None, str | None]:
    """Minor units and their currency; a currency beside no amount says nothing and is left out."""
    if not of[column]:
        return None, None
    code = cells.currency("currency", of["currency"])
    return cells.amount(column, of[column], code), code


def _amount_text(minor: int | None, code: str | None) -> str:
    return "" if minor is None or code is None else cells.amount_text(minor, code)


SHEETS: Final = (
    SheetForm(
        *("person", "People", Person, ("payee", "name", "mail", "locale"), ("payee",)),
        *(_read_person, _write_person),
    ),
    SheetForm(
        *("identity", "Identities", Identity),
        ("system", "external_id", "payee", "starts_on", "ends_on"),
        ("system", "external_id", "starts_on"),
        *(_read_identity, _write_identity),
        payees=("payee",),
        span_of=("system", "external_id"),
    ),
    SheetForm(
        *("reporting_line", "Reporting lines", ReportingLine),
        ("payee", "manager", "starts_on", "ends_on"),
        ("payee", "starts_on"),
        *(_read_reporting, _write_reporting),
        payees=("payee", "manager"),
        span_of=("payee",),
    ),
    SheetForm(
        *("plan_assignment", "Plan assignments", PlanAssignment),
        ("payee", "plan", "starts_on", "ends_on", "target_incentive", "currency"),
        ("payee", "plan", "starts_on"),
        *(_read_assignment, _write_assignment),
        payees=("payee",),
        span_of=("payee", "plan"),
    ),
    SheetForm(
        *("quota", "Quotas", Quota),
        ("id", "payee", "name", "starts_on", "ends_on", "amount", "units", "currency", "reason"),
        ("id",),
        *(_read_quota, _write_quota),
        payees=("payee",),
    ),
)
"""All sheets, people first: the others name them."""
