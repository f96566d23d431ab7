"""The pay curves of a clause: what its tables give a payee along their input, and where the payee stands.

A curve is a drawing, not an amount (decision 0036). Where what the clause pays in the period can be
expressed by a table's input alone it is in money, else it is the table's own output. Never raises for a
checked plan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from comp.language import core
from comp.language.analysis import NotProvedError
from comp.language.analysis.curve import Curve
from comp.language.analysis.inputs import described
from comp.reference import LineValue
from comp.reference.position import Position
from statements.curves_bands import bands_of, given_here, next_band
from statements.curves_drawn import Range, corners, range_of, table_curve
from statements.curves_pay import ClausePay, clause_pay
from statements.curves_payee import plain
from statements.curves_plan import looks_of, outer_nodes, pays_of, quota_of, tables_of
from statements.view import CurvePoint, PayCurve

_SHARES = ("share", "rate", "percent")


@dataclass(frozen=True, slots=True)
class _Read:
    """A table as the payee's lines read it; `here` is its input at the end of the period."""

    plan: core.Plan
    table: core.Table
    by: core.Expr
    rows: tuple[core.TableRow, ...]
    position: Position
    here: Fraction | None


def curves_of(plan: core.Plan, clause: core.Clause, values: Sequence[LineValue]) -> tuple[PayCurve, ...]:
    """A curve for each table over one number that the clause's pays, or factors on them, read.

    `values` are lines of one payee as of the run's last day; those of other plans and clauses are passed
    over. The curves are of the last performance period that the clause's lines have.
    """
    lines = _lines(plan, clause, values)
    if not lines or lines[-1].position is None:
        return ()
    position = lines[-1].position
    found = (_read(plan, table, position) for table in tables_of(plan, clause))
    return tuple(_curve(clause, read, lines) for read in found if read is not None)


def _lines(plan: core.Plan, clause: core.Clause, values: Sequence[LineValue]) -> list[LineValue]:
    """The payee's own lines of the clause's pays in the last performance period, in order of birth."""
    pays = {pay.name for pay in pays_of(clause)}
    own = [
        value
        for value in values
        if value.plan == plan.name and value.pay in pays and value.position and value.position.is_own
    ]
    own.sort(key=lambda value: (value.born_on, value.line_id))
    last = max((value.position.period.last_day for value in own if value.position), default=None)
    return [value for value in own if value.position and value.position.period.last_day == last]


def _read(plan: core.Plan, table: core.Table, position: Position) -> _Read | None:
    rows = position.rows(table)
    if table.by is None or rows is None:
        return None
    here = None if _has_no_mark(plan, table, table.by, position) else plain(position.read(table.by))
    return _Read(plan, table, table.by, rows, position, here if isinstance(here, Fraction) else None)


def _has_no_mark(plan: core.Plan, table: core.Table, by: core.Expr, position: Position) -> bool:
    """Whether nobody stands in a table: it is read for each line, by an exception, later, or of another."""
    return (
        looks_of(plan).is_of_a_line(by)
        or position.is_excepted(table)
        or position.is_read_later(by)
        or position.is_anothers(by)
    )


def _curve(clause: core.Clause, read: _Read, lines: Sequence[LineValue]) -> PayCurve:
    if read.here is not None:
        try:
            paid = clause_pay(read.plan, pays_of(clause), read.by, lines)
            return _in_money(clause, read, paid)
        except NotProvedError:
            pass  # what the table itself gives can always be shown
    return _of_the_table(clause, read)


def _in_money(clause: core.Clause, read: _Read, paid: ClausePay) -> PayCurve:
    asked = range_of(read.rows, read.here)
    drawn = Range(max(asked.low, paid.entry[0] + paid.entry[1] * paid.start), asked.high)
    value = paid.paid.at(paid.here)
    if read.here is None or value is None:
        raise NotProvedError("it has no value where the payee stands")
    points = corners(paid.paid, drawn, paid.entry)
    if len({point.value for point in points}) == 1:
        raise NotProvedError("it pays the same throughout")
    return _told(clause, read, points, read.plan.currency, CurvePoint(read.here, value))


def _of_the_table(clause: core.Clause, read: _Read) -> PayCurve:
    drawn = range_of(read.rows, read.here)
    curve = table_curve(read.table, read.rows, drawn.low)
    points = corners(curve, drawn, (Fraction(0), Fraction(1)))
    here = None if read.here is None else CurvePoint(read.here, _at(curve, read.here))
    up = read.plan.currency if read.table.value_kind is core.Kind.MONEY else ""
    return _told(clause, read, points, up, here)


def _told(
    clause: core.Clause, read: _Read, points: tuple[CurvePoint, ...], up: str, here: CurvePoint | None
) -> PayCurve:
    table, currency = read.table, read.plan.currency
    quota = quota_of(read.plan, read.by)
    ahead = gives = None
    if here is not None:
        gives = _at(table_curve(table, read.rows, here.at), here.at)
        whole = None if quota is None else read.position.read(quota)
        ahead = next_band(table, read.rows, here.at, gives, whole, currency)
    return PayCurve(
        table=table.name,
        measure=described(read.by if not isinstance(read.by, core.BlankIs) else read.by.value),
        shape=table.shape.value,
        bands=bands_of(table, read.rows, None if here is None else here.at, currency),
        points=points,
        across=currency if table.bound_kind is core.Kind.MONEY else "",
        up=up,
        here=here,
        target=Fraction(1) if quota is not None else _target(clause, read),
        next_band=ahead,
        gives=None if gives is None else given_here(table, gives, currency),
        is_share=_is_share(read.plan, read.by),
        written=(table.written or core.Writing.PERCENT).value,
        by_line=here is None and _is_by_line(read.by),
    )


def _is_by_line(by: core.Expr) -> bool:
    """Whether a table's input is what stands beside each line, and no measure of the payee."""
    return any(isinstance(node, core.Column | core.CreditValue) for node in outer_nodes(by))


def _target(clause: core.Clause, read: _Read) -> Fraction | None:
    """Where a table that is a factor of the period's target gives all of it."""
    if clause.target_share is None or read.table.value_kind is core.Kind.MONEY:
        return None
    for pay in pays_of(clause):
        nodes = list(outer_nodes(pay.value))
        uses = any(isinstance(node, core.TableValue) and node.name == read.table.name for node in nodes)
        if uses and any(isinstance(node, core.PeriodTarget) for node in nodes):
            return next((row.bound for row in read.rows if row.value == 1), None)
    return None


def _is_share(plan: core.Plan, expr: core.Expr) -> bool:
    """Whether an input is a part of a whole: a quotient, or a column that is called one."""
    match expr:
        case core.Arithmetic(operator=core.Operator.DIVIDE):
            return True
        case core.Arithmetic():
            return _is_share(plan, expr.left) or _is_share(plan, expr.right)
        case core.Least() | core.Greatest():
            return any(_is_share(plan, each) for each in expr.operands)
        case core.BlankIs():
            return _is_share(plan, expr.value)
        case core.MeasureValue():
            return _is_share(plan, plan.measures[expr.name].value)
        case core.Column() | core.Lookup():
            return expr.name.endswith(_SHARES)
        case _:
            return False


def _at(curve: Curve, point: Fraction) -> Fraction:
    value = curve.at(point)
    if value is None:
        raise ValueError(f"a table without exceptions has no value at {point}")
    return value
