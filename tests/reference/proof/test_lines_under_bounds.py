"""The proof of caps, floors, guarantees and draws: chains that all lines of a span share."""

from fractions import Fraction

import pytest

from comp.reference.proof.book import Book
from tests.reference.proof.worked import Rows, Worked, deal, worked

PAY = "pay commission = sales * 10%, for each sales"
TWO: Rows = {"deal": [deal("D1", "01-10", 4000), deal("D2", "02-10", 3000)]}
NAME = "Commission: commission of "
ONE, OTHER = f"[{NAME}D1#1]", f"[{NAME}D2#1]"
D1, D2 = "commission:ana:D1#1", "commission:ana:D2#1"


def test_a_cap_keeps_what_a_running_sum_leaves_under_it() -> None:
    clause = f"{PAY}\ncap commission at 500.00 USD per performance period, the excess is lost"
    one = worked(clause, TWO, "03-31")

    # 400.00 fits; of 300.00 the 100.00 to 500.00 are left.
    assert (one.amounts(D1), one.amounts(D2)) == ((40_000, 40_000), (10_000, 10_000))
    sums = f"add(0, {ONE})", f"add(add(0, {ONE}), {OTHER})"
    assert one.earned(D1)[0] == (
        f"{NAME}D1#1 under the cap = subtract(least({sums[0]}, 500.00 USD), least(0, 500.00 USD))"
    )
    assert one.earned(D2)[0] == (
        f"{NAME}D2#1 under the cap = subtract(least({sums[1]}, 500.00 USD), least({sums[0]}, 500.00 USD))"
    )


def _size(count: int, excess: str) -> int:
    """How many nodes and inputs the proof of so many lines has."""
    clause = f"{PAY}\ncap commission at 500.00 USD per performance period, {excess}"
    deals = [deal(f"D{n:03}", "01-10", 1000) for n in range(count)]
    nodes = worked(clause, {"deal": deals}, "03-31").book.nodes
    return len(nodes) + sum(len(node.inputs) for node in nodes)


@pytest.mark.parametrize("excess", ["the excess is lost", "the excess is lost, from all lines alike"])
def test_a_proof_grows_with_its_lines_and_not_with_their_square(excess: str) -> None:
    assert _size(40, excess) - _size(20, excess) == _size(60, excess) - _size(40, excess)


def test_a_cap_from_all_lines_alike_is_an_allotment_of_it() -> None:
    lost = "the excess is lost, from all lines alike"
    clause = f"{PAY}\ncap commission at 500.00 USD per performance period, {lost}"
    one = worked(clause, TWO, "03-31")

    # 500.00 to 4 : 3 is 285.71 3/7 and 214.28 4/7: the odd cent goes to the larger remainder.
    assert (one.amounts(D1), one.amounts(D2)) == ((28_571, 28_571), (21_429, 21_429))
    total = f"sum({ONE}, {OTHER})"
    assert one.earned(D2)[0] == (
        f"{NAME}D2#1 under the cap = otherwise(any(<=({total}, 500.00 USD), is({total}, 0)), "
        f"allot(500.00 USD, {OTHER}; 1))"
    )
    under = worked(clause.replace("500.00", "700.00"), TWO, "03-31")
    assert under.earned(D2)[0] == f"{NAME}D2#1 under the cap = then(<=({total}, 700.00 USD), {OTHER})"


LATER = "the excess is carried to later periods of the year"
CARRIED = f"{PAY}\ncap commission at 300.00 USD per performance period, {LATER}"


def test_a_carried_excess_is_payable_as_far_as_periods_that_have_begun_give_room() -> None:
    first, second = worked(CARRIED, TWO, "03-31"), worked(CARRIED, TWO, "06-30")

    # 700.00 earned, room for 300.00 a quarter: in March 300.00 of D1, in June its 400.00 and 200.00 of D2.
    assert [first.amounts(line) for line in (D1, D2)] == [(40_000, 30_000), (30_000, 0)]
    assert [second.amounts(line) for line in (D1, D2)] == [(40_000, 40_000), (30_000, 20_000)]
    earned = f"add(0, sum({ONE}, {OTHER}))"
    room = f"least(add(0, 300.00 USD), {earned})"
    assert first.payable(D1)[0] == (
        f"what of it is payable so far = multiply({ONE}, "
        f"divide(subtract(least(add(0, {ONE}), {room}), least(0, {room})), {ONE}))"
    )
    assert f"least(add({room}, 300.00 USD), {earned})" in second.payable(D2)[0]


def test_room_that_a_quarter_did_not_need_is_not_kept_for_the_next() -> None:
    rows: Rows = {"deal": [deal("D1", "01-10", 2000), deal("D2", "04-10", 5000)]}
    one = worked(CARRIED, rows, "06-30")

    # 200.00 of 300.00 in the first quarter; in the second 300.00 more: 500.00, of which D2 has 300.00.
    assert [one.amounts(line) for line in (D1, D2)] == [(20_000, 20_000), (50_000, 30_000)]
    first = "add(0, sum([Commission: commission of D1#1]))"
    both = f"add({first}, sum([Commission: commission of D2#1]))"
    room = f"least(add(least(add(0, 300.00 USD), {first}), 300.00 USD), {both})"
    assert room in one.payable(D2)[0]


def test_what_found_no_room_by_the_end_of_the_year_is_lost() -> None:
    one = worked(CARRIED.replace("300.00", "150.00"), TWO, "12-31")

    # Four quarters give room for 600.00 of 700.00.
    assert [one.amounts(line) for line in (D1, D2)] == [(40_000, 40_000), (20_000, 20_000)]
    assert one.earned(D2)[0].startswith(f"{NAME}D2#1 under the cap = subtract(least(")


def test_a_floor_lifts_a_line_and_lowers_its_reversal_and_leaves_nothing_as_nothing() -> None:
    back = deal("D3", "03-01", -10)
    rows: Rows = {"deal": [*TWO["deal"], back, deal("D4", "03-02", 0)]}
    one = worked(f"{PAY}\nfloor commission at 350.00 USD per line", rows, "03-31")

    assert [line.earned_minor for line in one.lines.values()] == [40_000, 35_000, -35_000, 0]
    assert one.earned(D2)[0] == f"{NAME}D2#1 with its floor = greatest({OTHER}, 350.00 USD)"
    assert one.earned("commission:ana:D3#1")[0] == (
        f"{NAME}D3#1 with its floor = least([{NAME}D3#1], negate(350.00 USD))"
    )
    assert one.earned("commission:ana:D4#1")[0].startswith(f"{NAME}D4#1 = ")


def test_a_guarantee_fills_what_the_period_lacks_on_its_condition() -> None:
    clause = f"""{PAY}
measure sold = total own sales of the period
  read at the close of the period, 0.00 USD until then
guarantee least for commission, at 800.00 USD per performance period, when sold > 0"""
    one = worked(clause, TWO, "06-30")

    # 700.00 in the first quarter; in the second there was no deal, so nothing is guaranteed.
    assert one.amounts("least:ana:2026-Q1") == (10_000, 10_000)
    assert one.amounts("least:ana:2026-Q2") == (0, 0)
    granted = one.earned("least:ana:2026-Q1")[0]
    assert granted.startswith("Commission: least of 2026-Q1 = greatest(0, subtract(then(>(")
    assert granted.endswith(f", 800.00 USD), sum({ONE}, {OTHER})))")
    assert one.earned("least:ana:2026-Q2")[0].startswith("Commission: least of 2026-Q2 = otherwise(>(")


DRAW = f"""{PAY}
draw advance against commission, of 2,000.00 USD per performance period
  the shortfall is owed
  recovered from 100% of what exceeds the draw
  what is left at the end is forgiven"""


def monthly(clause: str, *dollars: int, as_of: str) -> Worked:
    """Months in which the commission came to so much, the first in January."""
    deals = [deal(f"D{month}", f"{month:02}-05", 10 * each) for month, each in enumerate(dollars, 1)]
    return worked(clause, {"deal": deals}, as_of, period="month")


def drawn(one: Worked) -> list[int | None]:
    return [line.earned_minor for line in one.lines.values() if line.pay == "advance"]


def test_a_draws_debt_is_carried_from_period_to_period() -> None:
    # The decision's own example: 0, 0, 500, -375, -125, 0.
    one = monthly(DRAW, 2750, 3000, 1500, 2375, 3000, 2750, as_of="06-30")

    assert drawn(one) == [0, 0, 50_000, -37_500, -12_500, 0]
    pays = [f"sum([{NAME}D{month}#1])" for month in (1, 2, 3, 4)]
    short = [f"greatest(0, subtract(2,000.00 USD, {each}))" for each in pays]
    # A month that was brought up to the draw recovers nothing.
    assert one.earned("advance:ana:2026-03")[0] == (
        f"Commission: advance of 2026-03 = subtract({short[2]}, then(>({short[2]}, 0), 0))"
    )
    taken, left = list[str](), "0"
    for each, missing in zip(pays, short, strict=True):
        debt = f"add({left}, {missing})"
        bounds = f"least({debt}, multiply(100%, greatest(0, subtract({each}, 2,000.00 USD))))"
        taken.append(f"then(>({missing}, 0), 0)" if missing == short[2] else bounds)
        left = f"subtract({debt}, {taken[-1]})"
    assert one.earned("advance:ana:2026-04")[0] == (
        f"Commission: advance of 2026-04 = subtract({short[3]}, {taken[3]})"
    )


def test_what_is_taken_back_is_bounded_by_an_amount_and_by_days() -> None:
    clause = DRAW.replace(
        "the draw\n", "the draw, at most 100.00 USD per performance period, from 2026-03-01\n"
    )
    one = monthly(clause, 1500, 2500, 2500, as_of="03-31")

    # 500.00 are advanced in January; recovery starts with March, at most 100.00 of the 500.00 above the draw.
    assert drawn(one) == [50_000, 0, -10_000]
    assert one.earned("advance:ana:2026-02")[0].endswith("otherwise(>=(2026-02-28, 2026-03-01), 0))")
    assert "then(>=(2026-03-31, 2026-03-01), least(" in one.earned("advance:ana:2026-03")[0]
    assert "stated" not in {node.op for node in one.book.nodes}


def test_what_is_left_at_the_payees_end_is_due() -> None:
    one = monthly(DRAW.replace("forgiven", "due"), 1500, *[2000] * 11, as_of="12-31")

    # 500.00 owed since January, and nothing to take it from until the year's end, when it is due.
    assert drawn(one) == [50_000, *[0] * 10, -50_000]
    forgiven = monthly(DRAW, 1500, *[2000] * 11, as_of="12-31")
    assert drawn(forgiven) == [50_000, *[0] * 11]


def test_a_whole_draw_is_owed_and_recovered_from_the_same_periods_pay() -> None:
    clause = DRAW.replace("the shortfall", "the whole draw").replace("what exceeds the draw", "the pay")
    one = monthly(clause.replace("100%", "50%"), 1500, as_of="01-31")

    # 2,000.00 advanced, half of 1,500.00 taken back.
    assert drawn(one) == [125_000]
    assert one.earned("advance:ana:2026-01")[0] == (
        "Commission: advance of 2026-01 = subtract(2,000.00 USD, least(add(0, 2,000.00 USD), "
        f"multiply(50%, greatest(0, sum([{NAME}D1#1])))))"
    )


def test_two_days_of_one_plan_stand_in_one_book() -> None:
    before, after = (worked(CARRIED, TWO, day) for day in ("03-31", "06-30"))
    book = Book(before.book.facts, before.book.texts, "ana")
    first = [line.prove(book) for line in before.lines.values()]
    count = len(book.nodes)
    again = [line.prove(book) for line in before.lines.values()]

    assert first == again
    assert len(book.nodes) == count
    assert after.book.value(after.proved[D1].payable or 0) == after.book.value(after.proved[D1].earned or 0)
    assert Fraction(count) < 2 * len(after.book.nodes)
