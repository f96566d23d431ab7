"""The worker as a process of its own, beside a test that stands for the service."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Thread

import psutil
import pytest

from api.jobs import worker, worker_beside
from comp.records import PlanVersion, RunRecord, StatementRecord, select
from comp.whole_files import claimed
from comp.workflow.jobs import WITHOUT_PROCESS, JobState, take_next
from tests.api.runs.at_work import SECONDS_TO_WAIT, asked, current, done, recorded
from tests.api.served import Served

HELD = (str(Path(__file__).with_name("held_worker.py")),)


def until(reached: Callable[[], bool]) -> None:
    last = time.monotonic() + SECONDS_TO_WAIT
    while not reached():
        assert time.monotonic() < last, "it takes too long"
        time.sleep(0.02)


def test_a_worker_runs_a_period_while_the_service_answers_and_ends_with_it(served: Served) -> None:
    job = asked(served, "2026-01")
    browser = served.browser("revops")
    with worker_beside(served.folder) as beside:
        process = psutil.Process(beside.pid)
        until(lambda: not done(served, job).state.is_open)
        assert browser.get(f"/jobs/{job.id}").status_code == 200
    assert not process.is_running()

    ended_as = done(served, job)
    assert (ended_as.state, ended_as.message[:8]) == (JobState.DONE, "Imported")
    assert ended_as.results_digest == current(served, "2026-01").results_digest


def test_a_killed_worker_loses_its_job_and_leaves_nothing_half_recorded(served: Served) -> None:
    job = asked(served, "2026-01")
    with worker_beside(served.folder, HELD) as beside:
        until((served.folder / "held").exists)
        killed = beside.pid
        os.kill(killed, signal.SIGKILL)
        until(lambda: not done(served, job).state.is_open)

        lost = done(served, job)
        assert (lost.state, lost.message, lost.results_digest) == (JobState.LOST, WITHOUT_PROCESS, None)
        assert beside.pid != killed
        with served.records.reading() as session:
            for table in (RunRecord, StatementRecord, PlanVersion):
                assert session.exec(select(table)).all() == []

        again = asked(served, "2026-01")
        assert again.id != job.id
        until(lambda: not done(served, again).state.is_open)
    assert done(served, again).state is JobState.DONE
    assert [run.period for run in recorded(served)] == ["2026-01"]


def test_a_worker_waits_for_the_one_before_it_and_then_knows_what_is_lost(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(served, "2026-01")
    take_next(served.records, served.clock())
    looks: list[Path] = []

    def looked(path: Path, *, wait: bool) -> AbstractContextManager[int]:
        looks.append(path)
        return claimed(path, wait=wait)

    monkeypatch.setattr(worker, "claimed", looked)
    monkeypatch.setattr(worker, "LOOKS_EVERY_SECONDS", 0.01)
    stop = Event()
    second = Thread(target=worker.serve_jobs, args=(served.folder, stop))
    try:
        with claimed(served.folder / worker.LOCK):
            second.start()
            until(lambda: len(looks) > 2)
            assert done(served, job).state is JobState.RUNNING
        until(lambda: not done(served, job).state.is_open)
    finally:
        stop.set()
        second.join()
    assert done(served, job).state is JobState.LOST
