"""Payees cut into batches of about equal weight, in the order in which their lines stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot

_WEIGHED: Final = 200_000  # facts that are credited beforehand, to tell how many credits each payee has
_PIECES: Final = 8
_LINES_OF_PERIODS: Final = 50  # what a payee weighs who has no credit, in credits


def payees_of(snapshot: Snapshot) -> pl.Enum:
    """Everybody who has an assignment, by id."""
    key = snapshot.tables["assignment"].get_column(snapshot.sources["assignment"].key)
    return pl.Enum(key.unique().drop_nulls().sort())


@dataclass(frozen=True, slots=True)
class Cut:
    """Payees by id, and the number of each one's batch, whose payees' lines follow each other."""

    payees: pl.Enum
    numbers: pl.Series

    @classmethod
    def of(cls, payees: pl.Enum, credits: Sequence[pl.DataFrame], size: int, times: int = 1) -> Cut:
        """Cut payees into batches of about `size` credits, counted in packed frames of which there are about
        `times` as many in all; one payee is never divided.
        """
        counts = [frame.group_by("payee").len("weight").cast({"weight": pl.Int64}) for frame in credits]
        known = pl.concat([_nobody(payees), *counts]).group_by("payee").agg(pl.col("weight").sum() * times)
        everybody = pl.DataFrame({"payee": payees.categories.cast(payees)}).join(
            known, on="payee", how="left"
        )
        weight = pl.col("weight").fill_null(0) + _LINES_OF_PERIODS
        # A line's id goes on with a colon after the payee, so `A1` stands before `A`.
        order = pl.col("payee").cast(pl.String) + ":"
        ordered = everybody.with_columns(weight, order=order).sort("order")
        middle = pl.col("weight").cum_sum() - pl.col("weight") // 2
        numbered = ordered.select("payee", batch=(middle // size).rank("dense") - 1)
        return cls(payees, numbered.sort("payee").get_column("batch"))

    @staticmethod
    def times(heights: Iterable[int]) -> int:
        """How many facts there are in all for each one that is weighed."""
        return -(-sum(heights) // _WEIGHED) or 1

    @staticmethod
    def weighed(height: int, times: int) -> Iterator[tuple[int, int]]:
        """Stretches of a table, from all over it, that together have one in `times` of its rows: start and
        length.
        """
        pieces = _PIECES if times > 1 else 1
        for piece in range(pieces):
            start, end = height * piece // pieces, height * (piece + 1) // pieces
            if end > start:
                yield start, -(-(end - start) // times)

    @property
    def count(self) -> int:
        """How many batches there are."""
        return self.numbers.n_unique()

    def payees_of(self, batch: int) -> pl.Series:
        """The payees of a batch."""
        return self.payees.categories.filter(self.numbers == batch).alias("payee")

    def of_batches(self, packed: pl.DataFrame, batches: range) -> pl.DataFrame:
        """Packed credits of the payees of some batches."""
        if len(batches) == self.count:
            return packed
        return packed.filter(self._batch_of(packed).is_between(batches.start, batches.stop - 1))

    def by_batch(self, packed: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
        """Packed credits by the batch of their payee, each in the order of its rows; there is no second
        copy of all credits at any time.
        """
        batch = self._batch_of(packed).cast(pl.Int64).alias("batch")
        order = (batch * 2**32 + packed.get_column("row").cast(pl.Int64)).arg_sort()
        start = 0
        for number, count in batch.value_counts().sort("batch").iter_rows():
            yield int(number), taken(packed, order.slice(start, count))
            start += count

    def _batch_of(self, packed: pl.DataFrame) -> pl.Series:
        return taken(self.numbers, packed.get_column("payee").to_physical())


def _nobody(payees: pl.Enum) -> pl.DataFrame:
    return pl.DataFrame(schema={"payee": payees, "weight": pl.Int64})
