"""The examples inside plans, run on both engines: they must agree with each other and with the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from comp import engine, reference
from comp.facts.example_facts import example_snapshot
from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.language.core import Example, Expectation, Expected, Plan, Program
from comp.language.money import Money
from comp.language.span import Span
from comp.reference import LineValue, Step
from comp.runs.expected_readings import Found, check_reading
from comp.runs.expected_values import Worth, expectation_text, worth_text
from comp.runs.verify import compare

_DISAGREE = "the two engines disagree; this is a fault in comp, please report it"


@dataclass(frozen=True, slots=True)
class ExpectationResult:
    """What was expected and what each engine calculates; a fault is in no total (decision 0013).

    Money, or a number rounded to the decimals that are written; None where a measure or quota is undefined.
    `problem` says why it did not pass, blank where it did. `lines` are those that it adds up, explained by
    the reference engine; `lines_before` the same on the day before the first of the days that it asks about.
    `steps` explain a measure or a quota.
    """

    text: str
    span: Span
    expected: Worth
    engine: Worth | None
    reference: Worth | None
    problem: str
    lines: tuple[LineValue, ...]
    lines_before: tuple[LineValue, ...] = ()
    steps: tuple[Step, ...] = ()

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
    case = _Case(program, plan, snapshot, calendar)
    results = [_checked(case, one, _read_on(plan, one, calendar)) for one in example.expectations]
    return ExampleResult(plan.name, example.name, tuple(results))


@dataclass(frozen=True, slots=True)
class _Lines:
    """A plan's lines on a day from each engine, and whether they agree."""

    engine: pl.DataFrame
    reference: list[LineValue]
    agree: bool


@dataclass(frozen=True)
class _Case:
    """An example's facts under its plan, valued on each day that is asked for once."""

    program: Program
    plan: Plan
    snapshot: Snapshot
    calendar: Calendar
    _days: dict[date, _Lines] = field(default_factory=dict[date, _Lines])

    def lines(self, day: date) -> _Lines:
        """Both engines' lines at the end of a day."""
        if day not in self._days:
            ours = engine.valuate(self.program, self.plan, self.snapshot, self.calendar, day).lines
            theirs = list(reference.valuate(self.program, self.plan, self.snapshot, self.calendar, day))
            self._days[day] = _Lines(ours, theirs, not compare(ours, theirs, day))
        return self._days[day]

    def uncredited(self, day: date) -> list[str]:
        """The facts that could not be credited by the day, in words."""
        faults = reference.credits(self.program, self.snapshot, day).faults
        return [f"; {fault.fact} could not be credited: {fault.reason}" for fault in faults]


def _read_on(plan: Plan, expectation: Expectation, calendar: Calendar) -> date:
    """The expectation's day, else one on which nothing of the plan is still to come (decision 0014)."""
    if expectation.on is not None:
        return expectation.on
    last = plan.effective_through
    leap_day = (last.month, last.day) == (2, 29)
    return plan.read_on(last.replace(year=last.year + 10, day=28 if leap_day else last.day), calendar)


def _checked(case: _Case, expectation: Expectation, day: date) -> ExpectationResult:
    if expectation.what is not Expected.PAY:
        found = check_reading(case.program, case.plan, case.snapshot, case.calendar, expectation, day)
        return _of_reading(expectation, found)
    days = [day] if expectation.since is None else [day, expectation.since - timedelta(days=1)]
    both = [case.lines(each) for each in days]
    matching = [tuple(line for line in each.reference if _matches(expectation, line)) for each in both]
    engine_sums = [_sum(_matching(expectation, each.engine)[_column(expectation)].to_list()) for each in both]
    reference_sums = [_sum([_amount(expectation, line) for line in lines]) for lines in matching]
    expected = expectation.amount or Money(0, case.plan.currency)
    ours, theirs = (
        Money(sums[0] - sum(sums[1:]), case.plan.currency) for sums in (engine_sums, reference_sums)
    )
    agree = all(each.agree for each in both)
    return ExpectationResult(
        text=expectation_text(expectation),
        span=expectation.span,
        expected=expected,
        engine=ours,
        reference=theirs,
        problem=_problem(expected, ours, matching[0], case.uncredited(day)) if agree else _DISAGREE,
        lines=matching[0],
        lines_before=matching[1] if len(matching) > 1 else (),
    )


def _of_reading(expectation: Expectation, found: Found) -> ExpectationResult:
    problem = found.problem
    if not problem and not found.agree:
        problem = _DISAGREE
    if not problem and found.reference != found.expected:
        calculated = worth_text(found.reference)
        problem = f"expected {found.expected}, calculated {calculated}"
    return ExpectationResult(
        expectation_text(expectation),
        expectation.span,
        found.expected,
        found.engine,
        found.reference,
        problem,
        (),
        steps=found.steps,
    )


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


def _problem(expected: Money, actual: Money, lines: tuple[LineValue, ...], uncredited: list[str]) -> str:
    if actual == expected:
        return ""
    faults = [f"; {line.line_id} is a fault: {line.fault}" for line in lines if line.fault is not None]
    return f"expected {expected}, calculated {actual}" + "".join(faults[:1] or uncredited[:1])
