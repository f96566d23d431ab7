"""The company file `comp.toml`: who pays, in which currency and calendar, and how pay is settled.

Settlement says when and to whom pay goes, never how much.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from comp.facts.currencies import is_currency
from comp.facts.settings import Settings
from comp.language.calendar import Calendar
from comp.language.money import Rounding
from comp.language.week_year import WeekYear


class WeekendRule(StrEnum):
    """Where a pay date that falls on a Saturday or Sunday goes."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Settlement:
    """When a period is paid, under which payroll codes, and by which legal entity.

    A period is paid `months_after` months after its last month, on `day` (the month's last day where it is
    shorter). `earning_codes` are keyed by `pay` or `plan.pay`; `default` stands for others. `entity_by` is
    the column of `assignment` whose values `entities` turns into legal entities.
    """

    months_after: int = 1
    day: int = 15
    on_weekend: WeekendRule = WeekendRule.BEFORE
    earning_codes: dict[str, str] = field(default_factory=dict[str, str])
    entity_by: str = ""
    default_entity: str = ""
    entities: dict[str, str] = field(default_factory=dict[str, str])

    def earning_code(self, plan: str, pay: str) -> str | None:
        """Payroll's code for a pay of a plan; None where neither it nor a default is written."""
        codes = self.earning_codes
        return codes.get(f"{plan}.{pay}") or codes.get(pay) or codes.get("default")

    def legal_entity(self, attribute: str | None) -> str:
        """The legal entity for the payee's value of the column `entity_by`."""
        return self.entities.get(attribute or "", self.default_entity)


@dataclass(frozen=True, slots=True)
class Company:
    """What `comp.toml` says."""

    name: str
    currency: str
    time_zone: ZoneInfo
    locale: str
    rounding: Rounding
    allow_refused: bool
    database: str
    calendar: Calendar
    settlement: Settlement


def read_company(path: Path) -> Company:
    """Read a `comp.toml`.

    Raises:
        WorkspaceError: a key is unknown, missing or not what it should be.
    """
    settings = Settings.read(path, path.name)
    company = settings.table("company")
    if company is None:
        settings.fail("", "the table [company] with name and currency is missing")
    calendar = settings.table("calendar")
    settlement = settings.table("settlement")
    settings.finish()
    name = company.need("name", str)
    result = Company(
        name=name,
        currency=_currency(company),
        time_zone=_time_zone(company),
        locale=_locale(company),
        rounding=Rounding(company.choice("rounding", list(Rounding), "half even")),
        allow_refused=company.get("allow_refused", bool, default=False),
        database=company.get("database", str, "sqlite:///.comp/comp.db"),
        calendar=_calendar(calendar),
        settlement=_settlement(settlement, name),
    )
    company.finish()
    return result


def _currency(company: Settings) -> str:
    code = company.need("currency", str)
    if not is_currency(code):
        company.fail("currency", f"{code!r} is not an ISO 4217 currency in use; expected a code such as USD")
    return code


def _time_zone(company: Settings) -> ZoneInfo:
    name = company.get("time_zone", str, "UTC")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        company.fail("time_zone", f"{name!r} is not a time zone; expected a name such as Europe/Berlin")


def _locale(company: Settings) -> str:
    name = company.get("locale", str, "en_US")
    try:
        Locale.parse(name)
    except (UnknownLocaleError, ValueError):
        company.fail("locale", f"{name!r} is not a locale; expected a name such as en_US or de_DE")
    return name


def _calendar(calendar: Settings | None) -> Calendar:
    if calendar is None:
        return Calendar()
    month = calendar.get("year_starts_month", int, 1)
    if not 1 <= month <= 12:
        calendar.fail("year_starts_month", f"expected a month from 1 to 12, not {month}")
    week_year = _week_year(calendar)
    calendar.finish()
    return Calendar(month, week_year=week_year)


def _week_year(calendar: Settings) -> WeekYear | None:
    """Such as `weeks = "4-4-5"` and `year_ends = "saturday nearest to the end of january"`."""
    pattern = calendar.choice("weeks", ["", "4-4-5", "4-5-4", "5-4-4"], "")
    ends = calendar.get("year_ends", str, "")
    if not pattern:
        if ends:
            calendar.fail("year_ends", 'this is for a year of weeks; write weeks = "4-4-5" beside it')
        return None
    days, months = ("|".join(name.lower() for name in names if name) for names in (day_name, month_name))
    match = re.fullmatch(rf"(?:last ({days}) of|({days}) nearest to the end of) ({months})", ends.lower())
    if match is None:
        calendar.fail(
            "year_ends",
            f"expected 'last saturday of january' or 'saturday nearest to the end of january', not {ends!r}",
        )
    weekday = [name.lower() for name in day_name].index(match[1] or match[2])
    month = [name.lower() for name in month_name].index(match[3])
    first, second, third = (int(weeks) for weeks in pattern.split("-"))
    return WeekYear((first, second, third), weekday, month, nearest=match[2] is not None)


def _settlement(settings: Settings | None, company: str) -> Settlement:
    if settings is None:
        return Settlement(default_entity=company)
    months, day = settings.get("months_after", int, 1), settings.get("day", int, 15)
    if not 0 <= months <= 24:
        settings.fail("months_after", f"expected 0 to 24 months, not {months}")
    if not 1 <= day <= 31:
        settings.fail("day", f"expected a day from 1 to 31, not {day}")
    weekend = WeekendRule(settings.choice("on_weekend", list(WeekendRule), "before"))
    codes = settings.words("earning_codes")
    entities = settings.table("legal_entities")
    settings.finish()
    if entities is None:
        return Settlement(months, day, weekend, codes, default_entity=company)
    by, default, names = (
        entities.get("by", str, ""),
        entities.get("default", str, company),
        entities.words("names"),
    )
    if names and not by:
        entities.fail("names", "'by' is missing: the column of `assignment` whose values these are")
    entities.finish()
    return Settlement(months, day, weekend, codes, by, default, names)
