"""Several processes that draw one run's statements, each given the next batch when it has done its last.

They are spawned: Polars has threads, which a forked process does not have. One that is killed is told of;
what it had not come to is drawn by the others.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from typing import Any, Protocol, TypeAlias

from comp.errors import CompError, InputFaultsError
from statements.issuing.batches import Batches
from statements.issuing.drawing import Drawn, Outcome, Refused
from statements.issuing.order import HandedSeal, Order
from statements.issuing.process import begin
from statements.issuing.worker import Ended, Failed, Idle

_PATIENCE_SECONDS = 10.0  # for a process to end after it has said that it does


@dataclass(frozen=True, slots=True)
class Lost:
    """A payee whose process was killed while it drew, or whom nobody was left to draw."""

    payee: str
    reason: str


class Channel(Protocol):
    """One end of a pipe, whatever the system makes of it."""

    def send(self, obj: object, /) -> None:
        """Send what can be pickled."""
        ...

    def recv(self) -> Any:  # noqa: ANN401 - what comes through is what was sent
        """Wait for what the other end sends."""
        ...

    def close(self) -> None:
        """Close this end."""
        ...

    def fileno(self) -> int:
        """The number by which the system knows it."""
        ...


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    connection: Channel
    owed: list[str] = field(default_factory=list[str])

    def give(self, batch: list[str]) -> None:
        """Give it a batch, or an end; that it was killed is seen when it is listened to."""
        self.owed = list(batch)
        with suppress(OSError):
            self.connection.send(batch or None)


@dataclass(slots=True)
class Peaks:
    """The most memory that each process held, in bytes, as they end."""

    of_workers: list[int] = field(default_factory=list[int])


_Message: TypeAlias = Outcome | Idle | Failed | Ended | None


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def drawn_by_many(
    order: Order, handed: HandedSeal, batches: Batches, count: int, peaks: Peaks
) -> Generator[Outcome | Lost]:
    """The statements of all batches, in the order in which they are done.

    Raises:
        CompError: a process found run, plans or facts changed.
    """
    with _started(count, max(1, processors() // count)) as workers:
        for worker in workers:
            with suppress(OSError):
                worker.connection.send((order, handed))
        running = {worker.connection.fileno(): worker for worker in workers}
        idle: list[_Worker] = []
        while running:
            ready = wait(list(running))
            for number in [each for each in running if each in ready]:
                worker = running[number]
                message = _received(worker)
                if isinstance(message, Drawn | Refused):
                    worker.owed.remove(message.payee)
                    yield message
                elif isinstance(message, Idle):
                    idle.append(worker)
                else:
                    del running[number]
                    idle = [each for each in idle if each is not worker]
                    yield from _ended(worker, message, batches, peaks)
            _hand_out(idle, list(running.values()), batches)
        for payee in batches.rest():
            yield Lost(payee, "every process that could draw it was killed")


def _hand_out(idle: list[_Worker], running: Sequence[_Worker], batches: Batches) -> None:
    """Give what there is to those who wait; they end when nobody is at work any more who could be killed."""
    while idle and (batch := batches.next()):
        idle.pop().give(batch)
    if not any(worker.owed for worker in running):
        while idle:
            idle.pop().give([])


def _received(worker: _Worker) -> _Message:
    """What the process says; None where it was killed."""
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        return None


def _ended(worker: _Worker, message: Failed | Ended | None, batches: Batches, peaks: Peaks) -> Iterator[Lost]:
    """Take leave of a process: after all was done, for a reason that it tells, or because it was killed."""
    worker.process.join(_PATIENCE_SECONDS)
    if isinstance(message, Ended):
        peaks.of_workers.append(message.peak_bytes)
        return
    if isinstance(message, Failed):
        raise _error(message)
    # The first that it owed is the one that it was at; whether that killed it, nobody knows.
    if worker.owed:
        yield Lost(worker.owed[0], f"the process that drew it was killed ({_how(worker.process)})")
        batches.again(worker.owed[1:])


def _error(failed: Failed) -> Exception:
    if failed.told is None:
        return RuntimeError(failed.trace)
    kind = InputFaultsError if failed.exit_code == InputFaultsError.exit_code else CompError
    return kind(failed.told)


def _how(process: BaseProcess) -> str:
    code = process.exitcode
    if code is None or code >= 0:
        return f"exit code {code}"
    return signal.Signals(-code).name


@contextmanager
def _started(count: int, threads: int) -> Generator[list[_Worker]]:
    """Processes that leave ctrl-C to this one, and end with it."""
    context = multiprocessing.get_context("spawn")
    workers: list[_Worker] = []
    try:
        with _interrupts_held():
            for _ in range(count):
                ours, theirs = context.Pipe()
                process = context.Process(target=begin, args=(theirs, threads), daemon=True)
                process.start()
                theirs.close()
                workers.append(_Worker(process, ours))
        yield workers
    finally:
        for worker in workers:
            worker.process.terminate()
        for worker in workers:
            worker.process.join()
            worker.connection.close()


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Ctrl-C waits, so that no process hears it before it says that it does not want to."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
