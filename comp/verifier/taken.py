"""What a verification cannot calculate and takes on somebody's word: counted, and told with its lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from comp.verifier.arithmetic import reasons_of, taken_on_word
from comp.verifier.quantities import type_of

TABLE_ROW = "table row"
_MOST_TOLD = 12
# What one of them is, what several are, and on whose word.
_TAKEN_WORDS = {
    "plan": (
        "constant stands in the plan's text in another form and was taken on the proof's word",
        "constants stand in the plan's text in another form and were taken on the proof's word",
    ),
    "stated": ("value could not be calculated again", "values could not be calculated again"),
    "sealed sum": (
        "total of what is sealed was taken on the company's word",
        "totals of what is sealed were taken on the company's word",
    ),
    "allotted": (
        "part of an allotment with others was taken on the company's word within one unit",
        "parts of allotments with others were taken on the company's word within one unit",
    ),
    "rank": (
        "rank among others was taken on the company's word",
        "ranks among others were taken on the company's word",
    ),
    TABLE_ROW: (
        "row of a table stands at no line of the plan that is shown and was taken on the company's word",
        "rows of tables stand at no line of the plan that is shown and were taken on the company's word",
    ),
}


def all_taken(proof: dict[str, Any]) -> dict[str, int]:
    """How many values of each kind are taken on somebody's word, tables' rows without a line among them."""
    found = dict(taken_on_word(proof))
    rows = sum(len(_rows_without_line(table)) for table in proof["tables"])
    return {**found, TABLE_ROW: rows} if rows else found


def taken_notes(proof: dict[str, Any], taken: dict[str, int]) -> list[str]:
    """Tell each kind in one sentence: how many, why, and in which lines."""
    notes: list[str] = []
    for kind, count in taken.items():
        places = _tables_taken(proof) if kind == TABLE_ROW else _places_of(proof, kind)
        why = [*_named_tables(proof)] if kind == TABLE_ROW else reasons_of(proof, kind)
        lines = lines_that_rest_on(proof, places)
        where = f"it stands in these lines: {_listed(lines)}" if lines else "no line rests on it"
        if count != 1:
            where = where.replace("it stands", "they stand").replace("on it", "on them")
        told = f" ({_listed(why, '; ')})" if why else ""
        notes.append(f"{count:,} {_TAKEN_WORDS[kind][count != 1]}{told}; {where}.")
    return notes


def lines_that_rest_on(proof: dict[str, Any], places: set[int]) -> list[str]:
    """Return the ids of the lines whose amounts rest on any of these nodes."""
    reached: set[int] = set()
    for place, node in enumerate(proof["nodes"]):
        if place in places or any(each in reached for each in nodes_beneath(node)):
            reached.add(place)
    return [
        line["line"]
        for line in proof["lines"]
        if any(each in reached for each in (*line["earned"], *line["payable"]))
    ]


def nodes_beneath(node: Any) -> list[int]:
    """Return the places of the nodes that a node rests on; none where it is not formed as a node."""
    form = type_of(node)
    if form is not list or len(node) < 3 or type_of(node[1]) is not list:
        return []
    among: Any = node[3].get("among") if len(node) == 4 and type_of(node[3]) is dict else None
    places: list[Any] = [*node[1], among]
    return [each for each in places if type_of(each) is int]


def _places_of(proof: dict[str, Any], op: str) -> set[int]:
    return {place for place, node in enumerate(proof["nodes"]) if type_of(node) is list and node[:1] == [op]}


def _tables_taken(proof: dict[str, Any]) -> set[int]:
    """The nodes that look something up in a table with a row that stands at no line."""
    lacking = {i for i, table in enumerate(proof["tables"]) if _rows_without_line(table)}
    return {place for place in _places_of(proof, "table") if _table_of(proof["nodes"][place]) in lacking}


def _table_of(node: Any) -> int | None:
    found = node[3].get("table") if len(node) == 4 and type_of(node[3]) is dict else None
    return found if type_of(found) is int else None


def _named_tables(proof: dict[str, Any]) -> Iterator[str]:
    """`rate: row 1, row 2` of each table with such rows; tables of one name together."""
    counted: Counter[str] = Counter()
    for table in proof["tables"]:
        rows = _rows_without_line(table)
        if rows:
            counted[f"table {table['name']}: {_listed([f'row {row + 1}' for row in rows])}"] += 1
    return iter(sorted(counted))


def _rows_without_line(table: dict[str, Any]) -> list[int]:
    return [row for row, line in enumerate(table["lines"]) if line is None]


def _listed(parts: Sequence[str], between: str = ", ") -> str:
    more = len(parts) - _MOST_TOLD
    return between.join(parts[:_MOST_TOLD]) + (f"{between}and {more:,} more" if more > 0 else "")
