"""The measures and quotas that examples expect, read on both engines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp import engine, reference
from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.language.core import Expectation, Expected, Plan, Program
from comp.reference import Step
from comp.runs.expected_values import Worth, expected_worth, worth

Readings: TypeAlias = Mapping[tuple[str, str], Fraction | None]


@dataclass(frozen=True, slots=True)
class Found:
    """What each engine reads, whether they agree to the last digit, and how the reference came to it.

    `problem` says why nothing was read, blank where something was.
    """

    expected: Worth
    engine: Worth | None
    reference: Worth | None
    agree: bool
    problem: str = ""
    steps: tuple[Step, ...] = ()


def check_reading(  # noqa: PLR0917 - an example's facts under its plan, and what is asked of them
    program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, expectation: Expectation, on: date
) -> Found:
    """Read a measure or a quota as an example asks for it."""
    name = reading_name(expectation)
    theirs = reference.readings(program, plan, snapshot, calendar, on, name)
    ours = engine.readings(program, plan, snapshot, calendar, on, name)
    expected = expected_worth(expectation, plan.currency)
    asked = sorted(key for key in theirs.keys() | ours.keys() if _matches(expectation, *key))
    if not asked:
        return Found(expected, None, None, agree=True, problem=_nothing(expectation, theirs))
    agree = all(_same(ours, theirs, key) for key in asked)
    values = {key: theirs.get(key) for key in asked}
    # Each reading that matches must be as expected, so the first that is not stands for all.
    shown = next((key for key in asked if _worth(plan, expectation, values[key]) != expected), asked[0])
    step = reference.reading_step(program, plan, snapshot, calendar, on, name, *shown)
    return Found(
        expected,
        _worth(plan, expectation, ours.get(shown)),
        _worth(plan, expectation, values[shown]),
        agree,
        steps=(step,) if step else (),
    )


def reading_name(expectation: Expectation) -> str:
    """The name by which an engine reads it: a quota's begins with `quota.`."""
    name = expectation.pay or ""
    quota = expectation.what is Expected.QUOTA and not name.startswith("quota.")
    return f"quota.{name}" if quota else name


def _matches(expectation: Expectation, payee: str, unit: str) -> bool:
    fact, credited, _ = unit.rpartition("#")
    if expectation.payee is not None and expectation.payee != payee:
        return False
    if expectation.fact is not None:
        return bool(credited) and fact == expectation.fact
    return expectation.period is None or expectation.period == unit


def _same(ours: Readings, theirs: Readings, key: tuple[str, str]) -> bool:
    return key in ours and key in theirs and ours[key] == theirs[key]


def _worth(plan: Plan, expectation: Expectation, value: Fraction | None) -> Worth | None:
    return None if value is None else worth(expectation, value, plan.currency)


def _nothing(expectation: Expectation, readings: Readings) -> str:
    """Why there is nothing to compare: the measure is read by period, or beside a credit."""
    runs = any("#" in unit for _, unit in readings)
    if expectation.fact is not None and readings and not runs:
        return "it is read for a period, not beside a credit; ask for it in a period"
    if expectation.period is not None and runs:
        return "it runs and is read beside a credit; ask for it of a fact"
    return "nobody has a reading of it there"
