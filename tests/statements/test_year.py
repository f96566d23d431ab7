"""The year to date, and what of it was paid.

The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00, March D3 20.00 less the
40.00 of D2 that are taken back.
"""

from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.language.money import Money
from comp.runs import Run, corrections
from statements.view import YearToDate
from tests.runs import tiny
from tests.statements.tiny_issue import paid_run, statement


@pytest.fixture(name="company")
def _company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "w")


def usd(cents: int) -> Money:
    return Money(cents, "USD")


def year_of(folder: Path, done: Run, *paid: Run, payee: str = "ana") -> YearToDate:
    [year] = statement(folder, done, payee, paid).years
    return year


def test_the_year_holds_what_earlier_periods_paid(company: Path) -> None:
    year = year_of(company, paid_run(company, "2026-03"))

    # 60 + 80 + 20 - 40
    assert (year.since, year.earned, year.payable) == (date(2026, 1, 1), usd(120_00), usd(120_00))
    assert (year.paid_before, year.changed_since) == (None, None)


def test_what_earlier_runs_paid_and_this_one_make_the_year(company: Path) -> None:
    paid = [paid_run(company, "2026-01"), paid_run(company, "2026-02")]

    year = year_of(company, paid_run(company, "2026-03"), *paid)

    # 60 + 80 were paid, -20 is payable now: nothing of the 120 is left.
    assert (year.paid_before, year.changed_since) == (usd(140_00), None)


def test_the_pay_date_is_the_companys_for_the_last_day_paid(company: Path) -> None:
    # The 15th of the month after January 2026 is a Sunday; the Friday before it is the 13th.
    assert statement(company, paid_run(company, "2026-01")).paid_on == date(2026, 2, 13)


def test_what_changed_since_it_was_paid_stands_apart_until_a_correction_pays_it(company: Path) -> None:
    january = paid_run(company, "2026-01")
    deals = company / "data" / "deal.csv"
    deals.write_text(deals.read_text().replace("D1,ana,2026-01-15,USD,600", "D1,ana,2026-01-15,USD,700"))
    february = paid_run(company, "2026-02")

    # D1 is worth 70 now, of which 60 were paid; February pays D2 30 + 60 by what is known now.
    year = year_of(company, february, january)
    assert (year.payable, year.paid_before, year.changed_since) == (usd(160_00), usd(60_00), usd(10_00))
    assert year.with_this == usd(90_00)  # 160 - 60 - 10

    corrected, _ = corrections(Workspace.open(company), january, february)
    year = year_of(company, february, january, corrected)
    assert (year.paid_before, year.changed_since) == (usd(70_00), None)


def test_the_companys_year_is_that_of_its_calendar(company: Path) -> None:
    with (company / "comp.toml").open("a", encoding="utf-8") as file:
        file.write("[calendar]\nyear_starts_month = 4\n")
    tiny.add(company, "quota", "Q2,ana,new_business,2026-04-01,2026-06-30,USD,1000.00,,")
    tiny.add(company, "deal", "D5,ana,2026-04-10,USD,100.00", "D6,ana,2026-05-10,USD,50.00")
    done = paid_run(company, "2026-05")

    # A tenth of D5 and of D6; the 120 that Ana had at the end of March are the year's before.
    year = year_of(company, done)
    assert (year.since, year.earned) == (date(2026, 4, 1), usd(15_00))

    with pytest.raises(CompError, match="is not of the year 2027"):
        statement(company, done, paid=[paid_run(company, "2026-03")])


def test_a_week_across_the_years_first_day_is_of_the_year_in_which_it_is_paid(company: Path) -> None:
    with (company / "comp.toml").open("a", encoding="utf-8") as file:
        file.write("[calendar]\nyear_starts_month = 4\n")
    weekly = tiny.PLAN.replace("payout             monthly", "payout             weekly").replace(
        "performance period quarter", "performance period week, from 2026-01-05"
    )
    (company / "plans" / "ae_2026.plan").write_text(weekly, encoding="utf-8")
    tiny.add(company, "deal", "D5,ana,2026-03-31,USD,100.00", "D6,ana,2026-04-08,USD,50.00")
    tiny.add(company, "quota", "Q2,ana,new_business,2026-03-30,2026-06-30,USD,1000000.00,,")
    first, second = paid_run(company, "2026-03-30+1w"), paid_run(company, "2026-04-06+1w")

    year = year_of(company, second, first)

    # A tenth, far below the quota of a week: D5 of 31 March is paid on 5 April, D6 a week later.
    assert (year.since, year.payable) == (date(2026, 4, 1), usd(15_00))
    assert (year.paid_before, year.changed_since) == (usd(10_00), None)


def test_a_plan_that_this_run_does_not_pay_counts_up_to_its_last_payout(company: Path) -> None:
    quarterly = tiny.PLAN.replace("plan ae_2026", "plan se_2026").replace(
        "payout             monthly", "payout             quarterly"
    )
    (company / "plans" / "se_2026.plan").write_text(quarterly, encoding="utf-8")
    tiny.add(company, "deal", "D5,ana,2026-04-10,USD,100.00")
    tiny.add(company, "quota", "Q2,ana,new_business,2026-04-01,2026-06-30,USD,1000.00,,")

    [total] = (made := statement(company, paid_run(company, "2026-04"))).totals
    [year] = made.years

    # April pays D5 10 under the monthly plan; the year has that, and 120 of the first quarter of each plan.
    assert total.payable == usd(10_00)
    assert year.payable == usd(250_00)
    # Both engines were asked for the quarterly plan too: the three lines of the quarter once, and the monthly
    # plan's three before April and four at its end, each earned and payable.
    assert made.basis.amounts_compared == 2 * (3 + 3 + 4)


def test_a_run_that_cannot_have_been_paid_before_is_refused(company: Path, tmp_path: Path) -> None:
    january, february, march = (paid_run(company, f"2026-0{n}") for n in (1, 2, 3))
    quarter = paid_run(company, "2026-Q1")
    other = tiny.workspace(tmp_path / "other")
    (other / "comp.toml").write_text('[company]\nname = "Other"\ncurrency = "USD"\n', encoding="utf-8")

    for paid, reason in (
        ([march], "is this run itself"),
        ([january, january], "is named twice"),
        ([paid_run(other, "2026-01")], "is of Other, and this one of Tiny"),
        ([quarter], "both pay ae_2026"),
    ):
        with pytest.raises(CompError, match=reason):
            statement(company, march, paid=paid)
    with pytest.raises(CompError, match="ends after 2026-02"):
        statement(company, february, paid=[january, march])


def test_the_engines_are_compared_on_the_year_too(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from statements import year as module
    from statements.issue import EnginesDisagreeError

    quarterly = tiny.PLAN.replace("plan ae_2026", "plan se_2026").replace("monthly", "quarterly")
    (company / "plans" / "se_2026.plan").write_text(quarterly, encoding="utf-8")
    tiny.add(company, "deal", "D5,ana,2026-04-10,USD,100.00")
    done = paid_run(company, "2026-04")
    real = module.values

    def wrong(*args: object) -> object:
        before, after = real(*args)  # pyright: ignore[reportArgumentType] - passed on as they came
        return before, after.with_columns(earned_minor=after["earned_minor"] + 1)

    monkeypatch.setattr(module, "values", wrong)
    with pytest.raises(EnginesDisagreeError, match="se_2026"):
        statement(company, done)
