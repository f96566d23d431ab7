"""A book as the part of a proof's document that says its arithmetic: no hashes, no salts."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

from comp.language.core import NUMBER_SCALE, Key, Kind, TableRow
from comp.reference.facts_index import Facts
from comp.reference.proof.book import Book, ShownTable, shown

_KINDS = {
    Kind.ROW_MONEY: "money",
    Kind.MONEY: "money",
    Kind.NUMBER: "number",
    Kind.DATE: "day",
    Kind.BOOLEAN: "truth",
}


def document(book: Book) -> dict[str, Any]:
    """Nodes, rows, periods and tables, as a reader of the JSON has them."""
    return json.loads(
        json.dumps(
            {
                "payee": book.payee,
                "nodes": [
                    [node.op, node.inputs, shown(node.value), *([dict(node.more)] if node.more else [])]
                    for node in book.nodes
                ],
                "rows": [_row(book.facts, *key, columns) for key, columns in book.rows.items()],
                "sources": {name: {"currency": _currency(book.facts, name)} for name in book.facts.sources},
                "periods": [
                    {"name": name, "starts_on": first.isoformat(), "last_day": last.isoformat()}
                    for name, first, last in book.periods
                ],
                "tables": [_table(table) for _, table in book.tables.values()],
            }
        )
    )


def _row(facts: Facts, source: str, number: int, columns: set[str]) -> dict[str, Any]:
    row = facts.rows(source)[number]
    kinds = {column.name: column.kind for column in facts.sources[source].columns}
    cells = {name: ["", _KINDS.get(kinds[name], "text"), _stored(row[name])] for name in sorted(columns)}
    return {"source": source, "number": number, "cells": cells, "hidden": {}}


def _stored(value: object) -> object:
    match value:
        case bool() | str() | None:
            return value
        case int():
            return str(value)
        case Fraction():
            return str(value * NUMBER_SCALE)
        case date():
            return value.isoformat()
        case _:
            raise TypeError(f"{value!r} is no fact")


def _currency(facts: Facts, source: str) -> dict[str, str] | None:
    declared = facts.sources[source]
    if declared.currency_column is not None:
        return {"column": declared.currency_column}
    return {"code": declared.currency_code} if declared.currency_code else None


def _table(shown_table: ShownTable) -> dict[str, Any]:
    table = shown_table.table
    rows: dict[str, Any] = {"rows": [_table_row(row) for row in table.rows]}
    if table.pages:
        rows = {
            "pages": [
                {"keys": [_key(key) for key in page.keys], "rows": [_table_row(row) for row in page.rows]}
                for page in table.pages
            ]
        }
    return {
        "name": table.name,
        "shape": "one" if table.by is None else table.shape.value,
        "outside": table.outside.value if table.outside else None,
        "value": shown_table.currency if table.value_kind is Kind.MONEY else "number",
        "lines": list(shown_table.lines),
        **rows,
    }


def _table_row(row: TableRow) -> list[str]:
    mark = "above" if row.above else "below" if row.below else ""
    return [str(row.bound), str(row.value), mark]


def _key(key: Key) -> dict[str, Any]:
    if key.text is not None:
        return {"text": key.text}
    return {} if key.bound is None else {"bound": str(key.bound), "above": key.above}
