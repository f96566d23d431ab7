"""Builds expressions of the syntax tree from Lark trees."""

from __future__ import annotations

from lark import Token, Tree

from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.parsing.reader import Branch, Reader, child

# Every later walk over an expression may recurse; this bounds its depth on every path.
MAX_PARTS = 160


def expression(reader: Reader, part: Branch) -> syntax.Expression:
    """Build an expression, or refuse one with too many parts."""
    if isinstance(part, Tree) and sum(1 for _ in part.iter_subtrees()) > MAX_PARTS:
        reader.fault(
            reader.span(part),
            f"This formula has more than {MAX_PARTS} parts.",
            "Give parts of it a name: write them as measures of their own.",
            "P008",
        )
        return syntax.Reference(reader.span(part), syntax.REFUSED)
    return _build(reader, part)


def optional(reader: Reader, part: Branch) -> syntax.Expression | None:
    """Build an expression where one is written."""
    return None if part is None else expression(reader, part)


def window(reader: Reader, part: Branch) -> core.Window:
    """`of the period`, `of the year`, `of this performance period and the N before it`."""
    match part:
        case Tree(data="this_year"):
            return core.Window(cadence=Cadence.YEAR)
        case Tree(data="trailing_periods"):
            return core.Window(before=reader.whole(child(part, 0)))
        case _:
            return core.Window()


def _build(reader: Reader, part: Branch) -> syntax.Expression:
    span = reader.span(part)
    if not isinstance(part, Tree):
        return reader.constant(part)
    match str(part.data):
        case "number" | "percent" | "multiple" | "money" | "date" | "text":
            return reader.constant(child(part, 0))
        case "name":
            return syntax.Reference(span, str(child(part, 0)))
        case "path" | "path_day":
            day = child(part, 2)
            as_of = None if day is None else _build(reader, day)
            return syntax.Path(span, reader.name(child(part, 0)), reader.name(child(part, 1)), as_of)
        case "quota" | "quota_by_days":
            return syntax.QuotaOf(span, reader.name(child(part, 0)), part.data == "quota_by_days")
        case "period_target":
            return syntax.PeriodTarget(span)
        case "total_own" | "count_own":
            return _of_own(reader, part)
        case "total":
            return syntax.Total(span, _operand(reader, part, 0))
        case "count_of":
            return syntax.CountOf(span, reader.name(child(part, 0)))
        case "least" | "greatest" | "blank_or" | "binary" | "negative":
            return _operation(reader, part)
        case _:
            return _condition(reader, part)


def _operation(reader: Reader, part: Tree[Token]) -> syntax.Expression:
    span = reader.span(part)
    match str(part.data):
        case "least" | "greatest":
            operands = tuple(_build(reader, operand) for operand in part.children)
            return syntax.Extreme(span, part.data == "least", operands)
        case "blank_or":
            return syntax.BlankOr(span, _operand(reader, part, 0), _operand(reader, part, 1))
        case "binary":
            operator = core.Operator(str(child(part, 1)))
            return syntax.Binary(span, operator, _operand(reader, part, 0), _operand(reader, part, 2))
        case _:
            return syntax.Negative(span, _operand(reader, part, 1))


def _condition(reader: Reader, part: Tree[Token]) -> syntax.Expression:
    span = reader.span(part)
    match str(part.data):
        case "comparison":
            sign = core.Comparison(str(child(part, 1)))
            return syntax.Comparison(span, sign, _operand(reader, part, 0), _operand(reader, part, 2))
        case "equal" | "unequal":
            sign = core.Comparison.IS if part.data == "equal" else core.Comparison.IS_NOT
            return syntax.Comparison(span, sign, _operand(reader, part, 0), _operand(reader, part, 1))
        case "is_blank" | "is_not_blank":
            return syntax.BlankTest(span, _operand(reader, part, 0), part.data == "is_not_blank")
        case "days_between":
            value, first, last, after = (_build(reader, operand) for operand in part.children)
            return syntax.DaysBetween(span, value, first, last, after)
        case "among_own":
            direct = child(part, 1) is not None
            return syntax.Among(span, _operand(reader, part, 0), reader.name(child(part, 2)), direct)
        case "all_of" | "any_of":
            left, right = _operand(reader, part, 0), _operand(reader, part, 1)
            return syntax.Junction(span, part.data == "all_of", left, right)
        case _:  # `negation`, the grammar's last kind of condition
            return syntax.Negation(span, _operand(reader, part, 0))


def _operand(reader: Reader, part: Tree[Token], index: int) -> syntax.Expression:
    return _build(reader, child(part, index))


def _of_own(reader: Reader, part: Tree[Token]) -> syntax.OfOwn:
    how = core.Aggregation.TOTAL if part.data == "total_own" else core.Aggregation.COUNT
    direct = child(part, 0) is not None
    return syntax.OfOwn(
        reader.span(part), how, reader.name(child(part, 1)), window(reader, child(part, 2)), direct
    )
