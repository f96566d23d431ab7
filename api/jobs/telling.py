"""How far a job is, written to its row while it is at work, and no more than a few times a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event
from typing import Final

from comp.records import Records
from comp.runs import Progress
from comp.workflow.jobs import report

BETWEEN_SECONDS: Final = 0.3


class StoppedError(Exception):
    """The service ends, so the job that is at work is given up."""


class Telling:
    """The progress of one job, for whatever takes a `comp.runs.Progress`.

    Each time it is told something it also looks whether the job is to be given up.
    """

    def __init__(
        self, records: Records, job_id: str, stop: Event, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._records = records
        self._job_id = job_id
        self._stop = stop
        self._clock = clock
        self._told_at = float("-inf")
        self._told_step = ""

    def step(self, number: int, of: int, text: str) -> Progress:
        """Begin a step of the job, and give the progress within it.

        What the work says of its parts is left out: it may quote facts, and a row is read by more people.

        Raises:
            StoppedError: the service ends.
        """
        step = f"Step {number} of {of}: {text}"
        self._tell(step, 0, 0)

        def progress(what: str, done: int, total: int) -> None:
            del what
            self._tell(step, done, total)

        return progress

    def _tell(self, step: str, done: int, total: int) -> None:
        if self._stop.is_set():
            raise StoppedError
        now = self._clock()
        if step == self._told_step and now - self._told_at < BETWEEN_SECONDS:
            return
        self._told_at, self._told_step = now, step
        report(self._records, self._job_id, step, done, total)
