"""Amounts and dates in the words of a locale, to the last digit."""

from datetime import date
from fractions import Fraction

import pytest

from comp.errors import CompError
from comp.language.money import Money
from statements.wording import Wording

AMERICAN, GERMAN = Wording.of("en_US"), Wording.of("de-DE")


def test_amounts_have_the_currencys_digits() -> None:
    assert AMERICAN.money(Money(123_456, "USD")) == "$1,234.56"
    assert AMERICAN.money(Money(1_234, "JPY")) == "¥1,234"
    assert AMERICAN.amount(Money(1_234_567, "KWD")) == "1,234.567"
    assert AMERICAN.amount(Money(-5, "USD")) == "-0.05"
    assert GERMAN.amount(Money(123_456, "EUR")) == "1.234,56"


def test_an_amount_beyond_what_a_float_holds_keeps_its_cents() -> None:
    # 2^53 + 1 cents: as a float it would end in .92
    assert AMERICAN.amount(Money(9_007_199_254_740_993, "USD")) == "90,071,992,547,409.93"


def test_shares_are_cut_so_that_a_bound_missed_does_not_look_reached() -> None:
    assert AMERICAN.share(Fraction(14, 15)) == "93.33%"
    assert AMERICAN.share(Fraction(2, 3)) == "66.66%"
    assert AMERICAN.share(Fraction(849_999, 1_000_000)) == "84.99%"
    assert AMERICAN.share(Fraction(-2, 3)) == "-66.66%"
    assert AMERICAN.share(Fraction(1)) == "100%"
    assert GERMAN.share(Fraction(1, 8)) == "12,50\u00a0%"


def test_dates_and_numbers_are_the_locales() -> None:
    assert AMERICAN.day(date(2026, 3, 31)) == "Mar 31, 2026"
    assert GERMAN.day(date(2026, 3, 31)) == "31.03.2026"
    assert AMERICAN.number(Fraction(25, 2)) == "12.5"
    assert AMERICAN.quantity(None) == "\N{EN DASH}"


def test_an_unknown_locale_is_named() -> None:
    with pytest.raises(CompError, match="no locale 'xx_YY'"):
        Wording.of("xx_YY")
