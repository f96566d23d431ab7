"""What the company opens for an auditor: sealed values, and the totals, ranks and allotments of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from comp.verifier.arithmetic import node_value
from comp.verifier.commitments import sealed_commitment
from comp.verifier.findings import Finding
from comp.verifier.operations import STRICT, compared, struck, whole_parts
from comp.verifier.proof_file import ProofError, read_strict_json
from comp.verifier.quantities import (
    UNDEFINED,
    Quantity,
    QuantityError,
    read_quantity,
    same_quantity,
    shown_quantity,
)


def read_openings(data: bytes) -> list[dict[str, Any]]:
    """Read a list of `{commitment, salt, payee, what, value}`.

    Raises:
        ProofError: it is none.
    """
    found = read_strict_json(data, "the openings")
    if not isinstance(found, list):
        raise ProofError("the openings", "a list was expected")
    openings: list[dict[str, Any]] = found  # pyright: ignore[reportUnknownVariableType]  looked at below
    for i, each in enumerate(openings):
        names = ("commitment", "salt", "payee", "what")
        if type(each) is not dict or "value" not in each or any(type(each.get(n)) is not str for n in names):
            raise ProofError(
                f"opening {i}", "`commitment`, `salt`, `payee`, `what` and `value` were expected"
            )
    return openings


def count_opened(proof: dict[str, Any], openings: Sequence[dict[str, Any]]) -> int:
    """How many of the proof's sealed values have an opening."""
    commitments = {each["commitment"] for each in openings}
    return sum(sealed["commitment"] in commitments for sealed in proof["sealed"])


def check_openings(proof: dict[str, Any], openings: Sequence[dict[str, Any]]) -> list[Finding]:
    """Hold the openings against what is sealed, and the nodes that rest on it."""
    found: list[Finding] = []
    opened: dict[int, Quantity] = {}
    by_commitment = {each["commitment"]: each for each in openings}
    for place, sealed in enumerate(proof["sealed"]):
        each = by_commitment.get(sealed["commitment"])
        if each is None:
            continue
        told = _opening_fault(sealed, each)
        if told:
            found.append(Finding(f"sealed {place}, {sealed['what']}", told))
        else:
            opened[place] = read_quantity(each["value"])
    for place, node in enumerate(proof["nodes"]):
        test = _TESTS.get(node[0])
        if test is None:
            continue
        others = [opened.get(i) for i in node[3].get("sealed") or ()]
        known = [each for each in others if each is not None]
        if len(known) == len(others):
            told = test(proof, node, known)
            if told:
                found.append(Finding(f"node {place}, `{node[0]}`", told))
    return found


def _opening_fault(sealed: Mapping[str, Any], opening: Mapping[str, Any]) -> str:
    try:
        salt = bytes.fromhex(opening["salt"])
        read_quantity(opening["value"])
    except ValueError as error:
        return f"its opening cannot be read: {error}"
    if opening["what"] != sealed["what"]:
        return f"it was opened as {opening['what']!r}"
    commitment = sealed_commitment(salt, opening["payee"], opening["what"], opening["value"])
    if commitment.hex() != sealed["commitment"]:
        return "what was opened is not what was sealed: salt, payee or value do not give its commitment"
    return ""


def _sum_fault(_proof: dict[str, Any], node: Sequence[Any], others: Sequence[Quantity]) -> str:
    claimed = read_quantity(node[2])
    total = UNDEFINED if UNDEFINED in others else STRICT["sum"](others, {"zero": "0"})
    if same_quantity(total, claimed):
        return ""
    return f"what was opened adds up to {shown_quantity(total)}, and the proof says {shown_quantity(claimed)}"


def _rank_fault(proof: dict[str, Any], node: Sequence[Any], others: Sequence[Quantity]) -> str:
    own = node_value(proof, node[1][0])
    sign = -1 if node[3].get("lowest") is True else 1
    if own == UNDEFINED:
        return ""
    orders = [compared(each, own) for each in others if each != UNDEFINED]
    better = sum(order is not None and order * sign > 0 for order in orders)
    if better == node[3]["better"]:
        return ""
    return f"{better} of those who were opened stand better, and the proof says {node[3]['better']}"


def _allotment_fault(proof: dict[str, Any], node: Sequence[Any], others: Sequence[Quantity]) -> str:
    """Allot what all exact shares add up to; where remainders are equal either may be the earlier one."""
    own, part = node_value(proof, node[1][0]), read_quantity(node[2])
    if UNDEFINED in (own, part) or UNDEFINED in others:
        return "" if part == UNDEFINED else "a share is undefined, and the part is not"
    total = STRICT["sum"]([own, *others], {})
    units = 10**9 if node[3].get("unit") == "billionth" else 1
    try:
        whole = struck(total[0] * units, total[1], node[3].get("mode"))
    except QuantityError as error:
        return str(error)
    mine, *shares = [(n * units, d) for n, d, _ in (own, *others)]
    first = whole_parts(whole, [mine, *shares])[0]
    last = whole_parts(whole, [*shares, mine])[-1]
    if part[0] * units in {first * part[1], last * part[1]}:
        return ""
    fair = shown_quantity((first, units, part[2]))
    return f"the allotment gives {fair}, and the proof says {shown_quantity(part)}"


_TESTS = {"sealed sum": _sum_fault, "rank": _rank_fault, "allotted": _allotment_fault}
