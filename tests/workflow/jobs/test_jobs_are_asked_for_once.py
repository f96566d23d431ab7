from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

from comp.records import AuditEntry, Records, check_chain, select
from comp.workflow.jobs import JobShown, JobState, ask, finish, job_of, jobs, take_next

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
LATER = AT + timedelta(minutes=5)


def listed(records: Records) -> tuple[JobShown, ...]:
    with records.reading() as session:
        return jobs(session)


def test_a_job_waits_with_who_asked_and_when(records: Records) -> None:
    asked = ask(records, "run", "2026-01", "u-1", AT)

    assert (asked.state, asked.kind, asked.subject) == (JobState.WAITING, "run", "2026-01")
    assert (asked.asked_by, asked.asked_at) == ("u-1", AT)
    with records.reading() as session:
        assert job_of(session, asked.id) == asked
        assert job_of(session, "nobody") is None


def test_asking_again_gives_the_job_that_waits(records: Records) -> None:
    first = ask(records, "run", "2026-01", "u-1", AT)

    assert ask(records, "run", "2026-01", "u-2", LATER) == first
    assert listed(records) == (first,)


def test_asking_again_gives_the_job_that_runs(records: Records) -> None:
    first = ask(records, "run", "2026-01", "u-1", AT)
    assert take_next(records, LATER) is not None

    again = ask(records, "run", "2026-01", "u-2", LATER)
    assert (again.id, again.state) == (first.id, JobState.RUNNING)


def test_another_period_another_kind_and_what_has_ended_are_jobs_of_their_own(records: Records) -> None:
    first = ask(records, "run", "2026-01", "u-1", AT)
    take_next(records, AT)
    finish(records, first.id, "", None, AT)

    others = [
        ask(records, "run", "2026-01", "u-1", LATER),
        ask(records, "run", "2026-02", "u-1", LATER),
        ask(records, "compare", "2026-01", "u-1", LATER),
    ]
    assert len({first.id, *(other.id for other in others)}) == 4
    with records.reading() as session:
        waiting = {one.id for one in jobs(session) if one.state.is_open}
        assert waiting == {other.id for other in others}
        assert {one.kind for one in jobs(session, kind="compare")} == {"compare"}


def test_many_who_ask_at_once_get_one_job(records: Records) -> None:
    together = Barrier(6)

    def asks(number: int) -> str:
        together.wait()
        return ask(records, "run", "2026-01", f"u-{number}", AT).id

    with ThreadPoolExecutor(6) as many:
        assert len(set(many.map(asks, range(6)))) == 1
    assert len(listed(records)) == 1


def test_the_chain_tells_once_who_asked(records: Records) -> None:
    asked = ask(records, "run", "2026-01", "u-1", AT)
    ask(records, "run", "2026-01", "u-2", AT)

    with records.reading() as session:
        assert check_chain(session).fault is None
        [entry] = session.exec(select(AuditEntry))
    assert (entry.actor, entry.action, entry.subject) == ("u-1", "job.ask", asked.id)
    assert entry.details == '{"kind":"run","subject":"2026-01"}'
