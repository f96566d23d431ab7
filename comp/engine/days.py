"""Days worked out from other days, and spans between them (decision 0022)."""

from __future__ import annotations

from datetime import date

import polars as pl

from comp.engine import exact, facts
from comp.facts.snapshot import Snapshot


def shifted(day: pl.Series, months: int, days: int) -> pl.Series:
    """So many months, then so many days, after each day; a day that a month lacks is its last one."""
    after = _known(day.dt.offset_by(f"{months}mo")) if months else day
    return _known(after.dt.offset_by(f"{days}d")) if days else after


def _known(day: pl.Series) -> pl.Series:
    """Days that a calendar has; null for others."""
    inside = day.is_between(pl.lit(date.min), pl.lit(date.max))
    return exact.pick(inside, day, pl.Series([None], dtype=pl.Date))


def month_edge(day: pl.Series, *, last: bool) -> pl.Series:
    """The first or last day of the calendar month of each day."""
    return day.dt.month_end() if last else day.dt.month_start()


def months_completed(later: pl.Series, earlier: pl.Series) -> pl.Series:
    """Whole months from each earlier day to its later one, negative where it is earlier."""
    height = max(len(later), len(earlier))
    later, earlier = exact.tall(later, height), exact.tall(earlier, height)
    backwards = later < earlier
    start, end = exact.pick(backwards, later, earlier), exact.pick(backwards, earlier, later)
    months = (end.dt.year().cast(pl.Int64) - start.dt.year()) * 12 + (
        end.dt.month().cast(pl.Int64) - start.dt.month()
    )
    # A start on a day that the last month lacks is completed on that month's last day.
    not_yet = (start.dt.day() > end.dt.day()) & (end != end.dt.month_end())
    months = months - not_yet.cast(pl.Int64)
    return exact.pick(backwards, -months, months)


def last_assigned(snapshot: Snapshot, payee: pl.Series) -> pl.Series:
    """The last day of each payee's last assignment; null while it is open."""
    rows = facts.all_rows(snapshot, "assignment")
    source = rows.source
    blank = pl.lit(None, pl.Date)
    ends = rows.table.select(
        payee=pl.col(source.key),
        starts=pl.col(source.valid_from) if source.valid_from else blank,
        ends=pl.col(source.valid_through) if source.valid_through else blank,
    ).sort("starts", nulls_last=False)
    last = ends.unique("payee", keep="last", maintain_order=True)
    asked = pl.DataFrame({"payee": payee})
    return asked.join(last, on="payee", how="left", maintain_order="left").get_column("ends")
