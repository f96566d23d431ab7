"""A calculation that is kept, and brought up to date where facts changed: only the payees whom the changed
facts touch are valued again (decision 0046).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import TypeAlias

import polars as pl

from comp.engine.batches import CREDITS_IN_A_BATCH, Waiting, batches
from comp.engine.changes import Changed, changed
from comp.engine.cut import payees_of
from comp.engine.reach import Reach, reach_of
from comp.engine.settled import settled_through
from comp.engine.stages import Batch, Stages
from comp.engine.taking import taken
from comp.engine.threads import side_by_side
from comp.engine.touched import Touched, touched
from comp.engine.valuation import used_once
from comp.engine.valued import Valued
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Calendar

Tables: TypeAlias = tuple[pl.DataFrame, ...]
Use: TypeAlias = Callable[[list[Valued]], Tables]
"""What is kept of payees valued on the days asked about: tables with a column `payee`, each row of which
rests on its payee alone.
"""


def every_line(valued: list[Valued]) -> Tables:
    """All lines, a table for each day."""
    return tuple(one.valuation().lines for one in valued)


@dataclass(frozen=True)  # not slotted: what it works out once is kept
class Asked:
    """What is calculated: a plan on some days, and what is kept of its lines. With `changes_alone` lines may
    be missing that are the same on all days, of periods closed by the first.
    """

    program: core.Program
    plan: core.Plan
    calendar: Calendar
    days: tuple[date, ...]
    use: Use = every_line
    size: int = CREDITS_IN_A_BATCH
    changes_alone: bool = False

    @property
    def read(self) -> list[date]:
        """As of which days the plan is read."""
        return [self.plan.read_on(day, self.calendar) for day in self.days]

    @cached_property
    def reach(self) -> Reach:
        """How far the plan sees."""
        return reach_of(self.program, self.plan)

    @cached_property
    def settled(self) -> date | None:
        """Through which day facts are left out."""
        if not self.changes_alone:
            return None
        return settled_through(self.program, self.plan, self.reach, self.calendar, min(self.read))

    def stages(self, snapshot: Snapshot, payees: pl.Enum) -> Stages:
        """The stages of some payees."""
        return Stages(self.program, self.plan, snapshot, self.read, payees, self.settled)

    def kept(self, make: Callable[[], Batch]) -> Tables:
        """What is kept of a batch.

        Raises:
            AmountTooLargeError: as `valuate`.
        """
        return used_once(make(), self.plan, self.calendar, self.read, self.use)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some payees: the facts of narrow sources that they are credited for (`row`, `payee`), and what was kept
    of their lines. `moves` is of how many changes the facts' places know.
    """

    payees: frozenset[str]
    facts: Mapping[str, pl.DataFrame]
    moves: int
    tables: Tables

    def without(self, payees: pl.Series) -> _Part:
        """What is left when some payees are taken away."""
        others = ~pl.col("payee").cast(pl.String).is_in(payees.implode())
        return _Part(
            self.payees.difference(payees),
            {name: frame.filter(~_theirs(frame, payees)) for name, frame in self.facts.items()},
            self.moves,
            tuple(table.filter(others) for table in self.tables),
        )

    def rows(self, source: str, payees: pl.Series, moves: Sequence[Mapping[str, Changed]]) -> pl.Series:
        """The places, by now, of the facts that some payees are credited for, as far as they are there."""
        frame = self.facts[source]
        found = frame.filter(_theirs(frame, payees)).get_column("row")
        for move in moves[self.moves :]:
            if source in move:
                found = move[source].moved(found).drop_nulls()
        return found


@dataclass(frozen=True, slots=True)
class Calculated:
    """A calculation of some facts, with what it takes to bring it up to date.

    Beside what is kept of the lines it holds the facts, and six bytes for each credit.
    """

    asked: Asked
    snapshot: Snapshot
    _parts: tuple[_Part, ...]
    _moves: tuple[Mapping[str, Changed], ...] = ()

    @classmethod
    def of(cls, asked: Asked, snapshot: Snapshot) -> Calculated:
        """Calculate every payee.

        Raises:
            AmountTooLargeError: as `valuate`.
        """
        if asked.reach.together is not None:
            makes = batches(asked.program, asked.plan, snapshot, asked.read)
            parts = [_Part(frozenset(), {}, 0, kept) for kept in side_by_side(asked.kept, makes)]
            return cls(asked, snapshot, tuple(parts))
        stages = asked.stages(snapshot, payees_of(snapshot))
        places = dict.fromkeys(asked.reach.narrow)
        return cls(asked, snapshot, tuple(_valued(asked, stages, snapshot, places, 0)))

    def tables(self) -> Tables:
        """What is kept of everybody's lines, in no order."""
        every = zip(*(part.tables for part in self._parts), strict=True)
        return tuple(pl.concat(tables, how="diagonal") for tables in every)

    def recalculated(
        self, snapshot: Snapshot, keys: Mapping[str, pl.Series] | None = None
    ) -> tuple[Calculated, Touched]:
        """The same for other facts of the same sources: what `of` comes to, and who was valued again for it.

        `keys` names by source the keys in whose rows the facts differ; without it all tables are compared,
        column by column.

        Raises:
            AmountTooLargeError: as `valuate`, where an amount of those who are valued again is too large.
        """
        changes = _changes(self.snapshot, snapshot, keys)
        asked = self.asked
        found = touched(
            asked.program, asked.plan, self.snapshot, snapshot, asked.read, changes, asked.settled
        )
        if found.payees is None:
            return Calculated.of(asked, snapshot), found
        moves = (*self._moves, changes)
        parts = self._parts if found.payees.is_empty() else self._with(found, found.payees, snapshot, moves)
        return Calculated(asked, snapshot, parts, moves), found

    def _with(
        self,
        found: Touched,
        payees: pl.Series,
        snapshot: Snapshot,
        moves: tuple[Mapping[str, Changed], ...],
    ) -> tuple[_Part, ...]:
        """The parts with new ones for touched payees."""
        names = frozenset(payees)
        theirs = [part for part in self._parts if part.payees & names]
        others = [part for part in self._parts if not part.payees & names]
        places: dict[str, pl.Series | None] = {}
        tables = dict(snapshot.tables)
        for source in self.asked.reach.narrow:
            rows = [part.rows(source, payees, moves) for part in theirs]
            again = found.credited.get(source)
            if again is not None:
                rows.append(again.filter(pl.col("payee").is_in(payees.implode())).get_column("row"))
            place = pl.concat([pl.Series("row", [], dtype=pl.UInt32), *rows]).unique().sort()
            places[source] = place
            tables[source] = taken(tables[source], place)
        some = replace(snapshot, tables=tables)
        stages = self.asked.stages(some, pl.Enum(payees))
        new = _valued(self.asked, stages, some, places, len(moves))
        left = [part.without(payees) for part in theirs if part.payees - names]
        return (*others, *left, *new)


def _valued(
    asked: Asked, stages: Stages, snapshot: Snapshot, places: Mapping[str, pl.Series | None], moves: int
) -> Iterator[_Part]:
    """The payees of some stages, valued in batches; `places` says where the facts of narrow sources stand
    among all (None: where they do).
    """
    waiting = Waiting.of(stages, snapshot, asked.size)
    numbers = range(waiting.cut.count)
    kept = side_by_side(asked.kept, [partial(waiting.batch, number) for number in numbers])
    for number, tables in zip(numbers, kept, strict=True):
        facts = {source: _facts_of(source, number, waiting, place) for source, place in places.items()}
        yield _Part(frozenset(waiting.cut.payees_of(number)), facts, moves, tables)


def _facts_of(source: str, number: int, waiting: Waiting, place: pl.Series | None) -> pl.DataFrame:
    """The facts that a batch's payees are credited for, once for each credit."""
    empty = pl.DataFrame(schema={"row": pl.UInt32, "payee": waiting.stages.payees})
    keys = [key for key in waiting.stages.keys if waiting.stages.source_of(key) == source]
    frames = [frame.select("row", "payee") for key in keys for frame in waiting.frames.get((key, number), [])]
    found = pl.concat([empty, *frames], rechunk=True)
    return found if place is None else found.with_columns(taken(place, found.get_column("row")).alias("row"))


def _changes(before: Snapshot, after: Snapshot, keys: Mapping[str, pl.Series] | None) -> dict[str, Changed]:
    compared = before.tables if keys is None else keys
    found = {
        name: changed(
            before.tables[name],
            after.tables[name],
            before.sources[name].key,
            None if keys is None else keys[name],
        )
        for name in compared
    }
    return {name: change for name, change in found.items() if not change.nothing}


def _theirs(frame: pl.DataFrame, payees: pl.Series) -> pl.Series:
    held = frame.get_column("payee")
    return held.is_in(payees.cast(held.dtype, strict=False).drop_nulls().implode())
