"""Asks a process of its own for what takes long about one statement: its PDF, and why a deal pays nothing.

The service stays small and quick, and what a drawing takes of memory is given back when it ends. One order is
done at a time, and few wait: each holds a thread that all other requests lack, and a machine of one core has
five.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from threading import Semaphore
from typing import Any, Final

from litestar.exceptions import ServiceUnavailableException

from comp.errors import CompError
from statements.apart import AT_FAULT

MOST_AT_ONCE: Final = 3
"""How many orders there are, with the one that is being done; whoever comes then is told to come again."""
PLACES: Final = Semaphore(MOST_AT_ONCE)
TURN: Final = Semaphore(1)
MOST_WAITING_SECONDS: Final = 60
MOST_SECONDS: Final = 300
_COMMAND: Final = ("-P", "-m", "statements.apart")
"""What Python is told; -P, so that nothing in the folder where the service was started is taken for ours."""


def done_apart(order: dict[str, Any]) -> bytes:
    """Have an order of `statements.apart` done.

    Raises:
        CompError: the workspace, the run or the question is at fault.
        ServiceUnavailableException: too many wait already.
        RuntimeError: the process ended without an answer.
    """
    with _held(PLACES, None), _held(TURN, MOST_WAITING_SECONDS):
        try:
            ended = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, *_COMMAND],
                input=json.dumps(order).encode(),
                capture_output=True,
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise ServiceUnavailableException("this took too long; try again later") from error
    if ended.returncode == AT_FAULT:
        raise CompError(ended.stderr.decode())
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode(errors="replace"))
    return ended.stdout


@contextmanager
def _held(semaphore: Semaphore, waiting_seconds: float | None) -> Generator[None]:
    """Hold a semaphore; without seconds to wait, only where it is free.

    Raises:
        ServiceUnavailableException: others hold it.
    """
    if not semaphore.acquire(blocking=waiting_seconds is not None, timeout=waiting_seconds):
        raise ServiceUnavailableException("others are waiting for their statements; try again in a minute")
    try:
        yield
    finally:
        semaphore.release()
