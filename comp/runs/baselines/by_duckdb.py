"""The benchmark's plan by hand in DuckDB's SQL, called as `calling.py` says; `pip install duckdb` brings it.

Whole numbers throughout: money in cents, shares in billionths, rates and factors in hundredths. DuckDB adds
in 128 bits, and stops by itself where a product or a cast passes 64.

Quarter of a payee, day, deal and part of a credit make one number, by which credits are sorted. Both ends are
worked out in one pass: a deal's counters are the same at either end, and only the factor and what the cap
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
# A line id has a colon behind the payee, which sorts after digits: so M10 stands before M1.
PAYEES = """
create temp table payees as
with numbered as (
  select payee, manager, row_number() over (order by payee || ':') - 1 as number
  from read_parquet($facts || '/assignment.parquet')
)
select each.payee, each.number, manager.number as above_1, head.number as above_2
from numbered as each
left join numbered as manager on manager.payee = each.manager
left join numbered as head on head.payee = manager.manager
"""

# Largest remainder: of two parts, the first takes a tie.
DEALS = """
create temp table deals as
select id, file_row_number as place, booked_on, quarter(booked_on) - 1 as quarter,
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
LABELS = "[" + ", ".join(f"'{label}'" for label, *_ in PARTS) + "]"

# A credit's number, by which it is sorted: its payee's quarter, its day, its deal's place, and its part.
PART_BITS, DEAL_BITS, DAY_BITS = 3, 30, 9
DEAL, DAY, QUARTER = (
    f"(number >> {bits})" for bits in (PART_BITS, PART_BITS + DEAL_BITS, PART_BITS + DEAL_BITS + DAY_BITS)
)
PART, PLACE = f"(number & {2**PART_BITS - 1})", f"({DEAL} & {2**DEAL_BITS - 1})"


def number_of(payee: str, part: int) -> str:
    """The number of a deal's credit."""
    day = "(booked_on - date '2026-01-01')"
    return (
        f"((((4 * {payee} + quarter) << {DAY_BITS}) + {day} << {DEAL_BITS}) + place << {PART_BITS}) + {part}"
    )


def step(payee: str) -> str:
    """What the whole deal credits to a payee: one step of the payee's counter."""
    return " + ".join(f"case when {other} = {payee} then {amount} else 0 end" for _, other, amount in PARTS)


CREDITS = " union all ".join(
    f"""select {number_of(payee, part)} as number, {amount} as credit_minor, {step(payee)} as step_minor
    from deals where {payee} is not null"""  # noqa: S608 - words of this file
    for part, (_, payee, amount) in enumerate(PARTS)
)

# Sums run over all payees one after the other, and what stood before a payee's quarter is taken away: DuckDB
# does that several times as fast as sums that begin anew with every quarter.
COUNTED = f"""
create temp table counted as
select *, (sum(credit_minor) over (order by {DEAL}))::BIGINT as running from ({CREDITS})
"""  # noqa: S608 - words of this file


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


def left(amount: str, so_far: str) -> str:
    """What the cap leaves of each line: at most 15% of the quota in a quarter, the last lines lose first."""
    return f"least({so_far}, cap) - least({so_far} - {amount}, cap)"


QUARTERS = f"""
create temp table quarters as
with totals as (
  select {QUARTER} as quarter, sum(credit_minor)::BIGINT as reached, max(running) - reached as base
  from counted group by all
), quotas as (
  select 4 * number + quarter(starts_on) - 1 as quarter, amount as quota,
    ends_on <= $before as is_closed_before, ends_on <= $after as is_closed
  from read_parquet($facts || '/quota.parquet') join payees using (payee)
)
select quarter, base, quota, quota * 15 // 100 as cap,
  {kicker("is_closed_before")} as kicker_before, {kicker("is_closed")} as kicker
from totals join quotas using (quarter)
"""  # noqa: S608 - words of this file

STRUCK = f"""
create temp table struck as
with counters as (
  select number, credit_minor, step_minor, running - base as with_minor,
    with_minor - step_minor as before_minor, quota, kicker_before, kicker,
    ({band_sum("with_minor")}) - ({band_sum("before_minor")}) as stretch
  from counted join quarters on quarter = {QUARTER}
), amounts as (
  select number, credit_minor, before_minor, with_minor, {struck("kicker_before")} as struck_before,
    {struck("kicker")} as struck_minor
  from counters
)
select *, (sum(struck_before) over so_far)::BIGINT as all_before,
  (sum(struck_minor) over so_far)::BIGINT as all_minor
from amounts
window so_far as (order by number rows unbounded preceding)
"""  # noqa: S608 - words of this file

VALUED = f"""
create temp table valued as
with bases as (
  select {QUARTER} as quarter, min(all_before - struck_before) as base_before,
    min(all_minor - struck_minor) as base_minor
  from struck group by all
)
select number, date '2026-01-01' + ({DAY} & {2**DAY_BITS - 1})::INTEGER as born_on, credit_minor,
  before_minor, with_minor, kicker, struck_minor,
  case when born_on <= $before then {left("struck_before", "(all_before - base_before)")} else 0 end
    as earned_before_minor,
  {left("struck_minor", "(all_minor - base_minor)")} as earned_after_minor,
  earned_after_minor - earned_before_minor as earned_minor,
  born_on > $before or earned_minor <> 0 as is_written
from struck join bases on bases.quarter = {QUARTER} join quarters on quarters.quarter = {QUARTER}
"""  # noqa: S608 - words of this file

WRITTEN = f"""
copy (
  with named as (
    select {QUARTER} // 4 as payee_number, {PLACE} as deal_place, {PART} as part_number, *
    from valued where is_written
  )
  select 'bench_2026.commission:' || payees.payee || ':' || id || '#' || {LABELS}[part_number + 1] as line_id,
    payees.payee, id as fact, {LABELS}[part_number + 1] as part, born_on,
    quarter(born_on)::TINYINT as quarter, credit_minor, before_minor, with_minor, kicker, struck_minor,
    earned_before_minor, earned_after_minor, earned_minor
  from named join deals on place = deal_place join payees on payees.number = payee_number
  order by payee_number, deal_place, part_number
) to $out (format parquet, compression zstd)
"""  # noqa: S608 - words of this file

SUMS = """
select count(*) filter (is_written), count(*), sum(earned_before_minor), sum(earned_after_minor),
  sum(earned_minor) filter (is_written)
from valued
"""
IN_TURN = (
    PAYEES,
    DEALS,
    COUNTED,
    QUARTERS,
    STRUCK,
    "drop table counted",
    VALUED,
    "drop table struck",
    WRITTEN,
)


def job(facts: Path, out: Path, before: date, after: date) -> dict[str, int]:
    """Read the facts, write the lines, tell their totals."""
    given = {"facts": str(facts), "out": str(out), "before": before, "after": after}
    with duckdb.connect() as database:
        for statement in IN_TURN:
            used = {name: value for name, value in given.items() if f"${name}" in statement}
            database.execute(statement, used)
        sums = database.execute(SUMS).fetchall()
    return dict(zip(TOTALS, (int(each or 0) for each in sums[0]), strict=True))


if __name__ == "__main__":
    call(job)
