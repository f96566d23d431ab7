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
    Writing,
)
from comp.reference.evaluate import evaluate, holds
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.saying import say, template
from comp.reference.scope import Scope
from comp.reference.telling_comparisons import compared
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
_WRITTEN = {
    Writing.PERCENT: Style.PERCENT,
    Writing.MULTIPLE: Style.MULTIPLE,
    Writing.DECIMALS: Style.FACTOR,
    Writing.WHOLE: Style.PLAIN,
}
COMPARED = {
    Comparison.IS: "is",
    Comparison.IS_NOT: "is not",
    Comparison.BELOW: "below",
    Comparison.AT_MOST: "at most",
    Comparison.ABOVE: "above",
    Comparison.AT_LEAST: "at least",
}
_NAMED: dict[type[Expr], str] = {
    BornOn: template("the line's date {value}"),
    PayeesLastDay: template("the payee's last day {value}"),
    PeriodNumber: template("the number of the period in the year {value}"),
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
                return self._style_of_table(expr.name)
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

    def _style_of_table(self, name: str) -> Style:
        """As the plan writes the table's values."""
        written = self.view.plan.tables[name].written
        if written is not None:
            return _WRITTEN[written]
        return Style.FACTOR if name in self._factors else Style.PERCENT

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
                return Told(say(_NAMED[type(expr)], value=self.value(expr, scope)))
            case Column():
                return self._named(f"{expr.source}.{expr.name}", expr, scope)
            case Lookup() | MeasureValue() | TableValue() if self._whose.other(expr, scope, scope.payee):
                return self._of_another(expr, scope, working=working)
            case Lookup():
                key = shown(evaluate(expr.key, scope))
                name = say("{column} of {key}", column=f"{expr.source}.{expr.name}", key=key)
                return self._named(name, expr, scope)
            case CreditValue():
                return Told(f"{called(expr.credit)} {self.value(expr, scope)}")
            case MeasureValue():
                step = self.measures.step(self.view.plan.measures[expr.name], scope)
                text = f"{called(expr.name)} {self._shown(expr, scope, working=working)}"
                return Told(self.measures.until(expr, scope, text), (step,))
            case TableValue():
                step = table_step(self, self.view.plan.tables[expr.name], scope)
                text = f"{called(expr.name)} {self._shown(expr, scope, working=working)}"
                return Told(_by(step, text), (step,))
            case Quota():
                text = say("quota {name} {value}", name=called(expr.name), value=self.value(expr, scope))
                return Told(text, (quota_step(self, expr, scope),))
            case PeriodTarget():
                text = say("period target {value}", value=self.value(expr, scope))
                return Told(text, (target_step(self, expr, scope),))
            case Aggregate():
                return tell_aggregate(self, expr, scope)
            case Rank():
                return tell_rank(self, expr, scope)
            case Earned():
                return tell_earned(self, expr, scope)
            case Arithmetic():
                sign = f" {_SIGNS[expr.operator]} "
                return self._infix(sign, [expr.left, expr.right], scope, working=True)
            case Compare():
                return self._comparison(expr, scope)
            case All():
                return self._infix(f" {say('and')} ", expr.conditions, scope)
            case AnyOf():
                return self._infix(f" {say('or')} ", expr.conditions, scope)
            case Least() | Greatest():
                return self._extreme(expr, scope, working=working)
            case Not():
                inner = self.tell(expr.condition, scope)
                return Told(say("not ({condition})", condition=inner.text), inner.steps)
            case BlankIs():
                blank = isinstance(evaluate(expr.value, scope), Undefined)
                return self.tell(expr.otherwise if blank else expr.value, scope, working=working)
            case If():
                return self._choice(expr, scope, working=working)
            case IsBlank():
                inner = self.tell(expr.value, scope)
                return Told(say("{value} is blank", value=inner.text), inner.steps)
            case DaysAfter() | MonthsAfter() | Shifted() | MonthEdge() | PeriodEdge():
                return tell_day(self, expr, scope)
            case Convert() | Strike() | InCurrency():
                return self._converted(expr, scope)
            case AmongOwn():
                inner = self.tell(expr.column, scope)
                text = say("{value} among own {credits}", value=inner.text, credits=expr.credit)
                return Told(text, inner.steps)

    def _of_another(self, expr: Lookup | MeasureValue | TableValue, scope: Scope, *, working: bool) -> Told:
        """What another payee's own gave: named, and a table's value shown; its steps are no statement's."""
        match expr:
            case Lookup():
                told = self._named(f"{expr.source}.{expr.name}", expr, scope)
                return Told(_anothers(f"{expr.source}.{expr.name}"), _others(told.steps))
            case MeasureValue():
                step = self.measures.step(self.view.plan.measures[expr.name], scope)
                return Told(_anothers(called(expr.name)), _others((step,)))
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
        return Told(sign.join(texts), steps_of(told))

    def _comparison(self, expr: Compare, scope: Scope) -> Told:
        """A comparison with the value found, and whether it is so."""
        left = self.tell(expr.left, scope)
        if isinstance(expr.right, Literal):
            right = Told(self.value(expr.right, scope, self.style(expr.left)))
        else:
            right = self.tell(expr.right, scope)
        of_days = isinstance(evaluate(expr.right, scope), date)
        so = compared(expr.comparison, holds=evaluate(expr, scope) is True, of_days=of_days)
        return Told(say(so, left=left.text, right=right.text), steps_of([left, right]))

    def _extreme(self, expr: Least | Greatest, scope: Scope, *, working: bool) -> Told:
        """Several values of which one counts, a plain number written as the others are."""
        styles = [style for operand in expr.operands if (style := self.style(operand)) is not Style.PLAIN]
        told = [
            Told(self.value(operand, scope, styles[0]))
            if isinstance(operand, Literal) and styles
            else self.tell(operand, scope, working=working)
            for operand in expr.operands
        ]
        values = listed([t.text for t in told])
        if isinstance(expr, Least):
            return Told(say("the smaller of {values}", values=values), steps_of(told))
        return Told(say("the larger of {values}", values=values), steps_of(told))

    def _choice(self, expr: If, scope: Scope, *, working: bool) -> Told:
        """The value that a condition chose, and the condition as it was found."""
        chosen = expr.then if holds(expr.condition, scope) else expr.otherwise
        value, condition = self.tell(chosen, scope, working=working), self.tell(expr.condition, scope)
        text = say("{value} (because {condition})", value=value.text, condition=condition.text)
        return Told(text, steps_of([value, condition]))

    def _converted(self, expr: Convert | Strike | InCurrency, scope: Scope) -> Told:
        seen = replace(scope, any_currency=True) if isinstance(expr, InCurrency) else scope
        inner = self.tell(expr.value, seen)
        same = shown(evaluate(expr.value, seen)) == self.value(expr, scope)
        if same:
            return inner
        return Told(say("{value} as {other}", value=inner.text, other=self.value(expr, scope)), inner.steps)


def _others(steps: Sequence[Step]) -> tuple[Step, ...]:
    return tuple(replace(step, others=True) for step in steps)


def _anothers(name: str) -> str:
    return say("{name} of another payee", name=name)


def _by(step: Step, text: str) -> str:
    """A value, and which exception gave it, if one did."""
    labels = [called(each.name) for each in step.inputs if each.kind is StepKind.EXCEPTION]
    if step.kind is not StepKind.EXCEPTION or not labels:
        return text
    return say("{value} by the exception {labels}", value=text, labels=listed(labels))
