"""Builds the lines of pays and of what acts on them: each knows only itself."""

from __future__ import annotations

from typing import TypeAlias

from lark import Token, Tree

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.parsing.expressions import cadence, expression, names, optional
from comp.language.parsing.reader import Branch, Reader, child, subtree
from comp.language.span import Span


@frozen
class ClosesLine(syntax.Written):
    """`read at the close of its performance period, then of each of the N after it` of a hold."""

    later_periods: int


@frozen
class BlankLine(syntax.Written):
    """`blank is released` or `blank is held` of a hold."""

    releases: bool


PayingLine: TypeAlias = (
    syntax.PayStatement | syntax.MultiplyStatement | syntax.ClawBackStatement | syntax.PortionLine
    | syntax.CapStatement | syntax.FloorStatement | syntax.HoldStatement | ClosesLine | BlankLine
    | syntax.PayOutStatement | syntax.PartLine | syntax.SplitStatement | syntax.GiveLine
    | syntax.GuaranteeStatement | syntax.DrawStatement | syntax.OwedLine | syntax.RecoveredLine
    | syntax.LeftOverLine
)  # fmt: skip


def paying_line(reader: Reader, tree: Tree[Token]) -> PayingLine:
    """Build one line of a clause that pays, or that acts on pays."""
    span = reader.span(tree)
    match str(tree.data):
        case "pay_line":
            return _pay(reader, tree, span)
        case "multiply_line":
            pays, factor = names(reader, child(tree, 0)), expression(reader, child(tree, 1))
            return syntax.MultiplyStatement(span, pays, factor, optional(reader, child(tree, 2)))
        case "claw_back_line" | "portion_line":
            return _loss_line(reader, tree, span)
        case "cap_line" | "floor_line":
            return _bound(reader, tree, span)
        case "hold_line":
            share = optional(reader, _inner(child(tree, 0)))
            pays, until = names(reader, child(tree, 1)), expression(reader, child(tree, 2))
            return syntax.HoldStatement(span, pays, share, until, None, None)
        case "blank_line":
            return BlankLine(span, _is(child(tree, 0), "released"))
        case "pay_out_line":
            return syntax.PayOutStatement(span, names(reader, child(tree, 0)), ())
        case "part_line":
            return _part(reader, tree, span)
        case "split_line":
            return syntax.SplitStatement(span, names(reader, child(tree, 0)), ())
        case "give_share_line" | "give_amount_line":
            value, to = expression(reader, child(tree, 0)), expression(reader, child(tree, 1))
            return syntax.GiveLine(span, value, tree.data == "give_share_line", to)
        case _:
            return _draw_line(reader, tree, span)


def _is(part: Branch, word: str) -> bool:
    return isinstance(part, Tree) and part.data == word


def _inner(part: Branch) -> Branch:
    """What stands in the parentheses of a share, or the share itself."""
    return child(part, 0) if isinstance(part, Tree) and part.data == "group" else part


def _pay(reader: Reader, tree: Tree[Token], span: Span) -> syntax.PayStatement:
    name, value = reader.name(child(tree, 0)), expression(reader, child(tree, 1))
    unit = subtree(tree, 2)
    if unit is not None and unit.data == "for_each":
        return syntax.PayStatement(
            span, name, value, reader.name(child(unit, 0)), optional(reader, child(unit, 1))
        )
    length = cadence(child(unit, 0)) if unit is not None else None
    on_account, evened = (child(unit, index) is not None if unit is not None else False for index in (1, 2))
    return syntax.PayStatement(span, name, value, None, None, length, on_account, evened)


def _loss_line(
    reader: Reader, tree: Tree[Token], span: Span
) -> syntax.ClawBackStatement | syntax.PortionLine:
    if tree.data == "claw_back_line":
        targets, losses = names(reader, child(tree, 0)), reader.name(child(tree, 1))
        return syntax.ClawBackStatement(span, targets, losses, optional(reader, child(tree, 2)), None)
    effect = subtree(tree, 3)
    of_credit = None if effect is None else effect.data == "as_credit"
    share = expression(reader, child(tree, 0))
    at_most, of = reader.constant(child(tree, 1)), reader.name(child(tree, 2))
    return syntax.PortionLine(span, share, at_most, of, of_credit)


_SPANS = {
    "per_period": core.CapSpan.PERFORMANCE_PERIOD,
    "per_year": core.CapSpan.YEAR,
    "per_plan": core.CapSpan.PLAN,
    "per_line": core.CapSpan.LINE,
    "per_column": core.CapSpan.VALUE,
}


def _per(reader: Reader, tree: Tree[Token] | None) -> syntax.SpanOfLines:
    assert tree is not None  # noqa: S101 - the grammar or the caller says so
    column = reader.name(child(tree, 0)) if tree.data == "per_column" else None
    return syntax.SpanOfLines(reader.span(tree), _SPANS[str(tree.data)], column)


def _bound(reader: Reader, tree: Tree[Token], span: Span) -> syntax.CapStatement | syntax.FloorStatement:
    pays, at = names(reader, child(tree, 0)), expression(reader, child(tree, 1))
    per = _per(reader, subtree(tree, 2))
    if tree.data == "floor_line":
        return syntax.FloorStatement(span, pays, at, per)
    excess = subtree(tree, 3)
    if excess is None:
        return syntax.CapStatement(span, pays, at, per, None, alike=False)
    lost = excess.data == "excess_lost"
    becomes = core.Excess.LOST if lost else core.Excess.CARRIED
    return syntax.CapStatement(span, pays, at, per, becomes, lost and child(excess, 0) is not None)


def _part(reader: Reader, tree: Tree[Token], span: Span) -> syntax.PartLine:
    share_of, release = child(tree, 0), subtree(tree, 1)
    share = None if _is(share_of, "rest") else expression(reader, _inner(share_of))
    assert release is not None  # noqa: S101 - the grammar or the caller says so
    lost_on = optional(reader, release.children[-1]) if release.data != "at_once" else None
    match str(release.data):
        case "at_once":
            return syntax.PartLine(span, share, None, None)
        case "on_day":
            return syntax.PartLine(span, share, expression(reader, child(release, 0)), lost_on)
        case "for_events":
            when, portion = optional(reader, child(release, 1)), optional(reader, child(release, 2))
            events = syntax.EventsRelease(reader.span(release), reader.name(child(release, 0)), when, portion)
            return syntax.PartLine(span, share, events, lost_on)
        case _:
            return syntax.PartLine(span, share, _equal_parts(reader, release), lost_on)


def _equal_parts(reader: Reader, release: Tree[Token]) -> syntax.EqualParts:
    apart = subtree(release, 1)
    assert apart is not None  # noqa: S101 - the grammar or the caller says so
    unit = apart.children[-1]
    every = reader.whole(child(apart, 0)) if apart.data == "many_apart" else 1
    return syntax.EqualParts(
        reader.span(release),
        reader.whole(child(release, 0)),
        every,
        str(unit.data) if isinstance(unit, Tree) else "days",
        expression(reader, child(release, 2)),
    )


def _draw_line(reader: Reader, tree: Tree[Token], span: Span) -> PayingLine:
    match str(tree.data):
        case "guarantee_line" | "draw_line":
            make = syntax.GuaranteeStatement if tree.data == "guarantee_line" else syntax.DrawStatement
            name, against = reader.name(child(tree, 0)), names(reader, child(tree, 1))
            at, per = expression(reader, child(tree, 2)), _per(reader, subtree(tree, 3))
            return make(span, name, against, at, per, optional(reader, child(tree, 4)))
        case "shortfall_line" | "whole_line":
            return syntax.OwedLine(span, tree.data == "whole_line")
        case "recovered_line":
            return _recovered(reader, tree, span)
        case _:
            return syntax.LeftOverLine(span, _is(child(tree, 0), "forgiven"))


def _recovered(reader: Reader, tree: Tree[Token], span: Span) -> syntax.RecoveredLine:
    said = {str(part.data): part for part in tree.children[2:] if isinstance(part, Tree)}
    most, first, last = (said.get(word) for word in ("at_most", "from_day", "through_day"))
    of = core.RecoveredFrom.EXCESS if _is(child(tree, 1), "from_excess") else core.RecoveredFrom.PAY
    return syntax.RecoveredLine(
        span,
        expression(reader, child(tree, 0)),
        of,
        expression(reader, child(most, 0)) if most is not None else None,
        reader.date(child(first, 0)) if first is not None else None,
        reader.date(child(last, 0)) if last is not None else None,
    )
