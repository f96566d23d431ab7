from datetime import date

import polars as pl

from comp.runs.difference import LINE_COLUMNS, VALUATION_COLUMNS, difference, no_lines
from comp.runs.spans import PaidSpan

MARCH = PaidSpan(date(2026, 3, 1), date(2026, 3, 31), date(2026, 2, 28), date(2026, 3, 31))


def line(
    name: str, earned: int | None, born_on: date, *, payable: int | None = None, fault: str | None = None
) -> dict[str, object]:
    paid = earned if payable is None else payable
    return {
        **dict.fromkeys(VALUATION_COLUMNS),
        "line_id": name, "plan": "p", "payee": "ana", "currency": "USD", "born_on": born_on,
        "earned_minor": earned, "payable_minor": paid, "fault": fault,
    }  # fmt: skip


def lines(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=VALUATION_COLUMNS)


def paid(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, tuple[int | None, int | None]]:
    found = difference(before, after, MARCH).select("line_id", "earned_minor", "payable_minor")
    return {name: (earned, payable) for name, earned, payable in found.iter_rows()}


def test_a_line_that_changes_pays_the_difference() -> None:
    # Decision 0001's example: 110 in January, 0 in February, then 90 at the end of March: -20.
    old = date(2026, 1, 10)

    assert paid(lines(line("D1", 110, old)), lines(line("D1", 90, old))) == {"D1": (-20, -20)}


def test_an_old_line_that_stays_is_left_out_and_a_new_one_is_kept_even_at_zero() -> None:
    before = lines(line("old", 50, date(2026, 2, 1)))
    after = lines(line("old", 50, date(2026, 2, 1)), line("new", 0, date(2026, 3, 31)))

    assert paid(before, after) == {"new": (0, 0)}


def test_a_released_hold_is_payable_and_not_earned_again() -> None:
    born = date(2026, 1, 10)

    assert paid(lines(line("D1", 100, born, payable=0)), lines(line("D1", 100, born))) == {"D1": (0, 100)}


def test_a_line_that_is_gone_keeps_its_row_with_nothing_after() -> None:
    [row] = difference(lines(line("D1", 70, date(2026, 1, 10))), no_lines(), MARCH).to_dicts()

    assert (row["earned_before_minor"], row["earned_after_minor"], row["earned_minor"]) == (70, 0, -70)
    assert row["payee"] == "ana"


def test_a_fault_has_no_amount_and_is_shown_once() -> None:
    born = date(2026, 1, 10)
    well, fault = lines(line("D1", 70, born)), lines(line("D1", None, born, fault="no quota"))

    assert paid(well, fault) == {"D1": (None, None)}
    assert paid(fault, fault) == {}


def test_a_fault_that_is_mended_had_paid_nothing() -> None:
    born = date(2026, 1, 10)

    assert paid(lines(line("D1", None, born, fault="no quota")), lines(line("D1", 70, born))) == {
        "D1": (70, 70)
    }


def test_lines_are_in_order_and_the_working_follows_the_fixed_columns() -> None:
    born = date(2026, 3, 2)
    after = lines(line("b", 1, born), line("a", 2, born)).with_columns(attainment=pl.lit("1/2"))

    found = difference(no_lines(), after, MARCH)

    assert found.columns == [*LINE_COLUMNS, "attainment"]
    assert found["line_id"].to_list() == ["a", "b"]
