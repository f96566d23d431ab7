"""Which rows two versions of a table of facts do not share, and where the others stand in each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot

# No source has columns of such names.
_COPY = "which of the rows that are alike"
_PLACE = "place of the row"


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows that two versions of a table do not share: their places in the old one and in the new one, rising
    (UInt32). A row of which a value changed is in both. All other rows follow each other alike in both.
    """

    removed: pl.Series
    added: pl.Series

    @property
    def nothing(self) -> bool:
        """Whether both versions have the same rows."""
        return self.removed.is_empty() and self.added.is_empty()

    def moved(self, rows: pl.Series) -> pl.Series:
        """Where rows of the old version stand in the new one; null where they are there no more."""
        before = self.removed.search_sorted(rows, side="left")
        kept = self.removed.search_sorted(rows, side="right") == before
        if self.removed.equals(self.added):
            return _where(kept, rows)
        shared = rows - before
        # How many shared rows stand before each added one.
        ahead = self.added - pl.int_range(len(self.added), dtype=pl.UInt32, eager=True)
        return _where(kept, shared + ahead.search_sorted(shared, side="right"))


def changed(before: pl.DataFrame, after: pl.DataFrame, key: str, keys: pl.Series | None = None) -> Changed:
    """Compare two versions of a source's table, each sorted as `Snapshot` says.

    `keys` says in which keys' rows they differ at most; without it every row is compared with the one at its
    place, and where rows were added or removed, those between the first and the last change are joined.
    """
    if before is after:
        return Changed(_none(), _none())
    if keys is None:
        removed, added = _not_alike_in_place(before, after)
    else:
        removed, added = (_of_keys(table, key, keys) for table in (before, after))
    if removed.is_empty() or added.is_empty():
        return Changed(removed, added)
    old, new = taken(before, removed), taken(after, added)
    return Changed(removed.filter(_alone(old, new)), added.filter(_alone(new, old)))


def changed_keys(before: Snapshot, after: Snapshot) -> dict[str, pl.Series]:
    """By source the keys in whose rows two versions of the facts differ, found by comparing all rows."""
    found: dict[str, pl.Series] = {}
    for name, source in before.sources.items():
        old, new = before.tables[name], after.tables[name]
        change = changed(old, new, source.key)
        gone, there = old.get_column(source.key), new.get_column(source.key)
        found[name] = pl.concat([gone.gather(change.removed), there.gather(change.added)]).unique()
    return found


def _not_alike_in_place(before: pl.DataFrame, after: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The places of rows that are not alike counted from the front; where the heights differ, of all between
    the first that are not alike counted from the front, and the last counted from the back.
    """
    height = min(before.height, after.height)
    differ = _differ(before.head(height), after.head(height))
    if before.height == after.height:
        places = differ.arg_true().cast(pl.UInt32)
        return places, places
    front = (differ.arg_max() or 0) if differ.any() else height
    rest = height - front
    differ = _differ(before.tail(rest), after.tail(rest))
    back = (differ.reverse().arg_max() or 0) if differ.any() else rest
    return _range(front, before.height - back), _range(front, after.height - back)


def _differ(one: pl.DataFrame, other: pl.DataFrame) -> pl.Series:
    differ = pl.repeat(value=False, n=one.height, dtype=pl.Boolean(), eager=True)
    for name in one.columns:
        differ = differ | one.get_column(name).ne_missing(other.get_column(name))
    return differ


def _of_keys(table: pl.DataFrame, key: str, keys: pl.Series) -> pl.Series:
    """The places of the rows that have one of some keys."""
    held, asked = table.get_column(key), keys.drop_nulls().unique().sort()
    if table.columns[0] != key or held.null_count():
        return held.is_in(asked.implode()).fill_null(value=False).arg_true().cast(pl.UInt32)
    # The table is sorted by its first column, so the rows of a key follow each other.
    first, end = (held.search_sorted(asked, side=side) for side in ("left", "right"))
    spans = pl.DataFrame({"first": first, "end": end}).filter(pl.col("first") < pl.col("end"))
    places = spans.select(place=pl.int_ranges("first", "end")).explode("place")
    return places.get_column("place").cast(pl.UInt32)


def _alone(some: pl.DataFrame, others: pl.DataFrame) -> pl.Series:
    """Which of some rows are not among the others, each of which stands for one row."""
    numbered = _numbered(some).with_row_index(_PLACE)
    columns = [*some.columns, _COPY]
    found = numbered.join(_numbered(others), on=columns, how="semi", nulls_equal=True)
    return ~numbered.get_column(_PLACE).is_in(found.get_column(_PLACE).implode())


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.int_range(pl.len()).over(rows.columns).alias(_COPY))


def _where(kept: pl.Series, places: pl.Series) -> pl.Series:
    return pl.DataFrame({"kept": kept, "place": places}).select(pl.when("kept").then("place")).to_series()


def _range(start: int, end: int) -> pl.Series:
    return pl.int_range(start, end, dtype=pl.UInt32, eager=True)


def _none() -> pl.Series:
    return pl.Series([], dtype=pl.UInt32)
