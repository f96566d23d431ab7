from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.runs import ExampleResult, run_examples
from tests.runs import tiny


def results(plan: str) -> list[ExampleResult]:
    loaded = load_texts({"ae_2026.plan": plan, "shared.plan": tiny.SHARED})
    assert loaded.program is not None, loaded.diagnostics
    return list(run_examples(loaded.program, Calendar()))


def test_an_example_that_both_engines_fulfil_passes() -> None:
    [result] = results(tiny.PLAN)

    assert result.passed
    assert [(one.text, one.engine, one.reference) for one in result.expectations] == [
        ("commission of D2", one.expected, one.expected) for one in result.expectations[:1]
    ] + [("total of ana", one.expected, one.expected) for one in result.expectations[1:]]


def test_a_wrong_expectation_fails_with_both_amounts_and_the_lines_that_made_it() -> None:
    [result] = results(tiny.PLAN.replace("commission of D2 = 80.00 USD", "commission of D2 = 79.99 USD"))

    assert not result.passed
    wrong, right = result.expectations
    assert wrong.problem == "expected 79.99 USD, calculated 80.00 USD"
    assert [line.line_id for line in wrong.lines] == ["ae_2026.commission:ana:D2#1"]
    assert right.passed


def test_an_expectation_on_a_day_reads_the_lines_of_that_day() -> None:
    plan = tiny.PLAN.replace("total of ana = 140.00 USD", "total of ana on 2026-01-31 = 60.00 USD")

    assert all(result.passed for result in results(plan))


def test_a_fault_is_in_no_total_and_is_named_where_the_expectation_fails() -> None:
    plan = tiny.PLAN.replace("| ana   | 1,000.00 USD |", "| bo    | 1,000.00 USD |")

    [result] = results(plan)
    [as_expected] = results(plan.replace("= 80.00 USD", "= 0.00 USD").replace("= 140.00 USD", "= 0.00 USD"))

    assert result.expectations[0].problem.startswith(
        "expected 80.00 USD, calculated 0.00 USD; ae_2026.commission:ana:D2#1 is a fault: "
    )
    assert as_expected.passed
