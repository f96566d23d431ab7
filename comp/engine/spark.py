"""A plan's two stages on Spark: facts become credits slice by slice, credits meet in batches of payees, and
each batch's lines are written where they are worked out (decision 0045).

What the stages do is the same as on one machine. This module must not know how lines become a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from comp.engine.batches import CREDITS_IN_A_BATCH
from comp.engine.cut import Cut, payees_of
from comp.engine.spark_places import height_of, put, reached, taken, within
from comp.engine.spark_session import Session, quietly, said_by_spark, spark_errors
from comp.engine.spark_tasks import CREDITED, VALUED, Row, Slice, Work, credit, value
from comp.engine.stages import Batch, Stages
from comp.errors import CompError
from comp.facts.snapshot import Snapshot
from comp.language import core

FACTS_AT_ONCE: Final = 250_000
"""How many facts a task credits."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A plan on some days. Narrow sources of which `places` names a Parquet file are not looked for in the
    snapshot; the others are written to `facts_at`.

    `lines_of` says what becomes of a batch's lines; it has to pickle. Facts through the day `settled` may be
    left out.
    """

    program: core.Program
    plan: core.Plan
    snapshot: Snapshot
    days: Sequence[date]
    lines_of: Callable[[Batch], pl.DataFrame]
    facts_at: str
    lines_at: str
    places: Mapping[str, str]
    size: int = CREDITS_IN_A_BATCH
    facts_at_once: int = FACTS_AT_ONCE
    settled: date | None = None


def lines_by_spark(session: Session, asked: Asked) -> list[str]:
    """Value a plan of which each payee can be valued without the others (`Reach.together` is None); gives the
    Parquet files of the batches' lines, in the order of the batches.

    Raises:
        CompError: what the engine refuses, or Spark gave up.
    """
    work = _work(asked)
    try:
        with quietly():
            answers = _answers(session, work)
    except spark_errors() as error:
        raise CompError(f"Spark gave up {asked.plan.name}: {said_by_spark(error)}") from error
    for answer in answers:
        if answer["fault"] is not None:
            raise CompError(answer["fault"])
    return [answer["file"] for answer in answers]


def _answers(session: Session, work: Work) -> list[Row]:
    """What the workers say of each batch, in order."""
    shared = session.sparkContext.broadcast(work)
    slices = session.range(0, len(work.slices), 1, len(work.slices))
    credited = slices.mapInArrow(partial(credit, shared), CREDITED)
    met = credited.repartitionById(work.cut.count, "batch")
    try:
        answers = met.mapInArrow(partial(value, shared), VALUED).collect()
    finally:
        shared.destroy()
    return sorted((answer.asDict() for answer in answers), key=lambda answer: answer["batch"])


def _work(asked: Asked) -> Work:
    payees = payees_of(asked.snapshot)
    stages = Stages(asked.program, asked.plan, asked.snapshot, asked.days, payees, asked.settled)
    places = {name: _place_of(name, asked) for name in sorted(stages.reach.narrow)}
    heights = {name: _height(place) for name, place in places.items()}
    slices = [
        Slice(name, start, asked.facts_at_once)
        for name, height in heights.items()
        for start in range(0, height, asked.facts_at_once)
    ]
    cut = _cut(stages, places, heights, asked.size)
    sources = {name: asked.program.sources[name] for name in places}
    return Work(stages, cut, sources, places, [None, *slices], asked.lines_of, asked.lines_at)


def _place_of(source: str, asked: Asked) -> str:
    """Where a narrow source's table lies."""
    if source in asked.places:
        return asked.places[source]
    place = within(asked.facts_at, f"{source}.parquet")
    with reached(place):
        put(asked.snapshot.tables[source], place)
    return place


def _height(place: str) -> int:
    with reached(place):
        return height_of(place)


def _cut(stages: Stages, places: Mapping[str, str], heights: Mapping[str, int], size: int) -> Cut:
    """Payees in batches, by what some facts from all over the tables credit."""
    times = Cut.times(heights.values())
    frames = [one.frame.gather_every(times) for one in stages.of_wide()]
    for name, place in places.items():
        for start, length in Cut.weighed(heights[name], times):
            frames += [one.frame for one in stages.of_slice(name, taken(place, start, length), start)]
    return Cut.of(stages.payees, frames, size, times)
