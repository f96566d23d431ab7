"""What the two engines make of a case, line by line, and where they differ."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from comp import engine, reference
from comp.engine import AmountTooLargeError, Valuation
from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import Case, program_of, snapshot_of
from comp.fuzz.hazards import of_facts, of_lines
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.reference import Credits

_IDENTITY = ("clause", "pay", "payee", "unit", "fact", "part", "born_on", "performance_period", "currency")
_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line as one engine values it; `amounts` are earned and payable, None where it is a fault."""

    identity: tuple[object, ...]
    amounts: tuple[int, int] | None

    @property
    def case(self) -> tuple[str, str]:
        """The payee and the performance period."""
        return str(self.identity[2]), str(self.identity[7])


Outcomes = dict[str, Outcome]


@dataclass(frozen=True, slots=True)
class Compared:
    """Differences in words, the lines on which the engines were compared by plan and day, how many of them
    the calculating engine valued the exact way, and plans on days with an amount beyond 64 bits: as the
    reference interpreter says too, or (a sum on the way to the line) as the calculating engine says alone.
    `hazards` counts what was hostile in the facts.
    """

    differences: tuple[str, ...]
    lines: dict[tuple[str, date], Outcomes]
    exact_way: int = 0
    too_large: int = 0
    too_large_on_the_way: int = 0
    hazards: Counter[str] = field(default_factory=Counter[str])


def calculated(program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, day: date) -> Outcomes:
    """Lines of the calculating engine by line id."""
    return outcomes_of(engine.valuate(program, plan, snapshot, calendar, day))


def outcomes_of(valuation: Valuation) -> Outcomes:
    """The lines of a valuation by line id."""
    names = ("line_id", "earned_minor", "payable_minor", "fault", *_IDENTITY)
    columns = [valuation.lines.get_column(name).to_list() for name in names]
    found: Outcomes = {}
    for line_id, earned, payable, fault, *identity in zip(*columns, strict=True):
        if (earned is None) != (fault is not None) or (earned is None) != (payable is None):
            raise AssertionError(f"{line_id} is neither a fault nor has both amounts: {earned}, {payable}")
        if line_id in found:
            raise AssertionError(f"two lines {line_id}")
        found[line_id] = Outcome(tuple(identity), None if earned is None else (earned, payable))
    return found


def interpreted(program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, day: date) -> Outcomes:
    """Lines of the reference interpreter by line id."""
    found: Outcomes = {}
    for line in reference.valuate(program, plan, snapshot, calendar, day):
        if line.line_id in found:
            raise AssertionError(f"two lines {line.line_id}")
        amounts = None
        if line.earned_minor is not None and line.payable_minor is not None:
            amounts = (line.earned_minor, line.payable_minor)
        found[line.line_id] = Outcome(tuple(getattr(line, name) for name in _IDENTITY), amounts)
    return found


def compare(case: Case, program: Program | None = None) -> Compared:
    """Value every plan of the case on each of its days by both engines."""
    program = program or program_of(case)
    snapshot = snapshot_of(program, case.rows)
    credits = reference.credits(program, snapshot, case.days[-1])
    differences = _credit_differences(case.days[-1], program, snapshot, credits)
    hazards = Counter[str]()
    lines: dict[tuple[str, date], Outcomes] = {}
    exact_way = too_large = on_the_way = 0
    for plan in program.plans:
        for day in case.days:
            slow = interpreted(program, plan, snapshot, case.calendar, day)
            try:
                valuation = engine.valuate(program, plan, snapshot, case.calendar, day)
            except AmountTooLargeError:
                beyond = _has_beyond(slow)
                too_large, on_the_way = too_large + beyond, on_the_way + (not beyond)
                continue
            lines[plan.name, day] = fast = outcomes_of(valuation)
            exact_way += valuation.exact_way
            hazards.update(of_lines(plan, valuation.lines))
            if fast != slow:
                differences += [
                    f"{plan.name} on {day}: {line}: engine {fast.get(line)}, reference {slow.get(line)}"
                    for line in sorted(fast.keys() | slow.keys())
                    if fast.get(line) != slow.get(line)
                ]
    hazards.update(of_facts(case, program, credits.credits, _paid(lines)))
    return Compared(tuple(differences), lines, exact_way, too_large, on_the_way, hazards)


def _paid(lines: dict[tuple[str, date], Outcomes]) -> dict[str, set[str]]:
    """Who has a line on one of the days, by plan."""
    paid: dict[str, set[str]] = {}
    for (plan, _), some in lines.items():
        paid.setdefault(plan, set()).update(line.case[0] for line in some.values())
    return paid


def _has_beyond(lines: Outcomes) -> bool:
    amounts = (amount for line in lines.values() for amount in line.amounts or ())
    return any(abs(amount) > _LARGEST for amount in amounts)


def _credit_differences(day: date, program: Program, snapshot: Snapshot, slow: Credits) -> list[str]:
    """Credits, and facts that could not be credited, on which the engines disagree on a day."""
    try:
        tables = engine.credits(program, snapshot, day)
    except AmountTooLargeError:
        return []
    fast_credits: set[tuple[object, ...]] = set()
    fast_faults: set[tuple[str, str]] = set()
    for name, table in tables.items():
        keys = table.rows.table.get_column(table.rows.source.key)
        facts = keys.gather(table.frame.get_column("row")).to_list()
        columns = [table.frame.get_column(c).to_list() for c in ("part", "payee", "amount", "on", "direct")]
        fast_credits.update((name, *values) for values in zip(facts, *columns, strict=True))
        fast_faults.update((name, keys[row]) for row in table.faults.get_column("row"))
    slow_credits = {
        (c.credit, c.fact, c.part, c.payee, c.units, c.on, c.direct) for c in slow.credits if c.on <= day
    }
    slow_faults = {(fault.credit, fault.fact) for fault in slow.faults}
    return [
        f"{what} on {day}: engine alone {sorted(map(str, fast - other))}, "
        f"reference alone {sorted(map(str, other - fast))}"
        for what, fast, other in (
            ("credits", fast_credits, slow_credits),
            ("fact faults", fast_faults, slow_faults),
        )
        if fast != other
    ]
