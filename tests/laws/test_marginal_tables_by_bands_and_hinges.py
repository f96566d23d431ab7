"""A marginal table pays the same by bands and by hinges, however deals are ordered, batched or taken back.

By hinges: what a counter of x has paid in all is the first rate times x, and at each later bound the change
of the rate times what lies above it. A deal pays the difference of two such values, struck to the cent. No
engine has a part in that here.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp import engine, reference
from comp.facts.snapshot import Snapshot, Value
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Program
from tests.laws.drawn import CASES

SOURCES = """shared "Sources"

source assignment "Who is paid"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency

source deal "A deal"
  key      id: text
  dated    booked_on
  currency currency
  column   owner: payee
  column   value: money
"""
PLAN = """plan hinges "Bands and hinges"
  effective          2026-01-01 through 2026-12-31, later facts ignored
  payees             payee is not blank, as of the line's date
  performance period year
  payout             yearly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               deal, assignment

clause commission "Commission"
  credit sales from each deal
    on    deal.booked_on, then deal.id as text
    value deal.value
    share 100% to deal.owner
  measure so_far = total own sales of the year
  table rate by {counter}, marginal
    | {edge} | rate |
{rows}
  pay commission = sales * rate, for each sales
"""
LAST = date(2026, 12, 31)
Bands = list[tuple[int, int]]
"""Lower bounds in cents and rates in hundredths of a percent, the first bound 0 or below."""
RUNNING, FROM_ZERO = "so_far", "deal.value"
"""What a table is averaged over: the stretch of a counter, or from zero to each deal's own amount."""

rates = st.integers(-50_00, 90_00)


def in_order(first: int, rate: int, upper: dict[int, int]) -> Bands:
    """Bands from the first bound on."""
    return [(first, rate), *sorted(each for each in upper.items() if each[0] > first)]


bands: st.SearchStrategy[Bands] = st.builds(
    in_order,
    st.one_of(st.just(0), st.integers(-1_500_00, 0)),
    rates,
    st.dictionaries(st.integers(-1_000_00, 3_000_00), rates, max_size=5),
)
amounts = st.lists(
    st.one_of(st.integers(-900_00, 2_000_00), st.sampled_from([0, 1, -1, 100_00, 50, 250_00])),
    min_size=1,
    max_size=12,
)

edges = st.sampled_from(["from", "above"])
"""A bound belongs to its band or to the one below: no average over a stretch can tell."""


def program(table: Bands, counter: str = RUNNING, edge: str = "from") -> Program:
    rows = "\n".join(f"    | {_money(bound)} | {_percent(rate)} |" for bound, rate in table)
    loaded = load_texts({"s.plan": SOURCES, "h.plan": PLAN.format(rows=rows, counter=counter, edge=edge)})
    assert loaded.program is not None, [d.text for d in loaded.diagnostics]
    return loaded.program


def _money(cents: int) -> str:
    return f"{'-' * (cents < 0)}{abs(cents) // 100:,}.{abs(cents) % 100:02} USD"


def _percent(hundredths: int) -> str:
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}%"


def snapshot(made: Program, cents: list[int]) -> Snapshot:
    deals: list[dict[str, Value]] = [
        {
            "id": f"D{number:02}",
            "booked_on": date(2026, 1, 1 + number),
            "currency": "USD",
            "owner": "ana",
            "value": each,
        }
        for number, each in enumerate(cents)
    ]
    return Snapshot.from_rows(
        made.sources, {"assignment": [{"payee": "ana", "currency": "USD"}], "deal": deals}
    )


def in_all(table: Bands, x: int) -> Fraction:
    """What a counter that stands at x has paid since it stood at zero."""
    paid, before = Fraction(table[0][1] * x, 10_000), table[0][1]
    for bound, rate in table[1:]:
        paid += Fraction((rate - before) * (max(0, x - bound) - max(0, -bound)), 10_000)
        before = rate
    return paid


def by_hinges(table: Bands, cents: list[int]) -> list[int]:
    """What each deal pays of a counter that runs."""
    counter, found = 0, list[int]()
    for each in cents:
        # A Fraction rounds half to even.
        found.append(round(in_all(table, counter + each) - in_all(table, counter)))
        counter += each
    return found


def from_zero(table: Bands, cents: list[int]) -> list[int]:
    """What each deal pays for itself; a credit note takes back what its sale would pay."""
    return [round(in_all(table, abs(each))) * (1 if each > 0 else -1) for each in cents]


def paid(made: Program, facts: Snapshot) -> tuple[list[int | None], list[int | None]]:
    """What both engines pay for each deal, in the order of their names."""
    plan = made.plans[0]
    fast = engine.valuate(made, plan, facts, Calendar(1), LAST).lines.sort("fact")
    slow = sorted(reference.valuate(made, plan, facts, Calendar(1), LAST), key=lambda line: line.fact or "")
    return fast["earned_minor"].to_list(), [line.earned_minor for line in slow]


@settings(max_examples=max(CASES, 20), derandomize=True, deadline=None, database=None)
@given(table=bands, cents=amounts, edge=edges)
def test_bands_and_hinges_pay_the_same(table: Bands, cents: list[int], edge: str) -> None:
    made = program(table, edge=edge)
    assert paid(made, snapshot(made, cents)) == (by_hinges(table, cents),) * 2


@settings(max_examples=max(CASES, 20), derandomize=True, deadline=None, database=None)
@given(table=bands, cents=amounts, edge=edges)
def test_bands_and_hinges_from_zero_pay_the_same(table: Bands, cents: list[int], edge: str) -> None:
    made = program(table, FROM_ZERO, edge)
    assert paid(made, snapshot(made, cents)) == (from_zero(table, cents),) * 2


@settings(max_examples=max(CASES // 2, 10), derandomize=True, deadline=None, database=None)
@given(table=bands, cents=amounts, later=st.integers(-500_00, 500_00))
def test_a_later_deal_moves_no_earlier_line(table: Bands, cents: list[int], later: int) -> None:
    made = program(table)
    alone, followed = paid(made, snapshot(made, cents)), paid(made, snapshot(made, [*cents, later]))
    assert [each[: len(cents)] for each in followed] == list(alone)


@settings(max_examples=max(CASES // 2, 10), derandomize=True, deadline=None, database=None)
@given(table=bands, cents=amounts)
def test_credit_notes_in_the_opposite_order_pay_back_to_the_cent(table: Bands, cents: list[int]) -> None:
    made = program(table)
    back = [-each for each in reversed(cents)]
    for found in paid(made, snapshot(made, cents + back)):
        whole = [each for each in found if each is not None]
        assert len(whole) == 2 * len(cents)
        assert whole[len(cents) :] == [-each for each in reversed(whole[: len(cents)])]
        assert sum(whole) == 0


def test_a_table_from_zero_worked_by_hand() -> None:
    # Below -50.00 5%, then 10%, from 100.00 20%: 150.00 pays 10.00 + 10.00, -150.00 takes as much back, and
    # -60.00 pays back 6.00: a band below zero is for no deal read from zero.
    table = [(-100_00, 5_00), (-50_00, 10_00), (100_00, 20_00)]
    made = program(table, FROM_ZERO)
    for found in paid(made, snapshot(made, [150_00, -150_00, -60_00])):
        assert found == [20_00, -20_00, -6_00]


@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        # 10% to 100.00 and 20% from there: 150.00 pays 10.00 + 10.00; the next 0.05 pays 0.01 (half of a cent
        # more would be even); minus 100.05 leaves 50.00 and takes 10.01 + 5.00 back.
        ([150_00, 5, -100_05], [20_00, 1, -15_01]),
        # On the bound itself: 100.00 pays 10.00 and the next cent 0.002, which is nothing.
        ([100_00, 1], [10_00, 0]),
    ],
)
def test_two_bands_worked_by_hand(cents: list[int], expected: list[int]) -> None:
    table = [(0, 10_00), (100_00, 20_00)]
    made = program(table)
    assert by_hinges(table, cents) == expected
    assert paid(made, snapshot(made, cents)) == (expected, expected)
