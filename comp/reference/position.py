"""Where a line's payee stands at the day: what the plan reads of them beside no single credit.

A statement shows how far a measure has come and what a table would give further on. It asks here, so that
no figure of it is read from a sentence. Nothing of another payee is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from comp.language.calendar import Period
from comp.language.core import (
    Aggregate,
    Aggregation,
    Arithmetic,
    BlankIs,
    CreditSet,
    CreditValue,
    Expr,
    Greatest,
    If,
    Kind,
    Least,
    Measure,
    MeasureValue,
    Reading,
    Table,
    TableRow,
    Window,
)
from comp.reference.evaluate import evaluate, holds
from comp.reference.lines import Capped, Floored, Multiplied, Paid, Valued, line_scope, struck_state
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.scope import Scope, Sight
from comp.reference.tables import page_of
from comp.reference.values import Undefined, Value
from comp.reference.whose import Whose

_OF_THE_PLAN = (Paid, Multiplied, Capped, Floored)


@dataclass(frozen=True, slots=True)
class Position:
    """What a plan reads of a line's payee in the line's performance period, as of the valuation's day."""

    view: PlanView
    valued: Valued

    @property
    def period(self) -> Period:
        """The performance period of the line."""
        return self.valued.line.period

    @property
    def is_own(self) -> bool:
        """Whether the line is of the payee's own work, and not given by another payee's."""
        return not self.valued.line.given

    def read(self, expr: Expr) -> Value:
        """The value of an expression; a measure that runs is read after all credits up to the day.

        What belongs to a credit, or to its row, is undefined.
        """
        scope = self._scope()
        running = self._running(expr)
        if running is None:
            return evaluate(expr, scope)
        seen = replace(self.view.measure_scope(running, scope), sight=Sight(self.view.as_of))
        return evaluate(self._unrolled(expr), seen)

    def credited(self, credit: str, kind: Kind, *, direct_only: bool) -> Value:
        """The payee's credits of a name in the period, all or those that did not come through others."""
        return evaluate(_own_total(credit, kind, direct_only), self._scope())

    def is_read_later(self, expr: Expr) -> bool:
        """Whether a measure in it is read at a close that is still to come."""
        measures = [
            self.view.plan.measures[node.name] for node in nodes(expr) if isinstance(node, MeasureValue)
        ]
        return self.view.as_of < self.period.last_day and any(
            measure.reading is Reading.CLOSE or self.is_read_later(measure.value) for measure in measures
        )

    def is_anothers(self, expr: Expr) -> bool:
        """Whether it takes a value of another payee's own."""
        return Whose(self.view).other(expr, self._scope(), self.valued.line.payee) is not None

    def rows(self, table: Table) -> tuple[TableRow, ...] | None:
        """The rows that apply to the payee; None where that depends on a single line."""
        if not table.pages:
            return table.rows
        page = page_of(table, self._scope())
        return None if isinstance(page, Undefined) else page.rows

    def is_excepted(self, table: Table) -> bool:
        """Whether an exception replaces what the table gives the payee."""
        return any(holds(exception.when, self._scope()) for exception in table.exceptions)

    def made(self) -> Value | None:
        """What the line comes to by its pay, factors and bounds, in minor units.

        None where something else (a claw back, a lost hold, a split) has moved it before one of them.
        """
        made: Value | None = None
        moved = False
        for move in self.valued.moves:
            before, after = move.before.value, move.after.value
            changed = after not in {before, struck_state(self.view, move.before).value}
            if not isinstance(move.effect, _OF_THE_PLAN):
                moved = moved or changed
            elif not moved:
                made = after
            elif changed:
                return None
        return made

    def _scope(self) -> Scope:
        scope = line_scope(self.view, self.valued.line)
        return replace(scope, rows={}, credit=None)

    def _running(self, expr: Expr) -> Measure | None:
        """A measure in it that runs from credit to credit, directly or through another that does."""
        for node in nodes(expr):
            if isinstance(node, MeasureValue):
                measure = self.view.plan.measures[node.name]
                if measure.reading is Reading.RUNNING:
                    return measure
        return None

    def _unrolled(self, expr: Expr) -> Expr:
        """The expression with what makes up its running measures instead of their names."""
        match expr:
            case MeasureValue():
                measure = self.view.plan.measures[expr.name]
                if measure.reading is not Reading.RUNNING:
                    return expr
                value = self._unrolled(measure.value)
                for exception in measure.exceptions:
                    value = If(exception.when, exception.value, value)
                return value
            case Arithmetic():
                return replace(expr, left=self._unrolled(expr.left), right=self._unrolled(expr.right))
            case Least() | Greatest():
                return replace(expr, operands=tuple(self._unrolled(each) for each in expr.operands))
            case BlankIs():
                return replace(
                    expr, value=self._unrolled(expr.value), otherwise=self._unrolled(expr.otherwise)
                )
            case If():
                return replace(expr, then=self._unrolled(expr.then), otherwise=self._unrolled(expr.otherwise))
            case _:
                return expr


@cache  # the view knows a node by its identity, so there is one of each for good
def _own_total(credit: str, kind: Kind, direct_only: bool) -> Aggregate:  # noqa: FBT001 - part of the key
    over = CreditSet(credit, Window(), direct_only=direct_only)
    return Aggregate(Aggregation.TOTAL, over, CreditValue(credit, kind), kind)
