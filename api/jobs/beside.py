"""The worker as the service sees it: a process that is started with it, kept alive, and ended with it."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import Final

WORKER: Final = ("-P", "-m", "api.jobs.worker")
"""What Python is told; -P, so that a folder `api` where the service was started is not taken for ours."""
ENDS_WITHIN_SECONDS: Final = 10
_FIRST_WAIT_SECONDS: Final = 1.0
_LONGEST_WAIT_SECONDS: Final = 60.0
_log = logging.getLogger(__name__)


class Worker:
    """A worker's process, started anew where it ends by itself: at once, and ever later while it keeps to."""

    def __init__(self, folder: Path, told: Sequence[str] = WORKER) -> None:
        self._command = [sys.executable, *told, str(folder.resolve())]
        self._ending = Event()
        self._lock = Lock()
        self._process = self._started()
        self._keeper = Thread(target=self._keep, name="worker-keeper", daemon=True)
        self._keeper.start()

    @property
    def pid(self) -> int:
        """The present process."""
        return self._process.pid

    def close(self) -> None:
        """Let the worker end; one that does not give up its job in time is killed, and the job is lost."""
        self._ending.set()
        with self._lock:
            process = self._process
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        self._keeper.join()

    def _started(self) -> subprocess.Popen[bytes]:
        """In a session of its own, so that an interrupt at the terminal reaches the service alone."""
        return subprocess.Popen(self._command, stdin=subprocess.PIPE, start_new_session=True)  # noqa: S603 - our own module

    def _keep(self) -> None:
        wait_seconds = _FIRST_WAIT_SECONDS
        while True:
            started = monotonic()
            code = self._process.wait()
            if self._ending.is_set():
                return
            _log.warning("the worker ended by itself (%s) and is started again", code)
            if monotonic() - started > _LONGEST_WAIT_SECONDS:
                wait_seconds = _FIRST_WAIT_SECONDS
            if self._ending.wait(wait_seconds):
                return
            wait_seconds = min(2 * wait_seconds, _LONGEST_WAIT_SECONDS)
            with self._lock:
                if self._ending.is_set():
                    return
                self._let_go()
                self._process = self._started()

    def _let_go(self) -> None:
        if self._process.stdin is not None:
            self._process.stdin.close()


@contextmanager
def worker_beside(folder: Path, told: Sequence[str] = WORKER) -> Generator[Worker]:
    """A worker for the workspace in that folder, for as long as the block lasts."""
    worker = Worker(folder, told)
    try:
        yield worker
    finally:
        worker.close()
