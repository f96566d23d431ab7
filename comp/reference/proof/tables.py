"""Tables in the proof: the table itself, and the point or the stretch at which it is read."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from comp.language.core import Kind, Shape, Table, TableValue
from comp.language.span import NOWHERE, Span
from comp.reference.proof.book import Ref, ShownTable
from comp.reference.proof.measures import prove_ruled
from comp.reference.proof.proves import Proves
from comp.reference.scope import Scope, Side, Sight
from comp.reference.tables import Found, page_for, plain_point, value_of
from comp.reference.values import Amount, Undefined, Value


def prove_table(proves: Proves, node: TableValue, scope: Scope) -> Ref:
    """A table's value for the line, its exceptions applied."""
    table = proves.view.plan.tables[node.name]
    return prove_ruled(proves, table.name, table.exceptions, scope, lambda: _plain(proves, table, scope))


def _plain(proves: Proves, table: Table, scope: Scope) -> Ref:
    """A table's value without its exceptions: the node is given what the table is read by."""
    book, view = proves.book, proves.view
    runs = table.shape is Shape.MARGINAL and view.runs(table.by)
    points = _points(proves, table, scope, runs=runs)
    others = [proves.expression(other, scope) for other in table.others]
    value = _value(
        table, [book.value(point) for point in points], [book.value(other) for other in others], runs=runs
    )
    if table.value_kind is Kind.MONEY and isinstance(value, Fraction):
        value = Amount(value, view.currency)
    return book.write(
        "table", (*points, *others), value, table=_place(proves, table), others=len(others), runs=runs
    )


def _points(proves: Proves, table: Table, scope: Scope, *, runs: bool) -> list[Ref]:
    """What a table is read by: the two ends of a credit's step, a point, or other inputs alone."""
    if table.by is None:
        return []
    if not runs:
        return [proves.expression(table.by, scope)]
    sides = (Sight(proves.view.as_of, side) for side in (Side.BEFORE, Side.WITH))
    return [proves.expression(table.by, replace(scope, sight=sight)) for sight in sides]


def _value(table: Table, points: list[Value], others: list[Value], *, runs: bool) -> Fraction | Undefined:
    """What the table gives for these inputs."""
    page = page_for(table, others) if table.pages else None
    if isinstance(page, Undefined):
        return page
    ends: list[Fraction] = []
    for point in points or [Fraction(0)]:
        plain = plain_point(point)
        if isinstance(plain, Undefined):
            return plain
        ends.append(plain)
    before, after = ends[0], ends[-1]
    if table.shape is Shape.MARGINAL and not runs:
        before, after = Fraction(0), abs(after)
    return value_of(Found(table, page.rows if page else table.rows, before, after, page, runs))


def _place(proves: Proves, table: Table) -> int:
    """The place of the table among those shown, with the lines of the plan on which its rows stand."""
    plan, book = proves.view.plan, proves.book
    key = (plan.name, plan.text_digest, table.name)
    if key not in book.tables:
        rows = [(row.span, page.span) for page in table.pages for row in page.rows]
        spans = rows or [(row.span, table.span) for row in table.rows]
        lines = tuple(_line(proves, own if own != NOWHERE else outer) for own, outer in spans)
        book.shown_table(key, ShownTable(table, proves.view.currency, lines))
    return book.tables[key][0]


def _line(proves: Proves, span: Span) -> int | None:
    if span == NOWHERE or span.file not in proves.book.texts:
        return None
    return proves.book.plan_line(span.file, span.line)
