"""Who led whom, by a workspace's own assignments: the reporting lines that a new database begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import polars as pl

from comp.facts import Workspace
from comp.facts.findings import INDEX, PLACE
from comp.language.core import Source
from comp.runs import load_program

_ASSIGNMENT: Final = "assignment"
_MANAGER: Final = "manager"


@dataclass(frozen=True, slots=True)
class Led:
    """Who led a payee on which days, both counting, and where that is written; no day is ever, or still."""

    file: str
    row: int
    payee: str
    manager: str
    starts_on: date | None
    ends_on: date | None


def assigned(workspace: Workspace) -> tuple[frozenset[str], tuple[Led, ...]]:
    """Everybody whom the assignments name, and who led whom; nobody where the plans have no such source.

    Spans of one payee under one manager that follow each other are one.

    Raises:
        CompError: the plans or the files of facts are at fault.
    """
    sources = load_program(workspace).sources
    source = sources.get(_ASSIGNMENT)
    if source is None:
        return frozenset(), ()
    table = workspace.read(sources)[_ASSIGNMENT].kept()
    led = tuple(_joined(_led(table, source))) if _MANAGER in table.columns else ()
    named = {str(payee) for payee in table.get_column(source.key).drop_nulls()}
    return frozenset(named | {each.manager for each in led}), led


def _led(table: pl.DataFrame, source: Source) -> list[Led]:
    none = pl.lit(None, dtype=pl.Date)
    columns = table.filter(pl.col(_MANAGER).is_not_null()).select(
        pl.col(PLACE[0]),
        pl.col("__row"),
        pl.col(source.key),
        pl.col(_MANAGER),
        pl.col(source.valid_from) if source.valid_from else none.alias("from"),
        pl.col(source.valid_through) if source.valid_through else none.alias("through"),
        pl.col(INDEX),
    )
    found = [Led(*row[:-1]) for row in columns.sort(INDEX).iter_rows()]
    return sorted(found, key=lambda each: (each.payee, each.starts_on or date.min))


def _joined(led: Iterable[Led]) -> Iterator[Led]:
    last: Led | None = None
    for each in led:
        if last is not None and _goes_on(last, each):
            last = replace(last, ends_on=each.ends_on)
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def _goes_on(last: Led, each: Led) -> bool:
    """Whether a span begins on the day after the other, with the same two people."""
    if (last.payee, last.manager) != (each.payee, each.manager):
        return False
    return last.ends_on is not None and each.starts_on == last.ends_on + timedelta(days=1)
