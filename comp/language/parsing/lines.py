"""Builds the lines of a clause: each knows only itself, and `clauses.py` puts them together."""

from __future__ import annotations

from itertools import pairwise
from typing import TypeAlias

from lark import Token, Tree

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.parsing.expressions import expression, optional, window
from comp.language.parsing.pay_lines import ClosesLine, PayingLine, paying_line
from comp.language.parsing.places import QUOTED_OR_COMMENT
from comp.language.parsing.reader import Reader, child, subtree, unquote
from comp.language.span import Span


@frozen
class SummaryLine(syntax.Written):
    """`summary "…"`."""

    text: str


@frozen
class ValueLine(syntax.Written):
    """`value EXPRESSION` of a credit."""

    value: syntax.Expression


ClauseLine: TypeAlias = (
    syntax.Statement | syntax.OnLine | syntax.ShareLine | syntax.AlsoLine | syntax.OverRows | syntax.OverOwn
    | syntax.ReadLine | syntax.AllowLine | syntax.Change | SummaryLine | ValueLine | PayingLine
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
        case "table_line" | "grid_line":
            return _table(reader, tree, span)
        case "except_line":
            when, value = expression(reader, child(tree, 1)), expression(reader, child(tree, 3))
            return syntax.ExceptStatement(
                span, reader.name(child(tree, 0)), when, reader.name(child(tree, 2)), value
            )
        case "allow_line":
            return allowance(reader, tree)
        case "replace_line" | "add_line" | "remove_line":
            return _change(reader, tree, span)
        case _:
            return paying_line(reader, tree)


def allowance(reader: Reader, tree: Tree[Token]) -> syntax.AllowLine:
    """`allow CODE because "…"`."""
    return syntax.AllowLine(reader.span(tree), reader.name(child(tree, 0)), unquote(str(child(tree, 1))))


def _change(reader: Reader, tree: Tree[Token], span: Span) -> syntax.Change:
    name = reader.name(tree.children[-1])
    match str(tree.data), subtree(tree, 0):
        case "replace_line", Tree(data="changed_table"):
            return syntax.Change(span, "replace", "table", name)
        case "replace_line", Tree(data="changed_measure"):
            return syntax.Change(span, "replace", "measure", name)
        case "replace_line", _:
            return syntax.Change(span, "replace", "clause", name)
        case "add_line", _:
            return syntax.Change(span, "add", "clause", name)
        case _:
            return syntax.Change(span, "remove", "clause", name)


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
            where, over = optional(reader, child(tree, 2)), subtree(tree, 1)
            day = over if over is not None and over.data == "over_day" else None
            on = expression(reader, child(day, 0)) if day is not None else None
            return syntax.OverRows(span, reader.name(child(tree, 0)), window(reader, over), where, on)
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
    name, cells = reader.name(child(tree, 0)), rows(reader, tree.children)
    trees = [part for part in tree.children if isinstance(part, Tree)]
    shaped = [part for part in trees if str(part.data) in _SHAPES]
    inputs = tuple(expression(reader, part) for part in trees if str(part.data) not in _SHAPES)
    shape = _SHAPES[str(shaped[0].data)] if shaped else None
    outside_tree = subtree(shaped[0], 0) if shaped else None
    outside = core.Outside(str(outside_tree.data).replace("_", " ")) if outside_tree is not None else None
    grid = tree.data == "grid_line"
    return syntax.TableStatement(span, name, inputs, grid, shape, outside, cells)


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
