"""A measure or a quota by payee and unit, as examples ask for it."""

from fractions import Fraction

from comp.language import core
from comp.language.core import Kind, Reading
from comp.reference import reading_step, readings
from tests.reference import build as b

ROWS: b.Rows = {
    "assignment": [b.person("ana"), b.person("bo", starts_on=b.d("04-01"), ends_on=b.d("06-30"))],
    "quota": [b.quota("300.00"), b.quota("100.00", payee="bo", first="04-01", last="06-30")],
    "deal": [b.deal("D1", "01-10", "100.00"), b.deal("D2", "02-10", "50.00")],
}


def of(case: b.Case, name: str, day: str = "12-31") -> dict[tuple[str, str], Fraction | None]:
    """The readings at the end of a day."""
    return readings(case.program, case.plan, b.snapshot(ROWS), b.CALENDAR, b.d(day), name)


def test_a_measure_that_runs_is_read_with_each_credit() -> None:
    case = b.Case((b.commission("10%"),), (b.attainment_measure(),))

    assert of(case, "attainment") == {("ana", "D1#1"): Fraction(1, 3), ("ana", "D2#1"): Fraction(1, 2)}


def test_other_measures_are_read_for_each_period_of_a_member() -> None:
    sold = core.Measure("sold", b.TOTAL, Kind.MONEY, Reading.CLOSE)
    found = of(b.Case((b.commission("10%"),), (sold,)), "sold", "03-31")

    # Money in minor units; what is not read yet is undefined.
    assert found[("ana", "2026-Q1")] == 15_000
    assert found[("ana", "2026-Q2")] is None
    assert ("bo", "2026-Q1") not in found
    assert ("bo", "2026-Q2") in found


def test_a_quota_is_read_for_each_period() -> None:
    case = b.Case((b.commission("10%"),), (b.attainment_measure(),))

    assert of(case, "quota.new") == {
        ("ana", "2026-Q1"): 30_000,
        ("ana", "2026-Q2"): None,
        ("ana", "2026-Q3"): None,
        ("ana", "2026-Q4"): None,
        ("bo", "2026-Q2"): 10_000,
    }


def test_a_reading_has_its_steps() -> None:
    case = b.Case((b.commission("10%"),), (b.attainment_measure(),))
    step = reading_step(
        case.program, case.plan, b.snapshot(ROWS), b.CALENDAR, b.d("12-31"), "attainment", "ana", "D2#1"
    )

    assert step is not None
    assert step.sentence == "attainment: 150.00 USD of 2 new credits \u00f7 quota new 300.00 USD = 50%"
