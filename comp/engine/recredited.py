"""Facts credited again, some or all, to see whom a change concerns."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from comp.engine.batches import FACTS_AT_ONCE
from comp.engine.changes import Changed
from comp.engine.stages import Stages
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
    was = _credited(source, before.tables[source].select(pl.all().gather(then)), then, stages(before))
    found = _credited(source, after.tables[source].select(pl.all().gather(now)), now, stages(after))
    return was.get_column("payee"), found


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
    place = rows.gather(found.get_column("row")).alias("row")
    return found.select(place, pl.col("payee").cast(pl.String))
