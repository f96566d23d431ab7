"""Cases: a program as text, facts, a calendar and days; what a seed draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from comp.facts.snapshot import Snapshot
from comp.fuzz.bounds import bounds_of, on_bounds
from comp.fuzz.crowds import draw_crowd
from comp.fuzz.drawing import CURRENCIES, Drawing
from comp.fuzz.facts import Rows, draw_facts
from comp.fuzz.writing.credits import DrawnCredit, draw_credits
from comp.fuzz.writing.mending import mended, mended_lists
from comp.fuzz.writing.plans import draw_plan
from comp.fuzz.writing.sources import SOURCES
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.language.week_year import WeekYear

CROWD_EVERY = 4

_DATA = "deal"
_WEEK_YEARS = (WeekYear(), WeekYear((4, 5, 4), 6, 1, nearest=True), WeekYear((5, 4, 4), 4, 9))
_LATE = (date(2027, 3, 31), date(2036, 12, 31), date(2026, 6, 30))
# Groups of up to five payees who share deals, customers and managers.
_CROWDS = (60, 160, 300, 400, 600, 800)


@dataclass(frozen=True, slots=True)
class Case:
    """What both engines are given; `texts` by file name."""

    texts: dict[str, str]
    rows: Rows
    calendar: Calendar
    days: tuple[date, ...]


def draw(seed: int) -> Case:
    """The case of a seed: a crowd for each that `CROWD_EVERY` divides, else a few payees with dense facts."""
    return draw_crowded(seed) if seed % CROWD_EVERY == 0 else draw_case(seed)


def draw_case(seed: int) -> Case:
    """A program with few payees, on two to three days."""
    drawing = Drawing(seed)
    texts, credits, currency = _draw_program(drawing)
    rows = draw_facts(drawing, [credit.name for credit in credits], currency, huge=drawing.chance(6))
    case = Case(texts, rows, _draw_calendar(drawing), ())
    days = {drawing.day(), drawing.day(), drawing.pick(_LATE)}
    return _bounded(drawing, replace(case, days=tuple(sorted(days))))


def draw_crowded(seed: int, groups: int | None = None) -> Case:
    """A program with up to three thousand payees, on a late day, sometimes on one in its midst too; `groups`
    (of some three payees each) are drawn where they are not given.
    """
    drawing = Drawing(seed)
    texts, credits, currency = _draw_program(drawing)
    names = [credit.name for credit in credits]
    drawn = drawing.pick(_CROWDS)
    rows = draw_crowd(drawing, names, currency, groups=groups or drawn)
    case = Case(texts, rows, _draw_calendar(drawing), ())
    days = {drawing.day(), drawing.pick(_LATE)} if drawing.chance(40) else {drawing.pick(_LATE)}
    return _bounded(drawing, replace(case, days=tuple(sorted(days))))


def _draw_program(drawing: Drawing) -> tuple[dict[str, str], Sequence[DrawnCredit], str]:
    """Texts that the checker takes, the credits in them, and the currency that most money is in."""
    currency = drawing.pick((*CURRENCIES, "USD", "USD"))
    credits, clause = draw_credits(drawing)
    currencies = (currency, currency if drawing.chance(60) else drawing.pick(CURRENCIES))
    texts = {"facts.plan": f"{SOURCES}\n{clause}"}
    for number in range(drawing.pick((1, 1, 2))):
        texts[f"p{number}.plan"] = draw_plan(drawing, f"p{number}", currencies[number], credits, _DATA)
    return mended(texts)[0], credits, currency


def _draw_calendar(drawing: Drawing) -> Calendar:
    week_year = drawing.pick((None, None, None, *_WEEK_YEARS))
    return Calendar(drawing.pick((1, 1, 1, 2, 4, 7)), week_year=week_year)


def _bounded(drawing: Drawing, case: Case) -> Case:
    """The case with some of its facts moved onto the bounds that its texts name."""
    program = program_of(case)
    bounds = bounds_of(program, case.calendar, case.days)
    return replace(case, rows=on_bounds(drawing, program.sources, case.rows, bounds))


def program_of(case: Case) -> Program:
    """The case's program.

    Raises:
        ValueError: the text has a fault.
    """
    return _program(tuple(case.texts.items()))


@lru_cache(maxsize=4)
def _program(files: tuple[tuple[str, str], ...]) -> Program:
    texts = dict(files)
    loaded = load_texts(texts)
    if loaded.program is None:
        loaded = load_texts(mended_lists(texts))
    if loaded.program is None:
        raise ValueError("\n".join(f"{fault.span} {fault.code} {fault.text}" for fault in loaded.errors))
    return loaded.program


def snapshot_of(program: Program, rows: Rows) -> Snapshot:
    """The case's facts."""
    return Snapshot.from_rows(program.sources, rows)
