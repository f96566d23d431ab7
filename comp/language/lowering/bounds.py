"""Lowers caps and floors (docs/decisions/0028)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import CapSpan, Kind
from comp.language.lowering.arithmetic import in_plan_money
from comp.language.lowering.plan_names import target_share

if TYPE_CHECKING:
    from comp.language.lowering.statements import Statements

_EXCESS = (
    "`, the excess is lost`",
    "`, the excess is lost, from all lines alike`",
    "`, the excess is carried to later periods of the year`",
)


def bound_value(
    statements: Statements, node: syntax.Expression, clause: syntax.ClauseBlock, place: str
) -> core.Expr:
    """An amount that holds for a span of lines, so that it cannot name the row of one."""
    faults = statements.faults
    before = len(faults.found)
    at = statements.elaborator.of_kind(node, statements.period_scope(place, clause), {Kind.MONEY}, "money")
    if any(fault.code == "N005" for fault in faults.found[before:]):
        del faults.found[before:]
        what = place.removeprefix("a ")
        faults.error(
            "L004",
            node.span,
            f"A {what} holds for all lines of its span together, so it cannot depend on one of them.",
            "Use amounts, `period target` or a quota.",
        )
    statements.check_currency(node, at)
    return at.expr


def row_value(
    statements: Statements,
    node: syntax.Expression,
    pays: tuple[syntax.Name, ...],
    clause: syntax.ClauseBlock,
    place: str,
) -> core.Expr:
    """An amount for each line, or for those of one contract as it stood at each: it may name their rows."""
    values: list[core.Expr] = []
    for pay in pays:
        scope = replace(statements.scope_of_pay(pay.text, place), target_share=target_share(clause))
        at = statements.elaborator.of_kind(node, scope, {Kind.MONEY, Kind.ROW_MONEY}, "money")
        if scope.money_on is not None:
            at = in_plan_money(at, statements.names.currency, scope.money_on, statements.names.rounding)
        statements.check_currency(node, at)
        values.append(at.expr)
    return values[0]


def lower_cap(
    statements: Statements, statement: syntax.CapStatement, clause: syntax.ClauseBlock
) -> core.Cap | None:
    """`cap A and B at X per …`."""
    faults, per = statements.faults, statement.per
    if per.kind in (CapSpan.LINE, CapSpan.VALUE):
        at = row_value(statements, statement.at, statement.pays, clause, "a cap")
    else:
        at = bound_value(statements, statement.at, clause, "a cap")
    if statement.excess is None:
        said = "What becomes of the money above the cap?"
        hint = "End the line with the words expected."
        faults.error("C004", statement.span, said, hint, expected=_EXCESS)
    elif statement.excess is core.Excess.CARRIED and per.kind is not CapSpan.PERFORMANCE_PERIOD:
        said = "Only what is above a cap per performance period has later periods to go to."
        faults.error("L011", per.span, said, "Write `per performance period`, or `the excess is lost`.")
    known = [statements.stands_above(pay) for pay in statement.pays]
    if not all(known):
        return None
    of = tuple(_values(statements, statement)) if per.column is not None else ()
    for pay in statement.pays:
        statements.capped[pay.text] = statement
    names = tuple(pay.text for pay in statement.pays)
    excess = statement.excess or core.Excess.LOST
    return core.Cap(names, at, per.kind, of, excess, statement.alike, span=statement.span)


def _values(statements: Statements, statement: syntax.CapStatement) -> Iterator[core.Expr]:
    """For each pay the column whose value the lines of one span share."""
    column = statement.per.column
    assert column is not None  # noqa: S101 - the caller says so
    for pay in statement.pays:
        credit = statements.credit_of_pay(pay.text)
        source = statements.elaborator.world.sources.get(credit.source) if credit is not None else None
        if source is None:
            statements.faults.error(
                "L011",
                column.span,
                f"`{pay.text}` is paid once per period, so its lines have no `{column.text}`.",
                "Cap it `per performance period`, `per year`, `per plan` or `per line`.",
            )
            continue
        found = source.column(column.text)
        if found is None:
            columns = [one.name for one in source.columns]
            hint = "After `per` stands `performance period`, `year`, `plan`, `line` or a column of the row."
            statements.faults.unknown("N002", column.span, "column", column.text, names=columns, hint=hint)
            continue
        yield core.Column(source.name, found.name, found.kind, span=column.span)


def lower_floor(
    statements: Statements, statement: syntax.FloorStatement, clause: syntax.ClauseBlock
) -> Iterator[core.Floor]:
    """`floor P at X per line`."""
    at = row_value(statements, statement.at, statement.pays, clause, "a floor")
    if statement.per.kind is not CapSpan.LINE:
        statements.faults.error(
            "L011",
            statement.per.span,
            "A floor is for each line alone.",
            "Write `per line`; for the least of a whole period write "
            "`guarantee NAME for PAY, at AMOUNT per performance period`.",
        )
    for pay in statement.pays:
        if statements.stands_above(pay):
            yield core.Floor(pay.text, at, span=statement.span)
