"""The facts that two runs saw: which rows differ, and the tables with some of them exchanged.

Rows that only make sense together move together: where they come, go or change their days, the spans of one
key of a state, the quotas of one payee and name, the exchange rates of one pair and day. Half of such a
change would be a state that nobody recorded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import polars as pl

from comp.language.core import Source

_AFTER, _BEFORE = "__after", "__before"
_KIND, _UNIT, _IS_FACT = "__kind", "__unit", "__is_fact"
_GROUPED: Final = {
    "quota": (("payee", "name"), ("starts_on", "ends_on")),
    "rate": (("of_currency", "into_currency", "quoted_on"), ()),
}


class RowKind(StrEnum):
    """What became of a row between the two runs."""

    NEW = "new"
    DATED = "dated"  # known before, but it had no date yet, so that it did not count
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that differs: its values by column, as stored; None for a run that does not know it."""

    source: Source
    key: tuple[object, ...]
    kind: RowKind
    before: Mapping[str, object] | None
    after: Mapping[str, object] | None

    @property
    def about(self) -> set[str]:
        """What it is a row of or refers to, by key."""
        names = [self.source.key, *(c.name for c in self.source.columns if c.refers_to is not None)]
        sides = [side for side in (self.before, self.after) if side is not None]
        return {str(side[name]) for side in sides for name in names}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that differ, where both runs know the row."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in self.before if self.before[name] != self.after[name])


@dataclass(frozen=True, slots=True)
class FactsStep:
    """New facts or corrections exchanged together; `whole` where they are too many to go one by one."""

    source: Source
    is_fact: bool
    whole: bool
    count: int
    _changes: pl.DataFrame
    _key: tuple[str, ...]

    def rows(self) -> tuple[RowChange, ...]:
        """Every row of the step."""
        return tuple(_row_change(self.source, self._key, row) for row in self._changes.iter_rows(named=True))

    def rows_about(self, facts: AbstractSet[str]) -> tuple[RowChange, ...]:
        """Those of its rows that are one of the facts, or refer to one."""
        columns = [self.source.key, *(c.name for c in self.source.columns if c.refers_to is not None)]
        sides = [pl.col(side + name) for name in columns for side in ("", _BEFORE)]
        about = pl.any_horizontal(side.cast(pl.String).is_in(sorted(facts)) for side in sides)
        found = self._changes.filter(about.fill_null(value=False))
        return tuple(_row_change(self.source, self._key, row) for row in found.iter_rows(named=True))

    def applied(self, table: pl.DataFrame) -> pl.DataFrame:
        """A table of the source with these rows as they are after."""
        names = table.columns
        gone = self._changes.filter(pl.col(_BEFORE)).select(pl.col(_BEFORE + n).alias(n) for n in names)
        new = self._changes.filter(pl.col(_AFTER)).select(names)
        kept = table.join(gone, on=names, how="anti", nulls_equal=True)
        return pl.concat([kept, new]).sort(names, nulls_last=False)


def facts_steps(
    sources: Sequence[Source],
    keys: Mapping[str, tuple[str, ...]],
    before: Mapping[str, pl.DataFrame],
    after: Mapping[str, pl.DataFrame],
    most: int,
) -> list[FactsStep]:
    """What differs between two views of some sources: new facts first, then corrections; by source and key.

    At most so many changes are a step of their own; the sources with the most of them go as a whole. Both
    views have the sources' columns; `keys` names the columns that tell the rows of a source apart.
    """
    found: list[tuple[Source, tuple[str, ...], pl.DataFrame]] = []
    for source in sorted(sources, key=lambda source: source.name):
        changes = _changes(source, keys[source.name], before[source.name], after[source.name])
        if changes.height:
            found.append((source, keys[source.name], changes))
    whole = _too_many(
        {source.name: changes.get_column(_UNIT).n_unique() for source, _, changes in found}, most
    )
    return [
        FactsStep(source, is_fact, source.name in whole, part.height, part, key)
        for is_fact in (True, False)
        for source, key, changes in found
        for part in _parts(changes.filter(pl.col(_IS_FACT) == is_fact), whole=source.name in whole)
    ]


def _too_many(counts: Mapping[str, int], most: int) -> set[str]:
    """The sources whose changes are exchanged together: those with the most, until the others are few."""
    names = sorted(counts, key=lambda name: (counts[name], name))
    return {name for place, name in enumerate(names) if sum(counts[n] for n in names[: place + 1]) > most}


def _parts(changes: pl.DataFrame, *, whole: bool) -> Iterator[pl.DataFrame]:
    if whole or changes.is_empty():
        yield from [changes] if changes.height else []
        return
    yield from changes.sort(_UNIT).partition_by(_UNIT, maintain_order=True)


def _changes(source: Source, key: tuple[str, ...], before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """A row for each row that differs: its columns after, and with a mark in front those before."""
    names = before.columns
    added = after.join(before, on=names, how="anti", nulls_equal=True)
    removed = before.join(after, on=names, how="anti", nulls_equal=True)
    twice = any(table.select(key).is_duplicated().any() for table in (added, removed))
    on = list(names if twice else key)
    both = added.with_columns(pl.lit(value=True).alias(_AFTER)).join(
        removed.select(pl.all().name.prefix(_BEFORE)).with_columns(pl.lit(value=True).alias(_BEFORE)),
        left_on=on,
        right_on=[_BEFORE + name for name in on],
        how="full",
        nulls_equal=True,
        coalesce=False,
    )
    both = both.with_columns(pl.col(_AFTER, _BEFORE).fill_null(value=False))
    both = both.with_columns(_kind(source).alias(_KIND), _unit(source, key).alias(_UNIT))
    counts = pl.col(_KIND).is_in([RowKind.NEW.value, RowKind.DATED.value])
    return both.with_columns(counts.any().over(_UNIT).alias(_IS_FACT)).sort(_UNIT, *names)


def _kind(source: Source) -> pl.Expr:
    dated = pl.lit(value=False)
    if source.dated is not None:
        dated = pl.col(_BEFORE + source.dated).is_null() & pl.col(source.dated).is_not_null()
    return (
        pl.when(~pl.col(_BEFORE)).then(pl.lit(RowKind.NEW.value))
        .when(~pl.col(_AFTER)).then(pl.lit(RowKind.WITHDRAWN.value))
        .when(dated).then(pl.lit(RowKind.DATED.value))
        .otherwise(pl.lit(RowKind.CHANGED.value))
    )  # fmt: skip


def _unit(source: Source, key: tuple[str, ...]) -> pl.Expr:
    """What moves together, as one text: a row alone, unless it comes, goes or changes the days it holds."""
    together, days = _GROUPED.get(source.name, ((), ()))
    if source.valid_from is not None:
        together, days = (source.key,), (source.valid_from, source.valid_through or source.valid_from)
    if not {*together, *days} <= {column.name for column in source.columns} or not together:
        return _text(key)
    one_sided = ~pl.col(_BEFORE) | ~pl.col(_AFTER)
    moved = pl.any_horizontal(pl.col(name).ne_missing(pl.col(_BEFORE + name)) for name in (*together, *days))
    return pl.when(one_sided | moved).then(_text(together)).otherwise(_text(key))


def _text(names: Sequence[str]) -> pl.Expr:
    """The values before, where there is a row before, else those after."""
    values = (
        pl.when(pl.col(_BEFORE)).then(pl.col(_BEFORE + name)).otherwise(pl.col(name)).cast(pl.String)
        for name in names
    )
    return pl.concat_str([value.fill_null("") for value in values], separator="\x1f")


def _row_change(source: Source, key: tuple[str, ...], row: Mapping[str, Any]) -> RowChange:
    names = [column.name for column in source.columns]
    before = {name: row[_BEFORE + name] for name in names} if row[_BEFORE] else None
    after = {name: row[name] for name in names} if row[_AFTER] else None
    shown = after or before or {}
    return RowChange(source, tuple(shown[name] for name in key), RowKind(row[_KIND]), before, after)
