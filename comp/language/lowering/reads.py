"""Which sources and credits a plan reads, found by walking its lowered form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias, cast

from comp.frozen import frozen
from comp.language import core
from comp.language.core import PartKind
from comp.language.lowering.world import World


@frozen
class Reads:
    """Names of sources and credits; `mentioned` are sources that a column refers to, or that may be
    needed.
    """

    sources: frozenset[str]
    credits: frozenset[str]
    mentioned: frozenset[str]


def walk(value: object) -> Iterator[core.Node]:
    """Every node under a lowered value, itself included and before its parts."""
    ahead = [value]
    while ahead:
        at = ahead.pop()
        is_node, parts = _form(type(at))
        if is_node:
            yield cast("core.Node", at)
        if parts is not None:
            ahead.extend(parts(at))


_Parts: TypeAlias = Callable[[Any], Iterable[object]]


@cache
def _form(kind: type) -> tuple[bool, _Parts | None]:
    """Whether these are nodes, and what takes their parts, the last first; None where there are none."""
    if is_dataclass(kind):
        # A place in the text holds no node.
        names = [field.name for field in reversed(fields(kind)) if field.name != "span"]
        return issubclass(kind, core.Node), _taken(names)
    if issubclass(kind, dict):
        return False, _values_reversed
    return False, reversed if issubclass(kind, tuple | list) else None


def _values_reversed(held: dict[str, object]) -> Iterable[object]:
    return reversed(held.values())


def _taken(names: Sequence[str]) -> _Parts | None:
    match names:
        case []:
            return None
        case [name]:
            return lambda held: (getattr(held, name),)
        case _:
            return attrgetter(*names)


def reads_of(plan: core.Plan, world: World) -> Reads:
    """What the plan's statements, measures, tables and members read, and what its credits read in turn."""
    parts = (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)
    nodes = list(walk(parts))
    sources, credits_read = _direct(nodes)
    mentioned = {name for node in nodes for name in _referred(node, world)}
    for name in sorted(credits_read):
        credit = world.credits.get(name)
        if credit is not None:
            more, _ = _direct(walk(credit))
            sources |= more | {credit.source}
    if any(isinstance(node, core.InCurrency) for node in nodes):
        mentioned.add("rate")
    if _converts(sources, plan.currency, world):
        mentioned.add("rate")
    known = frozenset(name for name in credits_read if name in world.credits)
    return Reads(frozenset(sources), known, frozenset(mentioned))


def _direct(nodes: Iterable[core.Node]) -> tuple[set[str], set[str]]:
    sources: set[str] = set()
    used: set[str] = set()
    for node in nodes:
        match node:
            case core.Column():
                sources.add(node.source)
            case core.Lookup() | core.RowSet():
                sources.add(node.source)
            case core.Quota():
                sources.add("quota")
            case core.PayeesLastDay():
                sources.add("assignment")
            case core.Event():
                sources.add(node.source)
            case core.ClawBack():
                sources.add(node.losses)
                if node.of_credit:
                    used.add(node.target)
            case core.CreditValue() | core.CreditSet() | core.AmongOwn():
                used.add(node.credit)
            case core.Pay() if node.each is not None:
                used.add(node.each)
            case core.Part() if node.kind is PartKind.ALSO:
                sources.add("assignment")
            case _:
                pass
    return sources, used


def _converts(sources: set[str], currency: str, world: World) -> bool:
    """Whether money that the plan reads may be in another currency than the plan's."""
    others = [
        world.sources[name] for name in sources - {"assignment", "quota", "rate"} if name in world.sources
    ]
    return any(
        source.currency_column is not None or (source.currency_code or currency) != currency
        for source in others
    )


def _referred(node: core.Node, world: World) -> set[str]:
    """A column that refers to another source stands for a row of it."""
    if not isinstance(node, core.Column):
        return set()
    source = world.sources.get(node.source)
    column = source.column(node.name) if source is not None else None
    return {column.refers_to} if column is not None and column.refers_to is not None else set()
