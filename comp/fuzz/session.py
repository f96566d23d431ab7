"""Tries seeds in worker processes for as long as it may, and makes small what the engines fail on."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Generator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from comp.fuzz.kept import Kept
from comp.fuzz.tally import Failure, Tally
from comp.fuzz.trying import Recipe, made_small, try_seed

# Of one kind of failure so many are made small; the others are only named.
_MOST_OF_A_KIND = 3
_NEWS_EVERY_SECONDS = 1.0
_SEEDS_OF_A_WORKER = 400  # then a fresh process takes its place, so that no leak adds up
_THREADS = "POLARS_MAX_THREADS"

_Running: TypeAlias = dict[Future[Tally | Kept | None], int]


@dataclass(slots=True)
class Session:
    """What a session came to; `unfinished` are the seeds that were under way when somebody stopped it."""

    first_seed: int
    next_seed: int
    tally: Tally = field(default_factory=Tally)
    kept: list[Kept] = field(default_factory=list[Kept])
    unfinished: tuple[int, ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is asked whether it is enough, and hears of the session every second and of each case kept."""

    enough: Callable[[], bool]
    news: Callable[[Session], None]
    keep: Callable[[Kept], None]


def try_seeds(recipe: Recipe, first: int, jobs: int, listener: Listener) -> Session:
    """Try seed after seed in so many processes until it is enough or somebody presses ctrl-C.

    What fails is made small before the end.
    """
    session, running = Session(first, first), _Running()
    with _workers(jobs) as workers:
        try:
            _run(session, workers, running, jobs, recipe, listener)
        except KeyboardInterrupt:
            session.stopped = True
        except BrokenProcessPool as error:
            seeds = sorted(running.values())
            said = f"one of the seeds {seeds} brought its process down: {error}"
            session.tally.failures.append(Failure(seeds[0], "a process died", said))
        session.unfinished = tuple(sorted(running.values()))
    return session


def _run(  # noqa: PLR0917 - the six things that make a session
    session: Session,
    workers: ProcessPoolExecutor,
    running: _Running,
    jobs: int,
    recipe: Recipe,
    listener: Listener,
) -> None:
    kinds = Counter[str]()
    while True:
        while len(running) <= jobs and not listener.enough():
            with _interrupts_held():
                future = workers.submit(_work, try_seed, recipe, session.next_seed)
            running[future] = session.next_seed
            session.next_seed += 1
        if not running:
            return
        done, _ = wait(running, _NEWS_EVERY_SECONDS, FIRST_COMPLETED)
        for future in done:
            result = future.result()
            del running[future]
            if isinstance(result, Kept):
                session.kept.append(result)
                listener.keep(result)
            elif result is not None:
                session.tally.add(result)
                for failure in result.failures:
                    kinds[failure.kind] += 1
                    if kinds[failure.kind] <= _MOST_OF_A_KIND:
                        running[workers.submit(_work, made_small, recipe, failure.seed)] = failure.seed
        listener.news(session)


def _work(do: Callable[[Recipe, int], Tally | Kept | None], recipe: Recipe, seed: int) -> Tally | Kept | None:
    return do(recipe, seed)


@contextmanager
def _workers(jobs: int) -> Generator[ProcessPoolExecutor]:
    """Processes that leave ctrl-C to this one, each with one thread: that many cases are small."""
    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    workers = ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_leave_interrupts,
        max_tasks_per_child=_SEEDS_OF_A_WORKER,
    )
    try:
        yield workers
    finally:
        workers.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before


@contextmanager
def _interrupts_held() -> Generator[None]:
    """Ctrl-C waits: processes started meanwhile, and the thread that starts more of them, never hear it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
