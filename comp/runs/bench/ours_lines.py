"""What a worker makes of a batch of the benchmark: a file of lines, and their totals."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from comp.engine import Valued
from comp.engine.stages import Batch
from comp.engine.valuation import used_once
from comp.language.calendar import Calendar
from comp.language.core import Plan
from comp.runs.difference import paid
from comp.runs.folder import portable
from comp.runs.spans import PaidSpan


def of_batch(  # noqa: PLR0917 - of what, and where to
    plan: Plan, days: list[date], span: PaidSpan, out: Path, number: int, batch: Batch, *, open_alone: bool
) -> dict[str, int]:
    """Value a batch and write its lines; the totals."""
    use = partial(_written, span, out / f"{number:06}.parquet")
    return used_once(batch, plan, Calendar(), days, use, open_alone=open_alone)


def _written(span: PaidSpan, out: Path, valued: list[Valued]) -> dict[str, int]:
    """Write the lines of a batch that the span pays; the totals of all its lines."""
    later, lines = valued[-1], paid(valued, span)
    portable(lines).write_parquet(out, compression_level=1)
    earned = int(lines["earned_minor"].sum())
    return {
        "lines": lines.height,
        "valued": sum(pay.frame.height for pay in later.pays.values()),
        "earned_before_minor": _earned(later) - earned,
        "earned_after_minor": _earned(later),
        "earned_minor": earned,
    }


def _earned(valued: Valued) -> int:
    return sum(int(valued.amounts(pay, ["earned_minor"]).to_series().sum()) for pay in valued.pays)
