"""At exactly 100 % of every quota a clause pays its share of the target, for every quota and target."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language.analysis import NotProvedError, Verdict, examine, on_target
from comp.language.calendar import Cadence
from comp.language.core import Program
from comp.language.money import Money
from tests.language.analysis.money_plans import CLAW_BACK, program, report, seller, steps
from tests.language.workspace import demo_texts, load_texts

DATA = "deal, cancellation, quota, rate, assignment"


def by_attainment(rows: tuple[tuple[str, str], ...], shape: str = "marginal", share: str = "100%") -> str:
    """New business by attainment, at the rate that pays the target at 1x."""
    return (
        f'clause c "Commission", {share} of target incentive\n'
        "  measure attainment = total own new_business of the period / quota.new_business of the period\n"
        + ("    read at posting\n" if shape != "marginal" else "")
        + f"  table rate by attainment, {shape}\n"
        + steps(*rows)
        + "  except no_quota, when quota.new_business of the period is 0: rate is 1x\n"
        "  measure per_dollar = period target / quota.new_business of the period\n"
        "  except no_quota, when quota.new_business of the period is 0: per_dollar is 0%\n"
        "  pay commission = new_business * per_dollar * rate, for each new_business\n" + CLAW_BACK
    )


def plain_demo() -> Program:
    loaded = load_texts(demo_texts())
    assert loaded.program is not None
    return loaded.program


@pytest.mark.parametrize(
    ("rows", "share_paid"),
    [
        ((("0%", "1x"), ("100%", "2x")), Fraction(1)),
        # 80 % of the quota at half, 20 % at three times: 40 % + 60 %.
        ((("0%", "0.5x"), ("80%", "3x"), ("100%", "4x")), Fraction(1)),
        # 80 % at half, 20 % at twice: 40 % + 40 %.
        ((("0%", "0.5x"), ("80%", "2x")), Fraction(4, 5)),
        ((("0%", "1.1x"),), Fraction(11, 10)),
    ],
)
def test_a_table_of_multiples_is_on_target_where_its_bands_up_to_quota_add_up_to_one(
    rows: tuple[tuple[str, str], ...], share_paid: Fraction
) -> None:
    found = report(seller(by_attainment(rows), target=True, data=DATA)).of("p", "M001")
    assert found is not None
    if share_paid == 1:
        assert found.verdict is Verdict.PROVED
    else:
        assert found.verdict is Verdict.FOUND
        assert found.is_warning
        assert f"pays {int(share_paid * 100)}% of the period target" in found.text


def test_a_looked_up_table_is_read_at_exactly_100_percent() -> None:
    # `from 100%` holds at exactly 100 %: 1.2 times; `above 100%` does not: once.
    reached = (("0%", "1x"), ("100%", "1.2x"))
    text = seller(by_attainment(reached, "retroactive"), target=True, data=DATA)
    found = report(text).of("p", "M001")
    assert found is not None
    assert found.text == "At 100% of every quota this clause pays 120% of the period target."
    above = report(text.replace("| from |", "| above |").replace("| 0% |", "| 0% |")).of("p", "M001")
    assert above is not None
    assert above.verdict is Verdict.PROVED


def test_a_measure_without_a_quota_stands_where_its_table_pays_the_target() -> None:
    found = examine(plain_demo()).of("csm_2026", "M001", clause="renewals")
    assert found is not None
    # 80 % pays nothing, 90 % the target, 96 % 130 % of it.
    assert (found.verdict, found.short) == (Verdict.PROVED, "yes, at retention 90%")


def test_rates_of_their_own_depend_on_the_quota_and_say_what_they_pay() -> None:
    found = examine(plain_demo()).of("ae_mm_2026", "M001", clause="commission")
    assert found is not None
    assert found.verdict is Verdict.NOT_PROVED
    # Half of the quota at 6 %, half at 10 %: 8 %, moved a tenth down or up by retention.
    assert "it pays 7.2% to 8.8% of quota.new_business at 100%" in found.text


def test_given_figures_tell_whether_a_payee_is_on_target() -> None:
    demo = plain_demo()
    plan = next(plan for plan in demo.plans if plan.name == "ae_mm_2026")
    # 8 % of 300,000 is 24,000 a quarter: the target of a year of 96,000.
    (check,) = on_target(demo, plan, Money(96_000_00, "USD"), {"new_business": Money(300_000_00, "USD")})
    assert check.due == Money(24_000_00, "USD")
    assert check.is_on_target
    # Retention at which the multiplier is 1.00.
    assert check.measures == {"retention": Fraction(85, 100)}
    # With a quota of 250,000 the same target is missed: 20,000, and 22,000 at the best retention.
    (missed,) = on_target(demo, plan, Money(96_000_00, "USD"), {"new_business": Money(250_000_00, "USD")})
    assert not missed.is_on_target
    assert missed.due == Money(24_000_00, "USD")
    assert missed.paid == Money(22_000_00, "USD")


def test_a_plan_that_holds_for_every_figure_holds_for_given_ones() -> None:
    demo = plain_demo()
    plan = next(plan for plan in demo.plans if plan.name == "csm_2026")
    checks = on_target(demo, plan, Money(24_000_00, "EUR"), {"expansion": Money(30_000_00, "EUR")})
    # A quarter of 24,000 is 6,000: 70 % and 30 % of it.
    assert [(check.clause, check.due, check.is_on_target) for check in checks] == [
        ("renewals", Money(4_200_00, "EUR"), True),
        ("expansion", Money(1_800_00, "EUR"), True),
    ]


def test_a_period_of_weeks_has_no_fixed_part_of_a_year() -> None:
    plans = program(seller(by_attainment((("0%", "1x"),)), target=True, data=DATA))
    weekly = replace(plans.plans[0], performance=Cadence.WEEK)
    with pytest.raises(NotProvedError, match="weeks"):
        on_target(plans, weekly, Money(96_000_00, "USD"), {})
