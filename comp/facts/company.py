"""The company file `comp.toml`: who pays, in which currency and calendar, and how pay is settled.

Settlement says when and to whom pay goes, never how much.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from comp.facts.currencies import is_currency
from comp.facts.settings import Settings
from comp.frozen import frozen
from comp.language.calendar import Calendar
from comp.language.money import Rounding
from comp.language.week_year import WeekYear


class WeekendRule(StrEnum):
    """Where a pay date that falls on a Saturday or Sunday goes."""

    BEFORE = "before"
    AFTER = "after"
    SAME = "same"


@frozen
class Settlement:
    """When a period is paid, under which payroll codes, by which legal entity and for which cost centre.

    A period is paid `months_after` months after its last month, on `day` (the month's last day where it is
    shorter). `earning_codes` are keyed by `pay` or `plan.pay`; `default` stands for others. `entity_by` is
    the column of `assignment` whose values `entities` turns into legal entities, and `cost_centre_by` the one
    whose values `cost_centres` turns into cost centres. `layouts` holds what the company sets for a payroll
    layout, by the layout's name.
    """

    months_after: int = 1
    day: int = 15
    on_weekend: WeekendRule = WeekendRule.BEFORE
    earning_codes: dict[str, str] = field(default_factory=dict[str, str])
    entity_by: str = ""
    default_entity: str = ""
    entities: dict[str, str] = field(default_factory=dict[str, str])
    cost_centre_by: str = ""
    default_cost_centre: str = ""
    cost_centres: dict[str, str] = field(default_factory=dict[str, str])
    layouts: dict[str, dict[str, str | dict[str, str]]] = field(
        default_factory=dict[str, "dict[str, str | dict[str, str]]"]
    )

    def earning_code(self, plan: str, pay: str) -> str | None:
        """Payroll's code for a pay of a plan; None where neither it nor a default is written."""
        codes = self.earning_codes
        return codes.get(f"{plan}.{pay}") or codes.get(pay) or codes.get("default")

    def legal_entity(self, attribute: str | None) -> str:
        """The legal entity for the payee's value of the column `entity_by`."""
        return self.entities.get(attribute or "", self.default_entity)

    def cost_centre(self, attribute: str | None) -> str:
        """The cost centre for the payee's value of the column `cost_centre_by`."""
        return self.cost_centres.get(attribute or "", self.default_cost_centre)


@frozen
class StatementSettings:
    """What the company adds to its statements, each blank for none.

    `logo` and `letter` are files beside comp.toml, `ask` says whom to ask, in the company's own words.
    `columns` says, by source, which columns of a fact are shown beside its id; `account.name` is the name
    in the row that the column `account` refers to.
    """

    logo: str = ""
    letter: str = ""
    ask: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])


@frozen
class ApprovalSettings:
    """Whether `comp post` asks for approved statements; the service always does."""

    before_posting: bool = False


@frozen
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
    statements: StatementSettings = field(default_factory=StatementSettings)
    approval: ApprovalSettings = field(default_factory=ApprovalSettings)


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
    statements = settings.table("statements")
    approval = settings.table("approval")
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
        statements=_statements(statements),
        approval=_approval(approval),
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
    entity_by, default_entity, entities = _assigned(settings, "legal_entities", company)
    centre_by, default_centre, centres = _assigned(settings, "cost_centres", "")
    layouts = _layouts(settings.table("layouts"))
    settings.finish()
    return Settlement(
        *(months, day, weekend, codes),
        entity_by=entity_by,
        default_entity=default_entity,
        entities=entities,
        cost_centre_by=centre_by,
        default_cost_centre=default_centre,
        cost_centres=centres,
        layouts=layouts,
    )


def _assigned(settings: Settings, key: str, default: str) -> tuple[str, str, dict[str, str]]:
    """A name that follows from an assignment: the column, the name of all others, and a name per value."""
    table = settings.table(key)
    if table is None:
        return "", default, {}
    by, default, names = table.get("by", str, ""), table.get("default", str, default), table.words("names")
    if names and not by:
        table.fail("names", "'by' is missing: the column of `assignment` whose values these are")
    table.finish()
    return by, default, names


def _layouts(settings: Settings | None) -> dict[str, dict[str, str | dict[str, str]]]:
    """What is set for each layout: a text, or a text for each legal entity."""
    found: dict[str, dict[str, str | dict[str, str]]] = {}
    for name in () if settings is None else settings.values:
        one = settings.table(name) if settings else None
        if one is not None:
            found[name] = {
                key: one.words(key) if isinstance(value, dict) else one.need(key, str)
                for key, value in one.values.items()
            }
    return found


def _statements(settings: Settings | None) -> StatementSettings:
    if settings is None:
        return StatementSettings()
    result = StatementSettings(
        logo=settings.get("logo", str, ""),
        letter=settings.get("letter", str, ""),
        ask=settings.get("ask", str, ""),
        columns=_columns(settings.table("columns")),
    )
    settings.finish()
    return result


def _approval(settings: Settings | None) -> ApprovalSettings:
    if settings is None:
        return ApprovalSettings()
    result = ApprovalSettings(before_posting=settings.get("before_posting", bool, default=False))
    settings.finish()
    return result


def _columns(settings: Settings | None) -> dict[str, tuple[str, ...]]:
    """The columns that are shown of a source's facts, such as `deal = ["account.name", "kind"]`."""
    return {} if settings is None else {source: settings.texts(source) for source in settings.values}
