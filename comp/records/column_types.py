"""The kinds of columns, each of which refuses what is not exactly its own before it reaches a driver.

In SQLite every one is INTEGER or TEXT, which is all that its STRICT tables need; in PostgreSQL BIGINT, text
without a bound in the order of its bytes (as SQLite has it), DATE and TIMESTAMPTZ. No kind takes a float.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Text
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeDecorator, TypeEngine

from comp.records.errors import RefusedValueError

LARGEST: Final = 2**63 - 1
"""The largest whole number that both databases hold, and the smallest is one further below zero."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_RATIO: Final = re.compile(r"(-?[0-9]+)/([1-9][0-9]*)")
_MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"


def moment_text(in_utc: datetime) -> str:
    """A moment in UTC as it is kept and hashed: six decimals and a Z."""
    return in_utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _refuse(expected: str, value: object) -> RefusedValueError:
    """The kind of a value is told and never the value, which may be a name or a mail."""
    return RefusedValueError(
        f"a value of type {type(value).__name__} was given where the database holds {expected}"
    )


class Whole(TypeDecorator[int]):
    """A whole number of at most 64 bits: a count, a number in an order, minor units of a currency."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """BIGINT, and in SQLite INTEGER, which has 64 bits there."""
        return dialect.type_descriptor(sqlite.INTEGER() if dialect.name == "sqlite" else BigInteger())

    def process_bind_param(self, value: object, dialect: Dialect) -> int | None:
        """Refuse whatever is not an int, a bool among it."""
        del dialect
        if value is None:
            return None
        if type(value) is not int:
            raise _refuse("a whole number (minor units for an amount); only an int is one", value)
        if not -LARGEST - 1 <= value <= LARGEST:
            raise RefusedValueError(f"a whole number of {value.bit_length()} bits does not fit 64 bits")
        return value

    def process_literal_param(self, value: object, dialect: Dialect) -> str:
        """The digits, for statements that show their values."""
        return str(self.process_bind_param(value, dialect))


class Minor(Whole):
    """An amount in whole minor units; its currency stands beside it."""

    cache_ok = True


class Words(TypeDecorator[str]):
    """A text, without the characters that one of the two databases refuses."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """TEXT; in PostgreSQL text in the order of its bytes, so that both databases sort alike."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Text(collation="C"))

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Refuse what is no str."""
        del dialect
        if value is None:
            return None
        if not isinstance(value, str):
            raise _refuse("a text", value)
        return self.checked(str(value))

    def checked(self, value: str) -> str:
        """The text as it is stored.

        Raises:
            RefusedValueError: it holds a zero character or half of a letter.
        """
        if "\0" in value or not _is_unicode(value):
            raise RefusedValueError(
                "a text holds a zero character or half of a letter, which no database keeps"
            )
        return value

    def process_literal_param(self, value: object, dialect: Dialect) -> str:
        """The text in quotes, for statements that show their values."""
        return "'" + str(self.process_bind_param(value, dialect)).replace("'", "''") + "'"


def _is_unicode(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


class Digest(Words):
    """A SHA-256 as 64 digits of hexadecimal."""

    cache_ok = True

    def checked(self, value: str) -> str:
        """The digest.

        Raises:
            RefusedValueError: it is none.
        """
        if not _DIGEST.fullmatch(value):
            raise RefusedValueError(f"{value[:80]!r} is not a digest; expected 64 digits of hexadecimal")
        return value


class Day(TypeDecorator[date]):
    """A day; in SQLite text such as 2026-03-31. A moment is no day."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """DATE, and TEXT in SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: object, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's value
        """Refuse what is no date, a datetime among it."""
        if value is None:
            return None
        if type(value) is not date:
            raise _refuse("a day", value)
        return value.isoformat() if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:  # noqa: ANN401 - a driver's value
        """The day that was written."""
        del dialect
        return date.fromisoformat(value) if isinstance(value, str) else value


class Moment(TypeDecorator[datetime]):
    """A moment, given with a zone and kept in UTC; in SQLite text with six decimals and a Z."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TIMESTAMPTZ, and TEXT in SQLite."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: object, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's value
        """Refuse what is no datetime, and one without a zone."""
        if value is None:
            return None
        if not isinstance(value, datetime):
            raise _refuse("a moment", value)
        if value.utcoffset() is None:
            raise RefusedValueError("a moment without a time zone was given; the database holds UTC")
        in_utc = value.astimezone(UTC)
        return moment_text(in_utc) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401 - a driver's value
        """The moment that was written, in UTC."""
        del dialect
        if isinstance(value, str):
            return datetime.strptime(value, _MOMENT).replace(tzinfo=UTC)
        return None if value is None else value.astimezone(UTC)


class Ratio(TypeDecorator[Fraction]):
    """An exact ratio, as text such as `-3/8`."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT in both."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Text(collation="C"))

    def process_bind_param(self, value: object, dialect: Dialect) -> str | None:
        """Refuse what is no Fraction."""
        del dialect
        if value is None:
            return None
        if not isinstance(value, Fraction):
            raise _refuse("a ratio; only a Fraction is one", value)
        return f"{value.numerator}/{value.denominator}"

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Fraction | None:  # noqa: ANN401 - a driver's value
        """The ratio that was written."""
        del dialect
        if value is None:
            return None
        found = _RATIO.fullmatch(value)
        if found is None:
            raise RefusedValueError(f"the database holds {value[:40]!r} where a ratio such as 3/8 belongs")
        return Fraction(int(found[1]), int(found[2]))
