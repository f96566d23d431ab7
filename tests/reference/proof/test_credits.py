"""A credit's proof: the fact's cell, the parts among which it is allotted, managers, rates and losses."""

from fractions import Fraction

import pytest

from comp.errors import CompError
from comp.facts.snapshot import Value
from comp.reference import Facts
from comp.reference.proof.book import Book
from tests.reference.proof.worked import Rows, d, deal, person, worked

PAY = "pay commission = sales * 10%, for each sales"
SHARED = """share deal.overlay_share (blank is 0%) to deal.overlay
share the rest to deal.owner"""
ROLLED_UP = SHARED + "\nalso 50% of each share to managers, levels 1 to 2, as of deal.booked_on"
NAME = "Commission: commission of "


def lost(key: str, of: str, part: Fraction, **more: Value) -> dict[str, Value]:
    """A cancellation of 1 March that takes a part of a deal."""
    row: dict[str, Value] = {"id": key, "deal": of, "effective_on": d("03-01"), "lost_share": part}
    return {**row, "currency": "USD", **more}


def test_a_whole_deal_is_its_cell_on_the_condition_that_it_is_the_payees() -> None:
    one = worked(PAY, {"deal": [deal("D1", "01-10", 4000)]}, "03-31", parts="share the rest to deal.owner")

    # 10 % of 4,000.00
    assert one.amounts("commission:ana:D1#1") == (40_000, 40_000)
    assert one.earned("commission:ana:D1#1") == [
        f"{NAME}D1#1 = multiply(then(is(deal.owner of D1, payee), deal.value of D1), 10%)"
    ]


def test_the_rest_is_what_the_other_shares_leave_and_the_odd_cent_is_allotted() -> None:
    # 100.01 at 30 % and 70 %: 30.003 and 70.007; the odd cent goes to the larger remainder, so 70.01.
    shared = deal("D1", "01-10", 0, value=10_001, overlay="om", overlay_share=Fraction(3, 10))
    one = worked(PAY, {"deal": [shared]}, "03-31", parts=SHARED)

    overlay = "or(deal.overlay_share of D1)"
    part = f"allot(deal.value of D1, {overlay}, subtract(1, {overlay}); 1)"
    assert one.earned("commission:ana:D1#2") == [
        f"strike([{NAME}D1#2])",
        f"{NAME}D1#2 = multiply(then(is(deal.owner of D1, payee), {part}), 10%)",
    ]
    # 10 % of 70.01 is 7.001, so 7.00.
    assert one.amounts("commission:ana:D1#2") == (700, 700)


def test_a_share_of_nothing_takes_no_part_in_the_allotment() -> None:
    one = worked(PAY, {"deal": [deal("D1", "01-10", 4000, overlay="om")]}, "03-31", parts=SHARED)

    [step] = one.earned("commission:ana:D1#2")
    assert "allot(deal.value of D1, subtract(1, or(deal.overlay_share of D1, 0%)); 0)" in step


def test_a_manager_rests_on_who_manages_whom_and_on_no_more_of_the_reports_assignment() -> None:
    people = [
        person("ana", manager="mia", salary=5_000_000, starts_on=d("01-01"), ends_on=d("12-31")),
        person("mia", manager="vic"),
        person("vic"),
    ]
    rows: Rows = {"deal": [deal("D1", "01-10", 0, value=10_001)], "assignment": people}
    one = worked(PAY, rows, "03-31", parts=ROLLED_UP, payee="vic")

    # Half of 100.01 is 50.005, half even 50.00; 10 % of it 5.00.
    assert one.amounts("commission:vic:D1#2.3.2") == (500, 500)
    [step] = one.earned("commission:vic:D1#2.3.2")
    received = "allot(deal.value of D1, subtract(1, or(deal.overlay_share of D1, 0%)); 0)"
    assert step == (
        f"{NAME}D1#2.3.2 = multiply(then(all("
        "is(deal.owner of D1, assignment.payee of ana), "
        "<=(assignment.starts_on of ana, deal.booked_on of D1), "
        ">=(assignment.ends_on of ana, deal.booked_on of D1), "
        "is(assignment.manager of ana, assignment.payee of mia), "
        "blank(assignment.starts_on of mia), blank(assignment.ends_on of mia), "
        "is(assignment.manager of mia, payee)), "
        f"strike(multiply({received}, 50%))), 10%)"
    )
    named = {"payee", "manager", "starts_on", "ends_on"}
    assert [columns for (source, _), columns in one.book.rows.items() if source == "assignment"] == [
        named
    ] * 2


def test_a_credit_in_another_currency_rests_on_the_cell_of_its_rate() -> None:
    quoted = [
        {"id": f"R{day}", "of_currency": "EUR", "into_currency": "USD", "quoted_on": d(day), "rate": rate}
        for day, rate in (("01-05", Fraction(11, 10)), ("01-20", Fraction(2)))
    ]
    rows: Rows = {"deal": [deal("D1", "01-10", 100, currency="EUR")], "rate": quoted}
    one = worked(PAY, rows, "03-31")

    # 100.00 EUR at 1.10, the last quotation by 10 January, is 110.00 USD; 10 % of it 11.00.
    assert one.amounts("commission:ana:D1#1") == (1_100, 1_100)
    [step] = one.earned("commission:ana:D1#1")
    assert "then(<=(rate.quoted_on of R01-05, deal.booked_on of D1), rate.rate of R01-05)" in step


def test_losses_as_credit_add_up_to_at_most_all_of_it_and_name_their_fact() -> None:
    clause = f"""{PAY}
claw back sales for each cancellation
  portion cancellation.lost_share, at most 100% of a deal in total
  as credit, attainment falls"""
    rows: Rows = {
        "deal": [deal("D1", "01-10", 4000), deal("D2", "01-11", 4000), deal("D3", "01-12", 0, value=1_001)],
        "cancellation": [
            lost("X1", "D1", Fraction(1, 4)),
            lost("X2", "D2", Fraction(3, 4)),
            lost("X3", "D2", Fraction(1, 2)),
            lost("X4", "D3", Fraction(1, 8)),
        ],
    }
    one = worked(clause, rows, "03-31")

    # A quarter of D1 is lost; three quarters and a half of D2 are all of it; 7/8 of 10.01 are 8.76 (8.75875).
    assert one.amounts("commission:ana:D1#1") == (30_000, 30_000)
    assert one.amounts("commission:ana:D2#1") == (0, 0)
    assert one.amounts("commission:ana:D3#1") == (88, 88)
    portions = [
        f"then(is(cancellation.deal of {key}, deal.id of {of}), cancellation.lost_share of {key})"
        for key, of in (("X1", "D1"), ("X2", "D2"), ("X3", "D2"))
    ]
    assert f"subtract(1, {portions[0]})" in one.earned("commission:ana:D1#1")[0]
    assert (
        f"subtract(1, least(1, greatest(0, sum({portions[1]}, {portions[2]}))))"
        in (one.earned("commission:ana:D2#1")[0])
    )
    assert "strike(multiply(then(is(deal.owner of D3, payee), " in one.earned("commission:ana:D3#1")[-1]


UNITS = "pay commission = sales * 90.00 USD, for each sales"


def test_units_are_allotted_in_billionths_and_lost_in_billionths() -> None:
    clause = f"""{UNITS}
claw back sales for each cancellation
  portion cancellation.lost_share, at most 100% of a deal in total
  as credit, attainment falls"""
    third = Fraction(333_333_333, 10**9)
    shared = deal("D1", "01-10", 100, units=Fraction(5, 2), overlay="om", overlay_share=third)
    rows: Rows = {"deal": [shared], "cancellation": [lost("X1", "D1", third)]}
    one = worked(clause, rows, "03-31", parts=SHARED, value="deal.units (blank is 0)")

    # 2.5 x 0.666666667 = 1.6666666675: of two halves of a billionth the earlier, om's, takes the odd one.
    # That leaves 1.666666667; times 0.666666667 it is 1.111111112, and 90.00 each make 100.00.
    assert one.amounts("commission:ana:D1#2") == (10_000, 10_000)
    credit = one.earned("commission:ana:D1#2")[-1].removeprefix(f"{NAME}D1#2 = ")
    overlay = "or(deal.overlay_share of D1)"
    part = f"allot(or(deal.units of D1), {overlay}, subtract(1, {overlay}); 1)"
    kept = "subtract(1, then(is(cancellation.deal of X1, deal.id of D1), cancellation.lost_share of X1))"
    assert credit == (
        f"multiply(strike(multiply(then(is(deal.owner of D1, payee), {part}), {kept})), 90.00 USD)"
    )
    assert [node.value for node in one.book.nodes if node.op == "allot"] == [Fraction(1_666_666_667, 10**9)]


def test_a_plain_0_is_no_money_of_the_rows_currency() -> None:
    rows: Rows = {"deal": [deal("D1", "01-10", 4000)]}
    one = worked(PAY, rows, "03-31", parts="share the rest to deal.owner", value="deal.added (blank is 0)")

    assert one.earned("commission:ana:D1#1") == [
        f"{NAME}D1#1 = multiply(then(is(deal.owner of D1, payee), add(0, or(deal.added of D1, 0))), 10%)"
    ]


def test_a_credit_rests_on_the_condition_of_its_clause() -> None:
    rows: Rows = {"deal": [deal("D1", "01-10", 4000), deal("D2", "01-11", 4000, kind="expansion")]}
    one = worked(PAY, rows, "03-31", where=" where deal.kind is new")

    assert list(one.lines) == ["commission:ana:D1#1"]
    assert (
        "then(all(is(deal.kind of D1, new), is(deal.owner of D1, payee)), "
        in (one.earned("commission:ana:D1#1")[0])
    )


def test_a_line_rests_on_the_condition_of_its_pay() -> None:
    clause = PAY.replace("for each sales", "for each sales where deal.kind is new")
    rows: Rows = {"deal": [deal("D1", "01-10", 4000), deal("D2", "01-11", 4000, kind="expansion")]}
    one = worked(clause, rows, "03-31")

    assert list(one.lines) == ["commission:ana:D1#1"]
    assert one.earned("commission:ana:D1#1")[0].startswith(
        f"{NAME}D1#1 = then(is(deal.kind of D1, new), multiply(then("
    )


def test_a_line_is_proved_in_its_payees_book_alone() -> None:
    one = worked(PAY, {"deal": [deal("D1", "01-10", 4000)]}, "03-31")
    [line] = one.lines.values()

    with pytest.raises(CompError, match="is not a line of om"):
        line.prove(Book(one.book.facts, {}, "om"))
    with pytest.raises(CompError, match="another index of the facts"):
        line.prove(Book(Facts(one.seal.facts.snapshot), {}, "ana"))
