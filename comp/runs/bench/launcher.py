"""Starts a command and tells its wall time and peak memory: `python -I -S launcher.py COMMAND …`.

A small process of its own, because a started process inherits the peak of the one that starts it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time


def main(command: list[str]) -> int:
    """Run the command; the last line on stdout is the measurement, and the command's is the one before."""
    started = time.perf_counter()
    done = subprocess.run(command, check=False)  # noqa: S603 - the benchmark's own scripts
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    peak_bytes = peak if sys.platform == "darwin" else peak * 1024
    sys.stdout.write(json.dumps({"milliseconds": round(seconds * 1000), "peak_bytes": peak_bytes}) + "\n")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
