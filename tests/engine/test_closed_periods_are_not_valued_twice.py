"""At the earlier of two days only those lines are worked out that may come to something else at the later
one; what a period pays stays the same. Deals are signed before or after the day on which they become known.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.engine import Valued, valuate_in_batches, valued_in_batches
from comp.engine.batches import batches
from comp.engine.reach import reach_of
from comp.engine.settled import lines_settle, settled_through
from comp.engine.valuation import values_of
from comp.facts.snapshot import Snapshot, schema_of
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.language.loading import load_texts
from comp.runs import bench
from comp.runs.difference import difference, paid
from comp.runs.spans import PaidSpan

BENCH = Path(str(bench.__file__)).parent
PERIODS = """
  pay meeting_the_quota = 500.00 USD * reached, once per performance period
  guarantee least for commission, at 900.00 USD per performance period
"""
WHOLE = 10**9


def late_program() -> Program:
    """The benchmark's plan with deals credited on another day than that on which they are known, a line for
    each quarter, and a guarantee.
    """
    texts = {path.name: path.read_text() for path in sorted(BENCH.glob("*.plan"))}
    texts["bench.plan"] = (
        texts["bench.plan"]
        .replace("  column   owner: payee\n", "  column   owner: payee\n  column   signed_on: date\n")
        .replace("on     deal.booked_on, then", "on     deal.signed_on, then")
    )
    texts["bench_2026.plan"] = texts["bench_2026.plan"].rstrip() + PERIODS
    program = load_texts(texts).program
    assert program is not None
    return program


PROGRAM = late_program()
[PLAN] = PROGRAM.plans
STAFF: list[dict[str, object]] = [
    {
        "payee": name,
        "starts_on": date(2026, 1, 1),
        "ends_on": None,
        "currency": "USD",
        "role": "SELLER",
        "manager": manager,
        "target_incentive": 5_000_000,
    }
    for name, manager in (("ada", "cy"), ("bo", "cy"), ("cy", None))
]
QUOTAS: list[dict[str, object]] = [
    {
        "id": f"{name}-{quarter}",
        "currency": "USD",
        "payee": name,
        "name": "new_business",
        "starts_on": date(2026, 3 * quarter + 1, 1),
        "ends_on": date(2026, 3 * quarter + 3, 30 if quarter in (1, 2) else 31),
        "amount": 100_000,
        "units": None,
        "reason": None,
    }
    for name in ("ada", "bo", "cy")
    for quarter in range(4)
]


def snapshot_of(deals: list[tuple[int, int, int, bool]]) -> Snapshot:
    """Deals by the days on which they are known and signed, counted from the year's first, their value, and
    whether Bo takes a part.
    """
    rows = [
        {
            "id": f"D{number}",
            "booked_on": date(2026, 1, 1) + timedelta(known),
            "signed_on": date(2026, 1, 1) + timedelta(signed),
            "currency": "USD",
            "owner": "ada",
            "overlay": "bo" if shared else None,
            "overlay_share": 300_000_000 if shared else None,
            "first_year_value": value,
        }
        for number, (known, signed, value, shared) in enumerate(deals)
    ]
    tables = {"deal": rows, "assignment": STAFF, "quota": QUOTAS}
    frames = {
        name: pl.DataFrame(some, schema=schema_of(PROGRAM.sources[name])) for name, some in tables.items()
    }
    return Snapshot.of(PROGRAM.sources, frames)


def of_batch(valued: list[Valued], span: PaidSpan) -> pl.DataFrame:
    return paid(valued, span)


DEALS = st.lists(
    st.tuples(st.integers(0, 364), st.integers(0, 364), st.integers(1, 120_000), st.booleans()),
    min_size=1,
    max_size=12,
)


def test_the_plan_is_one_whose_lines_settle_though_its_facts_may_be_known_late() -> None:
    reach = reach_of(PROGRAM, PLAN)
    assert lines_settle(PROGRAM, PLAN, reach)
    assert settled_through(PROGRAM, PLAN, reach, Calendar(), date(2026, 11, 30)) is None


@given(deals=DEALS, before=st.integers(0, 363), days=st.integers(1, 364))
@settings(max_examples=25, deadline=None)
def test_what_is_paid_is_what_two_whole_valuations_come_to(
    deals: list[tuple[int, int, int, bool]], before: int, days: int
) -> None:
    snapshot = snapshot_of(deals)
    before_on = date(2026, 1, 1) + timedelta(before)
    after_on = min(before_on + timedelta(days), date(2026, 12, 31))
    span = PaidSpan(before_on + timedelta(1), after_on, before_on, after_on)
    on = [before_on, after_on]
    [(then, now)] = valuate_in_batches(PROGRAM, PLAN, snapshot, Calendar(), on, WHOLE)
    expected = difference(then.lines, now.lines, span).sort("line_id")

    for size in (1, WHOLE):
        use = partial(of_batch, span=span)
        parts = valued_in_batches(PROGRAM, PLAN, snapshot, Calendar(), on, use, size, changes_alone=True)
        found = pl.concat(parts, how="diagonal").sort("line_id")
        assert found.select(expected.columns).equals(expected), size


def test_a_closed_quarter_with_a_late_deal_is_open_and_the_others_are_not() -> None:
    # Ada's first quarter is known whole by June, her second has a deal of May that is booked in August.
    snapshot = snapshot_of([(10, 10, 50_000, False), (220, 130, 50_000, False), (250, 250, 50_000, False)])
    on = [date(2026, 7, 31), date(2026, 8, 31)]

    found: dict[str, list[str]] = {}
    for make in batches(PROGRAM, PLAN, snapshot, on, size=1):
        earlier = values_of(make(), PLAN, Calendar(), on, open_alone=True)[on[0]]
        assert earlier.plan.later is not None
        still_open = earlier.plan.still_open
        assert still_open is not None
        for payee, period in (
            earlier.plan.later.groups.frame.filter(still_open).select("payee", "period").iter_rows()
        ):
            found.setdefault(payee, []).append(period)

    assert found == {
        "ada": ["2026-Q2", "2026-Q3"],
        "bo": ["2026-Q3"],
        "cy": ["2026-Q2", "2026-Q3"],  # credited beside Ada
    }
