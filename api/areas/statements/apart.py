"""Asks a process of its own for what takes long about one statement: its PDF, and why a deal pays nothing.

The service stays small and quick, and what a drawing takes of memory is given back when it ends. One order is
done at a time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from threading import Semaphore
from typing import Any, Final

from litestar.exceptions import ServiceUnavailableException

from comp.errors import CompError
from statements.apart import AT_FAULT

TURN: Final = Semaphore(1)
MOST_WAITING_SECONDS: Final = 60
MOST_SECONDS: Final = 300


def done_apart(order: dict[str, Any]) -> bytes:
    """Have an order of `statements.apart` done.

    Raises:
        CompError: the workspace, the run or the question is at fault.
        ServiceUnavailableException: too many wait already.
        RuntimeError: the process ended without an answer.
    """
    if not TURN.acquire(timeout=MOST_WAITING_SECONDS):
        raise ServiceUnavailableException("others are waiting for their statements; try again in a minute")
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "statements.apart"],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=MOST_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ServiceUnavailableException("this took too long; try again later") from error
    finally:
        TURN.release()
    if ended.returncode == AT_FAULT:
        raise CompError(ended.stderr.decode())
    if ended.returncode:
        raise RuntimeError(ended.stderr.decode(errors="replace"))
    return ended.stdout
