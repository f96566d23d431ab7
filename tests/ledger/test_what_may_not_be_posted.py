# The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00, March 20.00 less 40.00.
from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.runs import load_run
from comp.workflow import PostingRefusedError
from tests.ledger.company import Company
from tests.records.databases import sqlite_url
from tests.runs import tiny

FEBRUARY, MARCH, APRIL, MAY = (date(2026, month, 2) for month in (2, 3, 4, 5))


@pytest.fixture
def url(tmp_path: Path, sqlite_template: Path) -> str:
    """What is refused is refused alike in both databases."""
    return sqlite_url(tmp_path, sqlite_template)


def refused(company: Company, run: Path, corrections: Path | None = None) -> str:
    rows = company.rows()
    with pytest.raises(CompError) as caught:
        company.posts(run, corrections)
    assert company.rows() == rows
    return str(caught.value)


def test_a_period_that_is_posted_is_not_posted_again_from_another_run(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")

    said = refused(company, company.runs("2026-01", MARCH, "again"))

    assert (
        "plan ae_2026 is posted up to 2026-01-31 (run of 2026-01), and this run pays it from 2026-01-01"
        in said
    )


def test_a_run_of_a_quarter_is_not_posted_over_its_months(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))

    assert "pays it from 2026-01-01" in refused(company, company.runs("2026-Q1", APRIL))


def test_a_period_that_was_left_out_shows_as_lines_without_an_entry(company: Company) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))
    march = company.runs("2026-03", APRIL)

    found = company.previews(march)

    # D2 is worth 40.00 by now, and March alone would post the -40.00 of its claw back.
    assert [
        (line.line[-4:], line.before[0], line.now[0], line.value and line.value[0]) for line in found.open
    ] == [("D2#1", 0, -40_00, 40_00)]
    assert found.paid_before is None
    assert "D2#1 is worth 40.00 USD, and 0.00 before and -40.00 now" in refused(company, march)


def test_corrections_are_posted_beside_the_run_that_they_were_made_for(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)
    company.posts(january)
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", MARCH)
    corrections = company.corrects(january, february)
    company.change("deal", "D1,ana,2026-01-15,USD,700.00", "D1,ana,2026-01-15,USD,650.00")
    other = company.runs("2026-02", APRIL, "other")

    assert "paid beside another run of 2026-02" in refused(company, other, corrections)
    assert "is a run; 'comp run correct' writes corrections" in refused(company, february, january)
    assert "name it with --corrections" in refused(company, corrections)


def test_corrections_that_were_posted_are_not_posted_again(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)
    company.posts(january)
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", MARCH)
    corrections = company.corrects(january, february)
    company.posts(february, corrections)
    rows = company.rows()

    assert company.posts(february, corrections).entries == 0
    assert company.posts(february).entries == 0
    assert company.rows() == rows
    # And those that are made anew have nothing left to pay.
    assert company.corrected(january, february).lines.is_empty()


def test_corrections_without_a_line_are_no_batch(company: Company) -> None:
    january = company.runs("2026-01", FEBRUARY)
    company.posts(january)
    february = company.runs("2026-02", MARCH)

    done = company.posts(february, company.corrects(january, february))

    assert len(done.batches) == 1


def test_a_period_without_a_line_posts_nothing_however_often(company: Company) -> None:
    for source in ("deal", "cancellation"):
        file = company.path / "data" / f"{source}.csv"
        file.write_text(tiny.FACTS[source].splitlines()[0] + "\n", encoding="utf-8")

    for period, today in (("2026-01", FEBRUARY), ("2026-02", MARCH)):
        done = company.posts(company.runs(period, today))
        assert (done.batches, done.preview.may_be_posted) == ((), True)


def test_two_periods_whose_lines_are_the_same_are_not_taken_for_one(company: Company) -> None:
    # D1 alone goes from 60.00 to 50.00, back, and to 50.00 again: what February corrects, April does too.
    header, first_deal, *_ = tiny.FACTS["deal"].splitlines()
    (company.path / "data" / "deal.csv").write_text(f"{header}\n{first_deal}\n", encoding="utf-8")
    (company.path / "data" / "cancellation.csv").write_text(
        tiny.FACTS["cancellation"].splitlines()[0] + "\n", encoding="utf-8"
    )
    company.posts(company.runs("2026-01", FEBRUARY))
    values = ("600.00", "500.00", "600.00", "500.00")
    periods = (("2026-01", FEBRUARY), ("2026-02", MARCH), ("2026-03", APRIL), ("2026-04", MAY))
    for place in (1, 2, 3):
        company.change("deal", f"2026-01-15,USD,{values[place - 1]}", f"2026-01-15,USD,{values[place]}")
        before, run = company.folder(periods[place - 1][0]), company.runs(*periods[place])
        corrections = company.corrects(before, run)
        if place < 3:
            company.posts(run, corrections)
    first, second = (load_run(company.folder(f"{month}-corrections")) for month in ("2026-02", "2026-04"))
    assert first.manifest.results_digest == second.manifest.results_digest

    assert "has line by line the amounts of the one of 2026-02" in refused(company, run, corrections)


def test_the_plans_of_past_years_are_kept(company: Company) -> None:
    other = tiny.PLAN.replace("plan ae_2026", "plan ae_two").replace('role is "AE"', 'role is "GUEST"')
    two = company.path / "plans" / "two.plan"
    two.write_text(other.split("example")[0], encoding="utf-8")
    tiny.add(company.path, "quota", "Q2,zoe,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    company.posts(company.runs("2026-01", FEBRUARY))
    two.unlink()

    said = refused(company, company.runs("2026-02", MARCH))

    assert "plan ae_two was posted before and is no longer among the plans" in said


def test_books_are_of_one_company(company: Company, tmp_path: Path) -> None:
    company.posts(company.runs("2026-01", FEBRUARY))
    other = Company(tiny.workspace(tmp_path / "other" / "w"), company.url)
    file = other.path / "comp.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Tiny"', '"Other"'), encoding="utf-8")

    with pytest.raises(PostingRefusedError, match="these are the books of Tiny"):
        other.posts(other.runs("2026-02", MARCH))
    with pytest.raises(CompError, match="is a run of Tiny, and the workspace is that of Other"):
        other.posts(company.folder("2026-01"))
