"""The texts of a layout's cells: what another system would misread is refused, and no text is ever altered.

An id that a spreadsheet would take for a formula is refused with its employee and its column, because both
ways out are worse: to write it is an attack, to mark it is another id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from comp.finance.payroll_layout import Layout, LayoutColumn
from comp.finance.payroll_model import ImportRow, PayrollRefusedError
from comp.language.money import digits, format_minor

_LIKE_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
LayoutSettings = Mapping[str, "str | Mapping[str, str]"]
"""What the company set for a layout: a text, or a text for each legal entity."""


def cell_text(
    layout: Layout, column: LayoutColumn, row: ImportRow, given: LayoutSettings, amount_minor: int | None
) -> str:
    """The text of a cell; `amount_minor` is what a column of amounts holds, None for nothing.

    Raises:
        PayrollRefusedError: the other system would not take it, or would take it for something else.
    """
    if column.source == "amount":
        return "" if amount_minor is None else _amount(layout, column, row, amount_minor)
    text = field_text(layout, column.source, row, given, column.dates) if column.source else column.constant
    text = column.values.get(text, text) if column.values else text
    if column.values and text not in column.values.values():
        raise refused(layout, row, column, f"{text!r} has no word of its own under 'values'")
    return checked(layout, column, row, text)


def field_text(layout: Layout, source: str, row: ImportRow, given: LayoutSettings, dates: str = "") -> str:
    """The text of a field or a setting for a row; `dates` is a format that a column has for itself."""
    key = row.key
    match source:
        case "employee_id" | "earning_code" | "legal_entity" | "cost_centre" | "currency" | "period":
            return str(getattr(key, source))
        case "pay_date":
            return _date(key.pay_on, dates or layout.dates)
        case "pay_month":
            return _date(key.pay_on.replace(day=1), dates or layout.dates)
        case "number":
            return str(row.number)
        case _:
            return _setting(layout, source, given, key.legal_entity)


def checked(layout: Layout, column: LayoutColumn, row: ImportRow, text: str) -> str:
    """The text, where the other system takes it as it is."""
    if not text:
        if column.required:
            raise refused(layout, row, column, "is blank")
        return text
    if _LIKE_FORMULA.match(text):
        raise refused(layout, row, column, f"{text!r} begins like a formula")
    _require_plain(layout, column, row, text)
    return text


def refused(layout: Layout, row: ImportRow, column: LayoutColumn, why: str) -> PayrollRefusedError:
    """The error that names layout, employee and column."""
    named = column.header or column.source or column.constant
    return PayrollRefusedError(
        f"no payroll: {layout.name} cannot take {named} of employee {row.key.employee_id!r}: {why}; "
        "mend it where it comes from, nothing is altered on the way"
    )


def amount_text(layout: Layout, minor: int, currency: str) -> str:
    """An amount as the layout writes it: plain digits, no thousands."""
    places = digits(currency)
    sign, figures = ("-" if minor < 0 else ""), str(abs(minor))
    if layout.minor_units or not places:
        return sign + figures
    figures = figures.rjust(places + 1, "0")
    return f"{sign}{figures[:-places]}{layout.decimal}{figures[-places:]}"


def _amount(layout: Layout, column: LayoutColumn, row: ImportRow, minor: int) -> str:
    text = amount_text(layout, minor, row.key.currency)
    if minor < 0 and not layout.negatives:
        named = column.header or column.source
        raise PayrollRefusedError(
            f"no payroll: {layout.name} cannot take {named} of employee {row.key.employee_id!r}: "
            f"{format_minor(minor, row.key.currency)} {row.key.currency} is below zero, which the layout "
            "refuses; write it in a layout that takes it, such as generic-csv, or choose rows by --currency "
            "or --legal-entity and settle this one by hand"
        )
    _require_plain(layout, column, row, text)
    return text


def _require_plain(layout: Layout, column: LayoutColumn, row: ImportRow, text: str) -> None:
    if _CONTROL.search(text):
        raise refused(layout, row, column, f"{text!r} holds a control character")
    if column.longest and len(text) > column.longest:
        raise refused(layout, row, column, f"{text!r} is longer than {column.longest}")
    if layout.fixed and len(text) > column.width:
        raise refused(layout, row, column, f"{text!r} is wider than {column.width}")
    if column.pattern and re.fullmatch(column.pattern, text) is None:
        raise refused(layout, row, column, f"{text!r} does not fit {column.pattern}")
    filled = column.fill, (text.lstrip if column.right else text.rstrip)
    if layout.fixed and column.source != "amount" and filled[1](filled[0]) != text:
        raise refused(layout, row, column, f"{text!r} begins or ends with what fills the column")
    if not layout.fixed and layout.quote == "never" and (layout.delimiter in text or '"' in text):
        raise refused(layout, row, column, f"{text!r} holds the mark between columns, or a quotation mark")
    try:
        text.encode(layout.encoding)
    except UnicodeEncodeError:
        raise refused(layout, row, column, f"{text!r} cannot be written in {layout.encoding}") from None


def _setting(layout: Layout, name: str, given: LayoutSettings, legal_entity: str) -> str:
    value = given.get(name)
    where, meaning = f"[settlement.layouts.{layout.name}]", layout.settings[name]
    if value is None:
        raise PayrollRefusedError(f'comp.toml: {where} has no {name}, {meaning}; write {name} = "…"')
    if isinstance(value, str):
        return value
    if legal_entity not in value:
        raise PayrollRefusedError(
            f"comp.toml: {where} has no {name}, {meaning}, for {legal_entity}; write it under {name}"
        )
    return value[legal_entity]


def _date(day: date, form: str) -> str:
    return form.replace("YYYY", f"{day:%Y}").replace("MM", f"{day:%m}").replace("DD", f"{day:%d}")
