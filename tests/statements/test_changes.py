"""What happened to a line of an earlier period, and the sentence that says why."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from comp.language.core import Arithmetic, Kind, Literal, Measure, MeasureValue, Operator, Reading
from comp.reference import LineValue, Standing, Step, StepKind
from comp.reference.values import Amount
from statements.changes import change
from statements.view import ChangeKind
from tests.statements import samples


def line(
    *inputs: Step, earned: int | None = 100, payable: int | None = 100, stands: Standing | None = None
) -> LineValue:
    """A line with the steps that it rests on, and how it stands."""
    trace = Step(StepKind.LINE, "l", "the line", Amount(Fraction(100), "USD"), inputs)
    names = ("l", "ae_mm_2026", "commission", "commission", "ana", "D1#1", "D1", "1")
    value = LineValue(*names, date(2026, 2, 10), "2026-Q1", "USD", earned, payable, None, lambda: trace)
    return value if stands is None else replace(value, stand=lambda: stands)


def retention(percent: int, said: str) -> Step:
    return Step(StepKind.MEASURE, "retention", said, Fraction(percent, 100))


def times(factor: Fraction, *rests_on: Step) -> Step:
    return Step(StepKind.MULTIPLY, "m", f"times {factor}", factor, rests_on)


def test_more_of_an_earned_line_is_a_release_that_names_the_close() -> None:
    waits = line(earned=100, payable=0)
    found = Standing(released=("at the close of 2026-Q2: retention 85.30%, at least 85%",))

    made = change(waits, line(stands=found), None)

    assert made.kind is ChangeKind.RELEASED
    assert made.cause == "Released at the close of 2026-Q2: retention 85.30%, at least 85%."


def test_only_the_payments_that_came_since_are_named() -> None:
    first, second = "by P-1 of 3 March 2026: 25% of the 50% that waited", "by P-2 of 4 May 2026: 25% of it"
    before = line(payable=60, stands=Standing(released=(first,)))

    made = change(before, line(payable=80, stands=Standing(released=(first, second))), None)

    assert made.cause == "Released by P-2 of 4 May 2026: 25% of it."


def test_a_loss_that_came_since_takes_back() -> None:
    taken = Standing(taken=("CX-1 of 7 April 2026 took back 20%",))

    made = change(line(), line(earned=80, payable=80, stands=taken), None)

    assert made.kind is ChangeKind.TAKEN_BACK
    assert made.cause == "CX-1 of 7 April 2026 took back 20%."


def test_a_reversal_that_is_taken_back_comes_nearer_to_nothing() -> None:
    taken = Standing(taken=("CX-1 of 7 April 2026 took back 20%",))

    made = change(line(earned=-100, payable=-100), line(earned=-80, payable=-80, stands=taken), None)

    assert made.kind is ChangeKind.TAKEN_BACK


def test_a_loss_that_was_known_before_is_no_cause() -> None:
    taken = Standing(taken=("CX-1 of 7 April 2026 took back 20%",))

    made = change(line(stands=taken), line(earned=80, payable=80, stands=taken), None)

    assert made.kind is ChangeKind.OTHER


def test_a_hold_that_ran_out_loses_the_line() -> None:
    lost = Standing(lost=("at the close of 2026-Q3: retention 84%, not at least 85%",))

    made = change(line(payable=0), line(earned=0, payable=0, stands=lost), None)

    assert made.kind is ChangeKind.LOST
    assert made.cause == "Lost at the close of 2026-Q3: retention 84%, not at least 85%."


def test_a_measure_that_moved_is_said_with_both_values() -> None:
    plan = samples.plan()
    share = Arithmetic(Operator.DIVIDE, Literal(Fraction(9)), Literal(Fraction(10)))
    plan.measures["retention"] = Measure("retention", share, Kind.NUMBER, Reading.CLOSE)
    before = line(times(Fraction(1), retention(90, "retention is 90%")))
    after = line(times(Fraction(9, 10), retention(84, "retention is 84%")), earned=90)

    made = change(before, after, plan)

    assert made.kind is ChangeKind.OTHER
    assert made.cause == "Retention was 90% and is 84%."


def test_a_quota_that_changed_is_named_before_the_attainment_that_moved_with_it() -> None:
    def attainment(quota: int) -> Step:
        step = Step(StepKind.QUOTA, "new_business", "", Amount(Fraction(quota), "USD"))
        return Step(StepKind.MEASURE, "attainment", "", Fraction(100, quota), (step,))

    made = change(line(attainment(30_000_000)), line(attainment(25_000_000), earned=120), None)

    assert made.cause == "The quota new business was 300,000.00 USD and is 250,000.00 USD."


def test_a_credit_that_changed_is_named_before_everything_else() -> None:
    def credit(cents: int) -> Step:
        return Step(StepKind.CREDIT, "new_business D1#1", "", Amount(Fraction(cents), "USD"))

    made = change(
        line(credit(60_000), retention(90, "")), line(credit(70_000), retention(84, ""), earned=120), None
    )

    assert made.cause == "The credit of D1 was 600.00 USD and is 700.00 USD."


def test_more_than_three_causes_are_counted() -> None:
    taken = Standing(taken=tuple(f"CX-{n} took back 10%" for n in range(1, 6)))

    made = change(line(), line(earned=50, payable=50, stands=taken), None)

    assert made.cause == "CX-1 took back 10%; CX-2 took back 10%; CX-3 took back 10%; and 2 more."


def test_what_has_no_name_of_its_own_is_told_as_it_was_and_is() -> None:
    before, after = (
        Step(StepKind.TERM, "rate", "10%", Fraction(1, 10)),
        Step(StepKind.TERM, "rate", "12%", Fraction(12, 100)),
    )

    assert change(line(before), line(after, earned=120), None).cause == "Now: 12%. Before: 10%."


def test_a_rounding_that_fell_away_is_no_cause() -> None:
    rounding = Step(StepKind.ROUNDING, "half even", "rounded", Fraction(1))
    rest = Step(StepKind.TERM, "rest", "all of it", Fraction(1))

    assert change(line(rounding), line(rest, earned=120), None).cause == "Now: all of it."


def test_what_another_payee_brought_about_is_not_told() -> None:
    def step(value: int) -> Step:
        own = MeasureValue("of bo", Kind.NUMBER)
        return Step(StepKind.MEASURE, own.name, "bo sold 7", Fraction(value), others=True)

    assert change(line(step(1)), line(step(2), earned=120), None).cause == ""


def test_a_line_that_came_or_went_says_so() -> None:
    assert "first time" in change(None, line(), None).cause
    assert "no longer there" in change(line(), None, None).cause
