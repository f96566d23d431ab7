"""Builds the lines of a block: each knows only itself, and `build.py` puts them together."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from lark import Token, Tree

from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.money import Rounding
from comp.language.parsing.expressions import expression, optional, window
from comp.language.parsing.places import QUOTED_OR_COMMENT
from comp.language.parsing.reader import Branch, Reader, child, subtree, unquote
from comp.language.span import Span


@dataclass(frozen=True, slots=True)
class SummaryLine(syntax.Written):
    """`summary "…"`."""

    text: str


@dataclass(frozen=True, slots=True)
class ValueLine(syntax.Written):
    """`value EXPRESSION` of a credit."""

    value: syntax.Expression


@dataclass(frozen=True, slots=True)
class ClosesLine(syntax.Written):
    """`read at the close of its performance period, then of each of the N after it` of a hold."""

    later_periods: int


@dataclass(frozen=True, slots=True)
class BlankLine(syntax.Written):
    """`blank is released` or `blank is held` of a hold."""

    releases: bool


ClauseLine: TypeAlias = (
    syntax.Statement | syntax.OnLine | syntax.ShareLine | syntax.AlsoLine | syntax.OverRows | syntax.OverOwn
    | syntax.ReadLine | syntax.PortionLine | SummaryLine | ValueLine | ClosesLine | BlankLine
)  # fmt: skip


def clause_line(reader: Reader, tree: Tree[Token]) -> ClauseLine:
    """Build one line of a clause."""
    span = reader.span(tree)
    match str(tree.data):
        case "summary_line":
            return SummaryLine(span, unquote(str(child(tree, 0))))
        case "credit_line" | "on_line" | "value_line" | "share_line" | "rest_line" | "also_line":
            return _credit_line(reader, tree, span)
        case "measure_line" | "over_rows_line" | "over_own_line" | "read_line":
            return _measure_line(reader, tree, span)
        case "table_line":
            return _table(reader, tree, span)
        case "except_line":
            when, value = expression(reader, child(tree, 1)), expression(reader, child(tree, 3))
            return syntax.ExceptStatement(
                span, reader.name(child(tree, 0)), when, reader.name(child(tree, 2)), value
            )
        case _:
            return _pay_line(reader, tree, span)


def _credit_line(reader: Reader, tree: Tree[Token], span: Span) -> ClauseLine:
    match str(tree.data):
        case "credit_line":
            name, source = reader.name(child(tree, 0)), reader.name(child(tree, 1))
            return syntax.CreditStatement(
                span, name, source, optional(reader, child(tree, 2)), None, None, ()
            )
        case "on_line":
            ties = tuple(_tie(reader, tie) for tie in tree.children[1:] if isinstance(tie, Tree))
            return syntax.OnLine(span, expression(reader, child(tree, 0)), ties)
        case "value_line":
            return ValueLine(span, expression(reader, child(tree, 0)))
        case "share_line":
            share = expression(reader, child(tree, 0))
            return syntax.ShareLine(span, share, expression(reader, child(tree, 1)))
        case "rest_line":
            return syntax.ShareLine(span, None, expression(reader, child(tree, 0)))
        case _:
            levels = tree.children[1]
            assert isinstance(levels, Tree)  # noqa: S101 - the grammar or the caller says so
            first, last = reader.whole(child(levels, 0)), reader.whole(levels.children[-1])
            share, day = expression(reader, child(tree, 0)), expression(reader, child(tree, 2))
            return syntax.AlsoLine(span, share, first, last, day)


def _tie(reader: Reader, tree: Tree[Token]) -> syntax.Tie:
    source, column = reader.name(child(tree, 0)), reader.name(child(tree, 1))
    return syntax.Tie(reader.span(tree), source, column, as_text=child(tree, 2) is not None)


def _measure_line(reader: Reader, tree: Tree[Token], span: Span) -> ClauseLine:
    match str(tree.data):
        case "measure_line":
            name = reader.name(child(tree, 0))
            return syntax.MeasureStatement(span, name, expression(reader, child(tree, 1)), None, None)
        case "over_rows_line":
            where = optional(reader, child(tree, 2))
            return syntax.OverRows(span, reader.name(child(tree, 0)), window(reader, child(tree, 1)), where)
        case "over_own_line":
            where = optional(reader, child(tree, 3))
            direct = child(tree, 0) is not None
            return syntax.OverOwn(
                span, reader.name(child(tree, 1)), window(reader, child(tree, 2)), where, direct
            )
        case _:
            return _reading(reader, subtree(tree, 0), span)


_READINGS = {
    "read_before": core.Reading.BEFORE,
    "read_with": core.Reading.WITH,
    "read_posting": core.Reading.POSTING,
    "read_close": core.Reading.CLOSE,
}


def _reading(reader: Reader, tree: Tree[Token] | None, span: Span) -> syntax.ReadLine | ClosesLine:
    assert tree is not None  # noqa: S101 - the grammar or the caller says so
    if tree.data == "read_closes":
        periods = child(tree, 0)
        return ClosesLine(span, 0 if periods is None else reader.whole(periods))
    return syntax.ReadLine(span, _READINGS[str(tree.data)], optional(reader, child(tree, 0)))


_SHAPES = {shape.value: shape for shape in core.Shape}


def _table(reader: Reader, tree: Tree[Token], span: Span) -> syntax.TableStatement:
    name, by = reader.name(child(tree, 0)), expression(reader, child(tree, 1))
    shape_tree = subtree(tree, 2)
    shape = _SHAPES[str(shape_tree.data)] if shape_tree is not None else None
    outside_tree = subtree(shape_tree, 0) if shape_tree is not None else None
    outside = core.Outside(str(outside_tree.data).replace("_", " ")) if outside_tree is not None else None
    return syntax.TableStatement(span, name, by, shape, outside, rows(reader, tree.children[3:]))


def rows(reader: Reader, tokens: list[Token | Tree[Token]]) -> tuple[syntax.Row, ...]:
    """Rows `| … | … |` cut into cells."""
    return tuple(_row(reader, token) for token in tokens if isinstance(token, Token) and token.type == "ROW")


def _row(reader: Reader, token: Token) -> syntax.Row:
    text = QUOTED_OR_COMMENT.sub(
        lambda match: match[0] if match[0][0] == '"' else " " * len(match[0]), str(token)
    )
    text = text.rstrip()
    start = reader.offset + (token.start_pos or 0)
    hidden = QUOTED_OR_COMMENT.sub(lambda match: "_" * len(match[0]), text)
    bars = [index for index, character in enumerate(hidden) if character == "|"]
    span = reader.places.span(start, start + len(text))
    if not hidden.endswith("|") or len(bars) == 1:
        reader.fault(span, "This row does not end with a bar.", "Close it: `| … | … |`.", "P009")
        bars.append(len(text))
    cells: list[syntax.Cell] = []
    for left, right in pairwise(bars):
        inside = text[left + 1 : right]
        begin = left + 1 + len(inside) - len(inside.lstrip())
        cell_span = reader.places.span(start + begin, start + max(left + 1 + len(inside.rstrip()), begin))
        cells.append(syntax.Cell(cell_span, unquote(inside.strip())))
    return syntax.Row(span, tuple(cells))


_CAP_SPANS = {
    "per_period": core.CapSpan.PERFORMANCE_PERIOD,
    "per_year": core.CapSpan.YEAR,
    "per_line": core.CapSpan.LINE,
}


def _pay_line(reader: Reader, tree: Tree[Token], span: Span) -> ClauseLine:
    name = reader.name(child(tree, 0)) if isinstance(child(tree, 0), Token) else syntax.Name(span, "")
    match str(tree.data):
        case "pay_line":
            unit = subtree(tree, 2)
            each = reader.name(child(unit, 0)) if unit is not None and unit.data == "for_each" else None
            return syntax.PayStatement(span, name, expression(reader, child(tree, 1)), each)
        case "multiply_line":
            return syntax.MultiplyStatement(span, name, expression(reader, child(tree, 1)))
        case "claw_back_line":
            when = optional(reader, child(tree, 2))
            return syntax.ClawBackStatement(span, name, reader.name(child(tree, 1)), when, None)
        case "portion_line":
            effect = subtree(tree, 3)
            of_credit = None if effect is None else effect.data == "as_credit"
            share = expression(reader, child(tree, 0))
            at_most, of = reader.constant(child(tree, 1)), reader.name(child(tree, 2))
            return syntax.PortionLine(span, share, at_most, of, of_credit)
        case "cap_line":
            per = subtree(tree, 2)
            cap_span = _CAP_SPANS[str(per.data) if per is not None else "per_line"]
            at = expression(reader, child(tree, 1))
            return syntax.CapStatement(span, name, at, cap_span, child(tree, 3) is not None)
        case "hold_line":
            return syntax.HoldStatement(span, name, expression(reader, child(tree, 1)), None, None)
        case _:
            effect = subtree(tree, 0)
            return BlankLine(span, effect is not None and effect.data == "released")


_CADENCES = {cadence.value.replace(" ", "_"): cadence for cadence in Cadence}


def cadence(part: Branch) -> Cadence:
    """`month`, `quarter`, `half_year`, `year` as the grammar names them."""
    return _CADENCES[str(part.data)] if isinstance(part, Tree) else Cadence.MONTH


def rounding_mode(part: Branch) -> Rounding:
    """`half_even`, `half_up`, `down` as the grammar names them."""
    return Rounding(str(part.data).replace("_", " ")) if isinstance(part, Tree) else Rounding.HALF_EVEN
