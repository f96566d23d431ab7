"""Two runs of one period, or of two, compared line by line, with what could have made the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from comp.runs.folder import Run


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A line whose amounts differ; None where it is a fault, 0 where a run does not have it."""

    line_id: str
    plan: str
    clause: str
    payee: str
    currency: str
    earned_a_minor: int | None
    earned_b_minor: int | None
    payable_a_minor: int | None
    payable_b_minor: int | None
    only_in: str  # "a", "b" or "" where both have it

    @property
    def earned_minor(self) -> int | None:
        """B less A."""
        if self.earned_a_minor is None or self.earned_b_minor is None:
            return None
        return self.earned_b_minor - self.earned_a_minor


@dataclass(frozen=True, slots=True)
class RunDiff:
    """What differs between run A and run B. Where no cause differs, no line may."""

    periods: tuple[str, str]
    plans_changed: tuple[str, ...]  # plans that both pay, whose result digest differs
    plans_of_one: tuple[str, ...]  # plans that only one of them pays
    facts_changed: bool
    engine_changed: bool
    lines: tuple[LineDifference, ...]

    @property
    def causes(self) -> tuple[str, ...]:
        """What changed between the runs, in sentences."""
        causes = [f"Plan {name} changed." for name in self.plans_changed]
        causes += [f"Plan {name} is paid by one of them alone." for name in self.plans_of_one]
        if self.facts_changed:
            causes.append("The facts changed.")
        if self.engine_changed:
            causes.append("The engine is of another version.")
        if self.periods[0] != self.periods[1]:
            causes.append(f"A pays {self.periods[0]}, B pays {self.periods[1]}.")
        return tuple(causes or ["Same plans, same facts, same engine."])


def diff(a: Run, b: Run) -> RunDiff:
    """Compare two runs."""
    ours = {plan.plan: plan.result_digest for plan in a.manifest.plans}
    theirs = {plan.plan: plan.result_digest for plan in b.manifest.plans}
    return RunDiff(
        periods=(a.manifest.period, b.manifest.period),
        plans_changed=tuple(
            sorted(name for name in ours.keys() & theirs.keys() if ours[name] != theirs[name])
        ),
        plans_of_one=tuple(sorted(ours.keys() ^ theirs.keys())),
        facts_changed=a.manifest.facts_digest != b.manifest.facts_digest,
        engine_changed=a.manifest.engine != b.manifest.engine,
        lines=tuple(_differing_lines(a.lines, b.lines)),
    )


_AMOUNTS = ("earned_minor", "payable_minor")
_SAME = ("plan", "clause", "payee")


def _differing_lines(a: pl.DataFrame, b: pl.DataFrame) -> list[LineDifference]:
    """Lines whose amounts differ, a line that a run does not have counting as 0 there.

    Where a plan's currency was changed, its lines in one and in the other are two.
    """
    both = (
        _side(a, "a")
        .join(_side(b, "b"), on=["line_id", "currency"], how="full", coalesce=True)
        .with_columns(
            pl.when(pl.col(f"in_{side}").is_null())
            .then(0)
            .otherwise(pl.col(f"{name}_{side}"))
            .alias(f"{name}_{side}")
            for name in _AMOUNTS
            for side in ("a", "b")
        )
    )
    differs = pl.any_horizontal(~pl.col(f"{name}_a").eq_missing(pl.col(f"{name}_b")) for name in _AMOUNTS)
    return [
        _line_difference(row)
        for row in both.filter(differs).sort("line_id", "currency").iter_rows(named=True)
    ]


def _side(lines: pl.DataFrame, side: str) -> pl.DataFrame:
    named = (pl.col(name).alias(f"{name}_{side}") for name in (*_SAME, *_AMOUNTS))
    return lines.select("line_id", "currency", pl.lit(value=True).alias(f"in_{side}"), *named)


def _line_difference(row: dict[str, Any]) -> LineDifference:
    return LineDifference(
        line_id=row["line_id"],
        currency=row["currency"],
        **{name: row[f"{name}_a"] if row["in_a"] else row[f"{name}_b"] for name in _SAME},
        earned_a_minor=row["earned_minor_a"],
        earned_b_minor=row["earned_minor_b"],
        payable_a_minor=row["payable_minor_a"],
        payable_b_minor=row["payable_minor_b"],
        only_in="" if row["in_a"] and row["in_b"] else "a" if row["in_a"] else "b",
    )
