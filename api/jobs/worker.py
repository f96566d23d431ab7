"""The process beside the service that does jobs, one at a time: `python -m api.jobs.worker WORKSPACE`.

It has its own connection to the database. It ends when its standard input does, which is held open by the
service, so no worker outlives its service however that ends. One worker alone serves a workspace: it holds
`.comp/worker.lock`, and so knows that whatever is said to run when it begins has no process any more.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from threading import Event, Thread
from types import FrameType, MappingProxyType
from typing import Final

from api.jobs.compare_job import compare_runs
from api.jobs.kinds import COMPARE, RUN
from api.jobs.run_job import run_period
from api.jobs.telling import StoppedError, Telling
from api.jobs.work import Ended, Work
from comp.errors import CompError
from comp.facts import Workspace
from comp.records import Records
from comp.whole_files import claimed, make_folders
from comp.workflow import open_books
from comp.workflow.jobs import JobShown, fail, finish, lose, lose_running, take_next

LOCK: Final = Path(".comp") / "worker.lock"
LOOKS_EVERY_SECONDS: Final = 0.5
_BESIDE: Final = 10
"""How much it yields to the service, in the system's scale of niceness."""
GIVEN_UP: Final = "the service ended before it was done; start it again"
OWN_FAULT: Final = "comp itself is at fault here; the service's log tells where"
DOES: Final[Mapping[str, Callable[[Work], Ended]]] = MappingProxyType(
    {RUN: run_period, COMPARE: compare_runs}
)


def utc_now() -> datetime:
    """The clock of the worker."""
    return datetime.now(UTC)


def main() -> int:
    """Do jobs until told to end."""
    folder, stop = Path(sys.argv[1]), Event()
    os.nice(_BESIDE)
    # An interrupt at the terminal goes to the service, which then lets go of its worker.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, partial(_stopped, stop))
    Thread(target=_wait_for_end, args=(stop,), daemon=True).start()
    try:
        serve_jobs(folder, stop)
    except CompError as error:
        sys.stderr.write(f"the worker ends: {error}\n")
        return error.exit_code
    return 0


def _stopped(stop: Event, number: int, frame: FrameType | None) -> None:
    del number, frame
    stop.set()


def _wait_for_end(stop: Event) -> None:
    sys.stdin.buffer.read()
    stop.set()


def serve_jobs(folder: Path, stop: Event) -> None:
    """Wait until no other worker serves the workspace, then do its jobs."""
    make_folders((folder / LOCK).parent)
    while not stop.is_set():
        try:
            with claimed(folder / LOCK, wait=False), open_books(Workspace.open(folder)) as records:
                lose_running(records, utc_now())
                do_jobs(folder, records, stop)
        except BlockingIOError:
            stop.wait(LOOKS_EVERY_SECONDS)


def do_jobs(folder: Path, records: Records, stop: Event) -> None:
    """Do what waits, and wait for more."""
    while not stop.is_set():
        job = take_next(records, utc_now())
        if job is None:
            stop.wait(LOOKS_EVERY_SECONDS)
        else:
            do(folder, records, job, stop)


def do(folder: Path, records: Records, job: JobShown, stop: Event) -> None:
    """Do one job and end it, whatever comes of it; a fault of the program ends the process too."""
    try:
        telling = Telling(records, job.id, stop)
        ended = DOES[job.kind](Work(job, Workspace.open(folder), records, telling, utc_now))
        finish(records, job.id, ended.message, ended.results_digest, utc_now())
    except StoppedError:
        lose(records, job.id, GIVEN_UP, utc_now())
    except CompError as error:
        fail(records, job.id, str(error), utc_now())
    except Exception:
        fail(records, job.id, OWN_FAULT, utc_now())
        raise


if __name__ == "__main__":
    sys.exit(main())
