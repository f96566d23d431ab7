"""A plan's payees in batches, their credits waiting in files: for facts that no machine holds at once
(decision 0044).

Facts are read slice by slice. What a slice is credited with goes to a folder for each batch; a batch reads
its own and removes them. In several passes over the facts less waits at a time.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

import polars as pl

from comp.engine.batches import FACTS_AT_ONCE
from comp.engine.beside import beside_facts, credits_in, facts_in
from comp.engine.cut import Cut, payees_of
from comp.engine.stages import Batch, Key, Packed, Stages
from comp.engine.taking import taken
from comp.engine.threads import side_by_side
from comp.engine.workers import Workers
from comp.facts.snapshot import Snapshot
from comp.language import core

T = TypeVar("T")

_MOST_IN_A_BATCH: Final = 500_000
"""At most; fewer make more and smaller files, more take more memory than they save time."""
_LEAST_IN_A_BATCH: Final = 200_000
_BATCHES: Final = 16
"""So many at least, so that no worker waits long for another's last one."""
BYTES_OF_A_CREDIT: Final = 10
"""What a credit takes while it waits, with the id of its fact: 9 to 10 were measured."""
SLICES_AT_ONCE: Final = 10
"""How many slices of facts at most wait in memory before they are written: fewer make more and smaller
files.
"""


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

    def slice(self, source: str, start: int, length: int = FACTS_AT_ONCE) -> pl.DataFrame:
        """Some facts of a source, from a place on."""
        if source not in self.files:
            return self.snapshot.tables[source].slice(start, length)
        return pl.scan_parquet(self.files[source]).slice(start, length).collect().rechunk()


class Spill:
    """A plan's payees in batches of about `size` credits, or of so many as suits how many there are; what
    waits for one stands in `folder` meanwhile. Facts through the day `settled` are left out. `most_bytes` is
    the most that has waited at a time so far, `workers_bytes` the memory that all workers took at their
    peaks. Without `passes` there are as few as the disk has room for.

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
        size: int | None = None,
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
        self.workers_bytes = 0
        cut, self._expected_bytes = _cut(stages, facts, size)
        self._waiting = _Waiting(stages, facts, cut, folder)

    def passes_within(self, free_bytes: int) -> int:
        """In how many passes at least no more waits at a time than this, by an estimate."""
        return max(1, -(-self._expected_bytes // max(free_bytes, 1)))

    def batches(self, passes: int | None = None) -> Iterator[Callable[[], Batch]]:
        """The batches in the order of their lines' ids, each made once, when it is asked for. All facts are
        read in each of so many passes.
        """
        waiting = self._waiting
        for numbers in self._passes(passes):
            exact_way = self._filled(numbers, side_by_side(waiting.put, waiting.portions(numbers)))
            yield from (partial(waiting.batch, _Wanted(number, exact_way)) for number in numbers)

    def used(self, use: Callable[[int, Batch], T], workers: int, passes: int | None = None) -> Iterator[T]:
        """What `use` makes of each batch and its number, in order, in so many processes; `use` and what it
        gives pickle. One process is this one.

        Raises:
            CompError: as `use`, or a worker stopped.
        """
        if workers == 1:
            yield from (use(number, make()) for number, make in enumerate(self.batches(passes)))
            return
        waiting = self._waiting
        with Workers(workers, (waiting, use)) as started:
            for numbers in self._passes(passes):
                exact_way = self._filled(numbers, started.each(_put, waiting.portions(numbers, workers)))
                yield from started.each(_used, (_Wanted(number, exact_way) for number in numbers))
        self.workers_bytes = max(self.workers_bytes, started.peak_bytes)

    def _passes(self, passes: int | None) -> Iterator[range]:
        if passes is None:
            passes = self.passes_within(shutil.disk_usage(self._waiting.folder).free // 2)
        count = self._waiting.cut.count
        together = -(-count // passes)
        return (range(first, min(first + together, count)) for first in range(0, count, together))

    def _filled(self, numbers: range, put: Iterable[set[Key]]) -> frozenset[Key]:
        """Wait until everything is put; which credits rest on a column that went the exact way."""
        exact_way = frozenset(chain.from_iterable(put))
        self.most_bytes = max(self.most_bytes, self._waiting.bytes_of(numbers))
        return exact_way


def _cut(stages: Stages, facts: FactFiles, size: int | None) -> tuple[Cut, int]:
    """Batches by what some facts of each source are credited with, and how many bytes will wait for all of
    them, by an estimate.
    """
    heights = {source: facts.height(source) for source in sorted(stages.reach.narrow)}
    times = Cut.times(heights.values())
    found = [one.frame.gather_every(times) for one in stages.of_wide()]
    for source, height in heights.items():
        for start, length in Cut.weighed(height, times):
            some = facts.slice(source, start, length)
            found += [one.frame for one in stages.of_slice(source, some, start)]
    credits = sum(frame.height for frame in found) * times
    size = size or min(max(credits // _BATCHES, _LEAST_IN_A_BATCH), _MOST_IN_A_BATCH)
    return Cut.of(stages.payees, found, size, times), credits * BYTES_OF_A_CREDIT


@dataclass(frozen=True, slots=True)
class _Portion:
    """Slices of a narrow source that are credited and written together (None: all other sources), for the
    batches of one pass.
    """

    number: int
    source: str | None
    starts: range
    batches: range


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A batch by its number, and which of all credits rest on a column that went the exact way."""

    number: int
    exact_way: frozenset[Key]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """What waits for the batches, in a folder for each."""

    stages: Stages
    facts: FactFiles
    cut: Cut
    folder: Path

    def portions(self, batches: range, workers: int = 1) -> list[_Portion]:
        """All facts in portions; there are more of them than workers, so that none waits long for another."""
        found: list[tuple[str | None, range]] = [(None, range(0))]
        for source in sorted(self.stages.reach.narrow):
            height = self.facts.height(source)
            slices = -(-height // FACTS_AT_ONCE)
            together = max(1, min(SLICES_AT_ONCE, slices // (6 * workers))) * FACTS_AT_ONCE
            found += [
                (source, range(start, min(start + together, height), FACTS_AT_ONCE))
                for start in range(0, height, together)
            ]
        return [_Portion(number, source, starts, batches) for number, (source, starts) in enumerate(found)]

    def put(self, portion: _Portion) -> set[Key]:
        """Credit some facts, and write what the payees of some batches are credited with, a file for each
        batch and name; which credits rest on a column that went the exact way.
        """
        packed: dict[Key, list[Packed]] = {}
        tables: list[pl.DataFrame] = []
        if portion.source is None:
            for one in self.stages.of_wide():
                packed.setdefault(one.key, []).append(one)
        else:
            for start in portion.starts:
                table = self.facts.slice(portion.source, start)
                for one in self.stages.of_slice(portion.source, table, start):
                    packed.setdefault(one.key, []).append(one)
                tables.append(table.select(self.stages.reach.columns[portion.source]))
        facts = pl.concat(tables, rechunk=True) if tables else None
        exact_way = {key for key, some in packed.items() if any(one.exact_way for one in some)}
        for key in list(packed):
            of = (self.cut.of_batches(one.frame, portion.batches) for one in packed.pop(key))
            self._write(portion, key, pl.concat(of, rechunk=True), facts)
        return exact_way

    def _write(self, portion: _Portion, key: Key, credits: pl.DataFrame, facts: pl.DataFrame | None) -> None:
        """Write credits in the order of their rows, and the facts that they are of, for each batch."""
        for batch, frame in self.cut.by_batch(credits):
            place = self.folder / str(batch)
            place.mkdir(exist_ok=True)
            of = None if facts is None else taken(facts, frame.get_column("row") - portion.starts.start)
            _write_slim(beside_facts(frame, of), place / f"{_name(key)}-{portion.number:06}.parquet")

    def bytes_of(self, numbers: range) -> int:
        """What stands on the disk for some batches."""
        places = (self.folder / str(number) for number in numbers)
        return sum(path.stat().st_size for place in places for path in place.glob("*.parquet"))

    def batch(self, wanted: _Wanted) -> Batch:
        """A batch, once: its files are removed."""
        place = self.folder / str(wanted.number)
        found = {
            key: [_whole(path) for path in sorted(place.glob(f"{_name(key)}-*.parquet"))]
            for key in self.stages.keys
        }
        shutil.rmtree(place, ignore_errors=True)
        credits = {
            key: Packed(key, credits_in(frames, self.stages.nothing(key)), key in wanted.exact_way)
            for key, frames in found.items()
        }
        narrow = {source: self._facts_of(source, found) for source in self.stages.reach.narrow}
        return self.stages.batch(self.cut.payees_of(wanted.number), credits, narrow)

    def _facts_of(self, source: str, found: Mapping[Key, list[pl.DataFrame]]) -> pl.DataFrame:
        frames = chain.from_iterable(
            frames for key, frames in found.items() if self.stages.source_of(key) == source
        )
        return facts_in(frames, self.facts.snapshot.sources[source], self.stages.reach.columns[source])


def _put(known: tuple[_Waiting, object], portion: _Portion) -> set[Key]:
    waiting, _ = known
    return waiting.put(portion)


def _used(known: tuple[_Waiting, Callable[[int, Batch], T]], wanted: _Wanted) -> T:
    waiting, use = known
    return use(wanted.number, waiting.batch(wanted))


def _write_slim(table: pl.DataFrame, path: Path) -> None:
    """Write rows that stand in the order of their places: each place is told by its distance from the one
    before, an amount in 32 bits where all have room in them, and a day that is told already is left out.
    """
    table = table.with_columns(
        pl.col("row") - pl.col("row").shift(1, fill_value=0), _slim(table.get_column("amount"))
    )
    if (table.get_column("known_on") == table.get_column("on")).all():
        table = table.drop("known_on")
    table.write_parquet(path, compression="zstd", compression_level=1, statistics=False)


def _slim(amount: pl.Series) -> pl.Series:
    return amount.cast(pl.Int32) if amount.is_between(-(2**31), 2**31 - 1).all() else amount


def _whole(path: Path) -> pl.DataFrame:
    table = pl.read_parquet(path)
    table = table.with_columns(pl.col("row").cum_sum().cast(pl.UInt32), pl.col("amount").cast(pl.Int64))
    return table if "known_on" in table.columns else table.with_columns(known_on="on")


def _name(key: Key) -> str:
    name, day = key
    return f"credit-{name}-{day}"
