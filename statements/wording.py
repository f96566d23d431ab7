"""Amounts, dates, shares and numbers as the workspace's locale writes them; exact, never through a float."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_currency,
    format_decimal,
    get_decimal_symbol,
    get_group_symbol,
)

from comp.errors import CompError
from comp.language.money import Money, digits
from comp.reference.speech import Speech, speaking
from statements.words import LANGUAGES

# Where offices print on US Letter (Unicode CLDR, supplemental data, paperSize); all others use A4.
_LETTER_PAPER = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())

# Babel writes this one whatever the locale's own is, and a proof says how its figures are written.
MINUS = "-"

_FIGURE = re.compile("[#0,.]+")  # of a pattern
_LETTER_BY_DIGIT = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Wording:
    """Writes values for one locale."""

    locale: Locale

    @classmethod
    def of(cls, name: str) -> Wording:
        """Read a locale's name, `en_US` or `de-DE`.

        Raises:
            CompError: no such locale.
        """
        try:
            return cls(Locale.parse(name.replace("-", "_")))
        except (UnknownLocaleError, ValueError) as error:
            raise CompError(f"there is no locale {name!r}; write one like en_US or de_DE") from error

    @property
    def paper(self) -> str:
        """The paper that the locale's territory prints on, as CSS names it."""
        return "letter" if self.locale.territory in _LETTER_PAPER else "A4"

    @property
    def days(self) -> Locale:
        """The locale that writes days: where the words of the page are English for want of others, theirs.

        The name of a month in another script would stand in an English sentence, and turn its order round.
        """
        return self.locale if self.locale.language in LANGUAGES else Locale("en", "001")

    def speaking(self) -> AbstractContextManager[Speech]:
        """Let sentences be said in the locale's language and with its signs, inside a `with` block."""
        return speaking(
            str(self.locale),
            group=get_group_symbol(self.locale),
            decimal=get_decimal_symbol(self.locale),
            minus=MINUS,
            percent=self.percent,
        )

    @property
    def percent(self) -> str:
        """How the locale writes a percentage: `{number}%`, in German with a space that does not break."""
        positive, _, _ = self.locale.percent_formats[None].pattern.partition(";")
        return _FIGURE.sub("{number}", positive)

    def money(self, amount: Money) -> str:
        """An amount with its currency: `$1,234.56`, `1.234,56 EUR`."""
        return _apart(
            format_currency(exact_decimal(amount), amount.currency, locale=self.locale, currency_digits=True)
        )

    def amount(self, amount: Money) -> str:
        """An amount in a column whose head names the currency: `1,234.56`."""
        places = digits(amount.currency)
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return format_decimal(exact_decimal(amount), format=pattern, locale=self.locale)

    def brief_money(self, amount: Money) -> str:
        """An amount with its currency, without decimals where it is whole: `$350,000`."""
        exact = exact_decimal(amount)
        if amount.minor % 10 ** digits(amount.currency):
            return self.money(amount)
        pattern = self.locale.currency_formats["standard"].pattern.replace("0.00", "0")
        return _apart(
            format_currency(exact, amount.currency, format=pattern, locale=self.locale, currency_digits=False)
        )

    def month(self, day: date) -> str:
        """The month of a day: `March 2026`."""
        return format_skeleton("yMMMM", day, locale=self.days)

    def count(self, number: int) -> str:
        """A whole number of things: `5,000`."""
        return format_decimal(number, locale=self.locale)

    def day(self, day: date) -> str:
        """A date in the locale's medium form: `Mar 31, 2026`."""
        return format_date(day, format="medium", locale=self.days)

    def number(self, value: Fraction) -> str:
        """A count or factor, to nine decimals at most, the last one rounded half even."""
        return format_decimal(_to_places(value, 9), format="#,##0.#########", locale=self.locale)

    def factor(self, value: Fraction) -> str:
        """A factor with two decimals at least, and nine at most: 0.9 is `0.90`."""
        return format_decimal(_to_places(value, 9), format="#,##0.00#######", locale=self.locale)

    def share(self, value: Fraction) -> str:
        """A ratio as a percentage, cut after two decimals like in the sentences: 2/3 is `66.66%`.

        Cut, so that what has not reached a bound never looks as if it had.
        """
        cut = int(value * 10_000)
        pattern = "#,##0" if cut % 100 == 0 else "#,##0.00"
        number = format_decimal(_to_places(Fraction(cut, 100), 2), format=pattern, locale=self.locale)
        return self.percent.format(number=number)

    def rate(self, value: Fraction) -> str:
        """A ratio as an exact percentage, to seven decimals at most: 0.07125 is `7.125%`."""
        number = format_decimal(_to_places(value * 100, 7), format="#,##0.#######", locale=self.locale)
        return self.percent.format(number=number)

    def quantity(self, value: Money | Fraction | None) -> str:
        """Money or a number, an en dash where there is none."""
        match value:
            case Money():
                return self.money(value)
            case Fraction():
                return self.number(value)
            case None:
                return "\N{EN DASH}"


def _apart(money: str) -> str:
    """A code of letters with a space to the digits that does not break, as Unicode's locale data ask for."""
    return _LETTER_BY_DIGIT.sub("\N{NO-BREAK SPACE}", money)


def exact_decimal(amount: Money) -> Decimal:
    """The amount in its major unit, exactly: 123456 minor units of USD are 1234.56."""
    sign, figures, _ = Decimal(amount.minor).as_tuple()
    return Decimal((sign, figures, -digits(amount.currency)))


def _to_places(value: Fraction, places: int) -> Decimal:
    scaled = round(value * 10**places)  # an int: Fraction rounds half to even, exactly
    sign, figures, _ = Decimal(scaled).as_tuple()
    return Decimal((sign, figures, -places))
