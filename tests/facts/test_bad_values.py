"""Each value that cannot be what it says is refused, told where it stands, and nothing is stored."""

import pytest

from comp.facts import FactsRefused, Outcome
from tests.facts.company import COMPANY, DEAL_ROWS, Company, only, refused

ROWWISE = 'file = "deal.csv"\non_fault = "refuse row"\n'


def row(**changes: str) -> str:
    """A good deal but for what is changed."""
    values = {
        "id": "D9",
        "account": "A1",
        "owner": "ana",
        "kind": "new",
        "booked_on": "2026-02-10",
        "currency": "USD",
        "value": "10.00",
        "share": "",
    } | changes
    return ",".join(f'"{value}"' for value in values.values()) + "\n"


def test_the_company_of_these_tests_has_no_fault(company: Company) -> None:
    report = company.check()
    assert report.findings == ()
    assert report.rows["deal"].kept == 2


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"booked_on": "2026-02-30"}, "date-unreadable", "not one day that exists"),
        ({"booked_on": "2026-2-3"}, "date-unreadable", "YYYY-MM-DD"),
        ({"value": "1,234.56"}, "amount-unreadable", "does not fit the marks"),
        ({"value": "1.234,56"}, "amount-unreadable", "does not fit the marks"),
        ({"value": "1e3"}, "amount-unreadable", "exponent"),
        ({"value": "NaN"}, "amount-unreadable", "not a number"),
        ({"value": "-inf"}, "amount-unreadable", "not a number"),
        ({"value": "$10.00"}, "amount-unreadable", "is not a number"),
        ({"value": "١٢.00"}, "amount-unreadable", "is not a number"),
        ({"value": "10.001"}, "amount-decimals", "more decimals than its currency"),
        ({"value": "10.5", "currency": "JPY"}, "amount-decimals", "more decimals"),
        ({"value": "90000000000000.01"}, "amount-too-large", "too large"),
        ({"value": "9" * 40}, "amount-too-large", "too large"),
        ({"value": ""}, "blank", "is blank"),
        ({"share": "0.1234567891"}, "number-decimals", "nine"),
        ({"share": "abc"}, "number-unreadable", "is not a number"),
        ({"kind": "newish"}, "unknown-choice", "choices"),
        ({"currency": "DEM"}, "unknown-currency", "ISO 4217"),
        ({"owner": "nobody"}, "unknown-payee", "assignment or people"),
        ({"account": "A77"}, "unknown-reference", "source 'account'"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    company: Company, changes: dict[str, str], code: str, words: str
) -> None:
    report = company.deals(DEAL_ROWS + row(**changes))
    finding = only(report, code)
    assert (finding.source, finding.file, finding.row, finding.outcome) == (
        "deal",
        "deal.csv",
        4,
        Outcome.REFUSED,
    )
    assert words in finding.reason
    assert finding.column == next(iter(changes))
    assert report.stops == ("deal",)
    assert (report.rows["deal"].kept, report.rows["deal"].refused) == (2, 1)
    with pytest.raises(FactsRefused):
        company.view()
    assert company.stored() == []


def test_a_word_that_is_near_a_choice_is_suggested(company: Company) -> None:
    assert "did you mean 'expansion'" in only(company.deals(row(kind="expanson")), "unknown-choice").remedy


def test_a_key_that_stands_twice_refuses_both_rows(company: Company) -> None:
    report = company.deals(row() + row(value="11.00"))
    assert [(each.code, each.row) for each in refused(report)] == [("duplicate-key", 2), ("duplicate-key", 3)]


def test_one_fault_refuses_the_whole_file_unless_the_mapping_says_otherwise(company: Company) -> None:
    company.deals(DEAL_ROWS + row(value="x"), 'file = "deal.csv"\nallow_refused = true\n')
    with pytest.raises(FactsRefused, match="deal"):
        company.view()


def test_a_run_goes_on_without_refused_rows_where_that_is_allowed(company: Company) -> None:
    report = company.deals(DEAL_ROWS + row(value="x"), ROWWISE + "allow_refused = true\n")
    assert report.stops == ()
    view = company.view()
    assert [each["id"] for each in view.snapshot.rows("deal")] == ["D1", "D2"]
    assert view.report.refused["value"].to_list() == ["x"]
    # The next run imports nothing and still tells of the row.
    again = company.view().report
    assert again.findings == view.report.findings
    assert again.refused.equals(view.report.refused)


def test_the_company_can_allow_refused_rows_for_every_source(company: Company) -> None:
    company.write("comp.toml", COMPANY + "allow_refused = true\n")
    assert company.deals(row(value="x")).stops == ()


def test_ten_thousand_faults_are_counted_and_the_first_hundred_shown(company: Company) -> None:
    report = company.deals("".join(row(id=f"D{number}", value="x") for number in range(10_000)))
    shown = [each.row for each in report.findings if each.code == "amount-unreadable"]
    assert shown == list(range(2, 102))
    assert report.counts["deal", "amount-unreadable", Outcome.REFUSED] == 10_000
    assert report.refused.height == 10_000


def test_a_number_beyond_the_range_of_billionths_is_refused(company: Company) -> None:
    assert only(company.deals(row(share="9999999999")), "number-too-large").value == "9999999999"


def test_an_amount_near_the_limit_is_taken_and_shown(company: Company) -> None:
    report = company.deals(row(value="89999999999999.99"))
    assert only(report, "amount-near-limit").outcome is Outcome.SUSPICIOUS
    assert report.stops == ()


def test_a_quota_of_zero_is_suspicious(company: Company) -> None:
    company.write(
        "data/quota.csv", "id,payee,name,starts_on,ends_on,amount\nQ1,ana,new,2026-01-01,2026-03-31,0.00\n"
    )
    report = company.check()
    assert only(report, "quota-zero").outcome is Outcome.SUSPICIOUS
    assert report.stops == ()


def test_rows_alike_but_for_their_key_are_suspicious(company: Company) -> None:
    report = company.deals(row(id="D1") + row(id="D2"))
    assert {each.code for each in report.findings} == {"rows-alike"}
    assert report.count_of(Outcome.SUSPICIOUS) == 2


def test_an_unknown_reference_may_be_taken_as_suspicious(company: Company) -> None:
    report = company.deals(row(account="A77"), ROWWISE + 'unknown = "suspicious"\n')
    assert only(report, "unknown-reference").outcome is Outcome.SUSPICIOUS
    assert report.rows["deal"].kept == 1
