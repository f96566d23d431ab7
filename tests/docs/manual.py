"""Reads the plans that the manual shows: whole ones, and recipes that stand in the manual's frame.

A fenced block of the kind `sources` holds what all others read, `frame` the header of a plan. A block of the
kind `plan` is a whole plan; `clause` begins with the header lines that differ from the frame, if any, and
then clauses, examples and amendments.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.docs.documents import ROOT

MANUAL = ROOT / "docs" / "language.md"
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADERS = (
    *("effective", "payees", "performance period", "payout", "currency", "rounding"),
    *("target incentive", "prorating", "data"),
)
_KINDS = ("plan", "clause")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of the manual: its kind, its text, and the number of its first line."""

    kind: str
    text: str
    line: int

    @property
    def name(self) -> str:
        """How a test calls it."""
        titles = re.findall(r'^(?:plan|clause|example) [^"\n]*"([^"\n]*)"', self.text, re.MULTILINE)
        return f"line {self.line}: {titles[0] if titles else self.kind}"


def blocks() -> list[Block]:
    """Every fenced block of the manual, in the order of the text."""
    text = MANUAL.read_text(encoding="utf-8")
    return [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 2) for match in _FENCED.finditer(text)
    ]


def shown_plans() -> list[Block]:
    """The blocks that are plans, or become one in the frame."""
    return [block for block in blocks() if block.kind in _KINDS]


def texts_of(block: Block) -> dict[str, str]:
    """The files that a block is loaded from: the manual's sources, unless it has its own, and the plan."""
    if block.kind == "plan":
        own_sources = re.search(r"^source ", block.text, re.MULTILINE)
        shared = {} if own_sources else {"sources.plan": _one("sources")}
        return {**shared, "shown.plan": block.text}
    return {"sources.plan": _one("sources"), "shown.plan": framed(block.text)}


def framed(text: str) -> str:
    """The recipe below the frame's header, whose lines give way to those of the recipe."""
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line and not line.startswith((" ", "#")))
    own, rest = lines[:start], lines[start:]
    replaced = {_header(line) for line in own if _header(line)}
    frame = [
        line
        for line in _one("frame").rstrip("\n").split("\n")
        if _header(line) not in replaced or not _header(line)
    ]
    return "\n".join([*frame, *(line for line in own if line.strip()), "", *rest])


def _header(line: str) -> str:
    """The word that begins a header line, blank where the line is none."""
    return next((word for word in _HEADERS if re.match(rf"\s+{word}\s", line)), "")


def _one(kind: str) -> str:
    [found] = [block.text for block in blocks() if block.kind == kind]
    return found
