"""What rests on others in the proof: each other payee's part is sealed, and the reader's own is shown."""

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language import core
from comp.language.core import Aggregation, Kind, Reading, Whose
from comp.reference.values import Amount, Undefined
from tests.reference import build as b
from tests.reference.proof.expressing import PAID, SAID, Proofs, dated

ALL = replace(b.OWN, everyone=True)
ALL_SOLD = core.Aggregate(Aggregation.TOTAL, ALL, b.NEW, Kind.MONEY)
ANA, BO, CEM = b.person("ana"), b.person("bo"), b.person("cem")
DEALS: b.Rows = {
    "assignment": [ANA, BO, CEM],
    "deal": [
        b.deal("D1", "01-10", "100.00"),
        b.deal("D2", "01-15", "1,000.00", "bo"),
        b.deal("D3", "01-20", "3,000.00", "cem"),
        b.deal("D4", "01-25", "500.00"),
        b.deal("D5", "01-30", "2,000.00", "bo"),
    ],
}


def owned(fact: str) -> str:
    """The value of an own credit."""
    return f"then(is(deal.owner of {fact}, payee), deal.value of {fact})"


def booked(fact: str) -> str:
    """The day of a deal."""
    return f"deal.booked_on of {fact}"


def counted(fact: str, *, after: str = "2026-01-01") -> str:
    """The value of an own credit as a term of the quarter."""
    return dated(booked(fact), owned(fact), after=after)


def sealed(proofs: Proofs) -> list[tuple[str, str, int]]:
    """Whose values are sealed, as what, and their minor units or numbers."""
    return [
        (each.payee, each.what, int(each.value.minor if isinstance(each.value, Amount) else each.value))
        for each in proofs.book.sealed
        if isinstance(each.value, Amount | Fraction)
    ]


def test_of_everyones_total_ones_own_is_shown_and_each_others_is_sealed() -> None:
    proofs = Proofs(DEALS)
    assert proofs.of_quarter(ALL_SOLD) == [f"add(sum({counted('D1')}, {counted('D4')}), sealed sum 600000)"]
    what = "plan: total of new in 2026-Q1, as of 2026-03-31"
    assert sealed(proofs) == [("bo", what, 300_000), ("cem", what, 300_000)]
    assert {source for source, _ in proofs.book.rows} == {"deal"}
    assert len(proofs.book.rows) == 2  # no row of a deal that is not hers


def test_everyones_average_is_a_sum_by_a_number_of_which_both_are_sealed_in_part() -> None:
    proofs = Proofs(DEALS)
    average = core.Aggregate(Aggregation.AVERAGE, ALL, b.NEW, Kind.MONEY)
    assert proofs.of_quarter(average) == [
        f"divide(add(sum({counted('D1')}, {counted('D4')}), sealed sum 600000), add(sum(1, 1), sealed sum 3))"
    ]
    assert proofs.value(average) == Amount(Fraction(660_000, 5), "USD")


def test_a_largest_of_everyones_rests_on_the_engines_word() -> None:
    proofs = Proofs(DEALS)
    largest = core.Aggregate(Aggregation.MAXIMUM, ALL, b.NEW, Kind.MONEY)
    assert proofs.of_quarter(largest) == ["stated 300000"]


def test_a_counter_of_everyones_deals_seals_what_lies_between_ones_own() -> None:
    measure = core.Measure("sold", ALL_SOLD, Kind.MONEY, Reading.WITH)
    proofs = Proofs(DEALS, case=b.Case((PAID,), measures=(measure,)))
    first = f"add(0, {counted('D1')})"
    assert proofs.of_deal(b.read("sold", Kind.MONEY), "D1") == [first]
    # Of what lies between, no day is shown: her own second deal is not before her own first.
    assert proofs.of_deal(b.read("sold", Kind.MONEY), "D4") == [
        f"add(add({first}, sealed sum 400000), {counted('D4', after=booked('D1'))})"
    ]
    before = core.Measure("earlier", ALL_SOLD, Kind.MONEY, Reading.BEFORE)
    both = Proofs(DEALS, case=b.Case((PAID,), measures=(measure, before)))
    both.of_deal(b.read("sold", Kind.MONEY), "D4")
    nodes = len(both.book.nodes)
    assert both.of_deal(b.read("earlier", Kind.MONEY), "D4") == [f"add({first}, sealed sum 400000)"]
    assert len(both.book.nodes) == nodes  # a link of the same chain
    # 100.00 and, before her second deal, 1,000.00 and 3,000.00, then 500.00.
    assert proofs.value(b.read("sold", Kind.MONEY), "D4") == Amount(Fraction(460_000), "USD")


def test_why_another_payees_value_is_not_defined_is_not_told() -> None:
    deals = [*DEALS["deal"], {**b.deal("D6", "02-01", "5.00", "bo"), "currency": "EUR"}]
    proofs = Proofs({**DEALS, "deal": deals})
    [step] = proofs.of_quarter(ALL_SOLD)
    assert "a value of another payee" in step
    assert "EUR" not in step
    assert proofs.value(ALL_SOLD) == Undefined("")


def test_a_place_among_others_rests_on_ones_own_value_and_the_others_sealed() -> None:
    """bo and cem sold 3,000.00 each and stand before ana with 600.00: she is third."""
    case = b.Case((PAID,), measures=(b.sold_measure(Reading.POSTING),))
    proofs = Proofs(DEALS, case=case)
    own = f"sold in 2026-Q1 = sum({counted('D1')}, {counted('D4')})"
    assert proofs.of_quarter(core.Rank("sold")) == ["rank([sold in 2026-Q1])", own]
    assert proofs.value(core.Rank("sold")) == 3
    assert proofs.value(core.Rank("sold", lowest_first=True)) == 1
    what = "plan: sold in 2026-Q1, as of 2026-03-31"
    assert sealed(proofs) == [("bo", what, 300_000), ("cem", what, 300_000)]


def test_who_has_no_value_has_no_place() -> None:
    average = core.Aggregate(Aggregation.AVERAGE, b.OWN, b.NEW, Kind.MONEY)
    case = b.Case((PAID,), measures=(core.Measure("sold", average, Kind.MONEY, Reading.POSTING),))
    rows = {**DEALS, "deal": [b.deal("D2", "01-15", "1,000.00", "bo")]}
    proofs = Proofs(rows, case=case)
    [place, own] = proofs.of_quarter(core.Rank("sold"))
    assert (place, own) == ("rank([sold in 2026-Q1])", "sold in 2026-Q1 = divide(sum(), sum())")
    assert proofs.value(core.Rank("sold")) == Undefined("")


def test_rows_that_name_another_payee_are_sealed_and_those_that_name_nobody_are_shown() -> None:
    deals = [*DEALS["deal"], {**b.deal("D7", "02-02", "7.00"), "owner": None}]
    over = core.RowSet("deal", core.Window())
    every = core.Aggregate(Aggregation.TOTAL, over, b.col("deal.value"), Kind.MONEY)
    proofs = Proofs({**DEALS, "deal": deals})
    own = ", ".join(dated(f"deal.booked_on of D{n}", f"deal.value of D{n}") for n in (1, 4, 7))
    assert proofs.of_quarter(every) == [f"add(sum({own}), sealed sum 600000)"]


def test_a_managers_total_of_the_reports_targets_shows_none_of_them() -> None:
    """The rows name ana as the manager, and are her reports' all the same."""
    reports = [b.person(name, manager="ana", target_incentive=b.cents("7.00")) for name in ("bo", "cem")]
    under = b.compare(b.col("assignment.manager", Kind.PAYEE), "is", core.ThisPayee())
    over = core.RowSet("assignment", core.Window(), under, core.PeriodEdge(last=True))
    targets = core.Aggregate(Aggregation.TOTAL, over, b.col("assignment.target_incentive"), Kind.MONEY)
    proofs = Proofs({"assignment": [ANA, *reports]})
    assert proofs.of_quarter(targets) == ["add(sum(), sealed sum 1400)"]
    assert not proofs.book.rows


def test_a_line_that_another_gave_reads_the_givers_counter_sealed() -> None:
    """Of bo's 1,000.00 and 2,000.00, before the second deal there was the first."""
    proofs = Proofs(DEALS, case=b.Case((PAID,), measures=(b.sold_measure(Reading.BEFORE),)))
    [_, given] = proofs.view.own.of("new", "bo")
    scope = replace(proofs.scope("D1"), credit=given, rows={"deal": given.of.row})
    ref = proofs.prover.expression(b.read("sold", Kind.MONEY), scope)
    assert proofs.book.value(ref) == Amount(Fraction(100_000), "USD")
    what = "a value that rests on another payee's beside D5 in 2026-Q1, as of 2026-03-31"
    assert sealed(proofs) == [("bo", f"plan: {what}", 100_000)]


# Earned lines ----------------------------------------------------------------------------------------------

BONUS = core.Pay("bonus", b.usd("0.00"), None)
TENTH = core.Pay("commission", b.times(b.NEW, SAID["6%"]), "new")


def earned(whose: Whose) -> core.Earned:
    """What was earned by the commission in the quarter."""
    return core.Earned(("commission",), core.Window(), whose)


@pytest.mark.parametrize(
    ("whose", "value"),
    [(Whose.OWN, 3_600), (Whose.EVERYONE, 39_600), (Whose.REPORTS, 0)],
)
def test_earned_lines_are_ones_own_and_others_sealed(whose: Whose, value: int) -> None:
    """6 % of 600.00 of her own are 36.00; of all 6,600.00 they are 396.00."""
    node = earned(whose)
    case = b.Case((TENTH, replace(BONUS, value=node)))
    proofs = Proofs(DEALS, case=case)
    assert proofs.value(node, period_line=True) == Amount(Fraction(value), "USD")
    own = "[A clause: commission of D1#1], [A clause: commission of D4#1]"
    assert (
        proofs.of_line(node)[0]
        == {
            Whose.OWN: f"sum({own})",
            Whose.EVERYONE: f"add(sum({own}), sealed sum 36000)",
            Whose.REPORTS: "sum()",
        }[whose]
    )
