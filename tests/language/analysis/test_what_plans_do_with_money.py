"""Jumps, bounds, splits, order, ties, losses and double pay, in amounts worked by hand."""

from __future__ import annotations

import pytest

from comp.language.analysis import Verdict, examine
from tests.language.analysis.money_plans import CLAW_BACK, answer, over_revenue, report, seller, steps
from tests.language.workspace import demo_texts, load_texts

RISING = steps(("0", "5%"), ("100000", "8%"))
FALLING = steps(("0", "10%"), ("100000", "8%"))


def commission(pay: str, *before: str, after: str = "") -> str:
    """A clause with one pay of new business."""
    return 'clause c "Commission"\n' + "".join(before) + f"  pay commission = {pay}\n{after}" + CLAW_BACK


def test_a_rate_for_everything_that_falls_pays_less_for_a_cent_more() -> None:
    found = answer(seller(over_revenue("retroactive", FALLING, "at posting")), "M002")
    # 10 % of 99,999.99 is 10,000.00, 8 % of 100,000 is 8,000.
    assert found.text == (
        "own new_business at 99,999.99 USD pays 10,000.00 USD, at 100,000.00 USD only 8,000.00 USD."
    )
    assert found.is_warning


def test_rates_that_fall_from_band_to_band_still_pay_more_for_more() -> None:
    found = answer(seller(over_revenue("marginal", FALLING)), "M002")
    assert found.verdict is Verdict.PROVED


def test_a_measure_of_which_less_is_better_throughout_is_no_surprise() -> None:
    late = (
        "  measure churn = total cancellation.lost_value / 100,000.00 USD\n"
        "    over each cancellation of the period\n    read at the close of the period\n"
        "  table factor by churn, retroactive\n    | from | factor |\n    | 0% | 1.00 |\n    | 10% | 0.80 |\n"
    )
    found = answer(seller(commission("new_business * 10% * factor, for each new_business", late)), "M002")
    assert found.verdict is Verdict.PROVED
    assert found.short == "falls as meant"


def test_a_jump_is_told_with_what_is_paid_on_both_sides() -> None:
    found = answer(seller(over_revenue("retroactive", RISING, "at posting")), "M003")
    # 5 % and 8 % of 100,000.
    assert found.text == (
        "Pay jumps where own new_business is 100,000.00 USD, from 5,000.00 USD to 8,000.00 USD."
    )
    # Less than twice as much: shown, and no warning.
    assert not found.is_warning


def test_a_jump_of_at_least_what_is_paid_below_it_is_a_cliff() -> None:
    steep = steps(("0", "4%"), ("100000", "8%"))
    assert answer(seller(over_revenue("retroactive", steep, "at posting")), "M003").is_warning


def test_a_marginal_table_jumps_nowhere() -> None:
    assert answer(seller(over_revenue("marginal", RISING)), "M003").short == "none"


@pytest.mark.parametrize(
    ("after", "short", "of_year"),
    [
        ("", "no bound", ""),
        (
            "  cap commission at 9,000.00 USD per performance period, the excess is lost\n",
            "9,000.00 USD",
            "36,000.00",
        ),
        ("  cap commission at 9,000.00 USD per year, the excess is lost\n", "9,000.00 USD", ""),
    ],
)
def test_only_a_cap_bounds_what_grows_with_sales(after: str, short: str, of_year: str) -> None:
    found = answer(seller(commission("new_business * 10%, for each new_business", after=after)), "M004")
    assert found.short == short
    assert of_year in found.text
    assert not found.is_warning


def test_a_multiplier_after_a_cap_passes_it_in_the_bound_too() -> None:
    after = (
        "  cap commission at 9,000.00 USD per performance period, the excess is lost\n"
        "  multiply commission by 1.1\n"
    )
    found = answer(seller(commission("new_business * 10%, for each new_business", after=after)), "M004")
    assert found.short == "9,900.00 USD"


def test_a_cap_for_each_deal_bounds_the_deal_and_not_the_period() -> None:
    after = "  cap commission at 2,000.00 USD per line, the excess is lost\n"
    text = seller(commission("new_business * 10%, for each new_business", after=after))
    found = answer(text, "M004")
    assert found.text == (
        "No bound: each deal is paid for itself, and no cap stands over it. One deal: 2,000.00 USD."
    )
    # 40,000 at 10 % is capped to 2,000; two of 20,000 pay 2,000 each.
    split = answer(text, "M005")
    assert "One deal of 40,000.00 USD pays 2,000.00 USD" in split.text
    assert "it pays 4,000.00 USD" in split.text


def test_an_amount_for_each_deal_pays_twice_for_two() -> None:
    found = answer(seller(commission("50.00 USD, for each new_business")), "M005")
    assert "pays 50.00 USD, entered as two (50,000.00 USD and 50,000.00 USD) it pays 100.00 USD" in found.text


def test_a_cap_of_the_period_bounds_what_two_deals_pay() -> None:
    after = "  cap commission at 80.00 USD per performance period, the excess is lost\n"
    found = answer(seller(commission("50.00 USD, for each new_business", after=after)), "M005")
    # 50.00 for one deal; for two 100.00, of which 80.00 are left.
    assert "pays 50.00 USD, entered as two (50,000.00 USD and 50,000.00 USD) it pays 80.00 USD" in found.text


def test_a_rate_of_each_deal_alone_is_in_proportion_where_it_is_one_rate() -> None:
    text = commission("deal.first_year_value * 10%, for each new_business")
    assert answer(seller(text), "M005").verdict is Verdict.PROVED


def test_a_deal_at_the_new_rate_makes_order_decide() -> None:
    found = answer(
        seller(over_revenue("retroactive", steps(("0", "5%"), ("100000", "10%")), "with the credit")), "M008"
    )
    assert found.is_warning
    assert found.verdict is Verdict.FOUND


def test_a_factor_of_each_deal_beside_a_running_table_makes_order_decide() -> None:
    text = over_revenue("marginal", RISING).replace(
        "  claw back",
        "  table kicker by deal.first_year_value, retroactive\n"
        + steps(("0", "1%"), ("50000", "2%")).replace("rate", "kicker")
        + "  multiply commission by kicker\n  claw back",
    )
    found = answer(seller(text), "M008")
    assert found.is_warning
    assert "`rate` runs from deal to deal, and a factor looks at each deal alone" in found.text


def test_what_is_paid_for_all_deals_together_has_no_order() -> None:
    assert answer(seller(over_revenue("marginal", RISING)), "M008").verdict is Verdict.PROVED


def test_the_demo_company_pays_a_deal_once_and_its_managers_beside_it() -> None:
    loaded = load_texts(demo_texts())
    assert loaded.program is not None
    found = [each for each in examine(loaded.program).findings if each.code == "M006"]
    of_deal = next(each for each in found if "a deal's value" in each.text)
    # Owner 100 %, two levels of managers 100 % each. The highest rates: 20 % x 1.10, and 1 % for managers;
    # expansion and new business are never the same deal.
    assert "Up to 300% of a deal's value is credited (`new_business`)" in of_deal.text
    assert "ae_mm_2026 up to 22%" in of_deal.text
    assert "ae_manager_2026 up to 1%" in of_deal.text
    assert not of_deal.is_warning


def test_pay_for_sales_is_tied_by_a_claw_back_a_hold_or_what_is_renewed() -> None:
    tied = seller(commission("new_business * 10%, for each new_business"))
    loose = tied.replace(CLAW_BACK, "").replace("deal, cancellation, rate", "deal, rate")
    held = loose.replace("deal, rate", "deal, renewal, rate") + (
        "  measure kept = total renewal.kept_value / total renewal.due_value\n"
        "    over each renewal of the period\n"
        "    read at the close of the period\n"
        "  hold commission until kept >= 85%\n"
        "    read at the close of its performance period, then of each of the 2 after it, otherwise lost\n"
        "    blank is released\n"
    )
    assert answer(tied, "M007", None).verdict is Verdict.PROVED
    assert answer(held, "M007", None).verdict is Verdict.PROVED
    assert answer(loose, "M007", None).is_warning


LOSSES_CREDITED = (
    "  credit lost_again from each cancellation\n"
    "    on     cancellation.effective_on, then cancellation.id as text\n"
    "    value  0 - cancellation.lost_value\n"
    "    share  100% to deal.owner\n"
)


def test_a_loss_that_is_clawed_back_and_lowers_a_counter_counts_twice() -> None:
    net = (
        LOSSES_CREDITED
        + "  measure net = total own new_business of the period + total own lost_again of the period\n"
        "    read at posting\n"
        "  table rate by net, retroactive\n" + RISING
    )
    found = report(seller(commission("new_business * rate, for each new_business", net))).of("p", "M009")
    assert found is not None
    assert found.is_warning
    assert "it lowers a measure that the same pay reads" in found.text


def test_a_loss_that_is_clawed_back_and_paid_as_a_credit_counts_twice() -> None:
    after = "  pay minus = lost_again * 5%, for each lost_again\n"
    text = seller(commission("new_business * 5%, for each new_business", LOSSES_CREDITED, after=after))
    found = report(text).of("p", "M009")
    assert found is not None
    assert found.is_warning
    assert "`minus` pays for it by `lost_again`" in found.text


def test_a_loss_that_is_clawed_back_alone_counts_once() -> None:
    assert (
        answer(seller(commission("new_business * 5%, for each new_business")), "M009", None).short == "once"
    )


TWO_FACTORS = (
    'clause c "Bonus", 100% of target incentive\n'
    "  measure won = total own new_business of the period\n    read at the close of the period\n"
    "  measure attainment = won / quota.new_business of the period\n"
    "  table payout by attainment, interpolated, flat outside\n"
    "    | at | pays |\n    | 50% | 0% |\n    | 100% | 100% |\n    | 150% | 150% |\n"
    "  except no_quota, when quota.new_business of the period is 0: payout is 0%\n"
    "  measure kept = total renewal.kept_value / total renewal.due_value\n"
    "    over each renewal of the period\n    read at the close of the period\n"
    "  table multiplier by kept, retroactive\n"
    "    | from | multiplier |\n    | 0% | 0.90 |\n    | 85% | 1.00 |\n    | 92% | 1.10 |\n"
    "  pay bonus = period target * payout, once per performance period\n"
    "  multiply bonus by multiplier\n"
)
OF_TARGET = "deal, renewal, quota, rate, assignment"


def test_the_most_of_a_product_is_where_each_of_its_factors_is_largest() -> None:
    found = answer(seller(TWO_FACTORS, target=True, data=OF_TARGET), "M004", "bonus")
    # 150 % of the target times 1.10.
    assert found.short == "165% of the period target"


def test_each_factor_of_a_product_that_rises_lets_it_rise() -> None:
    text = seller(TWO_FACTORS, target=True, data=OF_TARGET)
    assert answer(text, "M002", "bonus").verdict is Verdict.PROVED
    falling = text.replace("| 92% | 1.10 |", "| 92% | 0.95 |")
    found = answer(falling, "M002", "bonus")
    # The other factor is held where it is largest: 150 % of 10,000, times 1.00 and 0.95.
    assert "kept at 91.99% pays 15,000.00 USD, at 92% only 14,250.00 USD" in found.text


def test_a_cap_of_the_target_bounds_in_parts_of_the_target() -> None:
    text = seller(
        TWO_FACTORS + "  cap bonus at period target * 1.2 per performance period, the excess is lost\n",
        target=True,
        data=OF_TARGET,
    )
    assert answer(text, "M004", "bonus").short == "120% of the period target"


def test_a_cap_in_money_stands_beside_a_bound_in_parts_of_the_target() -> None:
    text = seller(
        TWO_FACTORS + "  cap bonus at 20,000.00 USD per performance period, the excess is lost\n",
        target=True,
        data=OF_TARGET,
    )
    assert answer(text, "M004", "bonus").short == "165% of the period target, 20,000.00 USD"
