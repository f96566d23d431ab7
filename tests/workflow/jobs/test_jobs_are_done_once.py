from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from comp.records import Records
from comp.workflow.jobs import (
    WITHOUT_PROCESS,
    JobShown,
    JobState,
    ask,
    fail,
    finish,
    job_of,
    lose,
    lose_running,
    report,
    take_next,
)

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
DIGEST = "a" * 64


def minutes(count: int) -> datetime:
    return AT + timedelta(minutes=count)


def read(records: Records, job: JobShown) -> JobShown:
    with records.reading() as session:
        found = job_of(session, job.id)
    assert found is not None
    return found


def running(records: Records) -> JobShown:
    ask(records, "run", "2026-01", "u-1", AT)
    taken = take_next(records, minutes(1))
    assert taken is not None
    return taken


def test_jobs_are_taken_in_the_order_in_which_they_were_asked_for(records: Records) -> None:
    later = ask(records, "run", "2026-01", "u-1", minutes(1))
    first = ask(records, "run", "2026-02", "u-1", AT)

    taken = [take_next(records, minutes(2)), take_next(records, minutes(3)), take_next(records, minutes(4))]
    assert [one and one.id for one in taken] == [first.id, later.id, None]
    assert taken[0] is not None
    assert (taken[0].state, taken[0].started_at) == (JobState.RUNNING, minutes(2))


def test_of_many_who_take_at_once_one_gets_the_job(records: Records) -> None:
    ask(records, "run", "2026-01", "u-1", AT)
    together = Barrier(5)

    def takes(number: int) -> JobShown | None:
        together.wait()
        return take_next(records, AT)

    with ThreadPoolExecutor(5) as many:
        assert sum(taken is not None for taken in many.map(takes, range(5))) == 1


def test_progress_is_told_while_a_job_runs(records: Records) -> None:
    job = running(records)

    assert report(records, job.id, "calculating", 2, 7)
    told = read(records, job)
    assert (told.step, told.done, told.total) == ("calculating", 2, 7)


def test_a_job_ends_done_with_its_run(records: Records) -> None:
    job = running(records)

    assert finish(records, job.id, "all is well", DIGEST, minutes(3))
    told = read(records, job)
    assert (told.state, told.message, told.results_digest) == (JobState.DONE, "all is well", DIGEST)
    assert told.finished_at == minutes(3)


def test_a_job_fails_with_one_line(records: Records) -> None:
    job = running(records)

    assert fail(records, job.id, "deal.csv, row 3:\n  no amount", minutes(3))
    told = read(records, job)
    assert (told.state, told.message) == (JobState.FAILED, "deal.csv, row 3: no amount")
    assert told.results_digest is None


def test_what_runs_without_a_process_is_lost_and_what_waits_is_not(records: Records) -> None:
    job = running(records)
    waits = ask(records, "run", "2026-02", "u-1", AT)

    assert lose_running(records, minutes(3)) == (job.id,)
    told = read(records, job)
    assert (told.state, told.message, told.finished_at) == (JobState.LOST, WITHOUT_PROCESS, minutes(3))
    assert read(records, waits).state is JobState.WAITING
    assert lose_running(records, minutes(4)) == ()


def test_an_end_is_never_written_over(records: Records) -> None:
    job = running(records)
    assert lose(records, job.id, "given up", minutes(2))

    assert not report(records, job.id, "still at it", 1, 2)
    assert not finish(records, job.id, "", DIGEST, minutes(3))
    assert not fail(records, job.id, "no", minutes(3))
    told = read(records, job)
    assert (told.state, told.message, told.finished_at) == (JobState.LOST, "given up", minutes(2))
    assert (told.step, told.results_digest) == ("", None)


def test_what_only_waits_has_neither_progress_nor_an_end(records: Records) -> None:
    job = ask(records, "run", "2026-01", "u-1", AT)

    assert not report(records, job.id, "early", 1, 2)
    assert not finish(records, job.id, "", None, AT)
    assert read(records, job) == job
