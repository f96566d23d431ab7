"""Columns hold exact objects, days and text, whatever the currency and however large the amount."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import polars as pl
import pytest

from comp.notebook.frames import Holds, amount, column, counted, frame, lines_frame, major, typed


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123450, "USD", "1234.50"),
        (-5, "USD", "-0.05"),
        (1234, "JPY", "1234"),
        (1234, "KWD", "1.234"),
        (0, "EUR", "0.00"),
        (10**40 + 1, "USD", "1" + "0" * 38 + ".01"),  # more digits than a decimal context keeps
    ],
)
def test_an_amount_is_a_decimal_with_the_currencys_digits(minor: int, currency: str, text: str) -> None:
    assert str(amount(minor, currency)) == text


def test_what_has_no_amount_is_none() -> None:
    assert amount(None, "USD") is None
    assert counted(None) is None


@pytest.mark.parametrize(
    ("billionths", "text"),
    [(250_000_000, "0.25"), (3_000_000_000, "3"), (-1, "-1E-9"), (100_000_000_000, "100"), (0, "0")],
)
def test_a_number_of_facts_is_a_decimal_without_idle_zeros(billionths: int, text: str) -> None:
    assert str(counted(billionths)) == text


def test_minor_units_that_are_no_whole_ones_stay_a_ratio() -> None:
    assert major(Fraction(1000, 3), "USD") == Fraction(10, 3)
    assert major(Fraction(1000, 3), "JPY") == Fraction(1000, 3)


def test_currencies_of_different_digits_stand_in_one_column() -> None:
    lines = pl.DataFrame({"currency": ["USD", "JPY", "KWD"], "earned_minor": [100, 100, None]})

    made = lines_frame(lines, ["currency", "earned_minor"])

    assert list(made.columns) == ["currency", "earned"]
    assert [str(value) for value in made["earned"]] == ["1.00", "100", "None"]
    assert made["earned"].isna().tolist() == [False, False, True]


def test_blanks_are_blank_in_every_kind_of_column() -> None:
    kinds = {
        "text": Holds.TEXT,
        "day": Holds.DAY,
        "count": Holds.COUNT,
        "truth": Holds.TRUTH,
        "exact": Holds.EXACT,
    }
    made = frame(kinds, [("a", date(2026, 1, 31), 2**62, True, Decimal("0.10")), (None,) * 5])

    assert made.isna().to_numpy().tolist() == [[False] * 5, [True] * 5]
    assert made["count"][0] == 2**62
    assert made["day"][0] == pd.Timestamp("2026-01-31")


def test_a_frame_without_rows_keeps_its_columns_and_their_types() -> None:
    made = frame({"id": Holds.TEXT, "on": Holds.DAY, "value": Holds.EXACT}, [])

    assert [str(kind) for kind in made.dtypes] == ["str", "datetime64[s]", "object"]
    assert made["value"].sum() == 0


def test_days_far_from_now_are_kept() -> None:
    assert column([date(9999, 12, 31), date(1, 1, 1)], Holds.DAY).dt.year.tolist() == [9999, 1]


def test_a_frame_of_objects_gets_types_where_a_column_has_one_kind() -> None:
    plain = pd.DataFrame(
        [("a", date(2026, 4, 1), 1, Decimal(1), "x"), ("b", date(2026, 4, 2), 2, Decimal(2), 3)],
        columns=["text", "day", "count", "amount", "mixed"],
        dtype=object,
    )

    assert [str(kind) for kind in typed(plain).dtypes] == [
        "str",
        "datetime64[s]",
        "Int64",
        "object",
        "object",
    ]


def test_a_decimal_does_not_mix_with_a_float_without_a_word() -> None:
    with pytest.raises(TypeError, match=r"Decimal.*float"):
        _ = column([Decimal("0.10")], Holds.EXACT) * 0.1
