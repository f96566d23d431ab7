"""Two runs compared, as frames: line by line, and divided among the causes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pandas as pd

from comp.notebook.frames import Holds, amount, frame
from comp.notebook.html import several, shown
from comp.runs import AttributedLine, Attribution, CausePart, LineDifference, RunDiff

_IDENTITY: Final = dict.fromkeys(("line_id", "plan", "clause", "payee"), Holds.TEXT)
_AMOUNTS: Final = {"currency": Holds.TEXT, "earned": Holds.EXACT, "payable": Holds.EXACT}
_DIFFERENCES: Final = {
    **_IDENTITY,
    "currency": Holds.TEXT,
    **dict.fromkeys(("earned_a", "earned_b", "earned", "payable_a", "payable_b", "payable"), Holds.EXACT),
    "only_in": Holds.TEXT,
}
_CAUSES: Final = {"cause": Holds.COUNT, "kind": Holds.TEXT, "text": Holds.TEXT, "count": Holds.COUNT}
_LINES: Final = {**_IDENTITY, "fact": Holds.TEXT, **_AMOUNTS, "faults": Holds.COUNT}
_PARTS: Final = {**_LINES, "cause": Holds.COUNT, "kind": Holds.TEXT, "text": Holds.TEXT}


@dataclass(frozen=True, slots=True)
class RunDifference:
    """What differs between run A and run B, as `comp run diff` tells it."""

    found: RunDiff

    @property
    def lines(self) -> pd.DataFrame:
        """The lines whose amounts differ.

        Columns: line_id, plan, clause, payee, currency; earned_a, earned_b, payable_a, payable_b (0 where a
        run has no such line, None where it is a fault); earned and payable are B less A, None beside a fault;
        only_in is a, b, or blank where both have the line.
        """
        return frame(_DIFFERENCES, (_difference(each) for each in self.found.lines))

    @property
    def causes(self) -> tuple[str, ...]:
        """What changed between the runs, in sentences."""
        return self.found.causes

    def __repr__(self) -> str:
        count = len(self.found.lines)
        lines = f"Lines that differ: {count:,}." if count else "No line differs."
        return f"<{' '.join(self.causes)} {lines}>"

    def _repr_html_(self) -> str:
        return shown("B less A", [self.lines], self.causes)


@dataclass(frozen=True, slots=True)
class RunAttribution:
    """The difference of two runs, divided among its causes to the cent."""

    found: Attribution

    @property
    def causes(self) -> pd.DataFrame:
        """Every cause. Columns: cause (its number), kind, text, count (how many rows or parts of plans)."""
        causes = enumerate(self.found.causes)
        return frame(_CAUSES, ((number, each.kind.value, each.text, each.count) for number, each in causes))

    @property
    def lines(self) -> pd.DataFrame:
        """Every line that a cause moved; a fault pays 0.

        Columns: line_id, plan, clause, payee, fact, currency, earned and payable (B less A), faults (1 where
        only B has a fault there, -1 where only A has).
        """
        return frame(_LINES, ((*_line(each), *_moved(each, each)) for each in self.found.lines))

    @property
    def parts(self) -> pd.DataFrame:
        """Every line once for each cause that moved it; the parts of a line add up to its difference.

        Columns: those of `lines`, of this cause alone, and cause, kind, text.
        """
        return frame(_PARTS, self._parts())

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know of the causes."""
        return self.found.notes

    def __repr__(self) -> str:
        moved = several(len(self.found.lines), "line")
        return f"<{moved} moved; causes looked at: {len(self.found.causes):,}>"

    def _repr_html_(self) -> str:
        return shown("B less A, by cause", [self._by_cause()], self.notes)

    def _by_cause(self) -> pd.DataFrame:
        moved: pd.DataFrame = self.parts.groupby(["cause", "kind", "text", "currency"], as_index=False)[
            ["earned", "payable"]
        ].sum()
        return moved

    def _parts(self) -> Iterator[tuple[object, ...]]:
        for line in self.found.lines:
            for part in line.parts:
                cause = self.found.causes[part.cause]
                yield (*_line(line), *_moved(line, part), part.cause, cause.kind.value, cause.text)


def _difference(each: LineDifference) -> tuple[object, ...]:
    payable = (each.payable_a_minor, each.payable_b_minor)
    less = None if None in payable else (payable[1] or 0) - (payable[0] or 0)
    amounts = (each.earned_a_minor, each.earned_b_minor, each.earned_minor, *payable, less)
    exact = (amount(minor, each.currency) for minor in amounts)
    return (each.line_id, each.plan, each.clause, each.payee, each.currency, *exact, each.only_in)


def _line(each: AttributedLine) -> tuple[object, ...]:
    return each.line_id, each.plan, each.clause, each.payee, each.fact


def _moved(line: AttributedLine, each: AttributedLine | CausePart) -> tuple[object, ...]:
    earned, payable = (amount(minor, line.currency) for minor in (each.earned_minor, each.payable_minor))
    return line.currency, earned, payable, each.faults
