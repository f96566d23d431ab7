"""Checks the cells that an example gives against the columns of their sources (docs/decisions/0014)."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.diagnostic import nearest
from comp.language.lowering.faults import Faults
from comp.language.lowering.table_rows import MONEY
from comp.language.money import digits

_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d{1,9})?(?: ?%|x)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_TRUTHS = ("true", "false", "yes", "no")
BLANK = ("", "blank")


def check_cell(faults: Faults, source: core.Source, column: core.SourceColumn, cell: syntax.Cell) -> None:
    """Tell where a cell is not what its column holds."""
    if cell.text in BLANK:
        return
    wrong = _wrong(source, column, cell.text)
    if wrong is not None:
        faults.error("E002", cell.span, f"`{source.name}.{column.name}` is {wrong[0]}.", wrong[1])


def check_quota_cell(faults: Faults, name: str, cell: syntax.Cell) -> None:
    """A cell below the name of a quota: an amount or a number."""
    if cell.text in BLANK or _NUMBER.fullmatch(cell.text):
        return
    hint = _money_hint(cell.text)
    if hint is not None:
        faults.error("E002", cell.span, f"A quota `{name}` is an amount or a number.", hint)


def _money_hint(text: str) -> str | None:
    """What to write instead of an amount; None where it is one."""
    match = MONEY.fullmatch(text)
    if match is None:
        return "Write an amount such as `1,000.00 USD`."
    places = digits(match[4])
    if len(match[3] or "") == places:
        return None
    decimals = f".{'0' * places}" if places else ""
    return f"{match[4]} has {places} decimals: write for example `{match[2]}{decimals} {match[4]}`."


def _wrong(source: core.Source, column: core.SourceColumn, text: str) -> tuple[str, str] | None:
    """What the column is, and what to write instead; None where the text is that."""
    match column.kind:
        case Kind.ROW_MONEY | Kind.MONEY:
            hint = _money_hint(text)
            of_all = f", in {source.currency_code} for all rows" if source.currency_code is not None else ""
            return None if hint is None else (f"money{of_all}, and `{text}` is no amount", hint)
        case Kind.NUMBER:
            fits = _NUMBER.fullmatch(text) is not None
            return None if fits else (f"a number, and `{text}` is none", "Write `0.25`, `25%` or `3`.")
        case Kind.DATE:
            return None if _is_date(text) else (f"a date, and `{text}` is none", "Write `2026-01-31`.")
        case Kind.BOOLEAN:
            return None if text in _TRUTHS else (f"true or false, not `{text}`", "Write `true` or `false`.")
        case Kind.CURRENCY:
            fits = _CURRENCY.fullmatch(text) is not None
            return None if fits else (f"a currency, and `{text}` is none", "Write a code such as `USD`.")
        case Kind.CHOICE if text not in column.choices:
            meant = nearest(text, column.choices)
            listed = ", ".join(f"`{choice}`" for choice in column.choices)
            hint = f"Did you mean `{meant}`?" if meant else f"Write one of {listed}."
            return f"one of {listed}, not `{text}`", hint
        case _:
            return None


def _is_date(text: str) -> bool:
    with suppress(ValueError):
        return _DATE.fullmatch(text) is not None and bool(date.fromisoformat(text))
    return False
