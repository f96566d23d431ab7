"""Where payees stand in the measures of a plan, on the small company of `tests.runs.tiny`.

Ana's quota is 1,000.00 a quarter. She is credited 600.00 in January, 600.00 in February, 100.00 in March; a
loss takes money and leaves attainment. So she has reached 600.00 of it (60%) by the end of January, 1,300.00
(130%) by the end of March. Bo has no quota: a share of nothing is not defined.
"""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.reference import Facts
from comp.reference.standings import Standing, standings
from comp.reference.values import Amount
from comp.runs import Inputs, prepare
from tests.runs import tiny


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    opened = Workspace.open(tiny.workspace(tmp_path / "company"))
    return prepare(opened, "2026-Q1", None, date(2026, 4, 1))


def found(inputs: Inputs, as_of: date) -> dict[str, Standing]:
    [(plan, _)] = inputs.plans()
    facts = Facts(inputs.snapshot)
    every = standings(inputs.program, plan, facts, inputs.calendar, as_of, inputs.period)
    return {each.payee: each for each in every if each.measure == "attainment"}


@pytest.mark.parametrize(
    ("as_of", "reached", "text"), [(date(2026, 1, 31), 600, "60%"), (date(2026, 3, 31), 1300, "130%")]
)
def test_a_measure_is_told_with_all_credits_up_to_the_day(
    inputs: Inputs, as_of: date, reached: int, text: str
) -> None:
    ana = found(inputs, as_of)["ana"]

    assert (ana.period, ana.value, ana.text) == ("2026-Q1", Fraction(reached, 1000), text)
    assert ana.quota == Amount(Fraction(100_000), "USD")
    assert ana.reached == Amount(Fraction(reached * 100), "USD")


def test_a_share_of_no_quota_is_not_defined(inputs: Inputs) -> None:
    bo = found(inputs, date(2026, 3, 31))["bo"]

    assert (bo.value, bo.text) == (None, "not defined")
    assert bo.reached == Amount(Fraction(0), "USD")


def test_nobody_stands_in_a_plan_who_is_not_in_it(inputs: Inputs) -> None:
    assert found(inputs, date(2026, 3, 31)).keys() == {"ana", "bo"}


def test_a_period_that_the_run_does_not_touch_is_left_out(inputs: Inputs) -> None:
    assert {each.period for each in found(inputs, date(2026, 3, 31)).values()} == {"2026-Q1"}
