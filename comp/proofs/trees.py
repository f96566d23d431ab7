"""The three trees that a run's root holds: of its facts, of its plans' lines, and of its payees' lines."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from comp.facts.snapshot import Snapshot
from comp.proofs.salts import Salts
from comp.verifier.commitments import HashTree, cell_commitment, plan_line_leaf, row_leaf, statement_leaf

Stored: TypeAlias = str | bool | None
"""A cell as it is committed to: text, ISO day, truth, a whole number as text, None where blank."""


@dataclass(frozen=True, slots=True)
class FactTree:
    """The tree of all rows of facts, by name of source, then in the snapshot's order."""

    snapshot: Snapshot
    salts: Salts
    tree: HashTree
    first: Mapping[str, int]  # the place of each source's first row

    @classmethod
    def of(cls, snapshot: Snapshot, salts: Salts) -> FactTree:
        """Commit to every cell of a snapshot."""
        first: dict[str, int] = {}
        rows = 0
        for source in sorted(snapshot.tables):
            first[source] = rows
            rows += snapshot.tables[source].height
        leaves = (leaf for source in first for leaf in _row_leaves(source, snapshot.tables[source], salts))
        return cls(snapshot, salts, HashTree(leaves), first)

    def row(self, source: str, number: int, shown: frozenset[str]) -> dict[str, Any]:
        """A row for a proof, `number` counted within its source; columns that are not shown are hidden."""
        table = self.snapshot.tables[source]
        key = self.salts.row_key(source, number)
        cells: dict[str, list[Any]] = {}
        hidden: dict[str, str] = {}
        for column in table.columns:
            salt, value = Salts.cell(key, column), stored(table.get_column(column)[number])
            if column in shown:
                cells[column] = [salt.hex(), value]
            else:
                hidden[column] = cell_commitment(salt, source, column, value).hex()
        return {"source": source, "number": self.first[source] + number, "cells": cells, "hidden": hidden}


def stored(value: object) -> Stored:
    """A snapshot's value as it is committed to."""
    if value is None or isinstance(value, str | bool):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def _row_leaves(source: str, table: pl.DataFrame, salts: Salts) -> Iterator[bytes]:
    columns = sorted(table.columns)
    for number, row in enumerate(table.select(columns).iter_rows()):
        key = salts.row_key(source, number)
        yield row_leaf(
            [
                cell_commitment(Salts.cell(key, column), source, column, stored(value))
                for column, value in zip(columns, row, strict=True)
            ]
        )


@dataclass(frozen=True, slots=True)
class PlacedTree:
    """A tree and the place of each of its leaves by what it stands for."""

    tree: HashTree
    places: Mapping[Hashable, int]


def plan_tree(texts: Mapping[str, str], salts: Salts) -> PlacedTree:
    """The lines of all plan files, by file and number."""
    lines = [
        (file, number, text)
        for file in sorted(texts)
        for number, text in enumerate(texts[file].split("\n"), start=1)
    ]
    leaves = [plan_line_leaf(salts.of("plan line", *line[:2]), *line) for line in lines]
    return PlacedTree(HashTree(leaves), {line[:2]: place for place, line in enumerate(lines)})


_LEAF_COLUMNS = (
    "line_id",
    "plan",
    "clause",
    "currency",
    "earned_before_minor",
    "earned_after_minor",
    "payable_before_minor",
    "payable_after_minor",
    "fault",
)


def statement_tree(lines: pl.DataFrame, salts: Salts) -> PlacedTree:
    """The payees' lines of a run, by payee."""
    by_payee: dict[str, list[list[Stored]]] = {}
    for payee, *row in lines.sort("line_id").select("payee", *_LEAF_COLUMNS).iter_rows():
        by_payee.setdefault(payee, []).append([stored(value) for value in row])
    payees = sorted(by_payee)
    leaves = [statement_leaf(salts.of("statement", payee), payee, by_payee[payee]) for payee in payees]
    return PlacedTree(HashTree(leaves), {payee: place for place, payee in enumerate(payees)})
