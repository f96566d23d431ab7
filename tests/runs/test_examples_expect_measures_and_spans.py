"""An example may expect a measure, a quota, or what some days earn: both engines are asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.language.core import Expectation, Expected, Program
from comp.language.money import Money
from comp.runs import ExpectationResult, run_examples
from tests.runs import tiny


def checked(*expectations: Expectation) -> tuple[ExpectationResult, ...]:
    """The results of the tiny plan's example with other expectations."""
    loaded = load_texts({"ae_2026.plan": tiny.PLAN, "shared.plan": tiny.SHARED})
    assert loaded.program is not None, loaded.diagnostics
    [plan] = loaded.program.plans
    example = replace(plan.examples[0], expectations=expectations)
    program = Program(loaded.program.sources, loaded.program.credits, (replace(plan, examples=(example,)),))
    [result] = run_examples(program, Calendar())
    assert not result.problem
    return result.expectations


def expected(
    name: str | None, amount: str | None = None, fields: Mapping[str, object] | None = None, **more: object
) -> Expectation:
    """Ana's, with an amount of dollars where one is given."""
    money = None if amount is None else Money(int(Fraction(amount) * 100), "USD")
    return replace(
        Expectation(money, name, None, "ana", payable=False, on=None, what=Expected.MEASURE),
        **(fields or {}),
        **more,
    )


PERCENT: Mapping[str, object] = {"percent": True, "decimals": 0}


def test_a_measure_that_runs_is_read_with_the_credit() -> None:
    # 600 and 1,200 of 1,000.
    first, second = checked(
        expected("attainment", fact="D1", number=Fraction(60, 100), fields=PERCENT),
        expected("attainment", fact="D2", number=Fraction(120, 100), fields=PERCENT),
    )

    assert (first.passed, second.passed) == (True, True)
    assert (first.text, str(first.engine)) == ("measure attainment of D1 for ana", "60%")


def test_a_number_is_compared_to_the_decimals_that_are_written() -> None:
    # 600 of 1,000 is 60.00 % to the last digit; 60.01 % is not met.
    exact, wrong = checked(
        expected("attainment", fact="D1", number=Fraction(6000, 10_000), percent=True, decimals=2),
        expected("attainment", fact="D1", number=Fraction(6001, 10_000), percent=True, decimals=2),
    )

    assert exact.passed
    assert wrong.problem == "expected 60.01%, calculated 60.00%"
    assert (
        wrong.steps[0].sentence
        == "attainment: 600.00 USD of 1 new business credit \u00f7 quota new business 1,000.00 USD = 60%"
    )


def test_a_quota_of_a_period_is_read() -> None:
    right, wrong = checked(
        expected("quota.new_business", "1000", what=Expected.QUOTA, period="2026-Q1"),
        expected("new_business", "999.99", what=Expected.QUOTA, period="2026-Q2"),
    )

    assert right.passed
    assert right.text == "quota.new_business for ana in 2026-Q1"
    assert wrong.problem == "expected 999.99 USD, calculated 1,000.00 USD"


def test_what_some_days_earn_is_the_difference_of_two_values() -> None:
    february: Mapping[str, object] = {
        "since": date(2026, 2, 1),
        "on": date(2026, 2, 28),
        "what": Expected.PAY,
    }
    # D1 was paid 60 in January, D2 80 in February.
    right, wrong = checked(expected(None, "80", fields=february), expected(None, "140", fields=february))

    assert (right.passed, right.text) == (True, "total of ana from 2026-02-01 through 2026-02-28")
    assert wrong.problem == "expected 140.00 USD, calculated 80.00 USD"
    assert [line.line_id for line in wrong.lines_before] == ["ae_2026.commission:ana:D1#1"]


def test_what_cannot_be_read_there_says_how_it_is_read() -> None:
    of_a_period, of_a_fact = checked(
        expected("attainment", period="2026-Q1", number=Fraction(1), fields=PERCENT),
        expected("new_business", "1", what=Expected.QUOTA, fact="D1"),
    )

    assert of_a_period.problem == "it runs and is read beside a credit; ask for it of a fact"
    assert of_a_fact.problem == "it is read for a period, not beside a credit; ask for it in a period"
