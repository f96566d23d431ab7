"""Facts credited again, some or all, to see whom a change concerns."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from comp.engine.batches import FACTS_AT_ONCE
from comp.engine.changes import Changed
from comp.engine.stages import Key, Stages
from comp.engine.taking import taken
from comp.engine.threads import side_by_side
from comp.facts.snapshot import Snapshot


def recredited(
    source: str,
    rows: pl.Series,
    change: Changed,
    facts: tuple[Snapshot, Snapshot],
    stages: Callable[[Snapshot], Stages],
) -> tuple[pl.Series, pl.DataFrame]:
    """Who was credited for the changed facts of a narrow source and some others (places before), and who is:
    `row` (the place after), `payee`.
    """
    before, after = facts
    then = pl.concat([change.removed, rows]).unique().sort()
    now = pl.concat([change.added, change.moved(rows).drop_nulls()]).unique().sort()
    was = _credited(source, taken(before.tables[source], then), then, stages(before))
    found = _credited(source, taken(after.tables[source], now), now, stages(after))
    return was.get_column("payee"), found


def recredited_whole(
    source: str,
    rows: pl.Series,
    change: Changed,
    facts: tuple[Snapshot, Snapshot],
    stages: Callable[[Snapshot], Stages],
) -> pl.Series:
    """Who is credited otherwise than before for any fact of a source that is read whole, or is or was for
    changed facts and some others (places before): all its facts are credited twice.
    """
    was, now = (_wide(source, each, stages(each)) for each in facts)
    found = [pl.Series("payee", [], dtype=pl.String)]
    for key, then in was.items():
        hooked = then.filter(pl.col("row").is_in(rows.implode()))
        # A changed fact has no place after, or none before, so its credits are like no others.
        place = change.moved(then.get_column("row")).alias("row")
        moved = then.with_columns(place)
        columns = moved.columns
        gone = moved.join(now[key], on=columns, how="anti")
        new = now[key].join(moved, on=columns, how="anti")
        found += [each.get_column("payee") for each in (hooked, gone, new)]
    return pl.concat(found).unique()


def _wide(source: str, snapshot: Snapshot, stages: Stages) -> dict[Key, pl.DataFrame]:
    """The credits of a source that is read whole: `row` is the place among all facts, payees are texts."""
    of, table = snapshot.sources[source], snapshot.tables[source]
    found: dict[Key, pl.DataFrame] = {}
    for one in stages.of_wide():
        if stages.source_of(one.key) == source:
            frame = one.frame.with_columns(pl.col("payee").cast(pl.String))
            if of.dated is not None:
                known = (table.get_column(of.dated) <= one.key[1]).arg_true().cast(pl.UInt32)
                frame = frame.with_columns(taken(known, frame.get_column("row")).alias("row"))
            found[one.key] = frame
    return found


def all_credited(source: str, table: pl.DataFrame, stages: Stages) -> pl.DataFrame:
    """Who is credited for each fact of a narrow source, of those whom the stages know: `row`, `payee`."""

    def credited(start: int) -> pl.DataFrame:
        some = table.slice(start, FACTS_AT_ONCE)
        rows = pl.int_range(start, start + some.height, dtype=pl.UInt32, eager=True)
        return _credited(source, some, rows, stages)

    starts = range(0, max(table.height, 1), FACTS_AT_ONCE)
    return pl.concat(list(side_by_side(credited, starts)))


def _credited(source: str, table: pl.DataFrame, rows: pl.Series, stages: Stages) -> pl.DataFrame:
    """Who is credited for some facts, which stand at `rows`."""
    nothing = pl.DataFrame(schema={"row": pl.UInt32, "payee": stages.payees})
    frames = [one.frame.select("row", "payee") for one in stages.of_slice(source, table, 0)]
    found = pl.concat([nothing, *frames]).unique()
    place = taken(rows, found.get_column("row")).alias("row")
    return found.select(place, pl.col("payee").cast(pl.String))
