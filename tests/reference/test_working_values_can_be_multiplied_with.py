"""A value that a line is calculated with is shown precisely enough to be worked through by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from comp.reference.wording import Style, working_text


@pytest.mark.parametrize(
    ("value", "style", "text"),
    [
        # 72/1700 = 4.2352941…%: 8,320.71 times 4.235294% is 352.40…, as the line says; times 4.23% it is not.
        (Fraction(72, 1700), Style.PERCENT, "4.235294…%"),
        (Fraction(15, 100), Style.PERCENT, "15%"),
        (Fraction(11, 10), Style.FACTOR, "1.10"),
        (Fraction(2, 3), Style.FACTOR, "0.666666…"),
        (Fraction(-1, 3), Style.PERCENT, "-33.333333…%"),
        (Fraction(5), Style.PLAIN, "5"),
    ],
)
def test_six_decimals_and_a_mark_where_there_are_more(value: Fraction, style: Style, text: str) -> None:
    assert working_text(value, style) == text
