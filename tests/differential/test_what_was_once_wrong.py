"""Small plans on which an engine was once wrong, found by drawn cases; amounts are worked by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from comp.fuzz.cases import Case, program_of, snapshot_of
from comp.fuzz.comparing import calculated, interpreted
from comp.fuzz.facts import Rows
from comp.fuzz.writing.sources import SOURCES
from comp.language.calendar import Calendar

HEAD = """plan p "A plan"
  effective 2026-01-01 through 2026-12-31, later facts about its lines included
  payees payee is not blank, as of the line's date
  performance period quarter
  payout monthly
  currency USD, at the rate of the credit date
  rounding half even to 0.01, each line
  prorating by calendar days
  target incentive assignment.target_incentive per year, as of the line's date
  data deal

clause c "A clause", 100% of target incentive
  credit sales from each deal
    on    deal.booked_on, then deal.id as text
    value deal.value
    share 100% to deal.owner
"""
FACTS: Rows = {
    "assignment": [{"payee": "ana", "currency": "USD", "segment": "MM", "target_incentive": 1_200_000}],
    "deal": [
        {
            "id": "D1",
            "booked_on": date(2026, 1, 5),
            "currency": "USD",
            "owner": "ana",
            "value": 100_000,
            "added": None,
        },
        {
            "id": "D2",
            "booked_on": date(2026, 2, 5),
            "currency": "USD",
            "owner": "ana",
            "value": 50_000,
            "added": 20_000,
        },
    ],
}
DAY = date(2026, 3, 31)


def amounts(body: str, rows: Rows, head: str = HEAD, day: date = DAY) -> dict[str, tuple[int, int] | None]:
    """Earned and payable of each line's unit, on which both engines must agree."""
    case = Case({"facts.plan": SOURCES, "p.plan": head + body}, rows, Calendar(), (day,))
    program = program_of(case)
    snapshot = snapshot_of(program, rows)
    fast = calculated(program, program.plans[0], snapshot, case.calendar, day)
    assert fast == interpreted(program, program.plans[0], snapshot, case.calendar, day)
    return {str(line.identity[3]): line.amounts for line in fast.values()}


def test_a_cap_leaves_lines_without_a_value_and_those_after_them_as_faults() -> None:
    cap = "  cap q at 10.00 USD per performance period, the excess is lost\n"
    body = "  pay q = deal.added, for each sales\n" + cap
    assert amounts(body, FACTS) == {"D1#1": None, "D2#1": None}


def test_a_held_line_without_a_value_has_no_payable_amount() -> None:
    body = """  measure m = total own sales of the period
    read at the close of the period
  pay q = deal.added, for each sales
  hold q until m > 1,000,000.00 USD
    read at the close of its performance period, then of each of the 1 after it, otherwise lost
    blank is held
"""
    assert amounts(body, FACTS) == {"D1#1": None, "D2#1": (20_000, 0)}


def test_a_claw_back_may_have_no_lines_to_act_on() -> None:
    body = """  pay q = sales, for each sales
  claw back q for each refund
    portion 100%, at most 100% of a deal in total
    as money, attainment stays
"""
    assert amounts(body, {**FACTS, "deal": []}) == {}


def test_a_claw_backs_condition_converts_money_on_the_credits_day() -> None:
    # 90.00 EUR are 99.00 USD at 1.10 on the credit's day, and 180.00 USD at 2.00 on the day of the refund.
    rates = [
        {"id": str(day), "of_currency": "EUR", "into_currency": "USD", "quoted_on": day, "rate": rate}
        for day, rate in ((date(2026, 1, 1), Fraction(11, 10)), (date(2026, 3, 1), Fraction(2)))
    ]
    lost = [{"id": "F1", "refunded_on": date(2026, 3, 2), "deal": "D1", "lost": 9_000}]
    body = """  pay q = sales, for each sales
  claw back q for each refund, when refund.lost > 100.00 USD
    portion 50%, at most 100% of a deal in total
    as money, attainment stays
"""
    rows: Rows = {**FACTS, "rate": [*rates], "refund": [*lost]}
    assert amounts(body, rows) == {"D1#1": (100_000, 100_000), "D2#1": (50_000, 50_000)}
    assert amounts(body.replace("100.00", "98.00"), rows)["D1#1"] == (50_000, 50_000)


@pytest.mark.parametrize(("currency", "paid"), [("USD", (300_000, 300_000)), ("EUR", None)])
def test_a_target_in_another_currency_is_undefined(currency: str, paid: tuple[int, int] | None) -> None:
    # 12,000.00 a year are 3,000.00 a quarter.
    rows: Rows = {**FACTS, "assignment": [{**FACTS["assignment"][0], "currency": currency}]}
    assert amounts("  pay q = period target, once per performance period\n", rows) == {"2026-Q1": paid}


def test_a_plain_zero_is_no_money_of_a_rows_currency() -> None:
    body = "  pay q = deal.added (blank is 0) + max(deal.value - deal.value, 0), for each sales\n"
    assert amounts(body, FACTS) == {"D1#1": (0, 0), "D2#1": (20_000, 20_000)}


def test_an_exception_of_a_running_measure_is_seen_by_its_marginal_table() -> None:
    # Without a quota attainment is 100 %, which lies in the second band: 20 % of 1,000.00 and of 500.00.
    body = """  measure attainment = total own sales of the period / quota.sales of the period
  except no_quota, when quota.sales of the period is blank: attainment is 100%
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 10%  |
    | 100% | 20%  |
  pay q = sales * rate, for each sales
"""
    assert amounts(body, FACTS) == {"D1#1": (20_000, 20_000), "D2#1": (10_000, 10_000)}


def test_a_row_sets_condition_sees_the_payees_assignment() -> None:
    body = """  measure m = total (deal.value) / total (deal.value)
    over each deal of the period, where assignment.segment is "MM"
    read at posting
  pay q = 10.00 USD * m, once per performance period
"""
    assert amounts(body, FACTS) == {"2026-Q1": (1_000, 1_000)}


def test_a_constant_ratio_of_all_payees_is_read_at_a_close() -> None:
    body = """  measure m = period target / period target
    read at the close of the period
  pay q = sales * m, for each sales
"""
    assert amounts(body, FACTS) == {"D1#1": (100_000, 100_000), "D2#1": (50_000, 50_000)}


def test_a_set_asks_for_the_assignment_of_the_period_that_counts_it() -> None:
    # SMB in January, MM from February: the period's own day is 31 March, so both deals of the quarter count.
    member = {"payee": "ana", "currency": "USD", "target_incentive": 1_200_000}
    spans = [
        {**member, "segment": "SMB", "ends_on": date(2026, 1, 31)},
        {**member, "segment": "MM", "starts_on": date(2026, 2, 1)},
    ]
    body = """  measure m = total sales / 1,000.00 USD
    over own sales of the period, where assignment.segment is "MM"
    read at posting
  pay q = 10.00 USD * m, once per performance period
"""
    assert amounts(body, {**FACTS, "assignment": spans}) == {"2026-Q1": (1_500, 1_500)}


def test_a_hold_asks_for_the_assignment_of_the_lines_birth() -> None:
    # D1 was born under SMB and waits; D2 under MM and is released, at the same close.
    member = {"payee": "ana", "currency": "USD", "target_incentive": 1_200_000}
    spans = [
        {**member, "segment": "SMB", "ends_on": date(2026, 1, 31)},
        {**member, "segment": "MM", "starts_on": date(2026, 2, 1)},
    ]
    body = """  pay q = sales, for each sales
  hold q until assignment.segment is "MM"
    read at the close of its performance period, then of each of the 1 after it, otherwise lost
    blank is held
"""
    assert amounts(body, {**FACTS, "assignment": spans}) == {"D1#1": (100_000, 0), "D2#1": (50_000, 50_000)}


def test_what_is_given_from_a_line_that_was_lost_whole_is_payable() -> None:
    # 1,000.00 is lost whole at the close of 31 March, so nothing waits when 100.00 is given away.
    body = """  pay q = sales, for each sales
  hold q until 1 > 2
    read at the close of its performance period, otherwise lost
    blank is held
  split q
    give 100.00 USD to deal.owner
"""
    one = {**FACTS, "deal": FACTS["deal"][:1]}
    assert amounts(body, one) == {"D1#1": (-10_000, -10_000), "D1#1.s1": (10_000, 10_000)}


def test_a_blended_target_takes_the_rate_of_each_day() -> None:
    # 12,000.00 EUR a year are 12,000.00 USD until 28 February (59 days), and 24,000.00 in March (31 days):
    # (12,000 * 59 + 24,000 * 31) / 90 / 4 = 4,033.333...
    rates = [
        {"id": str(day), "of_currency": "EUR", "into_currency": "USD", "quoted_on": day, "rate": rate}
        for day, rate in ((date(2025, 1, 1), Fraction(1)), (date(2026, 3, 1), Fraction(2)))
    ]
    member = {"payee": "ana", "currency": "EUR", "segment": "MM", "target_incentive": 1_200_000}
    blended = HEAD.replace(
        "assignment.target_incentive per year, as of the line's date",
        "assignment.target_incentive in USD at the rate of the line's date per year, blended by days",
    )
    body = "  pay q = period target, once per performance period\n"
    paid = amounts(body, {"assignment": [member], "rate": rates}, blended)
    assert paid == {"2026-Q1": (403_333, 403_333)}


def test_a_draw_that_does_not_apply_makes_up_for_no_negative_pay() -> None:
    # A reversal of 100.00 leaves January below zero; without a draw in that period nothing is advanced.
    deal = {**FACTS["deal"][0], "value": -10_000}
    body = """  pay q = sales, for each sales
  draw d against q, of 50.00 USD per performance period, when assignment.segment is "SMB"
    the shortfall is owed
    recovered from 100% of the pay
    what is left at the end is forgiven
"""
    facts = {**FACTS, "deal": [deal]}
    assert amounts(body, facts) == {"D1#1": (-10_000, -10_000), "2026-Q1": (0, 0)}
    paid = {"D1#1": (-10_000, -10_000), "2026-Q1": (15_000, 15_000)}
    assert amounts(body.replace("SMB", "MM"), facts) == paid


def test_one_bound_without_a_value_leaves_a_span_that_is_cut_alike_without_one() -> None:
    # There is no quota in January, so the bound of D1 is undefined.
    quota = {"id": "Q", "payee": "ana", "name": "sales", "currency": "USD", "amount": 100_000, "units": None}
    days = {"starts_on": date(2026, 2, 1), "ends_on": date(2026, 2, 28)}
    head = HEAD.replace("performance period quarter", "performance period month")
    body = """  pay q = sales, for each sales
  cap q at quota.sales of the period per year, the excess is lost, from all lines alike
"""
    facts = {**FACTS, "quota": [{**quota, **days}]}
    assert amounts(body, facts, head) == {"D1#1": None, "D2#1": None}
    whole = {**FACTS, "quota": [{**quota, **days, "starts_on": date(2026, 1, 1)}]}
    # 28 / 59 of 1,000.00, 474.58, hold in February: 316.387 and 158.193, so D1 has the odd cent.
    assert amounts(body, whole, head) == {"D1#1": (31_639, 31_639), "D2#1": (15_819, 15_819)}


def test_a_counter_of_a_window_shorter_than_the_period_counts_the_days_in_it() -> None:
    # A year's line sees its second half: D1 of 5 January is not in it, D3 of 5 July is.
    late = {**FACTS["deal"][0], "id": "D3", "booked_on": date(2026, 7, 5), "value": 30_000}
    head = HEAD.replace("performance period quarter", "performance period year")
    body = """  measure sold = total own sales of the half year
    read with the credit
  pay q = sold, for each sales
"""
    facts = {**FACTS, "deal": [FACTS["deal"][0], late]}
    paid = {"D1#1": (0, 0), "D3#1": (30_000, 30_000)}
    assert amounts(body, facts, head, date(2026, 12, 31)) == paid


def test_a_hold_of_a_longer_periods_line_is_lost_at_a_close_after_the_plan() -> None:
    # The plan ends in April; the half year's line belongs to June and is asked about until July closes.
    head = HEAD.replace("through 2026-12-31", "through 2026-04-20")
    head = head.replace("performance period quarter", "performance period month").replace(
        "data deal", "data assignment"
    )
    body = """  pay q = 100.00 USD, once per half year
  hold 40% of q until 1 > 2
    read at the close of its performance period, then of each of the 1 after it, otherwise lost
    blank is held
"""
    facts = {"assignment": FACTS["assignment"]}
    assert amounts(body, facts, head, date(2026, 7, 30)) == {"2026-H1": (10_000, 6_000)}
    assert amounts(body, facts, head, date(2026, 7, 31)) == {"2026-H1": (6_000, 6_000)}


def test_a_total_of_a_window_shorter_than_the_period_counts_the_days_in_it() -> None:
    # The year ends in its second half: both lines read D3 of 5 July there, and neither D1 of 5 January.
    late = {**FACTS["deal"][0], "id": "D3", "booked_on": date(2026, 7, 5), "value": 30_000}
    head = HEAD.replace("performance period quarter", "performance period year")
    body = """  measure sold = total own sales of the half year
    read at posting
  pay q = sold, for each sales
"""
    facts = {**FACTS, "deal": [FACTS["deal"][0], late]}
    paid = {"D1#1": (30_000, 30_000), "D3#1": (30_000, 30_000)}
    assert amounts(body, facts, head, date(2026, 12, 31)) == paid


TWO_ALIKE: Rows = {**FACTS, "deal": [{**deal, "value": 100_000} for deal in FACTS["deal"]]}
CAP = "  cap q at 1,000.00 USD per performance period, the excess is"
CLOSES = """    read at the close of its performance period, then of each of the 1 after it, otherwise lost
    blank is held
"""


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        (f"{CAP} lost\n", 1_104),
        ("  cap q at 1,000.00 USD per plan, the excess is lost, from all lines alike\n", 1_104),
        (f"{CAP} carried to later periods of the year\n", 1_104),
        ("  floor q at 1.00 USD per line\n", 1_104),
        (f"  hold 40% of q until 1 < 2\n{CLOSES}", 1_104),
        ("  pay out q\n    part 60% at once\n    part the rest on deal.booked_on\n", 1_104),
        ("  split q\n    give 10% of it to deal.owner\n", 994),
        ("  multiply q by 1\n", 1_105),
    ],
    ids=("cap", "cap alike", "cap carried", "floor", "hold", "pay out", "split", "multiply"),
)
def test_a_statement_that_an_amendment_removed_strikes_no_line_born_since(statement: str, first: int) -> None:
    # 1,000.00 at 1.0045 % are 10.045. D1 of January is struck to 10.04, times 110 % 11.044: 11.04 (the split
    # leaves 9.04 of it, times 110 % 9.944). A factor strikes nothing, so D1 then pays as D2 does. For D2 of
    # February the statement is not there: 10.045 times 110 % is 11.0495, which is 11.05.
    body = f"""  pay q = sales * 1.0045%, for each sales

clause bounds "Bounds"
{statement}
clause lift "Lift"
  multiply q by 110%

amend p from 2026-02-01 "Amendment 1"
  remove clause bounds
"""
    paid = amounts(body, TWO_ALIKE)
    assert (paid["D1#1"], paid["D2#1"]) == ((first, first), (1_105, 1_105))


def test_a_cap_below_another_removed_one_strikes_the_lines_that_the_other_left() -> None:
    # The first cap acts on January alone. The second strikes D2 too: 10.045 is 10.04, times 110 % 11.04.
    body = """  pay q = sales * 1.0045%, for each sales

clause bounds "Bounds"
  cap q at 1,000.00 USD per performance period, the excess is lost

clause lift "Lift"
  cap q at 1,000.00 USD per plan, the excess is lost
  multiply q by 110%

amend p from 2026-02-01 "Amendment 1"
  remove clause bounds
"""
    assert amounts(body, TWO_ALIKE) == {"D1#1": (1_104, 1_104), "D2#1": (1_104, 1_104)}


def test_a_target_by_started_months_reads_only_the_assignment_of_each_months_last_member_day() -> None:
    # Until 20 February nothing is known of the target, which matters in January only: without it the quarter
    # has none. Where she joins on 1 February, February and March count at 24,000.00 a year: 4,000.00.
    unknown = {**FACTS["assignment"][0], "target_incentive": None}
    spans = [
        {**unknown, "starts_on": date(2026, 2, 1), "ends_on": date(2026, 2, 20)},
        {**unknown, "target_incentive": 2_400_000, "starts_on": date(2026, 2, 21), "ends_on": None},
    ]
    head = HEAD.replace("by calendar days", "by started months").replace(
        "as of the line's date\n  data", "blended by days\n  data"
    )
    body = "  pay q = period target, once per performance period\n"
    assert amounts(body, {"assignment": spans}, head) == {"2026-Q1": (400_000, 400_000)}
    early = [{**spans[0], "starts_on": date(2026, 1, 1)}, spans[1]]
    assert amounts(body, {"assignment": early}, head) == {"2026-Q1": None}


def test_a_refused_fact_whose_share_passes_64_bits_stops_no_run() -> None:
    # 120 % of 8,999,999,999.999999999 are more billionths than 64 bits hold; but then the rest is negative,
    # so the deal makes no credit. At 50 % the rest is 4,500,000,000 units, at a dollar each.
    head = HEAD.replace("value deal.value", "value deal.units").replace(
        "share 100% to deal.owner",
        "share deal.overlay_share to deal.overlay\n    share the rest to deal.owner",
    )
    most = {"units": Fraction(8_999_999_999_999_999_999, 10**9), "overlay": "bo"}
    body = "  pay q = sales * 1.00 USD, for each sales\n"
    for share, paid in ((Fraction(6, 5), {}), (Fraction(1, 2), {"D1#2": (450_000_000_000,) * 2})):
        deal = {**FACTS["deal"][0], **most, "overlay_share": share}
        assert amounts(body, {**FACTS, "deal": [deal]}, head) == paid


def test_a_line_between_points_of_many_digits_takes_more_than_128_bits() -> None:
    # Where the line would cut zero takes more digits than 128 bits hold. Left of the first point it is flat,
    # 12,345,678,901.2347, and an input of zero pays that many times 1,000.00 and 500.00.
    body = """  measure none = total own (sales * 0) of the period / 1.00 USD
    read with the credit
  table rate by none, interpolated, flat outside
    | at               | rate             |
    | 0.1234567890123  | 12345678901.2347 |
    | 98765432109.8763 | 0.3456789012347  |
  pay q = sales * rate, for each sales
"""
    paid = 1_234_567_890_123_470, 617_283_945_061_735
    assert amounts(body, FACTS) == {"D1#1": (paid[0], paid[0]), "D2#1": (paid[1], paid[1])}


def test_deals_of_one_day_stand_in_the_order_of_a_number_with_decimals() -> None:
    # By units, blank first, the order is D2, D4 (1.2), D1 (1.4), D3; each sees what those before it sold.
    units = {"D1": Fraction(14, 10), "D2": None, "D3": Fraction(2), "D4": Fraction(12, 10)}
    deals = [{**FACTS["deal"][0], "id": key, "units": value} for key, value in units.items()]
    head = HEAD.replace("then deal.id as text", "then deal.units, then deal.id as text")
    body = """  measure before = total own sales of the period
    read before the credit
  pay q = before, for each sales
"""
    paid = amounts(body, {**FACTS, "deal": deals}, head)
    assert {unit[:2]: one and one[0] for unit, one in paid.items()} == {
        "D2": 0, "D4": 100_000, "D1": 200_000, "D3": 300_000
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "since"),
    [
        ("", ", at most 300.00 USD per performance period"),
        (", at most 300.00 USD per performance period", ""),
    ],
)
def test_a_bound_on_recovery_that_an_amendment_adds_or_drops_holds_for_its_own_periods(
    before: str, since: str
) -> None:
    # A draw of 2,000.00 a month against 1,000.00, 3,000.00, 1,000.00 and 3,000.00: 1,000.00 are advanced in
    # January and March, and February and April have as much above the draw. What is bound gives back 300.00.
    draw = """  draw d against q, of 2,000.00 USD per performance period
    the shortfall is owed
    recovered from 100% of what exceeds the draw{bound}
    what is left at the end is forgiven
"""
    body = f"""  pay q = sales, for each sales

clause drawing "Draw"
{draw.format(bound=before)}
amend p from 2026-03-01 "Amendment 1"
  replace clause drawing

clause drawing "Draw"
{draw.format(bound=since)}"""
    deal, values = FACTS["deal"][0], (100_000, 300_000, 100_000, 300_000)
    deals = [
        {**deal, "id": f"D{month}", "booked_on": date(2026, month, 5), "value": value}
        for month, value in enumerate(values, start=1)
    ]
    head = HEAD.replace("performance period quarter", "performance period month")
    paid = amounts(body, {**FACTS, "deal": deals}, head, date(2026, 4, 30))
    lines = [paid[f"2026-0{month}"] for month in (1, 2, 3, 4)]
    february, april = (-100_000, -30_000) if since else (-30_000, -100_000)
    assert lines == [(minor, minor) for minor in (100_000, february, 100_000, april)]


def test_a_condition_on_payees_that_asks_the_day_holds_day_by_day() -> None:
    # A member from 1 February on: D1 of January has no line, and the quarter has 59 of 90 days, 1,966.67 of
    # 3,000.00. Hired on 15 January and a member for a month after it: 32 days, 1,066.67.
    body = """  pay q = sales, for each sales
  pay r = period target, once per performance period
"""
    since = HEAD.replace("payee is not blank", "the line's date >= 2026-02-01")
    assert amounts(body, FACTS, since) == {"D2#1": (50_000, 50_000), "2026-Q1": (196_667, 196_667)}
    month = HEAD.replace("payee is not blank", "the line's date is 2026-01-15 through 2026-02-15")
    assert amounts(body, FACTS, month) == {"D2#1": (50_000, 50_000), "2026-Q1": (106_667, 106_667)}


def test_days_have_an_earliest_and_a_latest() -> None:
    # D1 was closed in February, after its booking in January; of D2 no closing is known.
    closed = [{**FACTS["deal"][0], "closed_on": date(2026, 2, 1)}, FACTS["deal"][1]]
    for condition, units in (
        ("min(deal.booked_on, deal.closed_on) < 2026-02-01", {"D1#1"}),
        ("max(deal.booked_on, deal.closed_on) < 2026-02-01", set[str]()),
        ("max(2026-01-10, deal.booked_on, 2026-01-20) > 2026-01-31", {"D2#1"}),
    ):
        body = f"  pay q = sales, for each sales where {condition}\n"
        assert amounts(body, {**FACTS, "deal": closed}).keys() == units


EURO = {
    "id": "r",
    "of_currency": "EUR",
    "into_currency": "USD",
    "quoted_on": date(2026, 1, 1),
    "rate": Fraction(2),
}
# 1,000.00 USD, 1,000.00 EUR (2,000.00 USD) and 1,000.00 USD again; 1.5, no and 1.5 units.
THREE: Rows = {
    **FACTS,
    "rate": [EURO],
    "deal": [
        {**FACTS["deal"][0], "id": key, "currency": currency, "units": units}
        for key, currency, units in (
            ("D1", "USD", Fraction(3, 2)),
            ("D2", "EUR", None),
            ("D3", "USD", Fraction(3, 2)),
        )
    ],
}


@pytest.mark.parametrize("reading", ["at posting", "with the credit"])
def test_amounts_of_two_currencies_are_different_values(reading: str) -> None:
    body = f"""  measure m = distinct deal.value
    over own sales of the period
    read {reading}
  pay q = m * 1.00 USD, for each sales
"""
    found = [1, 2, 2] if reading == "with the credit" else [2, 2, 2]
    assert [paid and paid[0] for paid in amounts(body, THREE).values()] == [100 * count for count in found]


@pytest.mark.parametrize(
    ("column", "sums"),
    [("value", [100_000, 200_000, 200_000]), ("units", [100_000, 200_000, 200_000])],
)
def test_a_counter_may_be_kept_for_each_amount_or_number(column: str, sums: list[int]) -> None:
    # D1 and D3 have the same; the 1,000.00 EUR of D2, and its missing units, are a counter of their own.
    body = f"""  measure m = total own sales of the period per deal.{column}
    read with the credit
  pay q = m, for each sales
"""
    assert [paid and paid[0] for paid in amounts(body, THREE).values()] == sums


def test_a_cap_may_span_the_lines_of_one_amount() -> None:
    # 1,500.00 for D1 and D3 together, and 1,500.00 for D2 alone.
    body = "  pay q = sales, for each sales\n  cap q at 1,500.00 USD per value, the excess is lost\n"
    assert [paid and paid[0] for paid in amounts(body, THREE).values()] == [100_000, 150_000, 50_000]


@pytest.mark.parametrize(
    ("column", "total"),
    [("value", 200_000), ("units", 200_000), ("owner", 100_000), ("signed", 0)],
)
def test_amounts_and_numbers_are_among_ones_own(column: str, total: int) -> None:
    # Ana owns D1 and D2, Bo D3. D1 and D3 are of one value and of the same units, so D3 counts for her too;
    # it is not her own, and whether any is signed is not known. What is in euros is left out.
    deals = [{**deal, "owner": "bo" if deal["id"] == "D3" else "ana"} for deal in THREE["deal"]]
    body = f"""  measure m = total deal.value
    over each deal of the period, where deal.{column} is among own sales and deal.currency is "USD"
    read at posting
  pay q = m, once per performance period
"""
    assert amounts(body, {**THREE, "deal": deals}) == {"2026-Q1": (total, total)}


@pytest.mark.parametrize("rest", ["the rest", "(1 - deal.units)"])
def test_a_part_below_zero_makes_a_line_a_fault_whatever_the_others_make_up_for(rest: str) -> None:
    # -50 % and 150 % make 100 % too, but nobody is paid out more than all of a line. 40 % of 1,000.00 are.
    body = f"""  pay q = sales, for each sales
  pay out q
    part deal.units at once
    part {rest} on 2030-01-01
"""
    for units, paid in ((Fraction(-1, 2), None), (Fraction(2, 5), (100_000, 40_000))):
        deal = {**FACTS["deal"][0], "units": units}
        assert amounts(body, {**FACTS, "deal": [deal]}) == {"D1#1": paid}


@pytest.mark.parametrize(
    ("where", "read"),
    [
        # In MM until January, in SMB since: asked in February, no credit of the year counts, not even D1.
        ('assignment.segment is "MM"', [100_000, 0]),
        ('assignment.segment is "SMB"', [0, 150_000]),
        # D1 was closed on 1 February, which is not in January, but by the end of February.
        ("deal.closed_on <= the last day of the period", [0, 100_000]),
        ("number of the period in the year is 2", [0, 150_000]),
    ],
)
def test_a_running_counter_asks_as_of_the_period_that_reads_it(where: str, read: list[int]) -> None:
    member = FACTS["assignment"][0]
    facts: Rows = {
        "assignment": [
            {**member, "ends_on": date(2026, 1, 31)},
            {**member, "segment": "SMB", "starts_on": date(2026, 2, 1)},
        ],
        "deal": [{**FACTS["deal"][0], "closed_on": date(2026, 2, 1)}, FACTS["deal"][1]],
    }
    head = HEAD.replace("performance period quarter", "performance period month")
    body = f"""  measure m = total sales
    over own sales of the year, where {where}
    read with the credit
  pay q = m, for each sales
"""
    assert [paid and paid[0] for paid in amounts(body, facts, head).values()] == read


def test_a_zero_that_stands_for_a_blank_is_one_value_beside_zero_dollars() -> None:
    # 0.00 USD, nothing of D2, nothing of D3 and 0.00 EUR: three values.
    zeros = (("D1", "USD", 0), ("D2", "USD", None), ("D3", "EUR", None), ("D4", "EUR", 0))
    deals = [{**FACTS["deal"][0], "id": key, "currency": of, "added": added} for key, of, added in zeros]
    body = """  measure m = distinct deal.added (blank is 0)
    over each deal of the period
    read at posting
  pay q = m * 1.00 USD, once per performance period
"""
    assert amounts(body, {**FACTS, "deal": deals}) == {"2026-Q1": (300, 300)}


def test_a_credit_on_a_day_of_two_quota_rows_counts_in_both_of_their_spans() -> None:
    # On 5 January two rows are valid, so nothing ranks them and D1 has no quota of its own. On 5 February the
    # long row alone is, whose span holds both deals: 1,000.00 + 500.00.
    body = """  measure m = total own sales of the span of quota.sales
    read with the credit
  pay q = m, for each sales
"""
    spans = [(date(2026, 1, 1), date(2026, 3, 31)), (date(2026, 1, 1), date(2026, 1, 31))]
    quotas = [
        {
            "id": f"Q{number}",
            "payee": "ana",
            "name": "sales",
            "starts_on": first,
            "ends_on": last,
            "currency": "USD",
            "amount": 100_000,
        }
        for number, (first, last) in enumerate(spans, start=1)
    ]
    head = HEAD.replace("data deal", "data deal, quota")
    assert amounts(body, {**FACTS, "quota": quotas}, head) == {"D1#1": None, "D2#1": (150_000, 150_000)}
