"""Combines the lowered versions of an amended plan: each line takes what held at its birth (0029)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import TypeVar, cast

from comp.frozen import frozen
from comp.language import core
from comp.language.lowering.faults import Faults
from comp.language.lowering.reads import walk
from comp.language.money import Money

T = TypeVar("T")

# The most that a line can hold, in minor units: whoever is held to it is held to nothing.
_MOST = 2**63 - 1
_NAMING: dict[type, str] = {core.MeasureValue: "name", core.TableValue: "name", core.Rank: "measure"}


@frozen
class LoweredVersion:
    """A version of a plan, lowered by itself; `guard` is true for the lines that it holds for."""

    label: str
    guard: core.Expr | None
    plan: core.Plan


@dataclass(slots=True)
class _Entry:
    """A statement in the order of the text, as each version that has it says it."""

    clause: str
    said: dict[int, core.Statement] = field(default_factory=dict[int, core.Statement])


def combine(versions: Sequence[LoweredVersion], faults: Faults) -> core.Plan:
    """One plan of all versions: the first one's, with guards where others differ."""
    first = versions[0].plan
    if len(versions) == 1:
        return first
    measures, tables = dict(first.measures), dict(first.tables)
    entries = [_Entry(clause.name, {0: one}) for clause, one in first.statements()]
    clauses = {clause.name: clause for clause in first.clauses}
    for at, version in enumerate(versions[1:], 1):
        names = _new_names(version, measures, tables)
        plan = cast("core.Plan", _renamed(version.plan, names))
        for name, measure in plan.measures.items():
            measures[names.get(name, name)] = replace(measure, name=names.get(name, name))
        for name, table in plan.tables.items():
            tables[names.get(name, name)] = replace(table, name=names.get(name, name))
        _add(entries, plan, at)
        for clause in plan.clauses:
            clauses[clause.name] = _listed(clauses.get(clause.name), clause, names)
    guards = [version.guard for version in versions]
    no_limit = core.Literal(Money(_MOST, first.currency))
    merged = [(entry.clause, _merged(entry, guards, no_limit, faults)) for entry in entries]
    return replace(
        first,
        clauses=tuple(_clauses(merged, clauses)),
        measures=dict(sorted(measures.items())),
        tables=dict(sorted(tables.items())),
    )


# Names -----------------------------------------------------------------------------------------------------


def _new_names(
    version: LoweredVersion, measures: dict[str, core.Measure], tables: dict[str, core.Table]
) -> dict[str, str]:
    """New names for those measures and tables of a version that are not what earlier ones call so."""
    own: dict[str, core.Measure | core.Table] = {**version.plan.measures, **version.plan.tables}
    known: dict[str, core.Measure | core.Table] = {**measures, **tables}
    changed = {name for name, one in own.items() if name in known and known[name] != one}
    while True:
        more = {name for name, one in own.items() if name not in changed and _named(one) & changed}
        if not more:
            return {name: f"{name}@{version.label}" for name in changed}
        changed |= more


def _named(part: object) -> set[str]:
    return {str(getattr(node, _NAMING[type(node)])) for node in walk(part) if type(node) in _NAMING}


def _renamed(value: object, names: dict[str, str]) -> object:
    """A lowered value in which measures and tables are called by their new names."""
    if isinstance(value, tuple):
        return tuple(_renamed(item, names) for item in cast("tuple[object, ...]", value))
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in cast("dict[str, object]", value).items()}
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed: dict[str, object] = {}
    for one in fields(value):
        if one.name == "span":
            continue
        before = getattr(value, one.name)
        after = _renamed(before, names)
        if after is not before and after != before:
            changed[one.name] = after
    naming = _NAMING.get(cast("type[core.MeasureValue]", type(value)))
    if naming is not None and getattr(value, naming) in names:
        changed[naming] = names[getattr(value, naming)]
    return replace(value, **changed) if changed else value


def _listed(known: core.Clause | None, clause: core.Clause, names: dict[str, str]) -> core.Clause:
    """The clause with the measures and tables of one more version listed."""
    measures = tuple(names.get(name, name) for name in clause.measures)
    tables = tuple(names.get(name, name) for name in clause.tables)
    if known is None:
        return replace(clause, measures=measures, tables=tables)
    return replace(
        known,
        measures=tuple(dict.fromkeys((*known.measures, *measures))),
        tables=tuple(dict.fromkeys((*known.tables, *tables))),
    )


# Statements ------------------------------------------------------------------------------------------------


def _add(entries: list[_Entry], plan: core.Plan, at: int) -> None:
    """Enter a version's statements, in their order, beside those that are the same."""
    own = [(clause.name, statement) for clause, statement in plan.statements()]
    before = list(entries)
    same = _longest([_key(entry.clause, _any(entry)) for entry in before], [_key(*one) for one in own])
    kept = {id(before[index]) for index in same.values()}
    place, above = 0, ""
    for index, (clause, statement) in enumerate(own):
        if index in same:
            entry = before[same[index]]
            place = next(i for i, one in enumerate(entries) if one is entry)
            entry.said[at] = statement
        else:
            while above not in ("", clause) and _goes_on(entries, place, above, kept):
                place += 1
            entries.insert(place, _Entry(clause, {at: statement}))
        place, above = place + 1, clause


def _goes_on(entries: list[_Entry], place: int, clause: str, kept: set[int]) -> bool:
    """Whether a clause's statements of other versions stand here, before a new clause begins."""
    return place < len(entries) and entries[place].clause == clause and id(entries[place]) not in kept


def _any(entry: _Entry) -> core.Statement:
    return next(iter(entry.said.values()))


def _key(clause: str, statement: core.Statement) -> object:
    """Pays are the same by their name, whatever they say; other statements by what they say and where."""
    if isinstance(statement, core.Pay | core.Draw):
        return type(statement), statement.name
    return clause, statement


def _longest(one: Sequence[object], other: Sequence[object]) -> dict[int, int]:
    """The longest common order of two sequences: places of the second, to places of the first."""
    best = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i in reversed(range(len(one))):
        for j in reversed(range(len(other))):
            skip = max(best[i + 1][j], best[i][j + 1])
            best[i][j] = max(skip, 1 + best[i + 1][j + 1]) if one[i] == other[j] else skip
    found: dict[int, int] = {}
    i = j = 0
    while i < len(one) and j < len(other):
        if one[i] == other[j] and best[i][j] == 1 + best[i + 1][j + 1]:
            found[j] = i
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _clauses(
    merged: Iterable[tuple[str, core.Statement]], clauses: dict[str, core.Clause]
) -> list[core.Clause]:
    """Statements below their clauses, in their order."""
    found: list[core.Clause] = []
    for name, statement in merged:
        if found and found[-1].name == name:
            found[-1] = replace(found[-1], statements=(*found[-1].statements, statement))
        else:
            found.append(replace(clauses[name], statements=(statement,)))
    for at, (name, clause) in enumerate(clauses.items()):
        if all(one.name != name for one in found):
            found.insert(at, replace(clause, statements=()))
    return found


def _merged(
    entry: _Entry, guards: Sequence[core.Expr | None], no_limit: core.Expr, faults: Faults
) -> core.Statement:
    statement = _any(entry)
    everywhere = len(entry.said) == len(guards)
    if isinstance(statement, core.Pay | core.Draw):
        _check_kept(entry, faults)
        return _merged_pay(statement, entry, guards, no_limit)
    if everywhere:
        return statement
    there = _any_of([guards[at] for at in entry.said])
    return replace(statement, where=_both(there, statement.where))


def _check_kept(entry: _Entry, faults: Faults) -> None:
    """What makes the lines of a pay the same lines cannot be amended."""
    one, *others = entry.said.values()
    for other in others:
        if _kept(one) != _kept(other):
            faults.error(
                "L012",
                other.span,
                f"An amendment changes what `{cast('core.Pay', other).name}` is paid for each of.",
                "Give the new pay another name.",
            )


def _kept(statement: core.Statement) -> object:
    match statement:
        case core.Pay():
            return statement.each, statement.cadence, statement.on_account, statement.evened
        case core.Draw(recovery=recovery):
            if recovery is None:
                return statement.against, statement.whole
            days = recovery.starts_on, recovery.ends_on
            return statement.against, statement.whole, recovery.of, days, recovery.forgiven
        case _:
            return None


def _merged_pay(
    statement: core.Pay | core.Draw,
    entry: _Entry,
    guards: Sequence[core.Expr | None],
    no_limit: core.Expr,
) -> core.Statement:
    said = cast("dict[int, core.Pay | core.Draw]", entry.said)
    where = _where(said, guards)
    if isinstance(statement, core.Pay):
        pays = cast("dict[int, core.Pay]", said)
        return replace(statement, value=_chosen(pays, guards, lambda pay: pay.value), where=where)
    draws = cast("dict[int, core.Draw]", said)
    recovery = statement.recovery
    if recovery is not None:
        recoveries = {at: draw.recovery for at, draw in draws.items() if draw.recovery is not None}
        limited = any(one.most is not None for one in recoveries.values())
        recovery = replace(
            recovery,
            share=_chosen(recoveries, guards, lambda one: one.share),
            most=_chosen(recoveries, guards, lambda one: one.most or no_limit) if limited else None,
        )
    return replace(statement, at=_chosen(draws, guards, lambda one: one.at), where=where, recovery=recovery)


def _where(said: dict[int, core.Pay | core.Draw], guards: Sequence[core.Expr | None]) -> core.Expr | None:
    """Which lines there are: in each version those that it says, in one without the pay none."""
    conditions = list(dict.fromkeys(one.where for one in said.values()))
    if len(said) == len(guards) and len(conditions) == 1:
        return conditions[0]
    cases = [
        _both(_any_of([guards[at] for at, one in said.items() if one.where == condition]), condition)
        for condition in conditions
    ]
    return cases[0] if len(cases) == 1 else core.AnyOf(tuple(cases))


def _chosen(
    said: dict[int, T], guards: Sequence[core.Expr | None], part: Callable[[T], core.Expr]
) -> core.Expr:
    """The value of each version for its lines; the first version's for all others."""
    values = {at: part(one) for at, one in said.items()}
    result = next(iter(values.values()))
    base = result
    for value in dict.fromkeys(value for value in values.values() if value != base):
        guard = _any_of([guards[at] for at, one in values.items() if one == value])
        result = core.If(guard, value, result, span=value.span)
    return result


def _any_of(guards: Sequence[core.Expr | None]) -> core.Expr:
    known = tuple(guard for guard in guards if guard is not None)
    return known[0] if len(known) == 1 else core.AnyOf(known)


def _both(guard: core.Expr, where: core.Expr | None) -> core.Expr:
    if where is None:
        return guard
    return core.All((guard, where))
