"""What the workers of a test are asked to do: they import it, so it stands in a module."""

from __future__ import annotations

import os
import sys
from datetime import date

import polars as pl

from comp.engine import LINE_SCHEMA, Valued
from comp.engine.stages import Batch
from comp.engine.valuation import used_once
from comp.errors import CompError, UnknownNameError
from comp.language.calendar import Calendar
from comp.language.core import Plan


def lines_of_days(valued: list[Valued]) -> list[pl.DataFrame]:
    """The lines of each day."""
    return [one.valuation().lines.select(*LINE_SCHEMA) for one in valued]


def lines_of(number: int, batch: Batch, plan: Plan, days: list[date]) -> tuple[int, list[pl.DataFrame]]:
    """The lines of a batch on each day, and its number."""
    return number, used_once(batch, plan, Calendar(), days, lines_of_days)


def add(known: int, item: int) -> int:
    return known + item


def echo(known: object, item: str) -> str:
    return item


def process_and_threads(known: object, item: object) -> tuple[int, int]:
    return os.getpid(), pl.thread_pool_size()


def refuse(known: object, item: int) -> int:
    raise CompError(f"there is no such thing as {item}")


def misname(known: object, item: str) -> int:
    raise UnknownNameError("plan", item, ["ae_2026"])


def fail(known: object, item: int) -> int:
    return item // 0


def kill(known: object, item: int) -> None:
    os.kill(os.getpid(), item)


def speak(known: object, item: str) -> int:
    return sys.stdout.write(item)
