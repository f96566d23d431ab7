"""What the second engine's explanation of a line gives a statement: the measures that it read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from comp.language.core import (
    Aggregate,
    Arithmetic,
    BlankIs,
    Expr,
    Greatest,
    Least,
    MeasureValue,
    Operator,
    Plan,
    Quota,
    Rank,
    Reading,
)
from comp.language.money import Money, Rounding, strike
from comp.reference import Step, StepKind
from comp.reference.values import Amount, Exact
from comp.reference.wording import called
from statements.view import Figure


def figures(trace: Step, period: str, plan: Plan) -> tuple[Figure, ...]:
    """The measures of facts that a line of a period read, from how it came about; one over a quota comes with
    it and what was reached of it.

    A measure that only names a constant of the plan says nothing of the payee's work and is left out, and so
    is one that is not read yet (`unread`).
    """
    return tuple(_figure(step, plan, period) for step in _measures(trace, plan) if step.inputs)


def unread(trace: Step, period: str, plan: Plan) -> tuple[Figure, ...]:
    """The measures that a line counts as a constant of the plan until the close of its period."""
    steps = _measures(trace, plan)
    return tuple(
        _figure(step, plan, period)
        for step in steps
        if not step.inputs and step.value is not None and plan.measures[step.name].reading is Reading.CLOSE
    )


def _measures(trace: Step, plan: Plan) -> list[Step]:
    """The steps of measures of facts."""
    return [
        step
        for step in _walk(trace)
        if step.kind is StepKind.MEASURE
        and step.name in plan.measures
        and _has(plan, plan.measures[step.name].value, _is_of_facts)
    ]


def is_share(plan: Plan, name: str) -> bool:
    """Whether a measure of the plan is a quotient, so written in per cent."""
    return name in plan.measures and _has(plan, plan.measures[name].value, _is_quotient)


def _walk(step: Step) -> Iterator[Step]:
    """The steps of a line but those that are another payee's."""
    if step.others:
        return
    yield step
    for each in step.inputs:
        yield from _walk(each)


def _figure(step: Step, plan: Plan, period: str) -> Figure:
    quotas = [each for each in step.inputs if each.kind is StepKind.QUOTA]
    quota = quotas[0].value if len(quotas) == 1 else None
    reached: Exact | None = None
    if _is_share_of_quota(plan, step.name) and isinstance(step.value, Fraction):
        match quota:
            case Amount():
                reached = Amount(step.value * quota.minor, quota.currency)
            case Fraction():
                reached = step.value * quota
            case _:
                pass
    whole = isinstance(step.value, Fraction) and step.value.denominator == 1
    counted = whole and not is_share(plan, step.name)
    return Figure(
        *(step.name, _shown(step.value), _shown(quota), _shown(reached), period),
        counted=counted,
        how="" if _tells_of_others(step) else _how(step),
    )


def _how(step: Step) -> str:
    """What a measure was worked out from, without its name, which stands at the head of its row."""
    name, _, said = step.sentence.partition(": ")
    return said if name == called(step.name) else step.sentence


def _tells_of_others(step: Step) -> bool:
    return step.others or any(_tells_of_others(each) for each in step.inputs)


def _has(plan: Plan, expression: Expr, wanted: Callable[[Expr], bool]) -> bool:
    """Whether what an expression is worked out from, other measures included, has such a part."""
    if wanted(expression):
        return True
    match expression:
        case Arithmetic(left=left, right=right):
            return _has(plan, left, wanted) or _has(plan, right, wanted)
        case Least(operands=operands) | Greatest(operands=operands):
            return any(_has(plan, operand, wanted) for operand in operands)
        case BlankIs(value=value):
            return _has(plan, value, wanted)
        case MeasureValue(name=name) if name in plan.measures:
            return _has(plan, plan.measures[name].value, wanted)
        case _:
            return False


def _is_of_facts(expression: Expr) -> bool:
    return isinstance(expression, Aggregate | Rank)


def _is_quotient(expression: Expr) -> bool:
    return isinstance(expression, Arithmetic) and expression.operator is Operator.DIVIDE


def _is_share_of_quota(plan: Plan, name: str) -> bool:
    measure = plan.measures.get(name)
    match measure and measure.value:
        case Arithmetic(operator=Operator.DIVIDE, right=Quota()):
            return True
        case _:
            return False


def _shown(value: Exact | None) -> Money | Fraction | None:
    """A value for the eye: money to the cent, for a quota of some days may be a fraction of one."""
    match value:
        case Amount():
            return Money(strike(value.minor, Rounding.HALF_EVEN), value.currency)
        case Fraction():
            return value
        case _:
            return None
