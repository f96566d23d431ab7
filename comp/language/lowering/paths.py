"""Resolves `source.column`: the row at hand, the payee's assignment, or a row that the one at hand
refers to.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.diagnostic import Label
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import UNKNOWN, Type, Typed, sentence

if TYPE_CHECKING:
    from comp.language.lowering.expressions import Elaborator

_NOWHERE = Typed(core.Literal(Fraction(0)), UNKNOWN)
ASSIGNMENT = "assignment"


def lower_path(elaborator: Elaborator, node: syntax.Path, scope: Scope) -> Typed:
    """Lower a path to a column or a lookup."""
    world, faults = elaborator.world, elaborator.faults
    source = world.sources.get(node.source.text)
    if source is None:
        if node.source.text not in world.lost:
            faults.unknown("N001", node.source.span, "source", node.source.text, names=world.sources)
        return _NOWHERE
    column = source.column(node.column.text)
    if column is None:
        block = world.source_blocks.get(source.name)
        if block is None or not block.faulty:
            faults.unknown(
                "N002",
                node.column.span,
                "column",
                node.column.text,
                names=[c.name for c in source.columns],
            )
        return _NOWHERE
    kind = world.column_type(source, column)
    if source.name in scope.rows:
        if node.as_of is not None:
            faults.error(
                "N005",
                node.span,
                f"The {source.name} is the row at hand, so it is not looked up as of a day.",
                "Leave out `as of …`.",
            )
        return Typed(core.Column(source.name, column.name, column.kind, span=node.span), kind)
    day = _day(elaborator, node, scope)
    if source.name == ASSIGNMENT and scope.payee:
        lookup = core.Lookup(
            source.name, core.ThisPayee(), column.name, column.kind, day or core.BornOn(), span=node.span
        )
        return _of_payee(lookup, kind, scope)
    wanted = Typed(core.Column(source.name, column.name, column.kind), kind)
    return _referred(elaborator, node, scope, source, wanted=wanted, day=day)


def _of_payee(lookup: core.Lookup, kind: Type, scope: Scope) -> Typed:
    """Money of an assignment is in the plan's currency, else undefined (docs/decisions/0004)."""
    if kind.kind is not Kind.ROW_MONEY or scope.plan is None:
        return Typed(lookup, kind)
    return Typed(replace(lookup, kind=Kind.MONEY), Type(Kind.MONEY, scope.plan.currency))


def _day(elaborator: Elaborator, node: syntax.Path, scope: Scope) -> core.Expr | None:
    if node.as_of is None:
        return None
    return elaborator.of_kind(node.as_of, scope, {Kind.DATE}, "a date").expr


def _referred(
    elaborator: Elaborator,
    node: syntax.Path,
    scope: Scope,
    source: core.Source,
    *,
    wanted: Typed,
    day: core.Expr | None,
) -> Typed:
    faults, world = elaborator.faults, elaborator.world
    references = [
        (world.sources[row], column)
        for row in scope.rows
        if row in world.sources
        for column in world.sources[row].columns
        if column.refers_to == source.name
    ]
    if len(references) != 1:
        _out_of_reach(elaborator, node, scope, references)
        return _NOWHERE
    row, via = references[0]
    is_state = source.valid_from is not None
    if is_state and day is None:
        faults.error(
            "C004",
            node.span,
            f"A row of {source.name} changes with time: as of which day?",
            f"Write `{source.name}.{node.column.text} as of {row.name}.{row.dated or 'DAY'}`.",
        )
    elif not is_state and day is not None:
        faults.error(
            "N005",
            node.span,
            f"{source.name} has no `valid` span, so it is the same on every day.",
            "Leave out `as of …`.",
        )
    key = core.Column(row.name, via.name, via.kind)
    assert isinstance(wanted.expr, core.Column)  # noqa: S101 - the grammar or the caller says so
    lookup = core.Lookup(source.name, key, wanted.expr.name, wanted.expr.kind, day, span=node.span)
    return Typed(lookup, wanted.type)


def _out_of_reach(
    elaborator: Elaborator,
    node: syntax.Path,
    scope: Scope,
    references: list[tuple[core.Source, core.SourceColumn]],
) -> None:
    name = node.source.text
    if references:
        labels = tuple(Label(column.span, "one that refers to it") for _, column in references)
        text = f"It is not clear which {name} is meant: {len(references)} columns refer to one."
        elaborator.faults.error(
            "N005", node.span, text, "Declare only one such column `to` that source.", labels=labels
        )
        return
    rows = " and ".join(scope.rows)
    text = (
        f"{sentence(scope.place)} has the row of {rows}, which has no column that refers to {name}."
        if rows
        else f"{sentence(scope.place)} has no row of {name} at hand."
    )
    elaborator.faults.error(
        "N005", node.span, text, "Use a column of a row that is at hand, or of one that it refers to."
    )
