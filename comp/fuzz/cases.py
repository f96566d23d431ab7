"""Cases: a program as text, facts, a calendar and days; and what the two engines make of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comp import engine, reference
from comp.engine import AmountTooLargeError
from comp.facts.snapshot import Snapshot
from comp.fuzz.drawing import CURRENCIES, Drawing
from comp.fuzz.facts import Rows, draw_facts
from comp.fuzz.writing.credits import draw_credits
from comp.fuzz.writing.mending import mended, mended_lists
from comp.fuzz.writing.plans import draw_plan
from comp.fuzz.writing.sources import SOURCES
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.language.week_year import WeekYear

_IDENTITY = ("clause", "pay", "payee", "unit", "fact", "part", "born_on", "performance_period", "currency")
_DATA = "deal"
_WEEK_YEARS = (WeekYear(), WeekYear((4, 5, 4), 6, 1, nearest=True), WeekYear((5, 4, 4), 4, 9))


@dataclass(frozen=True, slots=True)
class Case:
    """What both engines are given; `texts` by file name."""

    texts: dict[str, str]
    rows: Rows
    calendar: Calendar
    days: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line as one engine values it; `amounts` are earned and payable, None where it is a fault."""

    identity: tuple[object, ...]
    amounts: tuple[int, int] | None


Outcomes = dict[str, Outcome]


def draw_case(seed: int) -> Case:
    """The case of a seed."""
    draw = Drawing(seed)
    currency = draw.pick((*CURRENCIES, "USD", "USD"))
    credits, clause = draw_credits(draw)
    currencies = (currency, currency if draw.chance(60) else draw.pick(CURRENCIES))
    texts = {"facts.plan": f"{SOURCES}\n{clause}"}
    for number in range(draw.pick((1, 1, 2))):
        texts[f"p{number}.plan"] = draw_plan(draw, f"p{number}", currencies[number], credits, _DATA)
    texts, _ = mended(texts)
    rows = draw_facts(draw, [credit.name for credit in credits], currency, huge=draw.chance(6))
    calendar = Calendar(draw.pick((1, 1, 1, 2, 4, 7)), week_year=draw.pick((None, None, None, *_WEEK_YEARS)))
    days = {draw.day(), draw.day(), draw.pick((date(2027, 3, 31), date(2036, 12, 31), date(2026, 6, 30)))}
    return Case(texts, rows, calendar, tuple(sorted(days)))


def program_of(case: Case) -> Program:
    """The case's program.

    Raises:
        ValueError: the text has a fault.
    """
    loaded = load_texts(case.texts)
    if loaded.program is None:
        loaded = load_texts(mended_lists(case.texts))
    if loaded.program is None:
        raise ValueError("\n".join(f"{fault.span} {fault.code} {fault.text}" for fault in loaded.errors))
    return loaded.program


def snapshot_of(program: Program, rows: Rows) -> Snapshot:
    """The case's facts."""
    return Snapshot.from_rows(program.sources, rows)


def calculated(program: Program, plan: Plan, snapshot: Snapshot, calendar: Calendar, day: date) -> Outcomes:
    """Lines of the calculating engine by line id."""
    table = engine.valuate(program, plan, snapshot, calendar, day).lines
    found: Outcomes = {}
    for row in table.iter_rows(named=True):
        earned, payable = row["earned_minor"], row["payable_minor"]
        if (earned is None) != (row["fault"] is not None) or (earned is None) != (payable is None):
            raise AssertionError(f"{row['line_id']} is neither a fault nor has both amounts: {row}")
        if row["line_id"] in found:
            raise AssertionError(f"two lines {row['line_id']}")
        identity = tuple(row[name] for name in _IDENTITY)
        found[row["line_id"]] = Outcome(identity, None if earned is None else (earned, payable))
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


@dataclass(frozen=True, slots=True)
class Compared:
    """Differences in words, and the lines on which the engines agree, by plan and day."""

    differences: tuple[str, ...]
    lines: dict[tuple[str, date], Outcomes]
    too_large: int = 0


def _credit_differences(case: Case, program: Program, snapshot: Snapshot) -> list[str]:
    """Credits, and facts that could not be credited, on which the engines disagree on the case's last day."""
    day = case.days[-1]
    try:
        tables = engine.credits(program, snapshot, day)
    except AmountTooLargeError:
        return []
    slow = reference.credits(program, snapshot, day)
    fast_credits: set[tuple[object, ...]] = set()
    fast_faults: set[tuple[str, str]] = set()
    for name, table in tables.items():
        keys = table.rows.table.get_column(table.rows.source.key)
        for row in table.frame.iter_rows(named=True):
            fast_credits.add(
                (name, keys[row["row"]], row["part"], row["payee"], row["amount"], row["on"], row["direct"])
            )
        fast_faults |= {(name, keys[row]) for row in table.faults.get_column("row")}
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


def compare(case: Case, program: Program | None = None) -> Compared:
    """Value every plan of the case on each of its days by both engines."""
    program = program or program_of(case)
    snapshot = snapshot_of(program, case.rows)
    differences = _credit_differences(case, program, snapshot)
    lines: dict[tuple[str, date], Outcomes] = {}
    too_large = 0
    for plan in program.plans:
        for day in case.days:
            slow = interpreted(program, plan, snapshot, case.calendar, day)
            try:
                fast = calculated(program, plan, snapshot, case.calendar, day)
            except AmountTooLargeError:
                too_large += 1
                continue
            lines[plan.name, day] = fast
            differences += [
                f"{plan.name} on {day}: {line}: engine {fast.get(line)}, reference {slow.get(line)}"
                for line in sorted(fast.keys() | slow.keys())
                if fast.get(line) != slow.get(line)
            ]
    return Compared(tuple(differences), lines, too_large)
