"""The benchmark's plan by hand in Polars, called as `calling.py` says.

Whole numbers of 64 bits throughout: money in cents, shares in billionths, rates and factors in hundredths.
Before products and sums the largest values are looked at; where one could pass 64 bits, the script stops.

Payee, day, deal and part of a credit make one number, so that one sort of numbers brings the credits of some
payees in order. Both ends are worked out in one pass: a deal's counters are the same at either end, only the
factor and what the cap leaves differ, and these only where the quarter was not closed at the first end. Some
payees at a time take a third of the memory that all at once take, and the same time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
from calling import TOTALS, call
from polars.io.plugins import register_io_source

# From so many hundredths of the quota, the rate in hundredths.
BANDS = ((0, 6), (50, 10), (100, 15), (150, 20))
TOP_RATE, TOP_KICKER = 20, 110
# The part, who is its receiver, how many levels above is credited, and with what; in the order of line ids.
PARTS = (
    ("1", "overlay", 0, "to_overlay"),
    ("1.3.1", "overlay", 1, "to_overlay"),
    ("1.3.2", "overlay", 2, "to_overlay"),
    ("2", "owner", 0, "to_owner"),
    ("2.3.1", "owner", 1, "to_owner"),
    ("2.3.2", "owner", 2, "to_owner"),
)
OWNERS = 3  # the first of the parts of owners
# A credit's number: its payee, then its day, its deal's place, and its part. Together they have 63 bits.
PAYEES, DAYS, DEALS, PART = 2**21, 2**9, 2**30, 2**3
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
EPOCH_DAY = (FIRST - date(1970, 1, 1)).days
QUARTERS = pl.date_range(FIRST, LAST, eager=True).dt.quarter().cast(pl.Int64) - 1  # of each day
AT_A_TIME, TIMES = 2**18, 64  # so many credits at a time at least, or a part of all of them

MINOR = ("credit_minor", "before_minor", "with_minor", "struck_minor")
EARNED = ("earned_before_minor", "earned_after_minor", "earned_minor")
TEXTS = ("line_id", "payee", "fact", "part")
WRITTEN = {
    **dict.fromkeys(TEXTS, pl.String()),
    "born_on": pl.Date(),
    "quarter": pl.Int8(),
    **dict.fromkeys((*MINOR, "kicker", *EARNED), pl.Int64()),
}


def job(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Read the facts, write the lines, tell their totals."""
    names, above = read_payees(facts)
    quotas = read_quotas(facts, names, before, after)
    deals = read_deals(facts, names, after)
    totals = dict.fromkeys(TOTALS, 0)

    def slices(*_: object) -> Iterator[pl.DataFrame]:
        for first, last in ranges(deals, above):
            lines = valued(credited(deals, above, first, last), quotas)
            compared = earlier(lines.filter(pl.col("is_open")), day_of(before))
            changed = compared.filter((pl.col("day") > day_of(before)) | (pl.col("earned_minor") != 0))
            totals["valued"] += lines.height
            totals["lines"] += changed.height
            totals["earned_after_minor"] += int(lines["earned_after_minor"].sum())
            totals["earned_minor"] += int(changed["earned_minor"].sum())
            yield written(changed, deals["id"], names)

    register_io_source(slices, schema=WRITTEN).sink_parquet(out)
    return {**totals, "earned_before_minor": totals["earned_after_minor"] - totals["earned_minor"]}


def day_of(day: date) -> int:
    """The number of a day."""
    return (day - FIRST).days


def fits(*factors: int) -> None:
    """Stop where a product of so large values could pass 64 bits."""
    product = 1
    for factor in factors:
        product *= factor
    if product >= 2**63:
        raise SystemExit(f"a product may reach {product:,}, which is wider than 64 bits")


def most(column: pl.Series) -> int:
    """The largest value, 0 where there is none; a negative one, which these facts cannot hold, stops."""
    bounds = pl.select(least=column.min(), largest=column.max())
    least, largest = bounds.row(0) if len(column) else (0, 0)
    if least < 0:
        raise SystemExit(f"{column.name} holds a negative value")
    return int(largest)


def read_payees(facts: Path) -> tuple[pl.Series, list[pl.Series]]:
    """The payees' names in order of their line ids, and who is 0, 1 and 2 levels above each, as numbers."""
    table = pl.read_parquet(facts / "assignment.parquet", columns=["payee", "manager"])
    # A line id has a colon behind the payee, which sorts after digits: so M10 stands before M1.
    table = table.sort(pl.col("payee") + ":")
    names = table["payee"]
    itself, above = (column.cast(pl.Enum(names)).to_physical() for column in (names, table["manager"]))
    return names, [itself, above, above.gather(above)]


def read_quotas(facts: Path, names: pl.Series, before: date, after: date) -> pl.DataFrame:
    """Each payee's quotas at the place `4 * payee + quarter - 1`, and whether they are closed at an end."""
    table = pl.read_parquet(facts / "quota.parquet", columns=["payee", "starts_on", "ends_on", "amount"])
    payee = pl.col("payee").cast(pl.Enum(names)).to_physical().cast(pl.Int64)
    quotas = table.select(
        key=4 * payee + pl.col("starts_on").dt.quarter() - 1,
        quota="amount",
        is_closed_before=pl.col("ends_on") <= before,
        is_closed=pl.col("ends_on") <= after,
    ).sort("key")
    if not quotas["key"].equals(pl.Series(range(4 * len(names)))):
        raise SystemExit("each payee must have one quota for each quarter")
    fits(most(quotas["quota"]), BANDS[-1][0])
    if (quotas["quota"] % 100 != 0).any():
        raise SystemExit(
            "quotas must be whole dollars, so that the bounds of bands and the cap are whole cents"
        )
    return quotas


def read_deals(facts: Path, names: pl.Series, after: date) -> pl.DataFrame:
    """Deals in order of ids: what the receivers are credited, and the number but for payee and part."""
    deals = (
        pl.scan_parquet(facts / "deal.parquet")
        .filter(pl.col("booked_on").is_between(FIRST, min(after, LAST)), pl.col("first_year_value") > 0)
        .select(
            pl.col("id"),
            pl.col("overlay", "owner").cast(pl.Enum(names)).to_physical(),
            day=pl.col("booked_on").to_physical().cast(pl.Int64) - EPOCH_DAY,
            share=pl.col("overlay_share").fill_null(0),
            value="first_year_value",
        )
        .collect()
    )
    if not deals["id"].is_sorted():
        raise SystemExit("deals must come in the order of their ids")
    if len(names) > PAYEES or deals.height > DEALS:
        raise SystemExit("too many payees or deals for the number that credits are sorted by")
    fits(3, most(deals["value"]), max(10**9, most(deals["share"])))
    # Largest remainder: of two parts, the first takes a tie.
    to_overlay = (2 * pl.col("value") * pl.col("share") + 10**9) // (2 * 10**9)
    return deals.select(
        "id",
        "overlay",
        "owner",
        to_overlay=to_overlay,
        to_owner=pl.col("value") - to_overlay,
        number=(pl.col("day") * DEALS + pl.int_range(pl.len())) * PART,
    )


def ranges(deals: pl.DataFrame, above: list[pl.Series]) -> list[tuple[int, int]]:
    """Neighbouring payees whose credits are worked out together: the first and the last."""
    credits = pl.Series([0], dtype=pl.Int64).extend_constant(0, len(above[0]) - 1)
    for _, receiver, level, _ in PARTS:
        some = deals[receiver].drop_nulls().value_counts(name="credits")
        payee = above[level].gather(some[receiver])
        some = some.select(payee=payee, credits="credits").drop_nulls().group_by("payee").sum()
        credits[some["payee"]] = credits.gather(some["payee"]) + some["credits"].cast(pl.Int64)
    size = max(AT_A_TIME, credits.sum() // TIMES)
    slices = pl.DataFrame({"payee": above[0], "slice": (credits.cum_sum() - 1) // size})
    bounds = (
        slices.group_by("slice").agg(first=pl.col("payee").min(), last=pl.col("payee").max()).sort("first")
    )
    return list(bounds.select("first", "last").iter_rows())


def credited(deals: pl.DataFrame, above: list[pl.Series], first: int, last: int) -> pl.DataFrame:
    """The credits of some payees in the order of payee, day, deal and part."""
    numbers: list[pl.Series] = []
    for part, (_, receiver, level, _) in enumerate(PARTS):
        payees = above[level]
        if payees.is_between(first, last).any():
            payee = pl.col(receiver) if level == 0 else pl.lit(payees).gather(pl.col(receiver))
            some = deals.lazy().select("number", payee=payee).filter(pl.col("payee").is_between(first, last))
            number = pl.col("payee").cast(pl.Int64) * (DAYS * DEALS * PART) + pl.col("number") + part
            numbers.append(some.select(number).collect().to_series())
    number = pl.concat(numbers).sort().alias("number")
    place = pl.col("number") // PART % DEALS
    return pl.DataFrame([number]).with_columns(
        credit_minor=pl.when(pl.col("number") % PART < OWNERS)
        .then(pl.lit(deals["to_overlay"]).gather(place))
        .otherwise(pl.lit(deals["to_owner"]).gather(place))
    )


def valued(credits: pl.DataFrame, quotas: pl.DataFrame) -> pl.DataFrame:
    """Every line's counters, and what it earns at the later end."""
    fits(credits.height, most(credits["credit_minor"]), TOP_RATE)
    credits = credits.with_columns(
        day=pl.col("number") // (PART * DEALS) % DAYS, payee=pl.col("number") // (PART * DEALS * DAYS)
    ).with_columns(key=4 * pl.col("payee") + pl.lit(QUARTERS).gather(pl.col("day")))
    groups = grouped(credits, quotas)
    known = {name: pl.lit(groups[name]).gather(pl.col("group")) for name in groups.columns}
    lines = (
        credits.lazy()
        .with_columns(
            group=pl.col("key").rle_id(),
            step=pl.col("number") // PART,
            running=pl.col("credit_minor").cum_sum(),
        )
        .with_columns(**known)
        .with_columns(
            before_minor=first_of("step", pl.col("running") - pl.col("credit_minor")) - pl.col("base"),
            with_minor=last_of("step", pl.col("running")) - pl.col("base"),
        )
        .with_columns(
            step_minor=pl.col("with_minor") - pl.col("before_minor"),
            stretch=band_sum("with_minor") - band_sum("before_minor"),
        )
        .drop("running", "base", "key", "step")
        .collect()
    )
    fits(4, most(lines["credit_minor"]), most(lines["stretch"]), TOP_KICKER)
    fits(4, most(lines["step_minor"]), 10_000)
    return (
        lines.lazy()
        .with_columns(struck_minor=struck("kicker"))
        .with_columns(earned_after_minor=left("struck_minor"))
        .collect()
    )


def grouped(credits: pl.DataFrame, quotas: pl.DataFrame) -> pl.DataFrame:
    """What is known of each payee's quarter, in the order of the credits."""
    sums = credits.group_by("key", maintain_order=True).agg(reached=pl.col("credit_minor").sum())
    return sums.hstack(quotas[sums["key"]].drop("key")).select(
        "quota",
        cap=pl.col("quota") * 15 // 100,
        base=pl.col("reached").cum_sum() - pl.col("reached"),
        kicker_before=kicker("is_closed_before"),
        kicker=kicker("is_closed"),
        is_open=~pl.col("is_closed_before"),
    )


def earlier(lines: pl.DataFrame, day: int) -> pl.DataFrame:
    """What lines of open quarters earned at an earlier day's end; lines of closed ones earned the same."""
    return (
        lines.lazy()
        .with_columns(struck_before=struck("kicker_before"))
        .with_columns(
            earned_before_minor=pl.when(pl.col("day") <= day).then(left("struck_before")).otherwise(0)
        )
        .with_columns(earned_minor=pl.col("earned_after_minor") - pl.col("earned_before_minor"))
        .collect()
    )


def first_of(group: str, value: pl.Expr) -> pl.Expr:
    """The value at the first line of each group, on all its lines; groups stand together."""
    is_first = pl.col(group) != pl.col(group).shift(1)
    return pl.when(is_first.fill_null(value=True)).then(value).forward_fill()


def last_of(group: str, value: pl.Expr) -> pl.Expr:
    """The value at the last line of each group, on all its lines."""
    is_last = pl.col(group) != pl.col(group).shift(-1)
    return pl.when(is_last.fill_null(value=True)).then(value).backward_fill()


def band_sum(counter: str) -> pl.Expr:
    """What the bands pay on the counter, in hundredths of a cent."""
    total = pl.lit(0, pl.Int64)
    below = 0
    for bound, rate in BANDS:
        above = (pl.col(counter) - pl.col("quota") * bound // 100).clip(lower_bound=0)
        total = total + above * (rate - below)
        below = rate
    return total


def kicker(is_closed: str) -> pl.Expr:
    """The factor in hundredths: of the whole quarter once it is closed, of nothing until then."""
    return (
        pl.when(pl.col(is_closed) & (2 * pl.col("reached") >= 3 * pl.col("quota")))
        .then(pl.lit(TOP_KICKER, pl.Int64))
        .when(pl.col(is_closed) & (pl.col("reached") >= pl.col("quota")))
        .then(pl.lit(100, pl.Int64))
        .otherwise(pl.lit(90, pl.Int64))
    )


def struck(factor: str) -> pl.Expr:
    """Each line's share of its step, times the factor, struck half even."""
    numerator = pl.col("credit_minor") * pl.col("stretch") * pl.col(factor)
    denominator = pl.col("step_minor") * 10_000
    whole = numerator // denominator
    twice = 2 * (numerator - whole * denominator)
    up = (twice > denominator) | ((twice == denominator) & (whole % 2 == 1))
    return whole + up.cast(pl.Int64)


def left(amount: str) -> pl.Expr:
    """What the cap leaves of each line: at most 15% of the quota in a quarter, the last lines lose first."""
    running = pl.col(amount).cum_sum()
    so_far = running - first_of("group", running - pl.col(amount))
    return pl.min_horizontal(so_far, "cap") - pl.min_horizontal(so_far - pl.col(amount), "cap")


def written(lines: pl.DataFrame, ids: pl.Series, names: pl.Series) -> pl.DataFrame:
    """The lines as they are written, in the order of their ids."""
    labels = pl.Series([label for label, *_ in PARTS])
    deal_and_part = pl.col("number") % (DEALS * PART)
    return (
        lines.lazy()
        .sort(pl.col("payee") * (DEALS * PART) + deal_and_part)
        .with_columns(
            payee=pl.lit(names).gather(pl.col("payee")),
            fact=pl.lit(ids).gather(deal_and_part // PART),
            part=pl.lit(labels).gather(deal_and_part % PART),
            born_on=(pl.col("day") + EPOCH_DAY).cast(pl.Int32).cast(pl.Date),
        )
        .with_columns(
            line_id=pl.format("bench_2026.commission:{}:{}#{}", "payee", "fact", "part"),
            quarter=pl.col("born_on").dt.quarter(),
        )
        .select(*WRITTEN)
        .collect()
    )


if __name__ == "__main__":
    call(job)
