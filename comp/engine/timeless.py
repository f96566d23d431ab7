"""What is the same on every day from that on which a credit is known: worked out once for all days."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from comp.language import core
from comp.language.core import Reading, Source

_BESIDE_A_CREDIT = (Reading.RUNNING, Reading.BEFORE, Reading.WITH)
# Read nothing but the credit, its fact and constants.
_OF_THE_CREDIT = (
    core.Literal
    | core.Column
    | core.CreditValue
    | core.ThisPayee
    | core.BornOn
    | core.Arithmetic
    | core.Least
    | core.Greatest
    | core.BlankIs
    | core.DaysAfter
    | core.MonthsAfter
    | core.Shifted
    | core.MonthEdge
    | core.If
    | core.Compare
    | core.All
    | core.AnyOf
    | core.Not
    | core.IsBlank
    | core.Strike
    | core.TableRow
    | core.Key
    | core.Page
    | core.Except
)


def timeless(node: object, plan: core.Plan, sources: Mapping[str, Source]) -> bool:
    """Whether a value beside a credit rests on nothing that becomes known after the credit: on its fact, on
    state, on quotas, and on what the payee's earlier credits add up to, as long as each credit is known on
    its own day.
    """
    match node:
        case tuple():
            return all(timeless(part, plan, sources) for part in cast("tuple[object, ...]", node))
        case core.MeasureValue():
            measure = plan.measures[node.name]
            parts = (measure.value, measure.exceptions)
            return measure.reading in _BESIDE_A_CREDIT and timeless(parts, plan, sources)
        case core.TableValue():
            table = plan.tables[node.name]
            return timeless((table.by, table.others, table.exceptions), plan, sources)
        case core.Aggregate(over=core.CreditSet(everyone=False) as over):
            return timeless((node.term, over.where, over.per), plan, sources)
        case core.Lookup():
            return sources[node.source].dated is None and timeless((node.key, node.as_of), plan, sources)
        case core.Quota():
            return sources["quota"].dated is None
        case core.Node() if isinstance(node, _OF_THE_CREDIT):
            return all(timeless(getattr(node, name), plan, sources) for name in node.__dataclass_fields__)
        case core.Node():
            return False
        case _:
            return True
