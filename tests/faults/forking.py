"""The process that `warm.py` talks to: forks a child for each order, and tells how it ended."""

from __future__ import annotations

import contextlib
import errno
import importlib
import itertools
import json
import os
import random
import stat
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL, SIGSTOP
from typing import Any

import polars as pl

from comp import whole_files, whole_folders
from comp.cli import main
from comp.language import load
from comp.runs import load_run, write_run
from tests.faults.warm import Order
from tests.runs import tiny

# What the commands load when they begin to work: nothing is to be loaded among the points.
LOADED = (
    *("comp.cli.run", "comp.cli.data", "comp.cli.data_report", "comp.cli.payroll", "comp.cli.payroll_files"),
    *("comp.facts.import_notes", "comp.facts.report_file", "comp.facts.report_sheet", "comp.finance"),
    *("rich.progress", "rich.table"),
)
CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "fcntl.flock"}


class Points:
    """Counts what changes the disk, and makes the fault at one of them."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.passed: list[str] = []
        self.flushed: dict[str, list[str] | None] = {}
        self.are_watched = True

    def reach(self, what: str) -> None:
        """Pass a point, or meet the fault before it."""
        if not self.are_watched:
            return
        at = len(self.passed) == self.order.point
        self.passed.append(what)
        if at and self.order.fault == "kill":
            self.tell()
            os.kill(os.getpid(), SIGKILL)
        if at and self.order.fault == "stop":
            os.kill(os.getpid(), SIGSTOP)
        if at and self.order.fault == "refuse":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def tell(self) -> None:
        """Leave word to the process that forked."""
        self.are_watched = False
        told(os.getpid()).write_text(json.dumps([self.passed, self.flushed]), encoding="utf-8")

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        """Hear of what Python does."""
        if event in CHANGES or (event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR)):
            self.reach(event)

    def flush(self, descriptor: int) -> None:
        """Flush, and keep what was flushed."""
        self.reach("os.fsync")
        fsync(descriptor)
        found = os.fstat(descriptor)
        self.flushed[str(found.st_ino)] = os.listdir(descriptor) if stat.S_ISDIR(found.st_mode) else None

    def exchange(self, one: Path, other: Path) -> bool:
        """Let two folders change places."""
        self.reach("exchange")
        return self.order.exchange and exchanged(one, other)

    def watched(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """A function that is a point each time, where it is given a place to write to."""

        def pass_on(*given: object, **more: object) -> object:
            if len(given) > 1:
                self.reach(name)
            return work(*given, **more)

        return pass_on


fsync, exchanged = os.fsync, whole_folders.exchanged


def told(process: int) -> Path:
    """Where a child leaves word."""
    return FOLDER / str(process)


def watch(points: Points) -> None:
    """Let every change of the disk pass through the points."""
    sys.addaudithook(points.hear)
    os.fsync = points.flush
    os.write = points.watched("os.write", os.write)
    whole_folders.exchanged = points.exchange
    pl.DataFrame.write_csv = points.watched("write_csv", pl.DataFrame.write_csv)


def work(words: list[str]) -> None:
    """Do what the order says."""
    match words:
        case ["copy", source, place]:
            write_run(load_run(Path(source)), Path(place))
        case ["churn", *sources, place]:
            runs = [load_run(Path(source)) for source in sources]
            rests = random.Random(7)  # noqa: S311 - rests, not secrets
            for each in itertools.cycle(runs):
                write_run(each, Path(place))
                # Without a rest, who reads on the same processor is overtaken by every write and never done.
                time.sleep(rests.random() / 20)
        case ["file", size, place]:
            whole_files.write_whole(b"x" * int(size), Path(place))
        case ["new", size, place]:
            whole_files.write_new(b"x" * int(size), Path(place))
        case _:
            main(words, prog_name="comp")


def child(order: Order) -> int:
    """Do it under the fault; gives the exit code."""
    words = os.open(f"{told(os.getpid())}.said", os.O_WRONLY | os.O_CREAT)
    os.dup2(words, 2)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    points = Points(order)
    watch(points)
    code = 0
    try:
        work(order.words)
    except SystemExit as end:
        code = int(end.code or 0)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        code = 2
        os.write(2, f"{type(error).__name__}: {error}".encode())
    points.tell()
    return code


def begin(order: Order) -> int:
    """Fork; gives the child's id."""
    process = os.fork()
    if process == 0:
        code = 99
        with contextlib.suppress(BaseException):
            code = child(order)
        os._exit(code)
    began[process] = time.perf_counter_ns()
    if order.kill_after_us >= 0:
        time.sleep(order.kill_after_us / 1_000_000)
        os.kill(process, SIGKILL)
    if order.fault == "stop":
        os.waitpid(process, os.WUNTRACED)
    return process


def end(process: int) -> dict[str, Any]:
    """Wait for a child and tell how it ended."""
    _, status = os.waitpid(process, 0)
    took_ns = time.perf_counter_ns() - began.pop(process)
    left, said = told(process), Path(f"{told(process)}.said")
    points, flushed = json.loads(left.read_bytes() if left.exists() else b"[[], {}]")
    words = said.read_text("utf-8") if said.exists() else ""
    for path in (left, said):
        path.unlink(missing_ok=True)
    return {
        "code": os.waitstatus_to_exitcode(status),
        "told": words,
        "duration_us": took_ns // 1000,
        "points": points,
        "flushed": flushed,
    }


def listen() -> None:
    """Follow orders until there are no more."""
    for line in sys.stdin:
        asked = json.loads(line)
        answer = end(asked) if isinstance(asked, int) else begin(Order(**asked))
        os.write(1, json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    began: dict[int, int] = {}
    with tempfile.TemporaryDirectory() as folder:
        FOLDER = Path(folder)
        # Building the parser takes longest; with it in memory a run takes a fifth of a second.
        for module in LOADED:
            importlib.import_module(module)
        load(sorted((tiny.workspace(FOLDER / "w") / "plans").glob("*.plan")))
        listen()
