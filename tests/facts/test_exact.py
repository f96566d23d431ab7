"""Amounts are read digit by digit: the same whole number as by exact fractions, on any mark and currency."""

from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.facts.decimals import read_units
from comp.facts.mapping import MoreDecimals
from comp.language.money import Rounding, strike


def units(
    text: str, places: int, decimal: str = ".", thousands: str = "", more: MoreDecimals = MoreDecimals.REFUSE
) -> int | None:
    frame = pl.DataFrame({"text": [text], "places": [places]})
    found = frame.select(read_units(pl.col("text"), pl.col("places"), decimal, thousands, more))
    return found.to_series().struct.field("units")[0]


@pytest.mark.parametrize(
    ("text", "places", "decimal", "thousands", "expected"),
    [
        ("1234.56", 2, ".", "", 123456),
        ("1,234.56", 2, ".", ",", 123456),
        ("1.234,56", 2, ",", ".", 123456),
        ("1'234.50", 2, ".", "'", 123450),
        ("1 234", 0, ".", " ", 1234),
        ("-0.05", 2, ".", "", -5),
        ("(12.30)", 2, ".", "", -1230),
        ("12.30-", 2, ".", "", -1230),
        ("+12.3", 2, ".", "", 1230),
        ("12.300000", 2, ".", "", 1230),
        ("007", 2, ".", "", 700),
        ("1.234", 3, ".", "", 1234),
        ("9000000000000000", 0, ".", "", 9000000000000000),
        ("12,34.56", 2, ".", ",", None),
        ("1,234,56", 2, ".", ",", None),
        ("1234,567.00", 2, ".", ",", None),
        ("--5", 2, ".", "", None),
        ("-5-", 2, ".", "", None),
        ("(-5)", 2, ".", "", None),
        ("5.", 2, ".", "", None),
        ("1.2.3", 2, ".", "", None),
        ("0x10", 2, ".", "", None),
        ("1_000", 2, ".", "", None),
        ("99999999999999999999", 2, ".", "", None),
    ],
)
def test_an_amount_is_read_or_not_at_all(
    text: str, places: int, decimal: str, thousands: str, expected: int | None
) -> None:
    assert units(text, places, decimal, thousands) == expected


@settings(max_examples=60, deadline=None)
@given(
    whole=st.integers(0, 10**12),
    decimals=st.text("0123456789", max_size=12),
    sign=st.sampled_from(["", "-"]),
    places=st.integers(0, 4),
    mode=st.sampled_from([MoreDecimals.HALF_EVEN, MoreDecimals.HALF_UP, MoreDecimals.DOWN]),
)
def test_rounding_agrees_with_exact_fractions(
    whole: int, decimals: str, sign: str, places: int, mode: MoreDecimals
) -> None:
    text = f"{sign}{whole}.{decimals}" if decimals else f"{sign}{whole}"
    exact = Fraction(text.removesuffix(".")) * 10**places
    assert units(text, places, more=mode) == strike(exact, Rounding(mode.value))
    refused = units(text, places)
    assert refused == (exact.numerator if exact.denominator == 1 else None)


@pytest.mark.parametrize(
    ("text", "half_even", "half_up", "down"),
    [
        ("10.125", 1012, 1013, 1012),
        ("10.135", 1014, 1014, 1013),
        ("-10.125", -1012, -1013, -1012),
        ("10.12501", 1013, 1013, 1012),
        ("10.1249", 1012, 1012, 1012),
        ("9.999", 1000, 1000, 999),
    ],
)
def test_half_a_cent_goes_where_the_rule_says(text: str, half_even: int, half_up: int, down: int) -> None:
    modes = (MoreDecimals.HALF_EVEN, MoreDecimals.HALF_UP, MoreDecimals.DOWN)
    assert [units(text, 2, more=mode) for mode in modes] == [half_even, half_up, down]
