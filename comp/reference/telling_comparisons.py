"""Comparisons in words: what holds, or does not, and of a condition what was needed."""

from __future__ import annotations

from comp.language.core import Comparison
from comp.reference.saying import template

_HOLDS = {
    Comparison.IS: template("{left},  {right}"),
    Comparison.IS_NOT: template("{left}, not {right}"),
    Comparison.BELOW: template("{left}, below {right}"),
    Comparison.AT_MOST: template("{left}, at most {right}"),
    Comparison.ABOVE: template("{left}, above {right}"),
    Comparison.AT_LEAST: template("{left}, at least {right}"),
}
_FAILS = {
    Comparison.IS: template("{left}, not {right}"),
    Comparison.IS_NOT: template("{left}, not not {right}"),
    Comparison.BELOW: template("{left}, not below {right}"),
    Comparison.AT_MOST: template("{left}, not at most {right}"),
    Comparison.ABOVE: template("{left}, not above {right}"),
    Comparison.AT_LEAST: template("{left}, not at least {right}"),
}
_HOLDS_BY_DAY = {
    **_HOLDS,
    Comparison.BELOW: template("{left}, before {right}"),
    Comparison.AT_MOST: template("{left}, on or before {right}"),
    Comparison.ABOVE: template("{left}, after {right}"),
    Comparison.AT_LEAST: template("{left}, on or after {right}"),
}
_FAILS_BY_DAY = {
    **_FAILS,
    Comparison.BELOW: template("{left}, not before {right}"),
    Comparison.AT_MOST: template("{left}, not on or before {right}"),
    Comparison.ABOVE: template("{left}, not after {right}"),
    Comparison.AT_LEAST: template("{left}, not on or after {right}"),
}
NEEDED = {
    Comparison.IS: template("{name} must be {needed} but is {found}"),
    Comparison.IS_NOT: template("{name} must not be {needed} but is {found}"),
    Comparison.BELOW: template("{name} must be below {needed} but is {found}"),
    Comparison.AT_MOST: template("{name} must be at most {needed} but is {found}"),
    Comparison.ABOVE: template("{name} must be above {needed} but is {found}"),
    Comparison.AT_LEAST: template("{name} must be at least {needed} but is {found}"),
}


def compared(comparison: Comparison, *, holds: bool, of_days: bool) -> str:
    """The template of a comparison with its `left` and its `right`."""
    if of_days:
        return (_HOLDS_BY_DAY if holds else _FAILS_BY_DAY)[comparison]
    return (_HOLDS if holds else _FAILS)[comparison]
