"""A plan's two stages on either side of its one shuffle: facts become credits, a batch of payees its lines
(decision 0044).

What stands between them, a list in memory, files or a cluster, is not known here: packed credits go out by
slice of facts and come back by batch of payees.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, TypeAlias

import polars as pl

from comp.engine import facts
from comp.engine.by_payee import ByPayee
from comp.engine.crediting import CreditTable, ranked, unranked
from comp.engine.facts import Rows
from comp.engine.ordering import order_of
from comp.engine.packing import packed, packed_schema, unpacked, with_places
from comp.engine.plan import PlanAtDay
from comp.engine.reach import Reach, reach_of
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.calendar import Calendar

# Facts at fault are told once, of all facts, by `unclaimed`.
_NO_FAULTS: Final = pl.DataFrame(schema={"row": pl.UInt32, "reason": pl.String})

Key: TypeAlias = tuple[str, date]
"""A credit's name and the day on which its facts are seen."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some payees of a plan (None: all), and what their lines see on each of the days asked about."""

    payees: pl.Series | None
    snapshots: Mapping[date, Snapshot]
    tables: Mapping[date, dict[str, CreditTable]]

    def plan_at(
        self,
        plan: core.Plan,
        calendar: Calendar,
        day: date,
        later: PlanAtDay | None = None,
        *,
        open_alone: bool = False,
    ) -> PlanAtDay:
        """The plan at one of the days, for these payees; see `PlanAtDay` for a later day and what is open."""
        of = (plan, self.snapshots[day], calendar, self.tables[day], day, self.payees, later)
        return PlanAtDay(*of, open_alone=open_alone)


@dataclass(frozen=True, slots=True)
class Packed:
    """Packed credits of one name, and whether they rest on a column that went the exact way."""

    key: Key
    frame: pl.DataFrame
    exact_way: bool


class Stages:
    """The stages of one plan on some days.

    Facts of narrow sources come slice by slice, as they are known on the last day: on an earlier one there
    are those of their credits that were known by then. All other facts are at hand throughout; `payees` are
    those who may be credited. Facts through the day `settled` are left out.
    """

    def __init__(  # noqa: PLR0917 - a plan on days, of whom and from when on
        self,
        program: core.Program,
        plan: core.Plan,
        snapshot: Snapshot,
        days: Sequence[date],
        payees: pl.Enum,
        settled: date | None = None,
    ) -> None:
        self.reach: Reach = reach_of(program, plan)
        self.payees = payees
        self._credits = {name: program.credits[name] for name in self.reach.credits}
        self._last = max(days)
        self._settled = None if settled is None else settled + timedelta(days=1)
        hidden = {name: snapshot.tables[name].clear() for name in self.reach.narrow}
        wide = replace(snapshot, tables={**snapshot.tables, **hidden})
        self._seen = {day: facts.at_day(wide, day) for day in sorted(set(days))}
        self._own: dict[tuple[str, date], ByPayee] = {}

    @property
    def keys(self) -> list[Key]:
        """Under which packed credits come."""
        return [(name, day) for name, credit in self._credits.items() for day in self._days_of(credit)]

    def source_of(self, key: Key) -> str:
        """The source whose facts the credits under a key are of."""
        return self._credits[key[0]].source

    def nothing(self, key: Key) -> pl.DataFrame:
        """Packed credits without a row."""
        return pl.DataFrame(schema=packed_schema(self._credits[key[0]], self.payees))

    def of_slice(self, source: str, table: pl.DataFrame, start: int) -> Iterator[Packed]:
        """The credits of some facts of a narrow source, the first of which stands at `start` among all."""
        dated = table.get_column(self._dated(source))
        counts = dated <= self._last if self._settled is None else dated.is_between(self._settled, self._last)
        known = table.filter(counts)
        # Facts that do not count keep their places.
        places = (pl.int_range(table.height, dtype=pl.UInt32, eager=True) + start).filter(counts)
        seen = self._seen[self._last]
        seen = replace(seen, tables={**seen.tables, source: known})
        for name, credit in self._credits.items():
            if credit.source == source:
                yield self._packed(unranked(credit, seen, self._last), (name, self._last), places)

    def of_wide(self) -> Iterator[Packed]:
        """The credits of all other sources, on each day."""
        for name, credit in self._credits.items():
            if credit.source not in self.reach.narrow:
                for day, seen in self._seen.items():
                    yield self._packed(unranked(credit, seen, day), (name, day), None)

    def batch(
        self, payees: pl.Series, credits: Mapping[Key, Packed], narrow: Mapping[str, pl.DataFrame]
    ) -> Batch:
        """The batch of some payees.

        `narrow` has the credited facts of each narrow source: `row` (their places, rising) and its columns.
        """
        rows = {name: table.get_column("row") for name, table in narrow.items()}
        tables = {name: table.drop("row") for name, table in narrow.items()}
        snapshots = {
            day: replace(seen, tables={**seen.tables, **tables, **self._own_rows(payees, day)})
            for day, seen in self._seen.items()
        }
        found = {key: self._table(one, snapshots[key[1]], rows) for key, one in credits.items()}
        return Batch(
            payees,
            snapshots,
            {day: {name: self._on(name, day, found) for name in self._credits} for day in self._seen},
        )

    def _own_rows(self, payees: pl.Series, day: date) -> dict[str, pl.DataFrame]:
        """What some payees have in sources of which nobody sees another's rows."""
        for source, column in self.reach.own.items():
            if (source, day) not in self._own:
                table = self._seen[day].tables[source]
                self._own[source, day] = ByPayee.of(table, column, self.payees)
        return {source: self._own[source, day].rows_of(payees) for source in self.reach.own}

    def _packed(self, table: CreditTable, key: Key, places: pl.Series | None) -> Packed:
        frame = table.frame
        if places is not None:
            frame = frame.with_columns(taken(places, frame.get_column("row")).alias("row"))
        return Packed(key, packed(frame, table.credit, self.payees), table.exact_way)

    def _table(self, one: Packed, seen: Snapshot, rows: Mapping[str, pl.Series]) -> CreditTable:
        credit = self._credits[one.key[0]]
        frame = one.frame
        if credit.source in rows:
            frame = frame.with_columns(_among(rows[credit.source], frame.get_column("row")))
        frame = ranked(credit, seen, with_places(frame, credit))
        frame = taken(frame, order_of(frame, "payee", "on", "rank", "place"))
        # Credits of facts that are read whole are made for each day, so their numbers would not agree.
        own = credit.source in rows
        frame = frame.with_row_index("number") if own else frame.with_columns(number=pl.lit(None, pl.UInt32))
        of = Rows(seen.sources[credit.source], seen.tables[credit.source])
        frame = unpacked(frame, credit, self.payees)
        return CreditTable(credit, of, frame, _NO_FAULTS, one.exact_way, in_order=True)

    def _on(self, name: str, day: date, found: Mapping[Key, CreditTable]) -> CreditTable:
        if (name, day) in found:
            return found[name, day]
        table = found[name, self._last]
        return replace(table, frame=table.frame.filter(pl.col("known_on") <= day))

    def _days_of(self, credit: core.Credit) -> list[date]:
        return [self._last] if credit.source in self.reach.narrow else list(self._seen)

    def _dated(self, source: str) -> str:
        dated = self._seen[self._last].sources[source].dated
        if dated is None:
            raise TypeError(f"{source} is no source of events")
        return dated


def _among(rows: pl.Series, some: pl.Series) -> pl.Series:
    """Where some of `rows`, which rise, stand among them."""
    if some.is_sorted():
        changed = (some != some.shift()).fill_null(value=True).cum_sum()
        if len(some) and changed[-1] == len(rows):  # all of them: each is counted as it comes
            return (changed - 1).cast(pl.UInt32).alias("row")
    return rows.search_sorted(some).cast(pl.UInt32).alias("row")
