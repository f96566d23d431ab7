"""The facts that an example inside a plan gives, as a snapshot (decision 0014).

Values are written as in a plan: `300,000.00 USD`, `2026-02-10`, `30%`, `new`; nothing written is blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction

from comp.facts.currencies import is_currency
from comp.facts.decimals import MAX_MINOR
from comp.facts.errors import nearest
from comp.facts.example_members import member_row
from comp.facts.snapshot import Snapshot, Value
from comp.language.calendar import Calendar
from comp.language.core import NUMBER_SCALE, Example, Kind, Plan, Program, Source, SourceColumn
from comp.language.money import Money, digits

_AMOUNT = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?(?: ([A-Z]{3}))?", re.ASCII)
_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?( ?%|x)?", re.ASCII)
_QUOTA = "quota"
_ASSIGNMENT = "assignment"

Row = dict[str, Value]


class ExampleFactError(ValueError):
    """A given row that cannot be read; the message names source, row and column."""


def example_snapshot(
    program: Program, plan: Plan, example: Example, calendar: Calendar | None = None
) -> Snapshot:
    """The snapshot of an example's given rows, with the assignments and quota periods that they leave out.

    Raises:
        ExampleFactError: a source, a column or a value cannot be read.
    """
    rows: dict[str, list[Row]] = {}
    for name, texts in example.given:
        source = program.sources.get(name)
        if source is None:
            raise ExampleFactError(f"given {name}: no such source; {nearest(name, program.sources)}")
        read = rows.setdefault(name, [])
        for text in texts:
            where = f"given {name}, row {len(read) + 1}"
            read.extend(_rows(source, text, plan, calendar or Calendar(), where))
    for name, read in rows.items():
        _number(program.sources[name], read)
    if _ASSIGNMENT in program.sources:
        assignments = rows.setdefault(_ASSIGNMENT, [])
        assignments.extend(_missing_members(program, plan, rows))
    return Snapshot.from_rows(program.sources, rows)


def _rows(
    source: Source, text: Mapping[str, str], plan: Plan, calendar: Calendar, where: str
) -> Iterator[Row]:
    known = {name: value for name, value in text.items() if source.column(name) is not None}
    others = {name: value for name, value in text.items() if name not in known}
    if not others:
        yield _row(source, known, plan, where)
        return
    # Columns that the source does not have are names of quotas, where it can hold one in each period.
    if source.name != _QUOTA or {"name", "amount", "units"} & known.keys():
        unknown = next(iter(others))
        names = [column.name for column in source.columns]
        raise ExampleFactError(
            f"{where}: {source.name!r} has no column {unknown!r}; {nearest(unknown, names)}"
        )
    periods = calendar.periods_between(plan.effective_from, plan.effective_through, plan.performance)
    for name, value in others.items():
        if not _is_blank(value):
            held = "amount" if re.search(r"[A-Z]{3}$", value.strip()) else "units"
            row = _row(source, known | {held: value}, plan, where)
            for period in periods:
                yield row | {"name": name, "starts_on": period.starts_on, "ends_on": period.last_day}


def _row(source: Source, text: Mapping[str, str], plan: Plan, where: str) -> Row:
    currency = _currency(source, text, plan, where)
    row: Row = {}
    for name, value in text.items():
        column = source.column(name)
        if column is not None and not _is_blank(value):
            row[name] = _value(column, value.strip(), currency, f"{where}, column {name}")
    if source.currency_column is not None:
        row.setdefault(source.currency_column, currency)
    return row


def _currency(source: Source, text: Mapping[str, str], plan: Plan, where: str) -> str:
    """The currency of the row: as given, else as its amounts say, else the plan's."""
    if source.currency_code is not None:
        return source.currency_code
    given = text.get(source.currency_column or "", "").strip()
    if given:
        return given
    money = [c.name for c in source.columns if c.kind in (Kind.ROW_MONEY, Kind.MONEY)]
    found = [_AMOUNT.fullmatch(text.get(name, "").strip()) for name in money]
    said = sorted({match[4] for match in found if match is not None and match[4]})
    if len(said) > 1:
        raise ExampleFactError(
            f"{where}: amounts in {' and '.join(said)}; the amounts of one row share a currency"
        )
    return said[0] if said else plan.currency


def _value(column: SourceColumn, text: str, currency: str, where: str) -> Value:
    match column.kind:
        case Kind.ROW_MONEY | Kind.MONEY:
            return _amount(text, currency, where)
        case Kind.NUMBER:
            return _number_value(text, where)
        case Kind.DATE:
            return _date(text, where)
        case Kind.BOOLEAN:
            if text not in ("true", "false", "yes", "no"):
                raise ExampleFactError(f"{where}: {text!r} is neither true nor false")
            return text in ("true", "yes")
        case Kind.CURRENCY:
            if not is_currency(text):
                raise ExampleFactError(f"{where}: {text!r} is not an ISO 4217 currency in use")
        case Kind.CHOICE:
            if _unquoted(text) not in column.choices:
                raise ExampleFactError(f"{where}: {text!r} is not a choice; {nearest(text, column.choices)}")
        case _:
            pass
    return _unquoted(text)


def _amount(text: str, currency: str, where: str) -> int:
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ExampleFactError(f"{where}: {text!r} is not an amount; write it as {Money(123456, 'USD')}")
    if match[4] and match[4] != currency:
        raise ExampleFactError(f"{where}: {text!r} is not in the row's currency {currency}")
    places, decimals = digits(currency), (match[3] or "").rstrip("0")
    if len(decimals) > places:
        raise ExampleFactError(f"{where}: {text!r} has more decimals than {currency} has ({places})")
    minor = int(match[2].replace(",", "") + decimals.ljust(places, "0"))
    if minor > MAX_MINOR:
        raise ExampleFactError(f"{where}: {text!r} is too large to be stored")
    return -minor if match[1] else minor


def _number_value(text: str, where: str) -> Fraction:
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise ExampleFactError(f"{where}: {text!r} is not a number; write it as 0.25, 25% or 1.5x")
    value = Fraction(f"{match[1]}{match[2].replace(',', '')}.{match[3] or '0'}")
    value = value / 100 if (match[4] or "").endswith("%") else value
    if (value * NUMBER_SCALE).denominator != 1:
        raise ExampleFactError(f"{where}: {text!r} has more than nine decimals")
    return value


def _date(text: str, where: str) -> date:
    # `fromisoformat` alone also takes 20260210 and 2026-W07-2.
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(text)
    raise ExampleFactError(f"{where}: {text!r} is not a date that exists, written as 2026-02-10")


def _is_blank(text: str) -> bool:
    return text.strip() in ("", "blank")


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _number(source: Source, rows: list[Row]) -> None:
    """Give rows without a key one: `deal-1`, `deal-2`, and so on."""
    column = source.column(source.key)
    if column is None or column.kind is Kind.PAYEE:
        return
    taken = {row.get(source.key) for row in rows}
    number = 0
    for row in rows:
        if row.get(source.key) is None:
            number += 1
            while f"{source.name}-{number}" in taken:
                number += 1
            row[source.key] = f"{source.name}-{number}"


def _missing_members(program: Program, plan: Plan, rows: Mapping[str, list[Row]]) -> list[Row]:
    """An assignment, for all time, for every payee that the given rows name and give none."""
    assignment = program.sources[_ASSIGNMENT]
    has_one = {row.get(assignment.key) for row in rows.get(_ASSIGNMENT, [])}
    named = {
        row[column.name]
        for name, some in rows.items()
        for row in some
        for column in program.sources[name].columns
        if column.kind is Kind.PAYEE and row.get(column.name) is not None
    }
    return [member_row(assignment, plan, str(payee)) for payee in sorted(named - has_one, key=str)]
