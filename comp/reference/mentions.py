"""What an expression looks at: so that a value which is alike for many lines is calculated once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import cast

from comp.language.core import (
    AmongOwn,
    BornOn,
    CreditSet,
    CreditValue,
    MeasureValue,
    PeriodTarget,
    Quota,
    TableValue,
    ThisPayee,
)

_OTHERS = (MeasureValue, TableValue)  # may look at anything
_PERSONAL = (ThisPayee, AmongOwn, CreditSet, CreditValue, Quota, PeriodTarget, *_OTHERS)
_OF_BIRTH = (BornOn, *_OTHERS)


def nodes(tree: object) -> Iterator[object]:
    """Every value inside lists, mappings and syntax nodes, outermost first."""
    yield tree
    inner: Iterable[object] = ()
    if is_dataclass(tree):
        inner = [getattr(tree, field.name) for field in fields(tree) if field.name != "span"]
    elif isinstance(tree, dict):
        inner = cast("dict[object, object]", tree).values()
    elif isinstance(tree, list | tuple):
        inner = cast("Iterable[object]", tree)
    for part in inner:
        yield from nodes(part)


class Mentions:
    """What the expressions of one plan look at, each looked through once. The plan outlives it."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], bool] = {}

    def payee(self, expr: object) -> bool:
        """Whether the payee makes a difference."""
        return self._any(expr, "payee", _PERSONAL)

    def birth(self, expr: object) -> bool:
        """Whether the day of a line's birth makes a difference."""
        return self._any(expr, "birth", _OF_BIRTH)

    def _any(self, expr: object, what: str, kinds: tuple[type, ...]) -> bool:
        key = (id(expr), what)
        if key not in self._known:
            self._known[key] = any(isinstance(node, kinds) for node in nodes(expr))
        return self._known[key]
