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
    assert AMERICAN.money(Money(1_234_567, "KWD")) == "KWD\u00a01,234.567"
    assert Wording.of("es_MX").money(Money(-1_234_567, "USD")) == "-USD\u00a012,345.67"
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


def test_money_on_an_axis_is_without_decimals_where_it_is_whole() -> None:
    assert AMERICAN.brief_money(Money(35_000_000, "USD")) == "$350,000"
    assert AMERICAN.brief_money(Money(35_000_050, "USD")) == "$350,000.50"
    assert GERMAN.brief_money(Money(35_000_000, "EUR")) == "350.000\u00a0€"
    assert AMERICAN.brief_money(Money(350, "JPY")) == "¥350"


def test_months_and_days_are_in_the_language_of_the_words() -> None:
    assert AMERICAN.month(date(2026, 3, 1)) == "March 2026"
    assert GERMAN.month(date(2026, 3, 1)) == "März 2026"
    assert Wording.of("ja_JP").month(date(2026, 3, 1)) == "2026年3月"
    # No catalog: the words of the page are English.
    assert Wording.of("pt_BR").day(date(2026, 3, 31)) == "31 Mar 2026"


def test_a_rate_is_exact_and_its_sign_the_locales() -> None:
    assert AMERICAN.rate(Fraction(57, 800)) == "7.125%"
    assert GERMAN.rate(Fraction(6, 100)) == "6\u00a0%"


def test_an_unknown_locale_is_named() -> None:
    with pytest.raises(CompError, match="no locale 'xx_YY'"):
        Wording.of("xx_YY")
