"""Which payees are drawn together: large batches first, so that nobody waits long at the end.

What a batch costs before its first statement (both engines read all facts of a plan) asks for few batches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import Final

_FEWEST: Final = 8  # payees, but for the last batch
_MOST: Final = 200  # payees whose lines are held in memory together
_OF_A_STATEMENT: Final = 20  # what a statement without lines costs, in lines


class Batches:
    """Payees still to be drawn, those with most lines first."""

    def __init__(self, lines: Mapping[str, int], workers: int) -> None:
        self._cost = {payee: _OF_A_STATEMENT + count for payee, count in lines.items()}
        self._rest = deque(sorted(lines, key=lambda payee: (-lines[payee], payee)))
        self._left = sum(self._cost.values())
        self._parts = 2 * workers if workers > 1 else 1

    def next(self) -> list[str]:
        """The next payees; an empty list where there is none."""
        enough = self._left // self._parts
        batch: list[str] = []
        cost = 0
        while self._rest and len(batch) < _MOST and (len(batch) < _FEWEST or cost < enough):
            batch.append(self._rest.popleft())
            cost += self._cost[batch[-1]]
        self._left -= cost
        return batch

    def again(self, payees: Sequence[str]) -> None:
        """Take payees back whom a process did not come to."""
        self._rest.extendleft(reversed(payees))
        self._left += sum(self._cost[payee] for payee in payees)

    def rest(self) -> list[str]:
        """All who are left, who are then no longer."""
        left = list(self._rest)
        self._rest.clear()
        return left
