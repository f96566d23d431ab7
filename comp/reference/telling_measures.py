"""Measures in words: when one was read, what it is made of, and the exception that replaced it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comp.language.core import Except, Measure, MeasureValue, Reading
from comp.reference.saying import say
from comp.reference.scope import Scope
from comp.reference.speech import spoken
from comp.reference.told import Tells, exact
from comp.reference.trace import Step, StepKind
from comp.reference.values import Undefined, Value
from comp.reference.wording import Style, called, day_text, listed, shown


class MeasureTelling:
    """The measures of one plan; what is alike for many lines is told once."""

    def __init__(self, teller: Tells) -> None:
        self._teller = teller
        self._told: dict[tuple[object, ...], Step] = {}

    def step(self, measure: Measure, scope: Scope) -> Step:
        """A measure as it was read, with what it is made of and the exception that replaced it."""
        view = self._teller.view
        seen = view.measure_scope(measure, scope)
        ruled = view.ruled_measure(measure, scope)
        if ruled.applied:
            style = self._teller.style(measure.value)
            return exception_step(self._teller, measure.name, ruled.applied, ruled.value, scope, style)
        if seen.sight.side is not None:
            return self._plain(measure, seen)
        key = (spoken(), measure.name, seen.payee, seen.period, seen.sight)
        if key not in self._told:
            self._told[key] = self._plain(measure, seen)
        return self._told[key]

    def until(self, expr: MeasureValue, scope: Scope, text: str) -> str:
        """A measure's value in words, and up to when it has it where it is not read yet."""
        measure = self._teller.view.plan.measures[expr.name]
        waits = measure.reading is Reading.CLOSE and self._teller.view.sight(measure, scope).unread
        if not waits or not scope.period:
            return text
        return say("{value} until the close of {period}", value=text, period=scope.period.name)

    def _plain(self, measure: Measure, seen: Scope) -> Step:
        view = self._teller.view
        style = self._teller.style(measure.value)
        value = view.plain_measure(measure, seen)
        if seen.sight.unread:
            sentence = say(
                "{measure} {value} until then: {reason}",
                measure=called(measure.name),
                value=shown(value, style),
                reason=Undefined(seen.sight.unread).reason,
            )
            return Step(StepKind.MEASURE, measure.name, sentence, exact(value), (), measure.span)
        told = self._teller.tell(measure.value, seen)
        name = called(measure.name)
        if seen.sight.limit != view.as_of:
            name = say("{measure} at the close of {day}", measure=name, day=day_text(seen.sight.limit))
        reason = f" ({value.reason})" if isinstance(value, Undefined) else ""
        sentence = f"{name}: {told.text} = {shown(value, style)}{reason}"
        return Step(StepKind.MEASURE, measure.name, sentence, exact(value), told.steps, measure.span)


def exception_step(  # noqa: PLR0917 - what an exception made of which name, for which line
    teller: Tells, name: str, applied: Sequence[Except], value: Value, scope: Scope, style: Style
) -> Step:
    """The exceptions that gave a value, or that collided."""
    seen = replace(scope, sight=teller.view.line_sight(scope))
    steps = tuple(
        Step(StepKind.EXCEPTION, each.label, teller.tell(each.when, seen).text, value=True, span=each.span)
        for each in applied
    )
    labels = listed([called(each.label) for each in applied])
    if isinstance(value, Undefined):
        sentence = say("{name} is not defined: {reason}", name=called(name), reason=value.reason)
        return Step(StepKind.EXCEPTION, name, sentence, None, steps)
    sentence = say(
        "{name} is {value} by the exception {labels}",
        name=called(name), value=shown(value, style), labels=labels,
    )  # fmt: skip
    return Step(StepKind.EXCEPTION, name, sentence, value, steps, applied[0].span)
