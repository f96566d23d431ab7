"""Draws facts of many payees: groups that share deals, customers and managers, now and then across groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from comp.facts.snapshot import Value
from comp.fuzz.drawing import Drawing
from comp.fuzz.facts import Rows, draw_facts

# Exchange rates are the company's; everything else is of a group.
_OF_ALL = "rate"
_NAMING = frozenset({"id", "payee", "owner", "overlay", "csm", "manager", "account", "deal", "renewal"})
_PEOPLE = frozenset({"owner", "overlay", "csm", "manager"})
_ACROSS_PERCENT = 3
_HUGE_CROWDS_PERCENT, _HUGE_GROUPS_PERCENT = 6, 4


def draw_crowd(draw: Drawing, quotas: Sequence[str], currency: str, *, groups: int) -> Rows:
    """Facts of every source for so many groups of two to five payees."""
    huge = draw.chance(_HUGE_CROWDS_PERCENT)
    found: dict[str, list[Mapping[str, Value]]] = {}
    for group in range(groups):
        drawn = draw_facts(draw, quotas, currency, huge=huge and draw.chance(_HUGE_GROUPS_PERCENT))
        for source, rows in drawn.items():
            if source != _OF_ALL:
                found.setdefault(source, []).extend(_renamed(draw, row, group, groups) for row in rows)
            elif group == 0:
                found[source] = [*rows]
    return found


def _renamed(draw: Drawing, row: Mapping[str, Value], group: int, groups: int) -> dict[str, Value]:
    """The row with names of its group; the first keeps the plain ones, which amendments speak of."""
    renamed = dict(row)
    for column in [name for name in row if name in _NAMING]:  # the row's order, which each process has alike
        if isinstance(name := row[column], str):
            across = column in _PEOPLE and draw.chance(_ACROSS_PERCENT)
            other = draw.whole(0, groups - 1) if across else group
            renamed[column] = f"{name}_{other}" if other else name
    return renamed
