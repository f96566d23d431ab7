"""Rows that an example gives become facts, with what they may leave out."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from comp.facts import Snapshot
from comp.facts.example_facts import ExampleFactError, example_snapshot
from comp.language import load
from comp.language.calendar import Calendar
from comp.language.core import Example

TEMPLATE = Path(__file__).parents[2] / "comp" / "cli" / "template" / "plans"


def snapshot(source: str, *rows: dict[str, str], calendar: Calendar | None = None) -> Snapshot:
    program = load(sorted(TEMPLATE.glob("*.plan"))).program
    assert program is not None
    return example_snapshot(program, program.plans[0], Example("x", ((source, rows),), ()), calendar)


def test_a_deal_gets_a_key_a_currency_and_its_owner_an_assignment() -> None:
    facts = snapshot("deal", {"owner": "ana", "kind": "new", "first_year_value": "1,234.50 USD"})
    [deal] = facts.rows("deal")
    assert (deal["id"], deal["currency"], deal["first_year_value"]) == ("deal-1", "USD", 123450)
    [assignment] = facts.rows("assignment")
    assert (assignment["payee"], assignment["role"], assignment["starts_on"]) == ("ana", "AE", None)
    assert assignment["manager"] is None


def test_the_currency_of_a_row_is_that_of_its_amounts() -> None:
    [deal] = snapshot("deal", {"first_year_value": "5,000 JPY"}).rows("deal")
    assert (deal["currency"], deal["first_year_value"]) == ("JPY", 5000)


def test_a_quota_written_by_its_name_holds_for_every_period_of_the_plan() -> None:
    rows = list(snapshot("quota", {"payee": "ana", "new_business": "250,000.00 USD"}).rows("quota"))
    assert [(row["starts_on"], row["ends_on"]) for row in rows] == [
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 12, 31)),
    ]
    assert {row["amount"] for row in rows} == {25_000_000}


def test_numbers_are_read_exactly() -> None:
    [rate] = snapshot("rate", {"rate": "1.0825", "quoted_on": "2026-01-01"}).rows("rate")
    assert rate["rate"] == Fraction(433, 400)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"valu": "1"}, "no column 'valu'"),
        ({"first_year_value": "1,23.00 USD"}, "is not an amount"),
        ({"first_year_value": "1.005 USD"}, "more decimals"),
        ({"first_year_value": "1.00 USD", "currency": "EUR"}, "not in the row's currency"),
        ({"booked_on": "2026-02-30"}, "not a date that exists"),
        ({"booked_on": "20260210"}, "not a date that exists"),
        ({"kind": "newer"}, "not a choice"),
    ],
)
def test_a_row_that_cannot_be_read_says_where(row: dict[str, str], words: str) -> None:
    with pytest.raises(ExampleFactError, match=words):
        snapshot("deal", row)
