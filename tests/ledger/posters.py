"""A process that prepares a posting once and forks children that write it, for tests that kill them.

It is told `once URL MICROSECONDS` (-1: never killed) or `twice URL`, and answers what became of the children.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from signal import SIGKILL

from comp.errors import CompError
from comp.facts import Workspace
from comp.ledger import Values
from comp.records import open_records
from comp.workflow import ToPost, post, to_post

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
ENTRIES = 2000
"""Enough for a transaction of some hundredths of a second."""


class Posters:
    """The process, seen from the test."""

    def __init__(self, workspace: Path, run: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ledger.posters", str(workspace), str(run)],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def once(self, url: str, kill_after_us: int = -1) -> tuple[int, int]:
        """Let one child post; gives what it wrote (-1: it was killed), and microseconds that it took."""
        [(written, took_us)] = self._ask("once", url, str(kill_after_us))
        return written, took_us

    def twice(self, url: str) -> list[int]:
        """Let two children post at once; gives how many entries each wrote."""
        return sorted(written for written, _ in self._ask("twice", url))

    def close(self) -> None:
        self._process.communicate()

    def _ask(self, *words: str) -> list[tuple[int, int]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def many(order: ToPost) -> ToPost:
    """The posting of one line as one of many."""
    [entry] = order.run.entries
    entries = tuple(replace(entry, line=f"{entry.line}{number}") for number in range(ENTRIES))
    values = Values(order.values.plans, {each.key: each.amounts for each in entries})
    return replace(order, run=replace(order.run, entries=entries), values=values)


def begin(order: ToPost, url: str) -> tuple[int, int]:
    """Fork a child that posts; gives its id and the end of a pipe that it writes to."""
    reads, writes = os.pipe()
    child = os.fork()
    if child:
        os.close(writes)
        return child, reads
    try:
        with open_records(url) as records:
            written = post(records, order, "u-1", AT).entries
        os.write(writes, str(written).encode())
    except CompError as error:
        os.write(writes, json.dumps(str(error)).encode())
    finally:
        os._exit(0)


def end(child: int, reads: int, started: int) -> tuple[object, int]:
    """Wait for a child; gives what it wrote, -1 where it was killed before it could say."""
    os.waitpid(child, 0)
    took_us = (time.perf_counter_ns() - started) // 1000
    with os.fdopen(reads) as said:
        told = said.read()
    return (json.loads(told) if told else -1), took_us


def listen(order: ToPost) -> None:
    for line in sys.stdin:
        match json.loads(line):
            case ["once", url, kill_after_us]:
                started = time.perf_counter_ns()
                children = [begin(order, url)]
                if int(kill_after_us) >= 0:
                    time.sleep(int(kill_after_us) / 1_000_000)
                    os.kill(children[0][0], SIGKILL)
            case ["twice", url]:
                started = time.perf_counter_ns()
                children = [begin(order, url), begin(order, url)]
            case other:
                raise AssertionError(other)
        os.write(1, json.dumps([end(*child, started) for child in children]).encode() + b"\n")


if __name__ == "__main__":
    listen(many(to_post(Workspace.open(Path(sys.argv[1])), Path(sys.argv[2]), None)))
