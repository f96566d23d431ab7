"""What an expression looks at: so that a value which is alike for many lines is calculated once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import cast

from comp.language.core import (
    AmongOwn,
    BornOn,
    CreditSet,
    Earned,
    MeasureValue,
    PayeesLastDay,
    PeriodTarget,
    Quota,
    QuotaBasis,
    Rank,
    TableValue,
    ThisPayee,
)

_OTHERS = (MeasureValue, TableValue)  # may look at anything
_PERSONAL = (ThisPayee, AmongOwn, Quota, PeriodTarget, PayeesLastDay, Rank, Earned, *_OTHERS)
_OF_BIRTH = (BornOn, PeriodTarget, *_OTHERS)


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
        return self._any(expr, "payee", _is_personal)

    def birth(self, expr: object) -> bool:
        """Whether the day of a line's birth makes a difference."""
        return self._any(expr, "birth", _is_of_birth)

    def _any(self, expr: object, what: str, test: Callable[[object], bool]) -> bool:
        key = (id(expr), what)
        if key not in self._known:
            self._known[key] = any(test(node) for node in nodes(expr))
        return self._known[key]


def _is_personal(node: object) -> bool:
    """Whether a node looks at the payee; a set of everyone's credits does not, a set of rows neither."""
    return isinstance(node, _PERSONAL) or (isinstance(node, CreditSet) and not node.everyone)


def _is_of_birth(node: object) -> bool:
    """Whether a node looks at the day of a line's birth; a quota of the credit's date falls back to it."""
    return isinstance(node, _OF_BIRTH) or (
        isinstance(node, Quota) and node.basis in {QuotaBasis.CREDIT_DATE, QuotaBasis.SPAN}
    )
