"""Shared measures become the plan's own; money of a row is converted where it meets the plan's."""

from __future__ import annotations

from comp.language import core
from comp.language.core import Kind
from comp.language.money import Rounding
from tests.language.workspace import TRIGGERS, codes, load_with_shared

PLAN = (TRIGGERS / "W002.plan").read_text("utf-8")
MEASURE = "  measure attainment = total own new_business of the period / quota.new_business of the period\n"
PAY = "pay commission = new_business * multiple, for each new_business"


def lowered(text: str) -> core.Plan:
    loaded = load_with_shared(text)
    assert loaded.program is not None, codes(loaded)
    return loaded.program.plans[0]


def test_a_shared_measure_is_lowered_into_the_plan_that_uses_it() -> None:
    shared = 'shared "More"\n\nclause more "More"\n' + MEASURE + "\n" + PLAN.replace(MEASURE, "")
    assert lowered(shared).measures == lowered(PLAN).measures


def test_a_shared_measure_that_a_plan_uses_belongs_to_its_text() -> None:
    shared = 'shared "More"\n\nclause more "More"\n' + MEASURE + "\n" + PLAN.replace(MEASURE, "")
    other = shared.replace('clause more "More"', 'clause more "Much more"')
    assert lowered(shared).text_digest != lowered(other).text_digest
    assert lowered(shared).result_digest == lowered(other).result_digest


def test_money_of_the_row_in_a_pay_is_converted_amount_by_amount_on_the_credits_date() -> None:
    plan = lowered(PLAN.replace(PAY, "pay commission = deal.first_year_value * 5%, for each new_business"))
    pay = next(s for _, s in plan.statements() if isinstance(s, core.Pay))
    assert isinstance(pay.value, core.Arithmetic)
    amount = core.Column("deal", "first_year_value", Kind.ROW_MONEY)
    assert pay.value.left == core.Convert(amount, "deal", "USD", core.BornOn(), Rounding.HALF_EVEN)


def test_two_moneys_of_a_row_make_a_share_without_conversion() -> None:
    share = "new_business * (deal.added_annual_value / deal.first_year_value)"
    plan = lowered(PLAN.replace(PAY, f"pay commission = {share}, for each new_business"))
    pay = next(s for _, s in plan.statements() if isinstance(s, core.Pay))
    assert isinstance(pay.value, core.Arithmetic)
    assert isinstance(pay.value.right, core.Arithmetic)
    assert isinstance(pay.value.right.left, core.Column)


def test_a_line_broken_before_a_keyword_is_still_one_statement() -> None:
    broken = PLAN.replace("multiple, for each", "multiple,\n  for\n each").replace(
        "by attainment,", "by\nattainment,"
    )
    assert lowered(broken).result_digest == lowered(PLAN).result_digest


def test_several_statements_may_stand_in_one_line() -> None:
    joined = PLAN.replace("is 0: multiple is 1%\n  pay", "is 0: multiple is 1% pay")
    assert joined != PLAN
    assert lowered(joined).result_digest == lowered(PLAN).result_digest


def test_a_fault_in_one_block_hides_none_in_another() -> None:
    text = PLAN.replace("payout             monthly", "payout daily").replace("| 2%       |", "| two |")
    assert codes(load_with_shared(text)) == ["P001", "B005"]


BESIDE = """
clause beside "Beside"
  credit overlaid from each deal where CONDITION
    on    deal.booked_on, then deal.id as text
    value deal.first_year_value
    share 100% to deal.overlay
  pay more = overlaid * 1%, for each overlaid
"""


def test_a_credit_that_asks_for_a_payee_is_not_warned_that_it_may_be_nobody() -> None:
    asked = PLAN + BESIDE.replace("CONDITION", "deal.kind is new and deal.overlay is not blank")
    unasked = PLAN + BESIDE.replace("CONDITION", "deal.kind is new")
    assert "W006" not in codes(load_with_shared(asked))
    assert "W006" in codes(load_with_shared(unasked))
