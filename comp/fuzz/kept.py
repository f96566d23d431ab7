"""A case on which the engines failed, as a file to read and to replay: plans, facts, calendar, days, what was
said.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import cast

from comp.errors import CompError
from comp.facts.snapshot import Value
from comp.fuzz.cases import Case, program_of
from comp.fuzz.facts import Rows
from comp.language.calendar import Calendar
from comp.language.core import Kind, Source
from comp.language.week_year import WeekYear


@dataclass(frozen=True, slots=True)
class Kept:
    """A case made small, the seed that drew it, and in words how the engines fail on it."""

    seed: int
    said: tuple[str, ...]
    case: Case


def written(kept: Kept) -> str:
    """The kept case as JSON; texts as lists of lines, dates and fractions as text."""
    case = kept.case
    week_year = case.calendar.week_year
    return json.dumps(
        {
            "said": kept.said,
            "seed": kept.seed,
            "days": [str(day) for day in case.days],
            "calendar": {
                "year_starts_month": case.calendar.year_starts_month,
                "weeks_from": str(case.calendar.weeks_from),
                "week_year": None if week_year is None else asdict(week_year),
            },
            "facts": {name: [_plain(row) for row in rows] for name, rows in case.rows.items() if rows},
            "texts": {name: text.split("\n") for name, text in case.texts.items()},
        },
        indent=1,
        ensure_ascii=False,
    )


def _plain(row: Mapping[str, Value]) -> dict[str, object]:
    return {
        name: str(value) if isinstance(value, date | Fraction) else value
        for name, value in row.items()
        if value is not None
    }


def read(path: Path) -> Kept:
    """The kept case in a file.

    Raises:
        CompError: the file holds none.
    """
    try:
        held = json.loads(path.read_text("utf-8"))
        calendar = held["calendar"]
        days = tuple(date.fromisoformat(day) for day in held["days"])
        texts = {name: "\n".join(lines) for name, lines in held["texts"].items()}
        case = Case(texts, {}, _calendar(calendar), days)
        rows = _typed(held["facts"], program_of(case).sources)
        return Kept(held["seed"], tuple(held["said"]), replace(case, rows=rows))
    except (KeyError, TypeError, ValueError) as error:
        raise CompError(f"{path}: no case that `comp fuzz` has kept: {error}") from error


def _calendar(held: dict[str, object]) -> Calendar:
    week_year = cast("dict[str, object] | None", held["week_year"])
    return Calendar(
        cast("int", held["year_starts_month"]),
        date.fromisoformat(str(held["weeks_from"])),
        None if week_year is None else _week_year(week_year),
    )


def _week_year(held: dict[str, object]) -> WeekYear:
    return WeekYear(
        cast("tuple[int, int, int]", tuple(cast("list[int]", held["pattern"]))),
        cast("int", held["ends_weekday"]),
        cast("int", held["ends_month"]),
        nearest=bool(held["nearest"]),
    )


def _typed(facts: dict[str, list[dict[str, object]]], sources: Mapping[str, Source]) -> Rows:
    """The rows with dates and numbers as their columns declare them."""
    return {
        name: [{key: _value(sources[name], key, value) for key, value in row.items()} for row in rows]
        for name, rows in facts.items()
    }


def _value(source: Source, name: str, value: object) -> Value:
    column = source.column(name)
    match None if column is None else column.kind:
        case Kind.DATE:
            return date.fromisoformat(str(value))
        case Kind.NUMBER:
            return Fraction(str(value))
        case _:
            return cast("Value", value)


def keep_name(kept: Kept) -> str:
    """The name of the case's file."""
    return f"seed_{kept.seed}.json"


def case_text(kept: Kept) -> str:
    """The case for a reader: what is said of it, the credits, the plans, the facts, the days."""
    case = kept.case
    shared = case.texts.get("facts.plan", "")
    texts = [shared[shared.find("\nclause") :], *(t for n, t in case.texts.items() if n != "facts.plan")]
    rows = [f"{name}: {_plain(row)}" for name, some in case.rows.items() for row in some]
    days = ", ".join(str(day) for day in case.days)
    return "\n".join([*kept.said, *texts, *rows, f"{case.calendar} valued on {days}"])
