"""Lowers tables: their cells, their bounds, and whether every value has a band."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import Kind, Shape
from comp.language.diagnostic import Label
from comp.language.lowering.arithmetic import in_plan_money
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import NUMBER, UNKNOWN, Type, Typed
from comp.language.money import digits

if TYPE_CHECKING:
    from comp.language.lowering.expressions import Elaborator

_SHAPES = (
    "`marginal`: each band pays at its own rate",
    "`retroactive`: one rate for all",
    "`interpolated, flat outside`",
)
_OUTSIDE = ("`interpolated, flat outside`", "`interpolated, continued`")
_MONEY = re.compile(r"(-?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?\s*([A-Z]{3})", re.ASCII)
_NUMBER = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?)\s*(%|x)?", re.ASCII)


def lower_table(
    elaborator: Elaborator, statement: syntax.TableStatement, scope: Scope, *, faulty: bool
) -> tuple[core.Table, Type] | None:
    """Lower one table, None where nothing can be made of it."""
    faults = elaborator.faults
    by = elaborator.of_kind(
        statement.by, scope, {Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY}, "a number or money"
    )
    if scope.plan is not None and scope.money_on is not None:
        by = in_plan_money(by, scope.plan.currency, scope.money_on, scope.plan.rounding)
    if statement.shape is None:
        if not faulty:
            said = f"`{statement.name.text}` does not say how it is read."
            faults.error(
                "C001",
                statement.name.span,
                said,
                "End the line with one of the words expected.",
                expected=_SHAPES,
            )
    elif statement.shape is Shape.INTERPOLATED and statement.outside is None:
        said = f"What does `{statement.name.text}` give below its first and above its last point?"
        faults.error("C002", statement.name.span, said, "Say it at the end of the line.", expected=_OUTSIDE)
    rows = _rows(elaborator, statement)
    if rows is None:
        return None
    bounds, values, above = rows
    bound_kind, value_kind = _kind_of(elaborator, bounds), _kind_of(elaborator, values)
    lowered = tuple(
        core.TableRow(bound, value, above, span=row.span)
        for (bound, _, _), (value, _, _), row in zip(bounds, values, statement.rows[1:], strict=True)
    )
    _check_bounds(elaborator, statement, lowered)
    _check_input(elaborator, statement, by, bound_kind, bounds)
    if statement.shape is None:
        return None
    table = core.Table(
        statement.name.text,
        statement.shape,
        by.expr,
        lowered,
        bound_kind.kind or Kind.NUMBER,
        value_kind.kind or Kind.NUMBER,
        statement.outside,
        span=statement.span,
    )
    return table, value_kind


_Cells = list[tuple[Fraction, Type, syntax.Cell]]


def _rows(elaborator: Elaborator, statement: syntax.TableStatement) -> tuple[_Cells, _Cells, bool] | None:
    faults = elaborator.faults
    if len(statement.rows) < 2:
        said = f"`{statement.name.text}` has no rows."
        faults.error(
            "B001",
            statement.name.span,
            said,
            "Below it write a line of heads and a line for each band: `| from | rate |`.",
        )
        return None
    head, *body = statement.rows
    wanted = {Shape.INTERPOLATED: ("at",), None: ("from", "above", "at")}.get(
        statement.shape, ("from", "above")
    )
    if len(head.cells) != 2 or head.cells[0].text not in wanted:
        words = " or ".join(f"`{word}`" for word in wanted)
        faults.error(
            "B008",
            head.span,
            f"A table that is {statement.shape.value if statement.shape else 'read'} has "
            f"two columns, the first headed {words}.",
            f"Write `| {wanted[0]} | … |`.",
        )
        return None
    bounds: _Cells = []
    values: _Cells = []
    for row in body:
        if len(row.cells) != 2:
            faults.error("B008", row.span, f"This row has {len(row.cells)} cells, the heads have 2.")
            return None
        cells = [_cell(elaborator, cell) for cell in row.cells]
        if cells[0] is None or cells[1] is None:
            return None
        bounds.append(cells[0])
        values.append(cells[1])
    return bounds, values, head.cells[0].text == "above"


def _cell(elaborator: Elaborator, cell: syntax.Cell) -> tuple[Fraction, Type, syntax.Cell] | None:
    if match := _NUMBER.fullmatch(cell.text):
        number = Fraction(match[1]) / (100 if match[2] == "%" else 1)
        return number, Type(Kind.NUMBER, is_zero=number == 0), cell
    if (match := _MONEY.fullmatch(cell.text)) and (match[3] is None or len(match[3]) == digits(match[4])):
        whole = match[2].replace(",", "")
        minor = int(whole + (match[3] or "0" * digits(match[4])))
        return Fraction(-minor if match[1] else minor), Type(Kind.MONEY, match[4]), cell
    elaborator.faults.error(
        "B005",
        cell.span,
        f"`{cell.text}` is no number, percentage, multiple or amount.",
        "Write `10%`, `0.90`, `1.5x` or `1,000.00 USD`.",
    )
    return None


def _kind_of(elaborator: Elaborator, cells: _Cells) -> Type:
    """The one kind of a column; a plain 0 stands for no money too."""
    money = next((kind for _, kind, _ in cells if kind.is_money), None)
    wanted = money or NUMBER
    for _, kind, cell in cells:
        if not (kind.is_zero and wanted.is_money) and (kind.kind, kind.of) != (wanted.kind, wanted.of):
            elaborator.faults.error(
                "T008",
                cell.span,
                f"This is {kind}, and others of the column are {wanted}.",
                "Write all cells of a column in one kind.",
            )
            return UNKNOWN
    return wanted


def _check_bounds(
    elaborator: Elaborator, statement: syntax.TableStatement, rows: tuple[core.TableRow, ...]
) -> None:
    faults = elaborator.faults
    for before, after in pairwise(rows):
        if after.bound <= before.bound:
            said = "This bound is not above the one before it."
            faults.error(
                "B002",
                after.span,
                said,
                "Write the rows in rising order, each bound once.",
                labels=(Label(before.span, "the one before"),),
            )
    if statement.shape is Shape.INTERPOLATED:
        if len(rows) == 1:
            faults.error(
                "B004", rows[0].span, "There is no line through one point.", "Write at least two points."
            )
    elif rows[0].bound > 0:
        faults.error(
            "B003",
            rows[0].span,
            "What lies below the first bound has no band.",
            "Begin with a row from 0; where nothing is paid there, give it 0%.",
        )


def _check_input(
    elaborator: Elaborator, statement: syntax.TableStatement, by: Typed, bound: Type, bounds: _Cells
) -> None:
    if not (by.type.known and bound.known) or all(kind.is_zero for _, kind, _ in bounds):
        return
    same = by.type.kind is bound.kind and (not bound.is_money or by.type.of == bound.of)
    if not same:
        code = (
            "T003" if by.type.kind is bound.kind else "T002" if by.type.is_money or bound.is_money else "T006"
        )
        elaborator.faults.error(
            code,
            bounds[-1][2].span,
            f"The bounds are {bound}, but the table is read by {by.type}.",
            "Write bounds of the same kind as the table's input.",
            labels=(Label(statement.by.span, f"this is {by.type}"),),
        )
