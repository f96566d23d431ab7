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
    lines = {line["line"]: _Amounts(proof, line) for line in proof["lines"]}
    totals: dict[tuple[str, str], Quantity | None] = {}
    found: list[Finding] = []
    for piece in proof["page"] or ():
        if not has_figure(piece):
            continue
        value, of = node_value(proof, piece["figure"]), piece["of"]
        expected = None
        if of in _TOTALS:
            key = (_TOTALS[of], value[2])
            if key not in totals:
                totals[key] = _total(list(lines.values()), *key)
            expected = totals[key]
        elif of.startswith("line "):
            line_id, _, what = of[len("line ") :].rpartition(", ")
            expected = _of_line(lines[line_id], what) if line_id in lines else None
        if expected is not None and not same_quantity(expected, value):
            told = (
                f"the proof's lines come to {shown_quantity(expected)}, and it shows {shown_quantity(value)}"
            )
            found.append(Finding(f"figure {of} of the page", told))
    return found


class _Amounts:
    """A line's amounts in minor units before and after: 0 where there is no node, None where undefined."""

    def __init__(self, proof: dict[str, Any], line: dict[str, Any]) -> None:
        self.line = line
        self.earned = [_minor(proof, node) for node in line["earned"]]
        self.payable = [_minor(proof, node) for node in line["payable"]]

    def change(self, what: str) -> int | None:
        """How much more, or less, there is than before."""
        before, after = self.earned if what == "earned" else self.payable
        return None if before is None or after is None else after - before


def _total(lines: Sequence[_Amounts], what: str, currency: str) -> Quantity | None:
    """What all lines of a currency add, those left aside that are faults."""
    changes = [
        each.change(what)
        for each in lines
        if each.line["listed"] and each.line["currency"] == currency and each.line["fault"] is None
    ]
    if any(change is None for change in changes):
        return None
    return (sum(change or 0 for change in changes), 1, currency)


def _of_line(amounts: _Amounts, what: str) -> Quantity | None:
    if what in {"earned", "payable"}:
        amount = amounts.change(what)
    elif what == "earned before":
        amount = amounts.earned[0]
    elif what == "held":
        earned, payable = amounts.earned[1], amounts.payable[1]
        amount = None if earned is None or payable is None else earned - payable
    else:
        return None
    return None if amount is None else (amount, 1, amounts.line["currency"])


def _minor(proof: dict[str, Any], node: int | None) -> int | None:
    value = (0, 1, "") if node is None else node_value(proof, node)
    return None if value == UNDEFINED else value[0]
