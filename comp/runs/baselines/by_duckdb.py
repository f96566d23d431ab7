"""The benchmark's plan by hand in DuckDB's SQL, called as `calling.py` says; `pip install duckdb` brings it.

Whole numbers throughout: money in cents, shares in billionths, rates and factors in hundredths. DuckDB adds
in 128 bits, and stops by itself where a product or a cast passes 64.

Payees become numbers in the order of their line ids, and deals are known by their place among ids. Both ends
are worked out in one query: a deal's counters are the same at either end, and only the factor and what the cap
leaves differ.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
from calling import TOTALS, call

# From so many hundredths of the quota, how much more than below it the rate is, in hundredths.
BANDS = ((0, 6), (50, 4), (100, 5), (150, 5))

# A line id has a colon behind the payee, which sorts after digits: so M10 stands before M1.
PAYEES = """
create temp table payees as
with numbered as (
  select payee, manager, (row_number() over (order by payee || ':'))::INTEGER as number
  from read_parquet($facts || '/assignment.parquet')
)
select each.payee, each.number, manager.number as above_1, head.number as above_2
from numbered as each
left join numbered as manager on manager.payee = each.manager
left join numbered as head on head.payee = manager.manager
"""

QUOTAS = """
create temp table quotas as
select number as payee, quarter(starts_on)::TINYINT as quarter, amount as quota,
  ends_on <= $before as is_closed_before, ends_on <= $after as is_closed
from read_parquet($facts || '/quota.parquet') join payees using (payee)
"""

# Largest remainder: of two parts, the first takes a tie.
DEALS = """
create temp table deals as
select id, file_row_number::INTEGER as place, booked_on, quarter(booked_on)::TINYINT as quarter,
  overlay.number as overlay, overlay.above_1 as overlay_1, overlay.above_2 as overlay_2,
  owner.number as owner, owner.above_1 as owner_1, owner.above_2 as owner_2,
  (2 * first_year_value * coalesce(overlay_share, 0) + 1_000_000_000) // 2_000_000_000 as to_overlay,
  first_year_value - to_overlay as to_owner
from read_parquet($facts || '/deal.parquet', file_row_number = true) as deal
join payees as owner on owner.payee = deal.owner
left join payees as overlay on overlay.payee = deal.overlay
where booked_on between date '2026-01-01' and $after and first_year_value > 0
"""

# The part, and the columns of deals with its payee and its amount; in the order of line ids.
PARTS = (
    ("1", "overlay", "to_overlay"),
    ("1.3.1", "overlay_1", "to_overlay"),
    ("1.3.2", "overlay_2", "to_overlay"),
    ("2", "owner", "to_owner"),
    ("2.3.1", "owner_1", "to_owner"),
    ("2.3.2", "owner_2", "to_owner"),
)
CREDITS = " union all ".join(
    f"select {payee} as payee, quarter, booked_on, place, {number}::TINYINT as part, {amount} as credit_minor "
    f"from deals where {payee} is not null"
    for number, (_, payee, amount) in enumerate(PARTS)
)
LABELS = "[" + ", ".join(f"'{label}'" for label, *_ in PARTS) + "]"


def band_sum(counter: str) -> str:
    """What the bands pay on the counter, in hundredths of a cent."""
    return " + ".join(f"greatest({counter} - quota * {bound} // 100, 0) * {more}" for bound, more in BANDS)


def kicker(is_closed: str) -> str:
    """The factor in hundredths: of the whole quarter once it is closed, of nothing until then."""
    return (
        f"case when {is_closed} and 2 * reached >= 3 * quota then 110 "
        f"when {is_closed} and reached >= quota then 100 else 90 end"
    )


def struck(factor: str) -> str:
    """Each line's share of its step, times the factor, struck half even."""
    numerator, denominator = f"(credit_minor * stretch * {factor})", "(step_minor * 10_000)"
    whole, twice = f"({numerator} // {denominator})", f"(2 * ({numerator} % {denominator}))"
    return f"{whole} + ({twice} > {denominator} or ({twice} = {denominator} and {whole} % 2 = 1))::BIGINT"


def left(amount: str) -> str:
    """What the cap leaves of each line: at most 15% of the quota in a quarter, the last lines lose first."""
    return f"least(all_{amount}, cap) - least(all_{amount} - {amount}, cap)"


VALUED = f"""
create temp table valued as
with counted as (
  select *, (sum(credit_minor) over step)::BIGINT as step_minor, (sum(credit_minor) over so_far)::BIGINT as with_minor,
    (sum(credit_minor) over whole)::BIGINT as reached
  from ({CREDITS})
  window step as (partition by payee, quarter order by booked_on, place range between current row and current row),
    so_far as (partition by payee, quarter order by booked_on, place),
    whole as (partition by payee, quarter)
), stretched as (
  select *, with_minor - step_minor as before_minor, ({band_sum("with_minor")}) - ({band_sum("before_minor")}) as stretch,
    {kicker("is_closed_before")} as kicker_before, {kicker("is_closed")} as kicker, quota * 15 // 100 as cap
  from counted join quotas using (payee, quarter)
), struck as (
  select *, {struck("kicker_before")} as before, {struck("kicker")} as after from stretched
), summed as (
  select *, (sum(before) over so_far)::BIGINT as all_before, (sum(after) over so_far)::BIGINT as all_after
  from struck
  window so_far as (partition by payee, quarter order by booked_on, place, part rows unbounded preceding)
)
select payee, place, part, booked_on, quarter, credit_minor, before_minor, with_minor, kicker, after as struck_minor,
  case when booked_on <= $before then {left("before")} else 0 end as earned_before_minor,
  {left("after")} as earned_after_minor, earned_after_minor - earned_before_minor as earned_minor
from summed
"""

WRITTEN = f"""
copy (
  select format('bench_2026.commission:{{}}:{{}}#{{}}', payees.payee, id, {LABELS}[part + 1]) as line_id,
    payees.payee as payee, id as fact, {LABELS}[part + 1] as part, valued.booked_on as born_on, valued.quarter,
    credit_minor, before_minor, with_minor, kicker, struck_minor, earned_before_minor, earned_after_minor, earned_minor
  from valued join deals using (place) join payees on payees.number = valued.payee
  where valued.booked_on > $before or earned_minor <> 0
  order by valued.payee, place, part
) to $out (format parquet, compression zstd)
"""

SUMS = """
select count(*) filter (booked_on > $before or earned_minor <> 0), count(*), sum(earned_before_minor),
  sum(earned_after_minor), sum(earned_minor) filter (booked_on > $before or earned_minor <> 0)
from valued
"""


def job(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Read the facts, write the lines, tell their totals."""
    given = {"facts": str(facts), "out": str(out), "before": before, "after": after}
    with duckdb.connect() as database:
        for statement in (PAYEES, QUOTAS, DEALS, VALUED, WRITTEN, SUMS):
            done = database.execute(
                statement, {name: given[name] for name in given if f"${name}" in statement}
            )
        sums = done.fetchone()
    return dict(zip(TOTALS, (int(each or 0) for each in sums), strict=True))


if __name__ == "__main__":
    call(job)
