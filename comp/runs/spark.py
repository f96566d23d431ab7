"""Runs on Spark: which plans go there, and how their lines come back (decision 0045)."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from comp.engine.batches import CREDITS_IN_A_BATCH
from comp.engine.reach import reach_of
from comp.engine.settled import settled_through
from comp.engine.spark import FACTS_AT_ONCE, Asked, lines_by_spark
from comp.engine.spark_places import reached, within
from comp.engine.spark_session import is_local, require_spark, spark_session
from comp.engine.stages import Batch
from comp.engine.valuation import used_once
from comp.errors import CompError
from comp.language.calendar import Calendar
from comp.language.core import Plan
from comp.runs.difference import paid
from comp.runs.folder import portable
from comp.runs.inputs import Inputs
from comp.runs.run import Runner, days_of, differences
from comp.runs.spans import PaidSpan

_DIGITS: Final = 12  # of a digest, in a folder's name


@dataclass(frozen=True, slots=True)
class OnSpark:
    """How to run on Spark.

    `facts_at` and `lines_at` are folders or URLs that this process and all workers reach; None: a folder of
    this machine that is thrown away. `size` is how many credits a batch has, and a plan of no more facts is
    valued by this process.
    """

    master: str
    facts_at: str | None = None
    lines_at: str | None = None
    size: int = CREDITS_IN_A_BATCH
    facts_at_once: int = FACTS_AT_ONCE


@contextmanager
def spark_runner(settings: OnSpark) -> Generator[Runner]:
    """Start Spark for the block, and give what values a run's plans there.

    Raises:
        CompError: Spark or Java is missing, or the workers would not reach the facts or the lines.
    """
    if not is_local(settings.master) and (settings.facts_at is None or settings.lines_at is None):
        raise CompError(
            f"the workers of {settings.master} do not reach this machine's files; name a folder or URL that "
            "they reach as --facts-at and one as --lines-at"
        )
    require_spark()
    with TemporaryDirectory(prefix="comp-spark-") as scratch, ExitStack() as stack:
        # A run whose plans are all valued here need not wait for it.
        session = cache(lambda: stack.enter_context(spark_session(settings.master, Path(scratch))))

        def runner(inputs: Inputs, plan: Plan, span: PaidSpan) -> Iterable[pl.DataFrame]:
            if not _goes_to_spark(inputs, plan, settings.size):
                return differences(inputs, plan, span)
            asked = _asked(settings, scratch, inputs, plan, span)
            return map(_read_back, lines_by_spark(session(), asked))

        yield runner


def _read_back(file: str) -> pl.DataFrame:
    with reached(file):
        return pl.read_parquet(file)


def _asked(settings: OnSpark, scratch: str, inputs: Inputs, plan: Plan, span: PaidSpan) -> Asked:
    # Named by what is in them, so that what is done again writes the same over it.
    facts = inputs.snapshot.digest[:_DIGITS]
    run, of_plan = f"{inputs.period.name}-{facts}", f"{plan.name}-{plan.result_digest[:_DIGITS]}"
    read = [plan.read_on(day, inputs.calendar) for day in days_of(plan, span)]
    return Asked(
        inputs.program,
        plan,
        inputs.snapshot,
        read,
        lines_of=partial(lines_of, plan, inputs.calendar, read, span),
        facts_at=within(settings.facts_at or f"{scratch}/facts", facts),
        lines_at=within(settings.lines_at or f"{scratch}/lines", run, of_plan),
        places={},
        size=settings.size,
        facts_at_once=settings.facts_at_once,
        settled=_settled(inputs, plan, read),
    )


def _goes_to_spark(inputs: Inputs, plan: Plan, size: int) -> bool:
    """Whether payees can be valued apart, and there are facts for more than one batch of them."""
    reach = reach_of(inputs.program, plan)
    of = {inputs.program.credits[name].source for name in reach.credits}
    return reach.together is None and any(inputs.snapshot.tables[name].height > size for name in of)


def _settled(inputs: Inputs, plan: Plan, read: Sequence[date]) -> date | None:
    """The day through which facts move no line of a plan between the two days on which it is read."""
    reach = reach_of(inputs.program, plan)
    return settled_through(inputs.program, plan, reach, inputs.calendar, min(read)) if len(read) > 1 else None


def lines_of(
    plan: Plan, calendar: Calendar, read: Sequence[date], span: PaidSpan, batch: Batch
) -> pl.DataFrame:
    """What a span pays to the payees of a batch."""
    return portable(used_once(batch, plan, calendar, read, lambda valued: paid(valued, span)))
