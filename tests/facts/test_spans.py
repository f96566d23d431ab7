"""Who reports to whom, and what holds when, is one thing on every day."""

from comp.facts import DataReport
from tests.facts.company import Company, only, refused

HEADER = "payee,role,manager,starts_on,ends_on\n"


def assignments(company: Company, rows: str) -> DataReport:
    people = (
        "ana,AE,,2020-01-01,2020-12-31\nbo,AE,,2020-01-01,2020-12-31\nmia,MANAGER,,2020-01-01,2020-12-31\n"
    )
    company.write("data/assignment.csv", HEADER + people + rows)
    return company.check()


def test_two_managers_on_one_day_refuse_both_rows(company: Company) -> None:
    report = assignments(company, "ana,AE,bo,2026-01-01,2026-03-31\nana,AE,mia,2026-03-31,\n")
    found = [(each.row, each.column, each.value) for each in refused(report)]
    assert found == [(5, "payee", "ana"), (6, "payee", "ana")]
    assert {each.code for each in refused(report)} == {"spans-overlap"}
    assert report.stops == ("assignment",)


def test_a_span_inside_a_longer_one_overlaps_though_another_lies_between(company: Company) -> None:
    rows = "ana,AE,,2026-01-01,2026-12-31\nana,AE,,2026-02-01,2026-02-28\nana,AE,,2026-06-01,2026-06-30\n"
    assert [each.row for each in refused(assignments(company, rows))] == [5, 6, 7]


def test_a_row_may_start_on_the_day_after_the_last_one_ended(company: Company) -> None:
    report = assignments(company, "ana,AE,bo,2026-01-01,2026-03-31\nana,AE,mia,2026-04-01,\n")
    assert report.findings == ()


def test_an_open_row_overlaps_whatever_comes_later(company: Company) -> None:
    report = assignments(company, "ana,AE,,2026-01-01,\nana,AE,,2027-01-01,\n")
    assert {each.row for each in refused(report)} == {5, 6}


def test_an_account_with_two_rows_on_one_day_is_refused(company: Company) -> None:
    company.write(
        "data/account.csv", "id,name,starts_on,ends_on\nA1,Acme,2025-01-01,\nA1,Acme Inc,2026-01-01,\n"
    )
    codes = {(each.source, each.code) for each in refused(company.check())}
    # The deals refer to an account of which no row is left.
    assert codes == {("account", "spans-overlap"), ("deal", "unknown-reference")}


def test_a_circle_of_managers_on_some_day_is_refused(company: Company) -> None:
    bo = "bo,AE,,2026-01-01,2026-02-28\nbo,AE,mia,2026-03-01,\n"
    rows = "ana,AE,bo,2026-01-01,\n" + bo + "mia,MANAGER,ana,2026-01-01,\n"
    found = [each for each in refused(assignments(company, rows)) if each.code == "manager-circle"]
    assert [each.row for each in found] == [5, 7, 8]
    assert "2026-03-01" in found[0].reason


def test_managers_who_change_places_without_a_common_day_are_no_circle(company: Company) -> None:
    rows = "ana,AE,bo,2026-01-01,2026-02-28\nbo,AE,ana,2026-03-01,\n"
    assert assignments(company, rows).findings == ()


def test_who_is_their_own_manager_is_refused(company: Company) -> None:
    assert only(assignments(company, "ana,AE,ana,2026-01-01,\n"), "manager-circle").row == 5


def test_a_span_that_ends_before_it_starts_is_refused(company: Company) -> None:
    report = assignments(company, "ana,AE,,2026-03-01,2026-02-01\n")
    assert only(report, "span-reversed").value == "2026-02-01"
