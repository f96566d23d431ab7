"""Figures that say of which line or total they are, held against the lines of the proof.

The arithmetic knows that a sum adds up; only here is it seen that it adds up all lines, and that a line's
figure is that line's. It must not take a figure's word for its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comp.verifier.arithmetic import has_figure, node_value
from comp.verifier.findings import Finding
from comp.verifier.quantities import UNDEFINED, Quantity, same_quantity, shown_quantity

_TOTALS = {"earned in all": "earned", "payable in all": "payable"}


def check_totals(proof: dict[str, Any]) -> list[Finding]:
    """Hold each figure of a line, and the totals of all lines, against what the lines come to."""
    lines = {line["line"]: line for line in proof["lines"]}
    found: list[Finding] = []
    for piece in proof["page"] or ():
        if not has_figure(piece):
            continue
        value, of = node_value(proof, piece["figure"]), piece["of"]
        expected = None
        if of in _TOTALS:
            expected = _total(proof, _TOTALS[of], value[2])
        elif of.startswith("line "):
            line_id, _, what = of[len("line ") :].rpartition(", ")
            expected = _of_line(proof, lines[line_id], what) if line_id in lines else None
        if expected is not None and not same_quantity(expected, value):
            told = (
                f"the proof's lines come to {shown_quantity(expected)}, and it shows {shown_quantity(value)}"
            )
            found.append(Finding(f"figure {of} of the page", told))
    return found


def _total(proof: dict[str, Any], what: str, currency: str) -> Quantity | None:
    """What all lines of a currency add, those left aside that are faults."""
    changes = [
        _change(proof, line, what)
        for line in proof["lines"]
        if line["listed"] and line["currency"] == currency and line["fault"] is None
    ]
    if any(change is None for change in changes):
        return None
    return (sum(change or 0 for change in changes), 1, currency)


def _of_line(proof: dict[str, Any], line: dict[str, Any], what: str) -> Quantity | None:
    if what in {"earned", "payable"}:
        amount = _change(proof, line, what)
    elif what == "earned before":
        amount = _minor(proof, line["earned"][0])
    elif what == "held":
        earned, payable = _minor(proof, line["earned"][1]), _minor(proof, line["payable"][1])
        amount = None if earned is None or payable is None else earned - payable
    else:
        return None
    return None if amount is None else (amount, 1, line["currency"])


def _change(proof: dict[str, Any], line: dict[str, Sequence[Any]], what: str) -> int | None:
    before, after = (_minor(proof, node) for node in line[what])
    return None if before is None or after is None else after - before


def _minor(proof: dict[str, Any], node: int | None) -> int | None:
    """An amount in minor units: 0 where there is no node, None where it is undefined."""
    value = (0, 1, "") if node is None else node_value(proof, node)
    return None if value == UNDEFINED else value[0]
