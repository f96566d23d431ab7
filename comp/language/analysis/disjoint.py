"""Whether two conditions can both be true: of credits of one row, or of plans of one payee."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from comp.language import core
from comp.language.analysis.inputs import described

T = TypeVar("T")
MOST_CHOSEN = 12


def are_disjoint(left: core.Expr | None, right: core.Expr | None) -> bool:
    """Whether one asks for a word where the other asks for another one."""
    a, b = _words(left), _words(right)
    return any(a[name] != b[name] for name in a.keys() & b.keys())


def heaviest(items: Sequence[T], weight: Callable[[T], Fraction], apart: Callable[[T, T], bool]) -> list[T]:
    """Those items that can all be at once and weigh most together; of many, the heaviest are looked at."""
    ranked = sorted(items, key=weight, reverse=True)[:MOST_CHOSEN]
    best: list[T] = []
    for size in range(len(ranked), 0, -1):
        for chosen in combinations(ranked, size):
            together = not any(apart(a, b) for a, b in combinations(chosen, 2))
            if together and _sum(map(weight, chosen)) > _sum(map(weight, best)):
                best = list(chosen)
    return best


def _sum(weights: Iterable[Fraction]) -> Fraction:
    return sum(weights, Fraction(0))


def _words(condition: core.Expr | None) -> dict[str, str]:
    """Which words a condition asks for, by what it looks at."""
    match condition:
        case core.All():
            return {name: word for each in condition.conditions for name, word in _words(each).items()}
        case core.Compare(comparison=core.Comparison.IS, right=core.Literal(value=str() as word)):
            return {described(condition.left): word}
        case _:
            return {}
