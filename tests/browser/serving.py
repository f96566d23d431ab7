"""`comp serve` as real processes, one for each folder, for as long as a `with` block lasts."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_ADDRESS: Final = re.compile(r"http://[0-9.]+:[0-9]+")
_SECONDS_TO_END: Final = 60


@contextmanager
def serving(*folders: Path) -> Generator[list[str]]:
    """Serve each workspace at a free port; gives the addresses that the processes tell first."""
    begun: list[subprocess.Popen[str]] = []
    try:
        for folder in folders:
            words = (sys.executable, "-m", "comp", "serve", str(folder), "--port", "0")
            begun.append(subprocess.Popen(words, stdout=subprocess.PIPE, text=True))
        yield [_address(each) for each in begun]
    finally:
        for each in begun:
            each.terminate()
        for each in begun:
            each.communicate(timeout=_SECONDS_TO_END)


def _address(process: subprocess.Popen[str]) -> str:
    """What the process tells; a long path breaks the line."""
    assert process.stdout is not None
    told = ""
    while not (found := _ADDRESS.search(told)):
        line = process.stdout.readline()
        assert line, f"comp serve ended before it told its address: {told}"
        told += line
    return found.group()
