"""Values of rows in the proof: cells, constants, conditions, choices, days, lookups and rates."""

from fractions import Fraction

import pytest

from comp.facts.snapshot import Value
from comp.language import core
from comp.language.core import Kind
from comp.language.money import Rounding
from comp.reference.proof import prover
from comp.reference.proof.prover import ProofDiffersError
from comp.reference.values import Amount, Undefined
from tests.reference import build as b
from tests.reference.proof.expressing import SAID, Proofs

VALUE = b.col("deal.value")
KIND = b.col("deal.kind", Kind.TEXT)
BOOKED = b.col("deal.booked_on", Kind.DATE)
ONE: b.Rows = {"deal": [b.deal("D1", "01-10", "4,000.00", kind="new", account="A1")]}


def test_a_product_rests_on_the_cell_and_on_the_constant_where_it_stands() -> None:
    proofs = Proofs(ONE)
    assert proofs.of_deal(b.times(VALUE, SAID["6%"])) == ["multiply(deal.value of D1, 6%)"]
    assert proofs.value(b.times(VALUE, SAID["6%"]), "D1") == Amount(
        Fraction(24_000), "USD"
    )  # 6 % of 4,000.00


def test_a_constant_without_a_place_is_taken_on_word() -> None:
    [step] = Proofs(ONE).of_deal(b.num(7))
    assert step == "stated 7"


def test_of_several_conditions_all_are_shown() -> None:
    """The first is false, which decides; the second is undefined and stands there too."""
    unknown = b.compare(b.col("deal.overlay", Kind.PAYEE), "is", core.ThisPayee())
    small = b.compare(VALUE, "<", SAID["0"])
    proofs = Proofs(ONE)
    assert proofs.of_deal(core.All((small, unknown))) == [
        "all(<(deal.value of D1, 0), is(deal.overlay of D1, payee))"
    ]
    assert proofs.of_deal(core.AnyOf((small, core.Not(small)))) == [
        "any(<(deal.value of D1, 0), not(<(deal.value of D1, 0)))"
    ]


def test_of_a_choice_only_the_branch_that_was_taken_is_shown() -> None:
    large = b.compare(VALUE, ">", SAID["0"])
    proofs = Proofs(ONE)
    assert proofs.of_deal(core.If(large, SAID["6%"], SAID["2"])) == ["then(>(deal.value of D1, 0), 6%)"]
    assert proofs.of_deal(core.If(core.Not(large), SAID["6%"], SAID["2"])) == [
        "otherwise(not(>(deal.value of D1, 0)), 2)"
    ]


def test_what_stands_in_for_a_blank_is_shown_only_where_there_is_one() -> None:
    proofs = Proofs(ONE)
    assert proofs.of_deal(core.BlankIs(VALUE, SAID["0"])) == ["or(deal.value of D1)"]
    assert proofs.of_deal(core.BlankIs(b.col("deal.overlay_share", Kind.NUMBER), SAID["1"])) == [
        "or(deal.overlay_share of D1, 1)"
    ]
    assert proofs.of_deal(core.IsBlank(KIND)) == ["blank(deal.kind of D1)"]


def test_the_smaller_and_the_larger_of_several() -> None:
    proofs = Proofs(ONE)
    assert proofs.of_deal(core.Least((VALUE, SAID["0"]))) == ["least(deal.value of D1, 0)"]
    assert proofs.of_deal(core.Greatest((SAID["1"], SAID["2"]))) == ["greatest(1, 2)"]


def test_a_minus_sign_is_a_negation_and_not_a_factor() -> None:
    minus = core.Arithmetic(core.Operator.MULTIPLY, b.num(-1), VALUE)
    assert Proofs(ONE).of_deal(minus) == ["negate(deal.value of D1)"]


def test_days_are_worked_out_from_other_days() -> None:
    proofs = Proofs(ONE)
    later = core.Shifted(BOOKED, 1, 5)
    assert proofs.of_deal(later) == ["shift(deal.booked_on of D1)"]
    # From 10 January one month and five days later is 15 February; 31 January is 21 days after the 10th.
    assert proofs.value(later, "D1") == b.d("02-15")
    assert proofs.of_deal(core.DaysAfter(core.MonthEdge(BOOKED, last=True), BOOKED)) == [
        "days(edge(deal.booked_on of D1), deal.booked_on of D1)"
    ]
    assert proofs.value(core.DaysAfter(core.MonthEdge(BOOKED, last=True), BOOKED), "D1") == 21
    assert proofs.of_deal(core.MonthsAfter(core.PeriodEdge(last=True), core.BornOn())) == [
        "months(2026-03-31, deal.booked_on of D1)"
    ]


def test_a_row_is_looked_up_by_its_key_and_its_days() -> None:
    people = [
        b.person("ana", starts_on=b.d("01-01"), ends_on=b.d("06-30")),
        b.person("ana", starts_on=b.d("07-01"), target_incentive=b.cents("900.00")),
    ]
    proofs = Proofs({**ONE, "assignment": people})
    assert proofs.of_deal(b.assigned("role", Kind.TEXT)) == [
        (
            "then(all(is(payee, assignment.payee of ana), "
            "<=(assignment.starts_on of ana, deal.booked_on of D1), "
            "<=(deal.booked_on of D1, assignment.ends_on of ana)), assignment.role of ana)"
        )
    ]
    [(number, columns)] = [(n, c) for (source, n), c in proofs.book.rows.items() if source == "assignment"]
    assert (number, columns) == (0, {"payee", "starts_on", "ends_on", "role"})  # and nothing of her pay


def test_a_row_that_is_not_there_is_undefined_on_the_engines_word() -> None:
    lookup = core.Lookup("account", b.col("deal.account", Kind.TEXT), "csm", Kind.PAYEE, BOOKED)
    proofs = Proofs(ONE)
    [step] = proofs.of_deal(lookup)
    assert step.startswith("stated Undefined")
    assert proofs.value(lookup, "D1") == Undefined("")


def test_a_blank_key_is_what_leaves_a_lookup_undefined() -> None:
    rows: b.Rows = {"deal": [b.deal("D1", "01-10", "4,000.00")]}
    lookup = core.Lookup("account", b.col("deal.account", Kind.TEXT), "csm", Kind.PAYEE, BOOKED)
    assert Proofs(rows).of_deal(lookup) == ["deal.account of D1"]


def test_a_target_in_another_currency_than_the_plans_is_undefined() -> None:
    people = [{**b.person("ana"), "currency": "EUR", "target_incentive": b.cents("1,000.00")}]
    proofs = Proofs({**ONE, "assignment": people})
    target = b.assigned("target_incentive", Kind.MONEY)
    assert proofs.of_deal(target) == [
        "add(0, then(is(payee, assignment.payee of ana), assignment.target_incentive of ana))"
    ]
    assert proofs.value(target, "D1") == Undefined("")


def rate(key: str, quoted_on: str, tenths: int) -> dict[str, Value]:
    """Dollars for a euro from a day on."""
    pair = {"of_currency": "EUR", "into_currency": "USD"}
    return {"id": key, **pair, "quoted_on": b.d(quoted_on), "rate": Fraction(tenths, 10)}


RATES = [rate("R1", "01-05", 11), rate("R2", "01-12", 12)]


def test_money_is_converted_at_the_last_rate_that_is_not_later_than_the_day() -> None:
    people = [{**b.person("ana"), "currency": "EUR", "target_incentive": b.cents("1,000.00")}]
    proofs = Proofs({**ONE, "assignment": people, "rate": RATES})
    target = core.InCurrency(
        b.assigned("target_incentive", Kind.ROW_MONEY), BOOKED, "USD", Rounding.HALF_EVEN
    )
    assert proofs.of_deal(target) == [
        (
            "convert(then(is(payee, assignment.payee of ana), assignment.target_incentive of ana), "
            "then(<=(rate.quoted_on of R1, deal.booked_on of D1), rate.rate of R1))"
        )
    ]
    assert proofs.value(target, "D1") == Amount(Fraction(110_000), "USD")  # 1,000.00 at 1.1
    [columns] = [shown for (source, _), shown in proofs.book.rows.items() if source == "rate"]
    assert columns == {"quoted_on", "rate", "of_currency", "into_currency"}


def test_money_of_a_row_is_struck_only_where_that_changes_it() -> None:
    proofs = Proofs(ONE)
    half = core.Convert(b.over(VALUE, SAID["30"]), "deal", "USD", BOOKED, Rounding.HALF_EVEN)
    # 4,000.00 in thirty parts is 133.333..., so 133.33.
    assert proofs.of_deal(half) == ["strike(divide(deal.value of D1, 30))"]
    assert proofs.value(half, "D1") == Amount(Fraction(13_333), "USD")
    whole = core.Convert(VALUE, "deal", "USD", BOOKED, Rounding.HALF_EVEN)
    assert proofs.of_deal(whole) == ["deal.value of D1"]


def test_of_another_payees_assignment_the_manager_is_shown_and_all_else_is_withheld() -> None:
    people = [b.person("ana", manager="mia"), b.person("mia", role="LEAD", target_incentive=900_000)]
    proofs = Proofs({**ONE, "assignment": people})
    manager = b.assigned("manager", Kind.PAYEE)

    def of_manager(name: str, kind: Kind) -> core.Lookup:
        return core.Lookup("assignment", manager, name, kind, core.BornOn())

    key = "then(is(payee, assignment.payee of ana), assignment.manager of ana)"
    same = f"is({key}, assignment.payee of mia)"
    assert proofs.of_deal(of_manager("manager", Kind.PAYEE)) == [f"then({same}, assignment.manager of mia)"]
    leads = b.compare(of_manager("role", Kind.TEXT), "is", core.Literal("LEAD"))
    assert proofs.of_deal(leads) == ["stated True"]
    assert proofs.of_deal(of_manager("target_incentive", Kind.MONEY)) == ["sealed sum 900000"]
    shown = [columns for (source, _), columns in proofs.book.rows.items() if source == "assignment"]
    assert not any({"target_incentive", "role"} & columns for columns in shown)
    assert [each.payee for each in proofs.book.sealed] == ["mia"]


def test_a_proof_that_comes_to_another_value_than_the_engine_is_not_issued(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    proofs = Proofs(ONE)

    def wrong(*_: object) -> Amount:
        return Amount(Fraction(1), "USD")

    monkeypatch.setattr(prover, "evaluate", wrong)
    with pytest.raises(ProofDiffersError, match=r"4,000\.00 USD, the engine says 0\.01 USD"):
        proofs.of_deal(VALUE)
