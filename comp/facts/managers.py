"""Finds managers who, on some day, lead back to themselves."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from comp.facts.findings import INDEX
from comp.language.core import Source

_ALWAYS, _OPEN = date(1, 1, 2), date.max


class _Edge(NamedTuple):
    payee: str
    manager: str
    first: date
    last: date
    row: int | None


def rows_in_circles(assignments: pl.DataFrame, source: Source) -> dict[int, date]:
    """INDEX of every row that is part of a circle, with the first day on which it is.

    Rows of the store (no INDEX) take part, but are not named.
    """
    edges = _could_meet(_edges(assignments, source))
    found: dict[int, date] = {}
    # The graph changes only where a row starts or has just ended, and a circle needs all its rows at once.
    for day in sorted({edge.first for edge in edges}):
        today = {edge.payee: edge for edge in edges if edge.first <= day <= edge.last}
        for edge in _circles(today):
            if edge.row is not None:
                found.setdefault(edge.row, day)
    return found


def _edges(assignments: pl.DataFrame, source: Source) -> list[_Edge]:
    none = pl.lit(None, dtype=pl.Date)
    columns = assignments.filter(pl.col("manager").is_not_null()).select(
        pl.col(source.key),
        pl.col("manager"),
        (pl.col(source.valid_from) if source.valid_from else none).fill_null(_ALWAYS).alias("first"),
        (pl.col(source.valid_through) if source.valid_through else none).fill_null(_OPEN).alias("last"),
        pl.col(INDEX),
    )
    return [_Edge(*row) for row in columns.iter_rows()]


def _could_meet(edges: list[_Edge]) -> list[_Edge]:
    """Edges left when whoever has no manager, or nobody below, is taken away, again and again."""
    while True:
        managed, managing = {edge.payee for edge in edges}, {edge.manager for edge in edges}
        left = [edge for edge in edges if edge.manager in managed and edge.payee in managing]
        if len(left) == len(edges):
            return left
        edges = left


def _circles(today: dict[str, _Edge]) -> list[_Edge]:
    found: list[_Edge] = []
    seen: set[str] = set()
    for start in sorted(today):
        path: list[str] = []
        here: str = start
        while here in today and here not in seen:
            seen.add(here)
            path.append(here)
            here = today[here].manager
        if here in path:
            found.extend(today[payee] for payee in path[path.index(here) :])
    return found
