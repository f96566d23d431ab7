"""How far a plan sees: whether a payee's lines can be worked out beside some other payees alone, and which
facts must be there for that (decision 0044).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comp.language import core
from comp.language.core import Source, Whose
from comp.language.lowering.reads import walk


@dataclass(frozen=True, slots=True)
class Reach:
    """What a plan reads beside a payee's own credits.

    `credits` are those that it uses. `narrow` are event sources of which lines see no row but the credited
    ones, and whose credits are the same on any day from that on which their fact is known; `columns` are
    what lines read of these. `own` are sources of which a payee's lines see that payee's rows alone, with the
    column that names the payee. `together` says why no payee can be worked out without all the others; None
    where each can.
    """

    credits: tuple[str, ...]
    narrow: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    own: Mapping[str, str]
    together: str | None


def reach_of(program: core.Program, plan: core.Plan) -> Reach:
    """How far a plan sees."""
    parts = (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)
    used = tuple(sorted(credits_of(plan)))
    events = {name for name, source in program.sources.items() if source.dated is not None}
    whole = _reads((parts, tuple(program.credits[name] for name in used)))
    # What a credit reads of an event may become known later than the credited fact.
    whole |= {program.credits[name].source for name in used if _reads(program.credits[name]) & events}
    credited = {program.credits[name].source for name in used}
    narrow = frozenset((credited & events) - whole)
    columns = {name: _columns_of(program.sources[name], parts, program, used) for name in narrow}
    ties = tuple(program.credits[name].ties for name in used)
    own = {name: column for name, column in _of_payees(program).items() if name not in credited}
    others = _of_others((parts, ties))
    return Reach(used, narrow, columns, {n: c for n, c in own.items() if n not in others}, _together(parts))


def _of_payees(program: core.Program) -> dict[str, str]:
    """The sources that the language itself reads by payee, and the column that names the payee."""
    columns = {"quota": "payee", "assignment": program.sources["assignment"].key}
    return {name: column for name, column in columns.items() if name in program.sources}


def _of_others(parts: object) -> set[str]:
    """The sources of which rows are read that another payee may have."""
    found: set[str] = set()
    for node in walk(parts):
        match node:
            case core.Lookup() if isinstance(node.key, core.ThisPayee):
                pass
            case core.Lookup() | core.RowSet() | core.Event():
                found.add(node.source)
            case core.ClawBack():
                found.add(node.losses)
            case _:
                pass
    return found


def _columns_of(
    source: Source, parts: object, program: core.Program, credits: tuple[str, ...]
) -> tuple[str, ...]:
    """What is read of a credited fact once it has been credited, in the order of the source's columns."""
    ties = tuple(program.credits[name].ties for name in credits)
    read = {
        node.name
        for node in walk((parts, ties))
        if isinstance(node, core.Column) and node.source == source.name
    }
    read |= {node.via for node in walk(parts) if isinstance(node, core.AmongOwn)}
    read |= {source.key, source.currency_column or source.key}
    return tuple(column.name for column in source.columns if column.name in read)


def credits_of(plan: core.Plan) -> set[str]:
    """The names of all credits that a plan's statements and measures speak of."""
    named: set[str] = set()
    for node in walk((plan.clauses, plan.measures, plan.tables)):
        match node:
            case core.Pay() if node.each is not None:
                named.add(node.each)
            case core.CreditSet() | core.AmongOwn() | core.CreditValue():
                named.add(node.credit)
            case core.ClawBack() if node.of_credit:
                named.add(node.target)
            case _:
                pass
    return named


def _reads(parts: object) -> set[str]:
    """The sources of which other rows than the credited one are read."""
    found: set[str] = set()
    for node in walk(parts):
        match node:
            case core.Lookup() | core.RowSet() | core.Event():
                found.add(node.source)
            case core.ClawBack():
                found.add(node.losses)
            case core.Convert() | core.InCurrency():
                found.add("rate")
            case _:
                pass
    return found


def _together(parts: object) -> str | None:
    for node in walk(parts):
        match node:
            case core.Pay() if node.evened:
                return f"the cents of {node.name} are evened among payees"
            case core.Split():
                return f"{node.pay} is split with other payees"
            case core.Rank():
                return f"payees are ranked by {node.measure}"
            case core.Earned() if node.whose is not Whose.OWN or node.of_fact:
                return f"lines of {' and '.join(node.pays)} are added up over several payees"
            case core.CreditSet() if node.everyone:
                return f"everybody's {node.credit} is added up"
            case _:
                pass
    return None
