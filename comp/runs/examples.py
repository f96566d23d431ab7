"""The examples inside plans, run on both engines: they must agree with each other and with the text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from comp import engine, reference
from comp.facts.example_facts import example_snapshot
from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.language.core import Example, Expectation, Plan, Program
from comp.language.money import Money
from comp.language.span import Span
from comp.reference import LineValue
from comp.runs.verify import compare


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """What was expected and what each engine calculates; a fault is in no total (decision 0013).

    `problem` says why it did not pass, blank where it did; `lines` are those that it adds up, explained by
    the reference engine.
    """

    text: str
    span: Span
    expected: Money
    engine: Money
    reference: Money
    problem: str
    lines: tuple[LineValue, ...]

    @property
    def passed(self) -> bool:
        """Whether both engines calculate what is expected."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example of a plan; `problem` is filled where it could not be run at all."""

    plan: str
    example: str
    expectations: tuple[ExpectationResult, ...]
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether it ran and every expectation passed."""
        return not self.problem and all(one.passed for one in self.expectations)


@dataclass(frozen=True, slots=True)
class _Values:
    """A plan's lines on a day: line id, pay, fact, payee, earned and payable, from each engine; and the
    facts that could not be credited, in words.
    """

    engine: pl.DataFrame
    reference: list[LineValue]
    uncredited: list[str]


def run_examples(program: Program, calendar: Calendar) -> Iterator[ExampleResult]:
    """Run every example of every plan, in the order of the texts."""
    for plan in program.plans:
        for example in plan.examples:
            yield run_example(program, plan, example, calendar)


def run_example(program: Program, plan: Plan, example: Example, calendar: Calendar) -> ExampleResult:
    """Run one example on both engines; a given row that cannot be read is its problem, not an exception."""
    try:
        snapshot = example_snapshot(program, plan, example, calendar)
    except ValueError as error:
        return ExampleResult(plan.name, example.name, (), str(error))
    days = {_read_on(plan, expectation, calendar) for expectation in example.expectations}
    values = {day: _values(program, plan, snapshot, calendar, day) for day in sorted(days)}
    results = [_checked(plan, one, _read_on(plan, one, calendar), values) for one in example.expectations]
    return ExampleResult(plan.name, example.name, tuple(results))


def expectation_text(expectation: Expectation) -> str:
    """What is expected, in the plan's own words: `payable commission of D2 for ana on 2026-03-31`."""
    words = ["payable"] if expectation.payable else []
    words.append(expectation.pay or "total")
    if expectation.fact is not None:
        words += ["of", expectation.fact]
    if expectation.payee is not None:
        words += ["for" if expectation.pay else "of", expectation.payee]
    if expectation.on is not None:
        words += ["on", expectation.on.isoformat()]
    return " ".join(words)


def _read_on(plan: Plan, expectation: Expectation, calendar: Calendar) -> date:
    """The expectation's day, else one on which nothing of the plan is still to come (decision 0014)."""
    if expectation.on is not None:
        return expectation.on
    last = plan.effective_through
    leap_day = (last.month, last.day) == (2, 29)
    return plan.read_on(last.replace(year=last.year + 10, day=28 if leap_day else last.day), calendar)


def _values(program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, as_of: date) -> _Values:
    return _Values(
        engine.valuate(program, plan, snapshot, calendar, as_of).lines,
        list(reference.valuate(program, plan, snapshot, calendar, as_of)),
        [
            f"; {fault.fact} could not be credited: {fault.reason}"
            for fault in reference.credits(program, snapshot, as_of).faults
        ],
    )


def _checked(
    plan: Plan, expectation: Expectation, day: date, values: Mapping[date, _Values]
) -> ExpectationResult:
    both = values[day]
    matching = [line for line in both.reference if _matches(expectation, line)]
    engine_lines = _matching(expectation, both.engine)
    ours = Money(_sum(engine_lines[_column(expectation)].to_list()), plan.currency)
    theirs = Money(_sum([_amount(expectation, line) for line in matching]), plan.currency)
    differing = compare(engine_lines, matching, day)
    return ExpectationResult(
        text=expectation_text(expectation),
        span=expectation.span,
        expected=expectation.amount,
        engine=ours,
        reference=theirs,
        problem=_DISAGREE if differing else _problem(expectation.amount, ours, matching, both.uncredited),
        lines=tuple(matching),
    )


_DISAGREE = "the two engines disagree; this is a fault in comp, please report it"


def _matches(expectation: Expectation, line: LineValue) -> bool:
    asked = ((expectation.pay, line.pay), (expectation.fact, line.fact), (expectation.payee, line.payee))
    return all(wanted is None or wanted == found for wanted, found in asked)


def _matching(expectation: Expectation, lines: pl.DataFrame) -> pl.DataFrame:
    asked = {"pay": expectation.pay, "fact": expectation.fact, "payee": expectation.payee}
    chosen = [pl.col(name) == wanted for name, wanted in asked.items() if wanted is not None]
    return lines.filter(*chosen) if chosen else lines


def _column(expectation: Expectation) -> str:
    return "payable_minor" if expectation.payable else "earned_minor"


def _amount(expectation: Expectation, line: LineValue) -> int | None:
    return line.payable_minor if expectation.payable else line.earned_minor


def _sum(amounts: list[int | None]) -> int:
    return sum(amount for amount in amounts if amount is not None)


def _problem(expected: Money, actual: Money, lines: list[LineValue], uncredited: list[str]) -> str:
    if actual == expected:
        return ""
    faults = [f"; {line.line_id} is a fault: {line.fault}" for line in lines if line.fault is not None]
    return f"expected {expected}, calculated {actual}" + "".join(faults[:1] or uncredited[:1])
