"""A plan's payees in batches, their credits waiting in files: for facts that no machine holds at once
(decision 0044).

Facts are read slice by slice. What a slice is credited with goes to a folder for each batch; a batch reads
its own and removes them. In several passes over the facts less waits at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

import polars as pl

from comp.engine.batches import FACTS_AT_ONCE
from comp.engine.cut import Cut, payees_of
from comp.engine.stages import Batch, Key, Packed, Stages
from comp.engine.threads import side_by_side
from comp.facts.snapshot import Snapshot
from comp.language import core

CREDITS_IN_A_BATCH: Final = 400_000
SLICES_AT_ONCE: Final = 8
"""How many slices of facts wait in memory before they are written: fewer make more and smaller files."""


@dataclass(frozen=True, slots=True)
class FactFiles:
    """Facts of which some sources stand in Parquet files, sorted as a snapshot's tables are; the snapshot has
    all others, and no row of these.
    """

    snapshot: Snapshot
    files: Mapping[str, Path]

    def height(self, source: str) -> int:
        """How many facts a source has."""
        if source not in self.files:
            return self.snapshot.tables[source].height
        return pl.scan_parquet(self.files[source]).select(pl.len()).collect().item()

    def slice(self, source: str, start: int) -> pl.DataFrame:
        """Some facts of a source, from a place on."""
        if source not in self.files:
            return self.snapshot.tables[source].slice(start, FACTS_AT_ONCE)
        return pl.scan_parquet(self.files[source]).slice(start, FACTS_AT_ONCE).collect()


class Spill:
    """A plan's payees in batches of about `size` credits; what waits for one stands in `folder` meanwhile.
    Facts through the day `settled` are left out. `most_bytes` is the most that has waited at a time so far.

    Raises:
        ValueError: no payee can be valued without the others, or facts are read otherwise than credited.
    """

    def __init__(  # noqa: PLR0917 - a plan on days, where it waits, in what portions and from when on
        self,
        program: core.Program,
        plan: core.Plan,
        facts: FactFiles,
        days: Sequence[date],
        folder: Path,
        size: int = CREDITS_IN_A_BATCH,
        settled: date | None = None,
    ) -> None:
        stages = Stages(program, plan, facts.snapshot, days, payees_of(facts.snapshot), settled)
        if stages.reach.together is not None:
            raise ValueError(
                f"{plan.name}: {stages.reach.together}, so its payees cannot be valued in batches"
            )
        if facts.files.keys() - stages.reach.narrow:
            others = ", ".join(sorted(facts.files.keys() - stages.reach.narrow))
            raise ValueError(f"{plan.name} reads other rows of {others} than the credited ones")
        self.most_bytes = 0
        self._waiting = _Waiting(stages, facts, _cut(stages, facts, size), folder)

    def batches(self, passes: int = 1) -> Iterator[Callable[[], Batch]]:
        """The batches in the order of their lines' ids, each made once, when it is asked for. All facts are
        read in each of so many passes.
        """
        count = self._waiting.cut.count
        together = -(-count // passes)
        for first in range(0, count, together):
            written = self._waiting.fill(range(first, min(first + together, count)))
            self.most_bytes = max(self.most_bytes, written)
            yield from (partial(self._waiting.batch, number) for number in self._waiting.numbers)


def _cut(stages: Stages, facts: FactFiles, size: int) -> Cut:
    """Batches by what the first facts of each source are credited with."""
    found = [one.frame for one in stages.of_wide()]
    times = 1
    for source in sorted(stages.reach.narrow):
        found += [one.frame for one in stages.of_slice(source, facts.slice(source, 0), 0)]
        times = max(times, -(-facts.height(source) // FACTS_AT_ONCE))
    return Cut.of(stages.payees, found, size, times)


@dataclass(frozen=True, slots=True)
class _Sliced:
    """What a slice of facts is credited with, and the facts; wide sources have none to carry along."""

    packed: list[Packed]
    source: str | None = None
    table: pl.DataFrame | None = None
    start: int = 0


@dataclass(slots=True)
class _Waiting:
    """What waits for the batches of one pass."""

    stages: Stages
    facts: FactFiles
    cut: Cut
    folder: Path
    numbers: range = range(0)
    exact_way: set[Key] = field(default_factory=set[Key])
    _number: Iterator[int] = field(default_factory=count)

    def fill(self, numbers: range) -> int:
        """Credit all facts, and keep what the payees of some batches are credited with: so many bytes."""
        self.numbers = numbers
        ahead = [_Sliced(list(self.stages.of_wide()))]
        for found in side_by_side(self._credited, self._slices()):
            ahead.append(found)
            if len(ahead) >= SLICES_AT_ONCE:
                self._write(ahead)
                ahead = []
        self._write(ahead)
        places = (self.folder / str(number) for number in numbers)
        return sum(path.stat().st_size for place in places for path in place.glob("*.parquet"))

    def batch(self, number: int) -> Batch:
        """A batch by its number, once: its files are removed."""
        place = self.folder / str(number)
        credits = {key: self._credits(key, place) for key in self.stages.keys}
        narrow = {source: self._facts_of(source, place) for source in self.stages.reach.narrow}
        shutil.rmtree(place, ignore_errors=True)
        return self.stages.batch(self.cut.payees_of(number), credits, narrow)

    def _slices(self) -> Iterator[tuple[str, int]]:
        for source in sorted(self.stages.reach.narrow):
            yield from ((source, start) for start in range(0, self.facts.height(source), FACTS_AT_ONCE))

    def _credited(self, part: tuple[str, int]) -> _Sliced:
        source, start = part
        table = self.facts.slice(source, start)
        packed = list(self.stages.of_slice(source, table, start))
        columns = [*self.stages.reach.columns[source]]
        return _Sliced(packed, source, table.select(columns), start)

    def _write(self, found: list[_Sliced]) -> None:
        """Write what some slices bring, a file for each batch and kind."""
        kinds: dict[tuple[int, str], list[pl.DataFrame]] = {}
        for part in found:
            for one in part.packed:
                if one.exact_way:
                    self.exact_way.add(one.key)
                for batch, frame in self.cut.by_batch(one.frame):
                    if batch in self.numbers:
                        kinds.setdefault((batch, _name(one.key)), []).append(frame)
                        if part.source is not None and part.table is not None:
                            some = _credited_facts(frame, part.table, part.start)
                            kinds.setdefault((batch, part.source), []).append(some)
        number = next(self._number)

        def write(kind: tuple[int, str]) -> None:
            place = self.folder / str(kind[0])
            place.mkdir(exist_ok=True)
            path = place / f"{kind[1]}-{number}.parquet"
            table = _slim(pl.concat(kinds[kind]))
            table.write_parquet(path, compression="zstd", compression_level=1, statistics=False)

        for _ in side_by_side(write, list(kinds)):
            pass

    def _credits(self, key: Key, place: Path) -> Packed:
        nothing = self.stages.nothing(key)
        frames = [
            _whole(path).select(nothing.columns) for path in sorted(place.glob(f"{_name(key)}-*.parquet"))
        ]
        return Packed(key, pl.concat([nothing, *frames]), key in self.exact_way)

    def _facts_of(self, source: str, place: Path) -> pl.DataFrame:
        columns = list(self.stages.reach.columns[source])
        nothing = self.facts.slice(source, 0).select(columns).clear().with_columns(row=pl.lit(0, pl.UInt32))
        frames = [_whole(path) for path in sorted(place.glob(f"{source}-*.parquet"))]
        # A fact that several credits name comes once for each of them.
        return pl.concat([nothing, *frames]).unique("row").sort("row")


def _credited_facts(credits: pl.DataFrame, table: pl.DataFrame, start: int) -> pl.DataFrame:
    """The facts of a slice that some credits are of, with their places among all."""
    row = credits.get_column("row").unique().sort()
    return table.select(pl.all().gather(row - start)).with_columns(row)


def _slim(table: pl.DataFrame) -> pl.DataFrame:
    """Rows in the order of their places, each told by its distance from the one before; a day that is told
    already is left out. A credit takes some six bytes.
    """
    table = table.sort("row").with_columns(pl.col("row") - pl.col("row").shift(1, fill_value=0))
    if "known_on" in table.columns and (table.get_column("known_on") == table.get_column("on")).all():
        table = table.drop("known_on")
    return table


def _whole(path: Path) -> pl.DataFrame:
    table = pl.read_parquet(path).with_columns(pl.col("row").cum_sum().cast(pl.UInt32))
    if "on" in table.columns and "known_on" not in table.columns:
        table = table.with_columns(known_on="on")
    return table


def _name(key: Key) -> str:
    name, day = key
    return f"credit-{name}-{day}"
