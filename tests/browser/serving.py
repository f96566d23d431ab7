"""`comp serve` as a real process over a folder, for as long as a `with` block lasts."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_ADDRESS = re.compile(r"http://[0-9.]+:[0-9]+")
_SECONDS_TO_END = 30


@contextmanager
def serving(folder: Path) -> Generator[str]:
    """Serve a workspace at a free port; gives its address, which the process tells in its first line."""
    words = (sys.executable, "-m", "comp", "serve", str(folder), "--port", "0")
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            # A long path breaks the line where it is told.
            told = ""
            while not (found := _ADDRESS.search(told)):
                line = process.stdout.readline()
                assert line, f"comp serve ended before it told its address: {told}"
                told += line
            yield found.group()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(_SECONDS_TO_END)
