"""What a proof rests on: its facts, its plan's text and its lines, held against the run's root by hashes.

The values of nodes are taken as they stand here; that they follow from each other is the arithmetic's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from comp.verifier.arithmetic import first_users, has_figure, node_value
from comp.verifier.commitments import (
    PathError,
    cell_commitment,
    plan_line_leaf,
    root_from_path,
    row_leaf,
    statement_leaf,
)
from comp.verifier.constants import read_constant, row_fault
from comp.verifier.findings import Finding
from comp.verifier.quantities import (
    Quantity,
    QuantityError,
    brief,
    read_quantity,
    same_quantity,
    shown_quantity,
)


def check_constants(proof: dict[str, Any]) -> list[Finding]:
    """Hold the constants of the nodes, and the rows of tables, against the plan's text that is shown."""
    found: list[Finding] = []
    users: Mapping[int, str] | None = None
    for place, node in enumerate(proof["nodes"]):
        if node[0] not in {"said", "plan"}:
            continue
        told = _constant_fault(proof, node)
        if told:
            users = first_users(proof) if users is None else users
            where, what = told
            user = users.get(place)
            found.append(Finding(f"{where}, used by {user}" if user else where, what))
    for table in proof["tables"]:
        found += _table_faults(proof, table)
    return found


def count_constants(proof: dict[str, Any]) -> int:
    """How many constants and rows of tables are held against the plan's text."""
    said = sum(node[0] == "said" for node in proof["nodes"] if node)
    return said + sum(line is not None for table in proof["tables"] for line in table["lines"])


def _constant_fault(proof: dict[str, Any], node: Sequence[Any]) -> tuple[str, str] | None:
    try:
        more = node[3]
        line = proof["plan_lines"][_index(more["at"][0])]
    except (LookupError, TypeError, QuantityError):
        return "a constant", f"the line of the plan where {brief(node[2])} stands is not shown"
    where = f"{line['file']}, line {line['number']}"
    if node[0] == "plan":
        return None
    try:
        _, column, length = more["at"]
        text = line["text"][_index(column) - 1 : _index(column) - 1 + _index(length)] if column else ""
        claimed = node_value_of(node)
    except (ValueError, TypeError) as error:
        return where, f"a constant's place cannot be read: {error}"
    try:
        fits = same_quantity(read_constant(text, claimed[2]), claimed)
    except QuantityError:
        fits = False
    if fits:
        return None
    return where, f"the plan says {text!r}, and the proof calculates with {shown_quantity(claimed)}"


def node_value_of(node: Sequence[Any]) -> Quantity:
    """Return the value that one node claims."""
    return node_value({"nodes": [node]}, 0)


def _table_faults(proof: dict[str, Any], table: dict[str, Any]) -> list[Finding]:
    alone: list[dict[str, Any]] = [{"keys": [], "rows": table.get("rows") or []}]
    pages: list[dict[str, Any]] = table.get("pages") or alone
    rows: list[tuple[list[Any], list[Any]]] = [(page["keys"], row) for page in pages for row in page["rows"]]
    lines: list[int | None] = table["lines"]
    if len(lines) != len(rows):
        return [
            Finding(f"table {table['name']}", f"it has {len(rows)} rows, and {len(lines)} places for them")
        ]
    of, met = Counter(lines), Counter[Any]()
    bounds: dict[int | None, set[tuple[Any, Any]]] = {}
    for (_, row), place in zip(rows, lines):
        bounds.setdefault(place, set()).add((row[0], row[2]))
    found: list[Finding] = []
    for (keys, row), place in zip(rows, lines):
        if place is None:
            continue
        at = met[place]
        met[place] += 1
        if place >= len(proof["plan_lines"]):
            found.append(Finding(f"table {table['name']}", f"there is no line {place} of the plan"))
            continue
        line = proof["plan_lines"][place]
        bound = None if table["shape"] == "one" else row[0]
        # The rows of one line of a grid share what stands in front of it; the head tells the other apart.
        leads = bound is not None and len(bounds[place]) == 1
        differs = row_fault(line["text"], keys, [bound, *row[1:]], at, of[place], bound_leads=leads)
        if differs:
            where = f"table {table['name']}, {line['file']}, line {line['number']}"
            what = f"the plan says {differs!r}, and the proof calculates with the row {brief(row)}"
            found.append(Finding(where, what))
    return found


def check_facts(proof: dict[str, Any]) -> list[Finding]:
    """Hold the shown rows of facts against the root of the run's facts."""
    leaves: dict[int, bytes] = {}
    for row in proof["rows"]:
        where = row_name(row)
        both = set(row["cells"]) & set(row["hidden"])
        if both:
            return [Finding(where, f"column {min(both)!r} is both shown and hidden")]
        if row["number"] in leaves:
            return [Finding(where, "another row of the proof stands in the same place of the facts")]
        if row["source"] not in proof["sources"]:
            return [Finding(where, "the proof does not say what its source's currency is")]
        leaves[row["number"]] = _leaf_of(row)
    root = proof["root"]["facts"]
    told = _root_fault(root["rows"], leaves, proof["paths"]["facts"], root["root"])
    if not told:
        return []
    more = ", ..." if len(leaves) > 4 else ""
    rows = ", ".join(row_name(row) for row in proof["rows"][:4]) + more
    return [
        Finding(
            f"facts ({rows})" if rows else "facts",
            f"the rows shown are not those that the company recorded for this run: {told}; "
            "a cell was changed, or a row was taken from elsewhere",
        )
    ]


def row_name(row: dict[str, Any]) -> str:
    """Name a row of facts for people."""
    return f"{row['source']}, row {row['number']}"


def _leaf_of(row: dict[str, Any]) -> bytes:
    source = row["source"]
    commitments = {column: bytes.fromhex(hidden) for column, hidden in row["hidden"].items()}
    for column, (salt, _, value) in row["cells"].items():
        commitments[column] = cell_commitment(bytes.fromhex(salt), source, column, value)
    return row_leaf([commitments[column] for column in sorted(commitments)])


def check_plan_text(proof: dict[str, Any]) -> list[Finding]:
    """Hold the shown lines of the plans against the root of the plans' text."""
    leaves: dict[int, bytes] = {}
    for line in proof["plan_lines"]:
        if line["place"] in leaves:
            where = f"{line['file']}, line {line['number']}"
            return [Finding(where, "another line of the proof stands in the same place of the plans")]
        salt = bytes.fromhex(line["salt"])
        leaves[line["place"]] = plan_line_leaf(salt, line["file"], line["number"], line["text"])
    root = proof["root"]["plan_text"]
    told = _root_fault(root["lines"], leaves, proof["paths"]["plan_text"], root["root"])
    if not told:
        return []
    files = ", ".join(sorted({line["file"] for line in proof["plan_lines"]}))
    what = f"the lines shown are not those of the plans that this run paid by: {told}"
    return [Finding(f"plan text ({files})" if files else "plan text", what)]


def check_lines(proof: dict[str, Any]) -> list[Finding]:
    """Look at each line for itself: its plan, its days, its currency, and amounts in whole minor units."""
    found: list[Finding] = []
    plans = {each["plan"] for each in proof["root"]["plans"]}
    spans: dict[str, list[dict[str, str]]] = {}
    for period in proof["periods"]:
        spans.setdefault(period["name"], []).append(period)
    ids = [line["line"] for line in proof["lines"]]
    for before, after in zip(ids[:-1], ids[1:]):
        if before == after:
            found.append(Finding(f"line {after}", "it stands twice"))
        elif before > after:
            found.append(
                Finding(f"line {after}", f"it stands behind {before}; lines stand in order of their ids")
            )
    lost = "it stands on the page and is not among the lines of the proof"
    found += [Finding(f"line {line_id}", lost) for line_id in sorted(_lines_of_page(proof) - set(ids))]
    for line in proof["lines"]:
        if line["plan"] not in plans:
            found.append(
                Finding(f"line {line['line']}", f"plan {line['plan']!r} is not among those of the run")
            )
        told = _birth_fault(proof, line, spans.get(line["performance_period"], ()))
        if told:
            found.append(Finding(f"line {line['line']}", told))
        for what in ("earned", "payable"):
            for when, node in zip(("before", "after"), line[what]):
                told = _amount_fault(proof, line, node)
                if told:
                    found.append(Finding(f"line {line['line']}, {what} {when}", told))
    return found


def _birth_fault(proof: dict[str, Any], line: dict[str, Any], spans: Sequence[dict[str, str]]) -> str:
    """A line's birth is the day of its node, and its performance period holds that day (decision 0002)."""
    try:
        born = node_value(proof, line["born"])
    except QuantityError as error:
        return f"the day of its birth: {error}"
    if born != read_quantity({"day": line["born_on"]}):
        return f"it is born on {line['born_on']}, and the proof's steps come to {shown_quantity(born)}"
    # Days are written with their year first, so their texts stand in the order of the days.
    if not spans:
        return f"its performance period {line['performance_period']} is not shown"
    if any(each["starts_on"] <= line["born_on"] <= each["last_day"] for each in spans):
        return ""
    first, last = spans[0]["starts_on"], spans[0]["last_day"]
    period = line["performance_period"]
    return f"it is born on {line['born_on']}, and its performance period {period} is from {first} to {last}"


def _lines_of_page(proof: dict[str, Any]) -> set[str]:
    """The lines that figures of the page are of: `line ID, earned`."""
    figures = [piece["of"] for piece in proof["page"] or () if has_figure(piece)]
    return {of[len("line ") :].rpartition(", ")[0] for of in figures if of.startswith("line ")}


def check_sealed(proof: dict[str, Any]) -> list[Finding]:
    """See that what rests on sealed values says on which."""
    found: list[Finding] = []
    for place, node in enumerate(proof["nodes"]):
        if node[0] in {"sealed sum", "rank", "allotted"}:
            places: Sequence[object] = node[3]["sealed"] if len(node) > 3 else ()
            count = len(proof["sealed"])
            if len(node) < 4 or not all(type(i) is int and 0 <= i < count for i in places):
                what = "it does not say which sealed values it rests on"
                found.append(Finding(f"node {place}, `{node[0]}`", what))
    return found


def _amount_fault(proof: dict[str, Any], line: dict[str, Any], node: int | None) -> str:
    if node is None:
        return ""
    try:
        value = node_value(proof, node)
    except QuantityError as error:
        return str(error)
    if value[2] == "undefined":
        return "" if line["fault"] is not None else "the amount is undefined, and the line is called no fault"
    if value[2] != line["currency"] or value[1] != 1:
        return f"whole minor units of {line['currency']} were expected, not {shown_quantity(value)}"
    return ""


def check_statement(proof: dict[str, Any]) -> list[Finding]:
    """Hold the lines' amounts against the root of the run's statements."""
    statement = proof["paths"]["statement"]
    if statement is None:
        if proof["page"] is not None and any(line["listed"] for line in proof["lines"]):
            return [Finding("lines", "the proof does not tie them to the run's statements")]
        return []
    try:
        lines = lines_of_run(proof)
    except QuantityError as error:
        return [Finding("lines", str(error))]
    leaf = statement_leaf(bytes.fromhex(statement["salt"]), proof["payee"], lines)
    root = proof["root"]["statements"]
    told = _root_fault(root["count"], {statement["place"]: leaf}, statement["path"], root["root"])
    if not told:
        return []
    return [
        Finding(
            "lines",
            f"the {len(lines)} lines are not those that the run has for payee {proof['payee']!r}: {told}; "
            "a line was changed, left out or added, or the payee is another",
        )
    ]


def lines_of_run(proof: dict[str, Any]) -> list[list[str | None]]:
    """Return the lines of the proof as the run's root holds them.

    Raises:
        QuantityError: an amount is no node.
    """
    listed = [line for line in proof["lines"] if line["listed"]]
    return [_line_of_run(proof, line) for line in sorted(listed, key=lambda line: line["line"])]


def _line_of_run(proof: dict[str, Any], line: dict[str, Any]) -> list[str | None]:
    amounts: dict[str, str | None] = {}
    for what in ("earned", "payable"):
        for when, node in zip(("before", "after"), line[what]):
            value = ("0", 1, "undefined") if node is None else node_value(proof, node)
            amount = "0" if value[2] == "undefined" else str(value[0])
            amounts[f"{what} {when}"] = None if when == "after" and line["fault"] is not None else amount
    return [line["line"], line["plan"], line["clause"], line["currency"], *amounts.values(), line["fault"]]


def _root_fault(count: int, leaves: Mapping[int, bytes], path: Sequence[str], root: str) -> str:
    try:
        found = root_from_path(count, leaves, [bytes.fromhex(each) for each in path]).hex()
    except PathError as error:
        return f"their path of hashes does not fit ({error})"
    return "" if found == root else f"they lead to {found[:16]}..., the run's root has {root[:16]}..."


def _index(x: Any) -> int:
    if type(x) is not int or not 0 <= x < 10**9:
        raise QuantityError(f"{x!r} is no place")
    return x
