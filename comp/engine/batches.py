"""A plan's payees in batches, their credits waiting in memory: for facts that one machine holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from typing import Final

import polars as pl

from comp.engine import facts
from comp.engine.crediting import credit_table
from comp.engine.cut import Cut, payees_of
from comp.engine.reach import reach_of
from comp.engine.stages import Batch, Key, Packed, Stages
from comp.engine.taking import taken
from comp.engine.threads import side_by_side
from comp.facts.snapshot import Snapshot
from comp.language import core

CREDITS_IN_A_BATCH: Final = 200_000
"""Enough that what a batch costs by itself does not show; few enough to be small beside the facts."""
FACTS_AT_ONCE: Final = 200_000


def batches(  # noqa: PLR0917 - a plan on days, in what portions and from when on
    program: core.Program,
    plan: core.Plan,
    snapshot: Snapshot,
    days: Sequence[date],
    size: int = CREDITS_IN_A_BATCH,
    settled: date | None = None,
) -> Sequence[Callable[[], Batch]]:
    """A plan's payees in batches of about `size` credits, in the order of their lines' ids, each made when it
    is asked for; one batch where there are no more, or where no payee can be valued without the others. Facts
    through the day `settled` may be left out.
    """
    reach = reach_of(program, plan)
    many = any(snapshot.tables[program.credits[name].source].height > size for name in reach.credits)
    if not many or reach.together is not None:
        return [partial(_everybody, program, plan, snapshot, days)]
    waiting = Waiting.of(Stages(program, plan, snapshot, days, payees_of(snapshot), settled), snapshot, size)
    return [partial(waiting.batch, number) for number in range(waiting.cut.count)]


def _everybody(program: core.Program, plan: core.Plan, snapshot: Snapshot, days: Sequence[date]) -> Batch:
    names = reach_of(program, plan).credits
    snapshots = {day: facts.at_day(snapshot, day) for day in days}
    tables = {
        day: {name: credit_table(program.credits[name], seen, day) for name in names}
        for day, seen in snapshots.items()
    }
    return Batch(None, snapshots, tables)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Packed credits by batch, and the facts that they are of: `frames` by key and number of the batch."""

    stages: Stages
    snapshot: Snapshot
    cut: Cut
    frames: dict[tuple[Key, int], list[pl.DataFrame]] = field(
        default_factory=dict[tuple[Key, int], list[pl.DataFrame]]
    )
    exact_way: set[Key] = field(default_factory=set[Key])

    @classmethod
    def of(cls, stages: Stages, snapshot: Snapshot, size: int) -> Waiting:
        """Credit every fact."""
        found = list(
            chain(stages.of_wide(), *side_by_side(partial(_of_slice, stages), _slices(stages, snapshot)))
        )
        waiting = cls(stages, snapshot, Cut.of(stages.payees, [one.frame for one in found], size))
        while found:
            waiting._put(found.pop())
        return waiting

    def _put(self, one: Packed) -> None:
        for batch, frame in self.cut.by_batch(one.frame):
            self.frames.setdefault((one.key, batch), []).append(frame)
        if one.exact_way:
            self.exact_way.add(one.key)

    def batch(self, number: int) -> Batch:
        """A batch by its number."""
        credits = {key: self._credits(key, number) for key in self.stages.keys}
        narrow = {name: self._facts(name, credits) for name in self.stages.reach.narrow}
        return self.stages.batch(self.cut.payees_of(number), credits, narrow)

    def _credits(self, key: Key, number: int) -> Packed:
        frames = [self.stages.nothing(key), *self.frames.get((key, number), [])]
        return Packed(key, pl.concat(frames), key in self.exact_way)

    def _facts(self, source: str, credits: dict[Key, Packed]) -> pl.DataFrame:
        """The credited facts of a source."""
        rows = [
            one.frame.get_column("row")
            for one in credits.values()
            if self.stages.source_of(one.key) == source
        ]
        row = pl.concat(rows).unique().sort()
        columns = self.stages.reach.columns[source]
        return taken(self.snapshot.tables[source].select(columns), row).with_columns(row)


def _slices(stages: Stages, snapshot: Snapshot) -> Iterator[tuple[str, pl.DataFrame, int]]:
    for source in sorted(stages.reach.narrow):
        table = snapshot.tables[source]
        for start in range(0, table.height, FACTS_AT_ONCE):
            yield source, table.slice(start, FACTS_AT_ONCE), start


def _of_slice(stages: Stages, part: tuple[str, pl.DataFrame, int]) -> list[Packed]:
    return list(stages.of_slice(*part))
