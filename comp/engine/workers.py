"""Processes that work side by side, each on one processor (decision 0047).

Threads of one process get in each other's way: they wait for the interpreter, and columns that one processor
made are read by another. A worker is started anew, never forked, since a fork of a process with threads can
hang; it knows nothing of this process but what it is sent.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Final, Generic, TypeVar, cast

from comp.engine.threads import side_by_side
from comp.errors import CompError

K = TypeVar("K")
T = TypeVar("T")
U = TypeVar("U")

# A worker keeps to one processor, where its columns are at hand, before anything is loaded.
_START: Final = """
import os, sys
if sys.argv[1]:
    os.sched_setaffinity(0, {int(sys.argv[1])})
sys.path[:] = sys.argv[2:]
from comp.engine.workers import serve
serve()
"""
# What it gives back to the system it would soon ask for again, page by page: so it keeps it for some seconds.
# Polars has put its own words there; of two, the last counts.
_ALLOCATOR: Final = "_RJEM_MALLOC_CONF"
_KEEPS: Final = "dirty_decay_ms:10000,muzzy_decay_ms:10000,oversize_threshold:0"
_KILOBYTES: Final = 1 if sys.platform == "darwin" else 1024


class Workers(Generic[K]):
    """So many processes, all of which know one thing. `peak_bytes` is what they took at their peaks together,
    once they are closed.
    """

    def __init__(self, count: int, known: K) -> None:
        self.peak_bytes = 0
        sent = pickle.dumps(known, protocol=5)
        self._all = [_Worker(sent, processor) for processor in _processors(count)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)

    def each(self, task: Callable[[K, T], U], items: Iterable[T]) -> Iterator[U]:
        """What a task makes of each item, in order; the task stands in a module, and all that is handed over
        pickles.

        Raises:
            CompError: a worker stopped; memory may not have sufficed.
        """

        def work(item: T) -> U:
            worker = self._idle.get()
            try:
                return cast("U", worker.ask(task, item))
            finally:
                self._idle.put(worker)

        return side_by_side(work, items, len(self._all))

    def __enter__(self) -> Workers[K]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop them all."""
        self.peak_bytes += sum(worker.stop() for worker in self._all)
        self._all.clear()


class _Worker:
    """One of them, as this process sees it."""

    def __init__(self, known: bytes, processor: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with our own text
            [sys.executable, "-c", _START, processor, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                "POLARS_MAX_THREADS": "1",
                _ALLOCATOR: f"{os.environ.get(_ALLOCATOR, '')},{_KEEPS}",
            },
        )
        self._known: bytes | None = known

    def ask(self, task: Callable[..., object], item: object) -> object:
        """What a task makes of an item."""
        try:
            if self._known is not None:
                self._into.write(self._known)
                self._known = None
            pickle.dump((task, item), self._into, protocol=5)
            self._into.flush()
            answer, error = pickle.load(self._out_of)  # noqa: S301 - what our own process says
        except (EOFError, BrokenPipeError) as stopped:
            raise CompError(
                f"a worker stopped before it was done (exit {self._process.wait()}); perhaps memory did not "
                "suffice"
            ) from stopped
        if error is not None:
            raise error
        return answer

    def stop(self) -> int:
        """End it; the most memory that it took, in bytes."""
        peak = 0
        if self._known is None and self._process.poll() is None:
            with suppress(CompError):  # it stopped meanwhile, and nobody waits for it any more
                peak = cast("int", self.ask(_peak_bytes, None))
        self._process.kill()
        self._process.communicate()
        return peak

    @property
    def _into(self) -> IO[bytes]:
        return _there(self._process.stdin)

    @property
    def _out_of(self) -> IO[bytes]:
        return _there(self._process.stdout)


def _processors(count: int) -> list[str]:
    """The processor of each worker; none is named where there are fewer, or the system does not say."""
    there = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    return [str(number) for number in there[:count]] if count <= len(there) else [""] * count


def _there(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("a worker has no pipe")
    return stream


def _peak_bytes(_known: object, _item: object) -> int:
    return own_peak_bytes()


def own_peak_bytes() -> int:
    """The most memory that this process took so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KILOBYTES


def serve() -> None:
    """What a worker does: answers what it is asked, until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started it is interrupted too, and stops it
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints must not stand between the answers
    try:
        known = pickle.load(asked)  # noqa: S301 - what the process says that started this one
        while True:
            task, item = pickle.load(asked)  # noqa: S301 - what the process says that started this one
            pickle.dump(_answer(task, known, item), told, protocol=5)
            told.flush()
    except (EOFError, BrokenPipeError):
        return


def _answer(
    task: Callable[[Any, Any], object], known: object, item: object
) -> tuple[object, Exception | None]:
    try:
        return task(known, item), None
    except Exception as error:  # noqa: BLE001 - whoever asked is told, and raises it there
        return None, _sendable(error)


def _sendable(error: Exception) -> Exception:
    """The error, or where it does not come back from a pickle, one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - what was pickled in this line
    except Exception:  # noqa: BLE001 - whatever an error's own constructor raises
        return CompError(str(error)) if isinstance(error, CompError) else RuntimeError(repr(error))
    return error
