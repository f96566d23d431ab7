"""What a statement takes from an explanation: measures with their quota."""

from fractions import Fraction

from comp.language.core import (
    Aggregate,
    Aggregation,
    Arithmetic,
    CreditSet,
    Kind,
    Literal,
    Measure,
    MeasureValue,
    Operator,
    Quota,
    Reading,
    Window,
)
from comp.language.money import Money
from comp.reference import Step, StepKind
from comp.reference.values import Amount
from statements.explained import figures, unread
from tests.statements import samples

TOTAL = Aggregate(Aggregation.TOTAL, CreditSet("new_business", Window()), None, Kind.MONEY)


SUM = Step(StepKind.TOTAL, "new_business", "", Amount(Fraction(1), "USD"))


def line(*inputs: Step) -> Step:
    return Step(StepKind.LINE, "l", "the line", Amount(Fraction(100), "USD"), inputs)


def retention(percent: int, said: str) -> Step:
    return Step(StepKind.MEASURE, "retention", said, Fraction(percent, 100), (SUM,))


def test_a_measure_over_a_quota_shows_the_quota_and_what_was_reached() -> None:
    plan = samples.plan()
    over_quota = Arithmetic(Operator.DIVIDE, TOTAL, Quota("new_business", Kind.MONEY))
    plan.measures["attainment"] = Measure("attainment", over_quota, Kind.NUMBER, Reading.RUNNING)
    quota = Step(StepKind.QUOTA, "new_business", "300,000.00 USD", Amount(Fraction(30_000_000), "USD"))
    attainment = Step(StepKind.MEASURE, "attainment", "14/15", Fraction(14, 15), (quota,))

    [figure] = figures(
        line(Step(StepKind.TABLE, "rate", "", Fraction(1, 10), (attainment,))), "2026-Q1", plan
    )

    assert figure.value == Fraction(14, 15)
    assert figure.quota == Money(30_000_000, "USD")
    assert figure.achieved == Money(28_000_000, "USD")  # 300,000 x 14/15


def test_a_number_of_things_is_no_ratio_and_a_measure_of_measures_is_one() -> None:
    plan = samples.plan()
    count = Aggregate(Aggregation.COUNT, TOTAL.over, None, Kind.NUMBER)
    plan.measures["new_customers"] = Measure("new_customers", count, Kind.NUMBER, Reading.CLOSE)
    read = MeasureValue("new_customers", Kind.NUMBER)
    share = Arithmetic(Operator.DIVIDE, read, Literal(Fraction(200)))
    plan.measures["reached"] = Measure("reached", share, Kind.NUMBER, Reading.CLOSE)
    steps = (
        Step(StepKind.MEASURE, "new_customers", "", Fraction(100), (SUM,)),
        Step(StepKind.MEASURE, "reached", "", Fraction(2), (SUM,)),
    )

    counted, ratio = figures(line(*steps), "2026-Q1", plan)

    assert (counted.value, counted.counted) == (Fraction(100), True)
    assert (ratio.value, ratio.counted) == (Fraction(2), False)  # 200%, not a number of two


def test_a_measure_without_a_quota_has_only_its_value() -> None:
    plan = samples.plan()
    plan.measures["retention"] = Measure("retention", TOTAL, Kind.NUMBER, Reading.CLOSE)

    [figure] = figures(line(retention(84, "")), "2026-Q1", plan)

    assert (figure.value, figure.quota, figure.achieved) == (Fraction(84, 100), None, None)


def test_a_measure_of_constants_is_no_figure() -> None:
    plan = samples.plan()
    plan.measures["retention"] = Measure("retention", Literal(Fraction(1)), Kind.NUMBER, Reading.POSTING)

    assert figures(line(retention(84, "")), "2026-Q1", plan) == ()


def test_a_measure_that_is_not_read_yet_is_no_figure() -> None:
    plan = samples.plan()
    plan.measures["retention"] = Measure("retention", TOTAL, Kind.NUMBER, Reading.CLOSE)
    until_then = Step(StepKind.MEASURE, "retention", "retention 90% until then", Fraction(9, 10))

    assert figures(line(until_then), "2026-Q1", plan) == ()
    [counts_as] = unread(line(until_then), "2026-Q1", plan)
    assert (counts_as.name, counts_as.value, counts_as.until) == ("retention", Fraction(9, 10), "2026-Q1")


def test_a_measure_says_what_it_was_worked_out_from_unless_that_tells_of_others() -> None:
    plan = samples.plan()
    plan.measures["retention"] = Measure("retention", TOTAL, Kind.NUMBER, Reading.CLOSE)
    said = "retention: 84.00 USD of 7 renewals ÷ 100.00 USD of 8 renewals = 84%"
    theirs = Step(StepKind.TOTAL, "of bo", "1.00 USD of bo", Amount(Fraction(1), "USD"), others=True)
    with_theirs = Step(StepKind.MEASURE, "retention", said, Fraction(84, 100), (SUM, theirs))

    [figure] = figures(line(retention(84, said)), "2026-Q1", plan)
    [silent] = figures(line(with_theirs), "2026-Q1", plan)

    assert figure.how == "84.00 USD of 7 renewals ÷ 100.00 USD of 8 renewals = 84%"
    assert silent.how == ""


def test_what_is_another_payees_is_no_figure() -> None:
    plan = samples.plan()
    plan.measures["retention"] = Measure("retention", TOTAL, Kind.NUMBER, Reading.CLOSE)
    theirs = Step(StepKind.TERM, "of bo", "", None, (retention(84, ""),), others=True)

    assert figures(line(theirs), "2026-Q1", plan) == ()
