"""Where a process that draws begins. It loads Polars only after saying how many threads that may use."""

from __future__ import annotations

import importlib
import os
import signal
from multiprocessing.connection import Connection


def begin(connection: Connection, threads: int) -> None:
    """Draw what the connection asks for; the one who asks ends it, also by ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["POLARS_MAX_THREADS"] = str(threads)
    importlib.import_module("statements.issuing.worker").serve(connection)
