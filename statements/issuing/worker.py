"""A process that draws: opens the run once, then draws batch after batch until there is none."""

from __future__ import annotations

import resource
import sys
import traceback
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from comp.errors import CompError
from comp.runs.run import silent
from statements.issuing.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Idle:
    """The process waits for a batch."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The process cannot go on; `told` is None for a fault of comp itself, of which `trace` tells more."""

    told: str | None
    exit_code: int
    trace: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The process has nothing more to do; `peak_bytes` is the most memory that it held."""

    peak_bytes: int


def serve(connection: Connection) -> None:
    """Draw what is asked for; whoever asks is told of every statement, and of whatever goes wrong."""
    try:
        _serve(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # whoever asked was killed
    except CompError as error:
        connection.send(Failed(str(error), error.exit_code, ""))
    except Exception as error:  # noqa: BLE001 - it is raised again where the user is told
        connection.send(Failed(None, 2, f"{type(error).__name__}: {error}\n{traceback.format_exc()}"))


def _serve(connection: Connection) -> None:
    order, handed = connection.recv()
    drawing = Drawing.open_handed(order, handed)
    connection.send(Idle())
    while (batch := _received(connection)) is not None:
        for outcome in drawing.draw(batch, silent):
            connection.send(outcome)
        connection.send(Idle())
    connection.send(Ended(peak_bytes()))


def _received(connection: Connection) -> Any:  # noqa: ANN401 - what comes through is what was sent
    return connection.recv()


def peak_bytes() -> int:
    """The most memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # macOS counts bytes, all others kilobytes
