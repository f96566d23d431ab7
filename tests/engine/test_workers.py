"""Processes that work side by side: what they answer, what they refuse, and that one which stops is told."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from comp.engine.workers import Workers
from comp.errors import CompError
from tests.engine import worker_tasks

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


def test_items_come_back_in_order_and_every_worker_knows_the_same() -> None:
    with Workers(2, 100) as workers:
        assert list(workers.each(worker_tasks.add, range(20))) == list(range(100, 120))
    assert workers.peak_bytes > 10**7


def test_workers_are_other_processes_with_one_thread_for_columns() -> None:
    with Workers(2, None) as workers:
        seen = set(workers.each(worker_tasks.process_and_threads, range(40)))
    assert os.getpid() not in {process for process, _ in seen}
    assert {threads for _, threads in seen} == {1}


def test_what_a_worker_refuses_is_refused_here_and_it_goes_on() -> None:
    with Workers(1, None) as workers:
        with pytest.raises(CompError, match="no such thing as 7"):
            list(workers.each(worker_tasks.refuse, [7]))
        with pytest.raises(CompError, match="ae_2025"):
            list(workers.each(worker_tasks.misname, ["ae_2025"]))
        with pytest.raises(ZeroDivisionError):
            list(workers.each(worker_tasks.fail, [7]))
        assert list(workers.each(worker_tasks.echo, ["still there"])) == ["still there"]


def test_a_worker_that_is_killed_is_told_as_what_it_is() -> None:
    with (
        Workers(1, None) as workers,
        pytest.raises(CompError, match=rf"a worker stopped before it was done \(exit -{signal.SIGKILL:d}\)"),
    ):
        list(workers.each(worker_tasks.kill, [signal.SIGKILL]))


def test_what_a_task_prints_does_not_stand_between_the_answers(capfd: pytest.CaptureFixture[str]) -> None:
    with Workers(1, None) as workers:
        assert list(workers.each(worker_tasks.speak, ["hear"])) == [4]
    assert "hear" in capfd.readouterr().err


def test_none_is_left_when_the_block_is_left() -> None:
    with Workers(2, None) as workers:
        found = set(workers.each(worker_tasks.process_and_threads, range(20)))
    for process, _ in found:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)
