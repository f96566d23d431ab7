"""Every version of a fact can be had, with the day from which runs see it."""

from datetime import date

from comp.facts import Workspace
from comp.facts.history import RowVersion, VersionKind, history
from tests.facts.company import DEAL_HEADER, DEAL_ROWS, SOURCES, Company

JANUARY, FEBRUARY, MARCH = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)
D1, D2 = DEAL_ROWS.splitlines(keepends=True)


def versions(company: Company, key: str, source: str = "deal") -> list[RowVersion]:
    return history(Workspace.open(company.path).store, SOURCES[source], key)


def told(found: list[RowVersion]) -> list[tuple[str, date, object]]:
    return [(each.kind.value, each.recorded_on, each.values.get("value")) for each in found]


def test_a_row_is_new_then_changed_then_withdrawn(company: Company) -> None:
    company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D1.replace("1234.56", "99.00") + D2)
    company.view(today=FEBRUARY)
    company.write("data/deal.csv", DEAL_HEADER + D2)
    company.view(today=MARCH)

    found = versions(company, "D1")

    assert told(found) == [
        ("new", JANUARY, 1234_56),
        ("changed", FEBRUARY, 99_00),
        ("withdrawn", MARCH, None),
    ]
    assert [each.before.get("value") for each in found] == [None, 1234_56, 99_00]
    assert {each.extract for each in found} == {"full"}


def test_an_import_that_says_the_same_adds_no_version(company: Company) -> None:
    company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D1)
    company.view(today=FEBRUARY)

    assert [each.kind for each in versions(company, "D1")] == [VersionKind.NEW]


def test_a_delta_that_does_not_name_a_row_does_not_withdraw_it(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\nextract = "delta"\n')
    company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D2.replace("5000", "6000"))
    company.view(today=FEBRUARY)

    assert told(versions(company, "D1")) == [("new", JANUARY, 1234_56)]
    assert told(versions(company, "D2")) == [("new", JANUARY, 5000), ("changed", FEBRUARY, 6000)]


def test_a_row_with_a_day_of_its_own_is_recorded_then(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\nrecorded = "entered"\n')
    header = DEAL_HEADER.strip() + ",entered\n"
    company.write("data/deal.csv", header + D1.strip() + ",2026-01-15\n" + D2.strip() + ",2026-03-15\n")
    company.view(today=JANUARY)

    assert [each.recorded_on for each in versions(company, "D1")] == [JANUARY]
    assert [each.recorded_on for each in versions(company, "D2")] == [date(2026, 3, 15)]


def test_a_refused_row_is_told_with_what_was_at_fault(company: Company) -> None:
    company.write("data/deal.toml", 'file = "deal.csv"\non_fault = "refuse row"\nallow_refused = true\n')
    company.view(today=JANUARY)
    company.write("data/deal.csv", DEAL_HEADER + D1.replace("1234.56", "1e3") + D2)
    company.view(today=FEBRUARY)

    found = versions(company, "D1")

    # A full extract that refuses the row holds it no more.
    assert told(found) == [
        ("new", JANUARY, 1234_56),
        ("refused", FEBRUARY, "1e3"),
        ("withdrawn", FEBRUARY, None),
    ]


def test_every_span_of_a_state_is_a_row_of_its_own(company: Company) -> None:
    company.view(today=JANUARY)

    # Bo changes manager on 1 July.
    assert [each.row for each in versions(company, "bo", "assignment")] == [
        ("bo", date(2026, 1, 1)),
        ("bo", date(2026, 7, 1)),
    ]
