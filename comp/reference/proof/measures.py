"""Measures in the proof: each reading proved once, and the exceptions that were tried."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from comp.language.core import Except, Measure, MeasureValue, Reading
from comp.reference.proof.book import Ref
from comp.reference.proof.proves import Proves
from comp.reference.proof.proving import Proving, sealed, sealed_as
from comp.reference.scope import Scope
from comp.reference.values import Undefined


def prove_measure(proves: Proving, node: MeasureValue, scope: Scope) -> Ref:
    """A measure read at its moment, its exceptions applied."""
    measure = proves.view.plan.measures[node.name]

    def plain() -> Ref:
        return _plain(proves, measure, proves.view.measure_scope(measure, scope))

    return prove_ruled(proves, measure.name, measure.exceptions, scope, plain)


def prove_ruled(
    proves: Proves, name: str, exceptions: Sequence[Except], scope: Scope, plain: Callable[[], Ref]
) -> Ref:
    """A value with its exceptions: each condition is shown, true or not, and the value that they leave."""
    book = proves.book
    seen = replace(scope, sight=proves.view.line_sight(scope))
    conditions = [proves.expression(exception.when, seen) for exception in exceptions]
    applied = [
        exception
        for exception, condition in zip(exceptions, conditions, strict=True)
        if book.value(condition) is True
    ]
    match applied:
        case []:
            ref = plain()
        case [only]:
            ref = proves.expression(only.value, seen)
        case _:
            reason = f"{' and '.join(each.label for each in applied)} both apply to {name}"
            ref = book.stated(Undefined(reason), reason)
    for condition in reversed(conditions):
        ref = book.chosen(condition, ref)
    return ref


def _plain(proves: Proving, measure: Measure, seen: Scope) -> Ref:
    """A measure without its exceptions, in its own scope."""
    book, view = proves.book, proves.view
    if seen.payee is not None and seen.payee != book.payee:
        what = sealed_as(proves, _beside(measure, seen), seen.period)
        return sealed(proves, seen.payee, what, view.plain_measure(measure, seen))
    if seen.sight.unread:
        if measure.reading is Reading.CLOSE and measure.until_then is not None:
            return proves.expression(measure.until_then, seen)
        unread = Undefined(seen.sight.unread)
        return book.stated(unread, unread.reason)
    if seen.sight.side is not None:
        return proves.expression(measure.value, seen)
    key = (*_where(proves), "measure", measure.name, seen.payee, seen.period, seen.sight)
    if key not in book.memo:
        book.memo[key] = book.named(proves.expression(measure.value, seen), _called(measure, seen))
    return book.memo[key]


def _called(measure: Measure, seen: Scope) -> str:
    return f"{measure.name} in {seen.period.name}" if seen.period else measure.name


def _beside(measure: Measure, seen: Scope) -> str:
    """A measure, and the credit before or with which it is read."""
    if seen.sight.side is None or seen.credit is None:
        return measure.name
    return f"{measure.name} {seen.sight.side} {seen.credit.of.fact}"


def _where(proves: Proves) -> tuple[object, ...]:
    """Which plan is read, at which day."""
    return (proves.view.plan.name, proves.view.plan.text_digest, proves.view.as_of)
