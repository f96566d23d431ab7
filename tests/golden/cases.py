"""The golden cases as texts, and what either engine makes of one of their examples."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from comp import engine, reference
from comp.facts.example_facts import example_snapshot
from comp.facts.snapshot import Snapshot
from comp.language import Loaded, load
from comp.language.calendar import Calendar
from comp.language.core import Example, Expectation, Plan, Program

FOLDER = Path(__file__).parents[2] / "fixtures" / "golden"
CALENDAR = Calendar()


@dataclass(frozen=True, slots=True)
class Line:
    """What both engines say of a line; the amounts are minor units, None where it is a fault."""

    line_id: str
    pay: str
    payee: str
    fact: str | None
    earned_minor: int | None
    payable_minor: int | None


def case_files() -> list[Path]:
    """The plans, without what they share."""
    return sorted(FOLDER.glob("[0-9]*.plan"))


def examples() -> Iterator[tuple[str, str]]:
    """Yield plan and example as they are called in the texts, whether or not the texts can be loaded."""
    for file in case_files():
        text = file.read_text(encoding="utf-8")
        [plan] = re.findall(r"^plan (\w+)", text, re.MULTILINE)
        for example in re.findall(r'^example "([^"]+)"', text, re.MULTILINE):
            yield plan, example


@cache
def _loaded() -> Loaded:
    return load(sorted(FOLDER.glob("*.plan")))


def program() -> Program:
    """All golden cases as one program; a fault of their texts fails each test that needs it."""
    loaded = _loaded()
    faults = [f"{one.span}: {one.code} {one.text}" for one in loaded.diagnostics if one.severity == "error"]
    if loaded.program is None or faults:
        raise AssertionError("\n".join(["the golden cases have faults", *faults]))
    return loaded.program


def find(plan_name: str, example_name: str) -> tuple[Plan, Example]:
    """The plan and its example of those names."""
    [plan] = [plan for plan in program().plans if plan.name == plan_name]
    [example] = [example for example in plan.examples if example.name == example_name]
    return plan, example


def calculated(plan: Plan, snapshot: Snapshot, as_of: date) -> list[Line]:
    """The lines of the calculating engine."""
    table = engine.valuate(program(), plan, snapshot, CALENDAR, as_of).lines
    columns = ("line_id", "pay", "payee", "fact", "earned_minor", "payable_minor")
    return [Line(*(row[name] for name in columns)) for row in table.iter_rows(named=True)]


def interpreted(plan: Plan, snapshot: Snapshot, as_of: date) -> list[Line]:
    """The lines of the reference interpreter."""
    return [
        Line(one.line_id, one.pay, one.payee, one.fact, one.earned_minor, one.payable_minor)
        for one in reference.valuate(program(), plan, snapshot, CALENDAR, as_of)
    ]


ENGINES: dict[str, Callable[[Plan, Snapshot, date], list[Line]]] = {
    "engine": calculated,
    "reference": interpreted,
}


def snapshot_of(plan: Plan, example: Example) -> Snapshot:
    """The facts that the example gives."""
    return example_snapshot(program(), plan, example)


def read_on(plan: Plan, expectation: Expectation) -> date:
    """The day of an expectation; without one, the last day on which anything of the plan can change."""
    return expectation.on or last_day(plan)


def last_day(plan: Plan) -> date:
    """Ten years after the plan's end, or its end where later facts are ignored (decision 0014)."""
    end = plan.effective_through
    return end.replace(year=end.year + 10) if plan.later_facts else end


def lines_meant(expectation: Expectation, lines: list[Line]) -> list[Line]:
    """The lines that an expectation adds up."""
    return [
        line
        for line in lines
        if expectation.pay in {None, line.pay}
        and expectation.fact in {None, line.fact}
        and expectation.payee in {None, line.payee}
    ]
