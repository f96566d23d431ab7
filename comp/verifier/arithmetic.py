"""Every step of a proof, calculated again: one pass over its nodes.

What rests on the plan's text or on hashes is taken here as it stands; `links` holds it against these.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from comp.verifier.findings import Finding
from comp.verifier.operations import (
    LENIENT,
    STRICT,
    Operation,
    allotted_parts,
    different_so_far,
    without_inputs,
)
from comp.verifier.quantities import (
    UNDEFINED,
    Quantity,
    QuantityError,
    is_amount,
    read_currency,
    read_day,
    read_fraction,
    read_quantity,
    same_quantity,
    shown_quantity,
    type_of,
)
from comp.verifier.rate_tables import RateTable

# Their values are held against the plan's text or taken on somebody's word, never calculated.
TAKEN = ("said", "plan", "stated", "sealed sum")
_ON_WORD = frozenset({"plan", "stated", "sealed sum", "allotted", "rank"})
_NOTHING: dict[str, Any] = {}
_BILLION_UNITS = 10**9


def check_nodes(proof: dict[str, Any]) -> list[Finding]:
    """Calculate every node of a proof again from its inputs, and say which do not have the value they claim.

    A wrong node is found alone: what rests on it is calculated with the value that it claims.
    """
    nodes: list[Any] = proof["nodes"]
    wrong: list[tuple[int, str]] = []
    known: dict[int, Quantity] = {}
    strict, lenient = {**STRICT, **_operations_of(proof)}, {**LENIENT, **_lenient_operations_of(proof)}
    strict["allot"] = _allot_among(nodes, known)
    strict["distinct"] = _distinct_among(nodes, known)
    for place, node in enumerate(nodes):
        claimed = UNDEFINED
        try:
            claimed = read_quantity(node[2])
            more = _NOTHING if len(node) == 3 else _more_of(node)
            ins = [known[i] for i in node[1]]
            op = node[0]
            operation = strict.get(op)
            if operation is not None:
                expected = UNDEFINED if UNDEFINED in ins else operation(ins, more)
            elif op in TAKEN:
                expected = claimed
            else:
                expected = lenient[op](ins, more)
            if expected != claimed and not same_quantity(expected, claimed):
                told = _difference(op, ins, more, expected, claimed)
                if told:
                    wrong.append((place, told))
        except (QuantityError, LookupError, TypeError, ValueError, AttributeError) as error:
            wrong.append((place, _malformed(node, place, error)))
        known[place] = claimed
    return [Finding(where, what) for where, what in _placed(proof, wrong)]


def _more_of(node: Sequence[Any]) -> dict[str, Any]:
    if len(node) != 4 or type_of(node[3]) is not dict:
        raise QuantityError("what it needs beside its inputs was expected behind its value")
    return node[3]


def node_value(proof: dict[str, Any], place: int) -> Quantity:
    """Return the value that a node claims.

    Raises:
        QuantityError: there is no such node, or it claims no value.
    """
    nodes = proof["nodes"]
    if type(place) is not int or not 0 <= place < len(nodes):
        raise QuantityError(f"there is no node {place!r}")
    return read_quantity(nodes[place][2])


def first_users(proof: dict[str, Any]) -> dict[int, str]:
    """Return for each node what uses it first: a line, or else a figure of the page."""
    found: dict[int, str] = {}
    for user, places in _users(proof):
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if type(place) is int and 0 <= place < len(proof["nodes"]) and place not in found:
                found[place] = user
                waiting += _inputs(proof["nodes"][place])
    return found


def taken_on_word(proof: dict[str, Any]) -> Counter[str]:
    """How many nodes of each kind are not calculated but taken on somebody's word."""
    ops = Counter(
        node[0] for node in proof["nodes"] if node and type_of(node) is list and type_of(node[0]) is str
    )
    return Counter({op: ops[op] for op in ops if op in _ON_WORD})


def reasons_of(proof: dict[str, Any], op: str) -> list[str]:
    """Return what the nodes of an operation say of why they are not calculated, each reason once."""
    nodes = [node for node in proof["nodes"] if type_of(node) is list and len(node) == 4 and node[0] == op]
    return sorted({str(node[3]["why"]) for node in nodes if type_of(node[3]) is dict and "why" in node[3]})


def _users(proof: dict[str, Any]) -> Iterator[tuple[str, Sequence[Any]]]:
    for line in proof.get("lines") or ():
        yield f"line {line['line']}", [*line["earned"], *line["payable"], line.get("born")]
    for piece in proof.get("page") or ():
        if has_figure(piece):
            yield f"figure {piece.get('of', '')} of the page", [piece["figure"]]


def has_figure(piece: Any) -> bool:
    """Whether a piece of the page is a figure."""
    return type(piece) is dict and "figure" in piece


def _inputs(node: Any) -> list[Any]:
    form = type_of(node)
    if form is not list or len(node) < 2:
        return []
    return node[1] if type_of(node[1]) is list else []


def _placed(proof: dict[str, Any], wrong: Sequence[tuple[int, str]]) -> Iterator[tuple[str, str]]:
    users = first_users(proof) if wrong else {}
    for place, what in wrong:
        called = f"node {place}{_called(proof['nodes'][place])}"
        user = users.get(place)
        yield (f"{user} ({called})" if user else f"{called}, which no line uses"), what


def _called(node: Any) -> str:
    """The operation of a node, and its name where it has one."""
    form = type_of(node)
    if form is not list or not node:
        return ""
    more = node[3] if len(node) > 3 else None
    name: Any = more.get("name") if isinstance(more, dict) else None  # pyright: ignore[reportUnknownVariableType]  a stranger's JSON
    return f", `{node[0]}`" + (f", {name}" if name else "")


def _difference(
    op: str, ins: Sequence[Quantity], more: dict[str, Any], expected: Quantity, claimed: Quantity
) -> str:
    """Tell what the node should be; blank where it may be what it claims."""
    if op == "start" and is_amount(claimed) and claimed[0] == 0:
        return ""
    if op == "allotted" and is_amount(claimed) and claimed[2] == expected[2]:
        units = _BILLION_UNITS if more.get("unit") == "billionth" else 1
        away = abs(claimed[0] * expected[1] - expected[0] * claimed[1])
        if claimed[0] * units % claimed[1] == 0 and away * units < expected[1] * claimed[1]:
            return ""
        return (
            f"the part is {shown_quantity(claimed)}, and not a whole number less than one unit away from its "
            f"exact share, {shown_quantity(expected)}"
        )
    if op == "fact":
        return (
            f"cell `{more['column']}` of the row holds {shown_quantity(expected)}, and the proof calculates "
            f"with {shown_quantity(claimed)}"
        )
    of = ", ".join(shown_quantity(each) for each in ins[:4]) + (", ..." if len(ins) > 4 else "")
    told = f"`{op}` of {of} gives" if of else f"`{op}` is"
    return f"{told} {shown_quantity(expected)}, and the proof says {shown_quantity(claimed)}"


def _malformed(node: Any, place: int, error: Exception) -> str:
    if isinstance(error, QuantityError):
        return f"it cannot be calculated: {error}"
    form = type_of(node)
    if form is not list or len(node) not in {3, 4} or not isinstance(node[0], str):
        return "a node is a list of its operation, its inputs, its value and what else it needs"
    if type(node[1]) is not list or any(type(i) is not int or not 0 <= i < place for i in _inputs(node)):
        return "its inputs are not places of earlier nodes"
    if node[0] not in STRICT and node[0] not in LENIENT and node[0] not in {*TAKEN, *_OF_THE_PROOF}:
        return f"there is no operation called {node[0]!r}"
    if isinstance(error, LookupError):
        return f"something that it needs is missing: {error}"
    return "it does not have the inputs that its operation takes"


_OF_THE_PROOF = ("fact", "payee", "period", "table")


def _operations_of(proof: dict[str, Any]) -> dict[str, Operation]:
    """Return the operations that read the proof's payee, periods and rows."""
    periods: list[dict[str, Any]] = proof.get("periods") or []

    def payee(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        del more
        without_inputs(ins)
        return (proof["payee"], 1, "text")

    def period(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        without_inputs(ins)
        held = periods[_place(more["period"])]
        return (read_day(held["last_day" if more.get("last") is True else "starts_on"]), 1, "day")

    return {"payee": payee, "period": period, "fact": _fact_of(proof)}


def _allot_among(nodes: list[Any], known: dict[int, Quantity]) -> Operation:
    """Return the operation that also allots among the inputs of a sum, once for all its parts."""
    kept: dict[tuple[Quantity, int, Any], tuple[list[Quantity], list[Quantity]]] = {}

    def allot(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        if "among" not in more:
            return STRICT["allot"](ins, more)
        total, x = ins
        place, index = _place(more["among"]), _place(more["index"])
        key = (total, place, more.get("unit"))
        if key not in kept:
            if known[place] is UNDEFINED or nodes[place][0] != "sum":
                raise QuantityError(f"node {place} is no sum of what is allotted to")
            weights = [known[i] for i in nodes[place][1]]
            kept[key] = (weights, allotted_parts([total, *weights], more))
        weights, parts = kept[key]
        if weights[index] != x:
            raise QuantityError(f"input {index} of the sum is {shown_quantity(weights[index])}")
        return parts[index]

    return allot


def _distinct_among(nodes: list[Any], known: dict[int, Quantity]) -> Operation:
    """Return the operation that also counts among the first inputs of another, once for all of them."""
    kept: dict[int, list[int | None]] = {}

    def distinct(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        if "among" not in more:
            return STRICT["distinct"](ins, more)
        without_inputs(ins)
        place, first = _place(more["among"]), _place(more["first"])
        if place not in kept:
            if place not in known or nodes[place][0] != "distinct":
                raise QuantityError(f"node {place} does not count different values")
            kept[place] = different_so_far([known[i] for i in nodes[place][1]])
        number = kept[place][first]
        return UNDEFINED if number is None else (number, 1, "")

    return distinct


def _lenient_operations_of(proof: dict[str, Any]) -> dict[str, Operation]:
    tables: dict[int, RateTable] = {}

    def table(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        place = _place(more["table"])
        found = tables.get(place)
        if found is None:
            found = tables[place] = RateTable(proof["tables"][place])
        points = len(ins) - _place(more.get("others", 0))
        if points != (2 if more.get("runs") is True else 0 if found.by_texts else 1):
            raise QuantityError(f"table {found.name} does not take {points} points")
        return found.at(ins[:points], ins[points:])

    return {"table": table}


def _fact_of(proof: dict[str, Any]) -> Callable[[Sequence[Quantity], dict[str, Any]], Quantity]:
    rows: list[dict[str, Any]] = proof.get("rows") or []

    def fact(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        without_inputs(ins)
        row = rows[_place(more["row"])]
        cell = row["cells"].get(more["column"])
        if cell is None:
            raise QuantityError(f"the row does not show its cell `{more['column']}`")
        return cell_value(proof, row, cell)

    return fact


def cell_value(proof: dict[str, Any], row: dict[str, Any], cell: Sequence[Any]) -> Quantity:
    """Return what a cell holds, `[salt, kind, value]`; money has the currency that its row names.

    Raises:
        QuantityError: the cell does not hold what its kind says.
    """
    _, kind, stored = cell
    if stored is None:
        return UNDEFINED
    if kind == "money":
        return (*_whole_of(stored), _currency_of(proof, row))
    if kind == "number":
        return (_whole_of(stored)[0], _BILLION_UNITS, "")
    if kind == "text" and type(stored) is str:
        return (stored, 1, "text")
    if kind == "day":
        return (read_day(stored), 1, "day")
    if kind == "truth" and type(stored) is bool:
        return (stored, 1, "truth")
    raise QuantityError(f"a cell does not hold the {kind} that it claims")


def _whole_of(stored: Any) -> tuple[int, int]:
    n, d = read_fraction(stored)
    if d != 1:
        raise QuantityError(f"{stored} is no whole number")
    return (n, 1)


def _currency_of(proof: dict[str, Any], row: dict[str, Any]) -> str:
    declared = proof["sources"][row["source"]]["currency"] or _NOTHING
    if "code" in declared:
        return read_currency(declared["code"])
    cell = row["cells"].get(declared.get("column"))
    if cell is None:
        raise QuantityError("the row does not show the currency of its money")
    return read_currency(cell[2])


def _place(x: Any) -> int:
    if type(x) is not int or x < 0:
        raise QuantityError(f"{x!r} is no place")
    return x
