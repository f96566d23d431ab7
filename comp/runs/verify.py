"""Both engines against each other: every line's amounts and every fault, at each date that a run rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from comp import reference
from comp.reference import Facts, LineValue
from comp.runs.difference import difference
from comp.runs.folder import Run, portable, results_digest
from comp.runs.inputs import Inputs
from comp.runs.run import Progress, silent, values


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An amount, a line or a fault on which the engines differ; None where one has no amount."""

    line_id: str
    clause: str
    date: date
    engine_minor: int | None
    reference_minor: int | None
    what: str  # earned, payable, fault or line


@dataclass(frozen=True, slots=True)
class Compared:
    """What the comparison found, and the second engine's lines before the days paid and at their end."""

    disagreements: tuple[Disagreement, ...]
    before: tuple[LineValue, ...]
    after: tuple[LineValue, ...]


def verify(
    inputs: Inputs, payees: Sequence[str] | None = None, run: Run | None = None, progress: Progress = silent
) -> list[Disagreement]:
    """Value the payees' lines (all payees' by default) on both engines; an empty list means that they agree.

    With a run, its recorded lines are compared too, with what the engine calculates now: a result that only
    agrees with itself today is not the one that was written.
    """
    return list(compare_engines(inputs, Facts(inputs.snapshot), payees, run, progress).disagreements)


def compare_engines(
    inputs: Inputs,
    facts: Facts,
    payees: Sequence[str] | None = None,
    run: Run | None = None,
    progress: Progress = silent,
) -> Compared:
    """Like `verify`, and keeps the second engine's lines; `facts` is the index that all of them share."""
    found: list[Disagreement] = []
    valued: tuple[list[LineValue], list[LineValue]] = ([], [])
    plans = inputs.plans()
    for done, (plan, span) in enumerate(plans):
        progress(plan.name, done, len(plans))
        ours = values(inputs, plan, span)
        for on, lines, kept in zip((span.before_on, span.after_on), ours, valued, strict=True):
            theirs = reference.valuate(
                inputs.program, plan, inputs.snapshot, inputs.calendar, on, payees, facts=facts
            )
            found += compare(_of(lines, payees), theirs, on)
            kept.extend(theirs)
        if run is not None:
            now = portable(difference(*ours, span))
            then = run.lines.filter(pl.col("plan") == plan.name)
            found += _changed_since(_of(then, payees), _of(now, payees), span.after_on)
    ordered = sorted(found, key=lambda one: (one.line_id, one.date, one.what))
    return Compared(tuple(ordered), tuple(valued[0]), tuple(valued[1]))


def compare(engine_lines: pl.DataFrame, reference_lines: Sequence[LineValue], on: date) -> list[Disagreement]:
    """Where the two engines' lines of one plan and day differ."""
    theirs = {line.line_id: line for line in reference_lines}
    found: list[Disagreement] = []
    columns = ("line_id", "clause", "earned_minor", "payable_minor", "fault")
    for line_id, clause, earned, payable, fault in engine_lines.select(columns).iter_rows():
        other = theirs.pop(line_id, None)
        if other is None:
            found.append(Disagreement(line_id, clause, on, earned, None, "line"))
            continue
        if (fault is not None) != (other.earned_minor is None):
            found.append(Disagreement(line_id, clause, on, earned, other.earned_minor, "fault"))
            continue
        for what, ours, reference_minor in (
            ("earned", earned, other.earned_minor),
            ("payable", payable, other.payable_minor),
        ):
            if ours != reference_minor:
                found.append(Disagreement(line_id, clause, on, ours, reference_minor, what))
    missing = (
        Disagreement(line.line_id, line.clause, on, None, line.earned_minor, "line")
        for line in theirs.values()
    )
    return [*found, *missing]


def _of(lines: pl.DataFrame, payees: Sequence[str] | None) -> pl.DataFrame:
    return lines if payees is None else lines.filter(pl.col("payee").is_in(list(payees)))


def _changed_since(then: pl.DataFrame, now: pl.DataFrame, on: date) -> list[Disagreement]:
    """Lines of the run's folder that are not what the engine calculates now."""
    if results_digest(then) == results_digest(now):
        return []
    both = now.select("line_id", "clause", "earned_minor").join(
        then.select("line_id", "clause", "earned_minor"),
        on="line_id",
        how="full",
        coalesce=True,
        suffix="_then",
    )
    differing = both.filter(~pl.col("earned_minor").eq_missing(pl.col("earned_minor_then")))
    shown = differing if differing.height else both.head(1)
    return [
        Disagreement(row["line_id"], row["clause"] or row["clause_then"], on, row["earned_minor_then"],
                     row["earned_minor"], "the run's folder")
        for row in shown.iter_rows(named=True)
    ]  # fmt: skip
