"""Builds the header lines of a plan."""

from __future__ import annotations

from dataclasses import replace

from lark import Token, Tree

from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.money import Rounding
from comp.language.parsing.expressions import cadence, expression
from comp.language.parsing.lines import allowance
from comp.language.parsing.reader import Branch, Reader, child, subtree

_PRORATIONS = {
    "calendar_days": core.Proration.CALENDAR_DAYS,
    "working_days": core.Proration.WORKING_DAYS,
    "months_of_30_days": core.Proration.MONTHS_OF_30_DAYS,
    "started_months": core.Proration.STARTED_MONTHS,
}


def header_line(header: syntax.Header, reader: Reader, tree: Tree[Token]) -> syntax.Header:
    """The header with one more line."""
    span = reader.span(tree)
    match str(tree.data):
        case "effective_line":
            later = child(tree, 2)
            facts = None if later is None else isinstance(later, Tree) and later.data == "later_included"
            first, last = reader.date(child(tree, 0)), reader.date(child(tree, 1))
            return replace(header, effective=syntax.EffectiveLine(span, first, last, facts))
        case "payees_line":
            condition = expression(reader, child(tree, 0))
            return replace(header, payees=syntax.PayeesLine(span, condition, child(tree, 1) is not None))
        case "performance_line":
            return replace(header, performance=_cadence_line(reader, tree))
        case "payout_line":
            return replace(header, payout=_cadence_line(reader, tree))
        case "currency_line" | "rounding_line":
            return _money_line(header, reader, tree)
        case "prorating_line":
            by = subtree(tree, 0)
            proration = _PRORATIONS[str(by.data) if by is not None else "calendar_days"]
            return replace(header, prorating=syntax.ProratingLine(span, proration))
        case "target_line":
            amount, day = expression(reader, child(tree, 0)), subtree(tree, 1)
            blended = None if day is None else day.data == "blended"
            return replace(header, target=syntax.TargetLine(span, amount, blended))
        case "allow_line":
            return replace(header, allowances=(*header.allowances, allowance(reader, tree)))
        case _:
            return replace(header, data=reader.names(tree.children))


def _cadence_line(reader: Reader, tree: Tree[Token]) -> syntax.CadenceLine:
    length = subtree(tree, 0)
    day = child(length, 0) if length is not None else None
    weeks_from = reader.date(day) if day is not None else None
    return syntax.CadenceLine(reader.span(tree), cadence(length) or Cadence.MONTH, weeks_from)


def _money_line(header: syntax.Header, reader: Reader, tree: Tree[Token]) -> syntax.Header:
    span = reader.span(tree)
    if tree.data == "rounding_line":
        mode, unit = _rounding_mode(child(tree, 0)), reader.constant(child(tree, 1))
        return replace(header, rounding=syntax.RoundingLine(span, mode, unit, child(tree, 2) is not None))
    day = subtree(tree, 1)
    fixed = child(day, 0) if day is not None else None
    rate_on = reader.date(fixed) if fixed is not None else None
    return replace(header, currency=syntax.CurrencyLine(span, str(child(tree, 0)), day is not None, rate_on))


def _rounding_mode(part: Branch) -> Rounding:
    return Rounding(str(part.data).replace("_", " ")) if isinstance(part, Tree) else Rounding.HALF_EVEN
