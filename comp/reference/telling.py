"""The words and steps of an expression: what it says, with the values that it had for a line.

Nothing is calculated here: every value is asked of the same evaluation that made the line. Measures, tables,
quotas and days have modules of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp.language.core import (
    Aggregate,
    All,
    AmongOwn,
    AnyOf,
    Arithmetic,
    BlankIs,
    BornOn,
    Column,
    Compare,
    Comparison,
    Convert,
    CreditValue,
    DaysAfter,
    Earned,
    Expr,
    Greatest,
    If,
    InCurrency,
    IsBlank,
    Least,
    Literal,
    Lookup,
    MeasureValue,
    MonthEdge,
    MonthsAfter,
    Multiply,
    Not,
    Operator,
    PayeesLastDay,
    PeriodEdge,
    PeriodNumber,
    PeriodTarget,
    Quota,
    Rank,
    Shifted,
    Strike,
    TableValue,
    ThisPayee,
)
from comp.reference.evaluate import evaluate, holds
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.scope import Scope
from comp.reference.telling_days import tell_day
from comp.reference.telling_measures import MeasureTelling
from comp.reference.telling_quotas import quota_step, target_step
from comp.reference.telling_sums import tell_aggregate, tell_earned, tell_rank
from comp.reference.telling_tables import table_step
from comp.reference.told import DIVIDED, LESS, TIMES, Told, exact, steps_of
from comp.reference.trace import Step, StepKind
from comp.reference.values import Undefined
from comp.reference.whose import Whose
from comp.reference.wording import Style, called, listed, shown, working_text

_SIGNS = {
    Operator.ADD: "+",
    Operator.SUBTRACT: LESS,
    Operator.MULTIPLY: TIMES,
    Operator.DIVIDE: DIVIDED,
}
COMPARED = {
    Comparison.IS: "is",
    Comparison.IS_NOT: "is not",
    Comparison.BELOW: "below",
    Comparison.AT_MOST: "at most",
    Comparison.ABOVE: "above",
    Comparison.AT_LEAST: "at least",
}
_BY_DAY = {
    **COMPARED,
    Comparison.BELOW: "before",
    Comparison.AT_MOST: "on or before",
    Comparison.ABOVE: "after",
    Comparison.AT_LEAST: "on or after",
}
_NAMED: dict[type[Expr], str] = {
    BornOn: "the line's date",
    PayeesLastDay: "the payee's last day",
    PeriodNumber: "the number of the period in the year",
}


class Teller:
    """Tells the expressions of one plan; what is alike for many lines is told once."""

    def __init__(self, view: PlanView) -> None:
        self.view = view
        self.measures = MeasureTelling(self)
        self._whose = Whose(view)
        factors = [s.factor for _, s in view.plan.statements() if isinstance(s, Multiply)]
        self._factors = {node.name for node in nodes(factors) if isinstance(node, TableValue)}

    def style(self, expr: Expr) -> Style:
        """How the value of an expression is written."""
        match expr:
            case TableValue():
                return Style.FACTOR if expr.name in self._factors else Style.PERCENT
            case MeasureValue():
                return self.style(self.view.plan.measures[expr.name].value)
            case If():
                return self.style(expr.then)
            case Arithmetic(operator=Operator.DIVIDE):
                return Style.PERCENT
            case Literal(value=Fraction() as value) if 0 < value < 1:
                return Style.PERCENT
            case Column(name=name) | Lookup(name=name) if name.endswith(("share", "rate", "percent")):
                return Style.PERCENT
            case _:
                return Style.PLAIN

    def value(self, expr: Expr, scope: Scope, style: Style | None = None) -> str:
        """The value of an expression in words."""
        return shown(evaluate(expr, scope), style or self.style(expr))

    def tell(self, expr: Expr, scope: Scope, *, working: bool = False) -> Told:  # noqa: C901 - one case for each node of a closed union
        """An expression with its values, and the steps of the names in it.

        `working` shows values that are calculated with to enough digits to work them through by hand.
        """
        match expr:
            case Literal():
                return Told(self._shown(expr, scope, working=working))
            case ThisPayee():
                return Told(self.value(expr, scope))
            case BornOn() | PayeesLastDay() | PeriodNumber():
                return Told(f"{_NAMED[type(expr)]} {self.value(expr, scope)}")
            case Column():
                return self._named(f"{expr.source}.{expr.name}", expr, scope)
            case Lookup() | MeasureValue() | TableValue() if self._whose.other(expr, scope, scope.payee):
                return self._of_another(expr, scope, working=working)
            case Lookup():
                key = shown(evaluate(expr.key, scope))
                return self._named(f"{expr.source}.{expr.name} of {key}", expr, scope)
            case CreditValue():
                return Told(f"{called(expr.credit)} {self.value(expr, scope)}")
            case MeasureValue():
                step = self.measures.step(self.view.plan.measures[expr.name], scope)
                until = self.measures.until(expr, scope)
                return Told(
                    f"{called(expr.name)} {self._shown(expr, scope, working=working)}{until}", (step,)
                )
            case TableValue():
                step = table_step(self, self.view.plan.tables[expr.name], scope)
                text = f"{called(expr.name)} {self._shown(expr, scope, working=working)}{_by(step)}"
                return Told(text, (step,))
            case Quota():
                text = f"quota {called(expr.name)} {self.value(expr, scope)}"
                return Told(text, (quota_step(self, expr, scope),))
            case PeriodTarget():
                text = f"period target {self.value(expr, scope)}"
                return Told(text, (target_step(self, expr, scope),))
            case Aggregate():
                return tell_aggregate(self, expr, scope)
            case Rank():
                return tell_rank(self, expr, scope)
            case Earned():
                return tell_earned(self, expr, scope)
            case Arithmetic():
                return self._infix(_SIGNS[expr.operator], [expr.left, expr.right], scope, working=True)
            case Compare():
                return self._comparison(expr, scope)
            case All():
                return self._infix("and", expr.conditions, scope)
            case AnyOf():
                return self._infix("or", expr.conditions, scope)
            case Least() | Greatest():
                return self._extreme(expr, scope, working=working)
            case Not():
                inner = self.tell(expr.condition, scope)
                return Told(f"not ({inner.text})", inner.steps)
            case BlankIs():
                blank = isinstance(evaluate(expr.value, scope), Undefined)
                return self.tell(expr.otherwise if blank else expr.value, scope, working=working)
            case If():
                return self._choice(expr, scope, working=working)
            case IsBlank():
                inner = self.tell(expr.value, scope)
                return Told(f"{inner.text} is blank", inner.steps)
            case DaysAfter() | MonthsAfter() | Shifted() | MonthEdge() | PeriodEdge():
                return tell_day(self, expr, scope)
            case Convert() | Strike() | InCurrency():
                return self._converted(expr, scope)
            case AmongOwn():
                inner = self.tell(expr.column, scope)
                return Told(f"{inner.text} among own {expr.credit}", inner.steps)

    def _of_another(self, expr: Lookup | MeasureValue | TableValue, scope: Scope, *, working: bool) -> Told:
        """What another payee's own gave: named, and a table's value shown; its steps are no statement's."""
        match expr:
            case Lookup():
                told = self._named(f"{expr.source}.{expr.name}", expr, scope)
                return Told(f"{expr.source}.{expr.name} of another payee", _others(told.steps))
            case MeasureValue():
                step = self.measures.step(self.view.plan.measures[expr.name], scope)
                return Told(f"{called(expr.name)} of another payee", _others((step,)))
            case TableValue():
                step = table_step(self, self.view.plan.tables[expr.name], scope)
                text = f"{called(expr.name)} {self._shown(expr, scope, working=working)}"
                return Told(text, _others((replace(step, kind=StepKind.TERM),)))

    def _shown(self, expr: Expr, scope: Scope, *, working: bool) -> str:
        """A value, in a calculation with enough digits to work through."""
        if not working:
            return self.value(expr, scope)
        return working_text(evaluate(expr, scope), self.style(expr))

    def _named(self, name: str, expr: Expr, scope: Scope) -> Told:
        value = evaluate(expr, scope)
        text = f"{name} {working_text(value, self.style(expr))}"
        return Told(text, (Step(StepKind.COLUMN, name, text, exact(value), (), expr.span),))

    def _infix(self, sign: str, operands: Sequence[Expr], scope: Scope, *, working: bool = False) -> Told:
        told = [self.tell(operand, scope, working=working) for operand in operands]
        texts = [
            f"({t.text})" if isinstance(operand, Arithmetic | All | AnyOf) else t.text
            for operand, t in zip(operands, told, strict=True)
        ]
        return Told(f" {sign} ".join(texts), steps_of(told))

    def _comparison(self, expr: Compare, scope: Scope) -> Told:
        """A comparison with the value found, and whether it is so."""
        left = self.tell(expr.left, scope)
        if isinstance(expr.right, Literal):
            right = Told(self.value(expr.right, scope, self.style(expr.left)))
        else:
            right = self.tell(expr.right, scope)
        of_days = isinstance(evaluate(expr.right, scope), date)
        word = (_BY_DAY if of_days else COMPARED)[expr.comparison].removeprefix("is").strip()
        so = "" if evaluate(expr, scope) is True else "not "
        return Told(f"{left.text}, {' '.join(f'{so}{word}'.split())} {right.text}", steps_of([left, right]))

    def _extreme(self, expr: Least | Greatest, scope: Scope, *, working: bool) -> Told:
        """Several values of which one counts, a plain number written as the others are."""
        word = "the smaller of" if isinstance(expr, Least) else "the larger of"
        styles = [style for operand in expr.operands if (style := self.style(operand)) is not Style.PLAIN]
        told = [
            Told(self.value(operand, scope, styles[0]))
            if isinstance(operand, Literal) and styles
            else self.tell(operand, scope, working=working)
            for operand in expr.operands
        ]
        return Told(f"{word} {listed([t.text for t in told])}", steps_of(told))

    def _choice(self, expr: If, scope: Scope, *, working: bool) -> Told:
        """The value that a condition chose, and the condition as it was found."""
        chosen = expr.then if holds(expr.condition, scope) else expr.otherwise
        value, condition = self.tell(chosen, scope, working=working), self.tell(expr.condition, scope)
        return Told(f"{value.text} (because {condition.text})", steps_of([value, condition]))

    def _converted(self, expr: Convert | Strike | InCurrency, scope: Scope) -> Told:
        seen = replace(scope, any_currency=True) if isinstance(expr, InCurrency) else scope
        inner = self.tell(expr.value, seen)
        same = shown(evaluate(expr.value, seen)) == self.value(expr, scope)
        return inner if same else Told(f"{inner.text} as {self.value(expr, scope)}", inner.steps)


def _others(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, others=True) for step in steps)


def _by(step: Step) -> str:
    """Which exception gave a value, if one did."""
    labels = [called(each.name) for each in step.inputs if each.kind is StepKind.EXCEPTION]
    return f" by the exception {listed(labels)}" if step.kind is StepKind.EXCEPTION and labels else ""
