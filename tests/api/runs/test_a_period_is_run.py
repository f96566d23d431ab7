"""The job that runs a period, done within the test.

The company is that of tests/runs/tiny.py: ana is paid 10% up to a quota of 1,000.00 and 20% from there.
January pays 60.00 for D1, February 80.00 for D2. When D1 is found to be 700.00, it is worth 70.00, and D2
uses 300.00 at 10% and 300.00 at 20%: 30.00 + 60.00 = 90.00. February pays that, and beside it 10.00 for D1.
"""

import json
from threading import Event

import pytest

from api.jobs import run_job, worker
from comp.language.money import Money
from comp.workflow.jobs import JobState, take_next
from tests.api.runs.at_work import asked, change, current, done, posts, ran, recorded, told
from tests.api.served import Served


def test_a_run_is_recorded_with_its_statements_and_who_asked(served: Served) -> None:
    job = ran(served, "2026-01")

    assert job.state is JobState.DONE
    run = current(served, "2026-01")
    assert (run.results_digest, run.recorded_by) == (job.results_digest, served.user_ids["revops"])
    assert (run.statements, run.corrections) == (1, None)
    assert [total.payable for total in run.totals] == [Money(6000, "USD")]
    # Everybody's pay stands in it.
    assert (served.folder / run.folder).parent.stat().st_mode & 0o077 == 0


def test_what_was_imported_first_is_said_and_kept_in_the_chain(served: Served) -> None:
    first = ran(served, "2026-01")
    assert first.message == "Imported first, as the files had changed: assignment, cancellation, deal, quota."
    assert ran(served, "2026-02").message == ""
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    last = ran(served, "2026-01")
    assert last.message == "Imported first, as the files had changed: deal."

    entries = told(served, "facts.import")
    assert [(entry.actor, entry.subject) for entry in entries] == 2 * [
        (served.user_ids["revops"], "2026-04-03")
    ]
    assert json.loads(entries[1].details) == {"job": last.id, "sources": ["deal"]}


def test_the_same_run_again_is_the_same_run(served: Served) -> None:
    first, again = ran(served, "2026-01"), ran(served, "2026-01")

    assert again.state is JobState.DONE
    assert again.results_digest == first.results_digest
    assert len(recorded(served)) == 1
    assert len(told(served, "run.record")) == 1


def test_corrections_by_the_books_are_recorded_beside_the_run(served: Served) -> None:
    ran(served, "2026-01")
    posts(served, "2026-01")
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")

    job = ran(served, "2026-02")
    assert job.message.endswith("Corrections of what was paid before are recorded beside it.")
    run = current(served, "2026-02")
    assert [total.payable for total in run.totals] == [Money(9000, "USD")]
    assert run.corrections is not None
    assert [total.payable for total in run.corrections.totals] == [Money(1000, "USD")]
    posts(served, "2026-02")


def test_without_a_change_there_are_no_corrections(served: Served) -> None:
    ran(served, "2026-01")
    posts(served, "2026-01")

    assert ran(served, "2026-02").message == ""
    assert current(served, "2026-02").corrections is None


def test_a_period_after_a_gap_says_that_nothing_before_it_is_corrected(served: Served) -> None:
    ran(served, "2026-01")
    posts(served, "2026-01")

    assert ran(served, "2026-03").message == (
        "The period before it is not posted, so nothing that was paid before is corrected with it."
    )


def test_a_posted_period_is_run_no_more(served: Served) -> None:
    waiting = asked(served, "2026-01")
    ran(served, "2026-01")
    posts(served, "2026-01")
    assert done(served, waiting).state is JobState.DONE

    job = ran(served, "2026-01")
    assert job.state is JobState.FAILED
    assert job.message == (
        "2026-01 is posted; what changed since is paid with the period after it, so run 2026-02"
    )


def test_refused_facts_fail_the_job_in_one_line_and_record_nothing(served: Served) -> None:
    change(served.folder, "deal", "USD,600.00\nD2", "USD,much\nD2")

    job = ran(served, "2026-01")
    assert job.state is JobState.FAILED
    assert job.message.startswith("deal: 1 row is refused, first deal.csv, row 2:")
    assert recorded(served) == ()
    page = served.browser("revops").get(f"/jobs/{job.id}").text
    assert 'href="/facts"' in page
    assert "Traceback" not in page


def test_plans_with_faults_fail_the_job_in_one_line(served: Served) -> None:
    plan = served.folder / "plans" / "ae_2026.plan"
    plan.write_text(plan.read_text(encoding="utf-8").replace("quota.new_business of the period is 0", "x"))

    job = ran(served, "2026-01")
    assert job.state is JobState.FAILED
    assert job.message.startswith("the plans have faults: ")
    assert "\n" not in job.message


def test_a_period_without_a_line_is_told_so(served: Served) -> None:
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00\n", "")

    job = ran(served, "2026-01")
    assert (job.state, job.message) == (
        JobState.FAILED,
        "no plan has a line in 2026-01, so nobody gets a statement; see to its facts",
    )


def test_a_job_is_given_up_when_the_service_ends(served: Served) -> None:
    job = asked(served, "2026-01")
    stop = Event()
    stop.set()
    taken = take_next(served.records, served.clock())
    assert taken is not None

    worker.do(served.folder, served.records, taken, stop)
    assert (done(served, job).state, done(served, job).message) == (JobState.LOST, worker.GIVEN_UP)


def test_a_fault_of_the_program_ends_the_job_without_its_words(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("ana@example.com")

    monkeypatch.setattr(run_job, "record_run", breaks)
    job = asked(served, "2026-01")
    taken = take_next(served.records, served.clock())
    assert taken is not None
    with pytest.raises(RuntimeError):
        worker.do(served.folder, served.records, taken, Event())
    assert (done(served, job).state, done(served, job).message) == (JobState.FAILED, worker.OWN_FAULT)
