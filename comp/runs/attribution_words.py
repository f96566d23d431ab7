"""Causes in words: `late cancellation L7 of deal D2 (effective_on 2026-03-05)`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from comp.runs.attribution_facts import FactsStep, RowChange, RowKind
from comp.runs.attribution_plans import PartChange, PlanPart
from comp.runs.fact_texts import BLANK, row_texts
from comp.runs.manifest import Manifest

_MOST_NAMED: Final = 4


def row_text(row: RowChange, known_by: date) -> str:
    """A row and what became of it, for a reader of the run that was recorded by `known_by`."""
    name = f"{row.source.name} {row_name(row)}"
    match row.kind:
        case RowKind.NEW:
            return f"{_is_late(row, known_by)} {name}{_referred(row)}{_dated(row)}"
        case RowKind.WITHDRAWN:
            return f"withdrawn {name}{_referred(row)}"
        case RowKind.DATED:
            return f"{name}{_referred(row)}, which had no date before: {_columns(row)}"
        case RowKind.CHANGED:
            return f"corrected {name}{_referred(row)}: {_columns(row)}"


def step_text(step: FactsStep, known_by: date) -> str:
    """The rows that a step exchanged, or how many they are where they are exchanged as a whole."""
    if step.whole or step.count > _MOST_NAMED:
        what = "new or newly dated" if step.is_fact else "corrected or withdrawn"
        return f"{step.count:,} rows of {step.source.name}, {what}"
    return "; ".join(row_text(row, known_by) for row in step.rows())


def parts_text(parts: Sequence[PlanPart]) -> str:
    """The parts of plans that a step exchanged."""
    owners = sorted({f"plan {part.plan}" if part.plan else "shared" for part in parts})
    if len(parts) > _MOST_NAMED:
        return f"{', '.join(owners)}: {len(parts):,} parts, exchanged together"
    said = " and ".join(_part(part) for part in parts)
    return f"{', '.join(owners)}: {said}{', exchanged together' if len(parts) > 1 else ''}"


def engine_text(a: Manifest, b: Manifest, now: str) -> str:
    """Which versions calculated the runs."""
    return f"A was calculated by {a.engine}, B by {b.engine}; recalculated by {now}"


def row_name(row: RowChange) -> str:
    """The values of its key."""
    return ", ".join(BLANK if part is None else str(part) for part in row.key)


def column_texts(row: RowChange, side: Mapping[str, object] | None) -> dict[str, str]:
    """The values of one side as text, by column: all of a row that only one side has, else what differs."""
    if side is None:
        return {}
    names = row.columns or tuple(side)
    return {name: text for name, text in row_texts(row.source, side).items() if name in names}


def _is_late(row: RowChange, known_by: date) -> str:
    dated = row.source.dated and row.after and row.after[row.source.dated]
    return "late" if isinstance(dated, date) and dated <= known_by else "new"


def _referred(row: RowChange) -> str:
    side = row.after or row.before or {}
    referred = [
        f"{column.refers_to} {side[column.name]}"
        for column in row.source.columns
        if column.refers_to is not None and side[column.name] is not None
    ]
    return f" of {' and '.join(referred)}" if referred else ""


def _dated(row: RowChange) -> str:
    dated = row.source.dated
    return "" if dated is None or row.after is None else f" ({dated} {row.after[dated] or BLANK})"


def _columns(row: RowChange) -> str:
    before, after = column_texts(row, row.before), column_texts(row, row.after)
    return ", ".join(f"{name} {before[name]} -> {after[name]}" for name in after)


def _part(part: PlanPart) -> str:
    of = f" of {part.of}" if part.of else ""
    match part.change:
        case PartChange.RENAMED | PartChange.REORDERED:
            return f"{part.what}{of}" + ("" if part.change is PartChange.RENAMED else " changed")
        case PartChange.CHANGED | PartChange.ADDED | PartChange.REMOVED:
            return f"{part.what}{of} {part.change.value}"
