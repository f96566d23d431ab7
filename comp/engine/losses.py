"""What is kept of each credited fact after its losses (decision 0009): a share between 0 and 1."""

from __future__ import annotations

import polars as pl

from comp.engine import exact, facts
from comp.engine.evaluate import holds, numbers
from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.engine.scope import Scope
from comp.engine.summaries import sum_by
from comp.engine.taking import taken
from comp.language import core


def kept(claw: core.ClawBack, source: str, row: pl.Series, scope: Scope) -> Numbers | None:
    """The share kept of the fact on each row (positions in `source`); None where nothing was lost at all."""
    lost = _lost(claw, source, row, scope)
    if lost is None:
        return None
    rows, portions = lost
    place = (
        pl.DataFrame({"row": row})
        .join(
            pl.DataFrame({"row": rows}).with_row_index("place"), on="row", how="left", maintain_order="left"
        )
        .get_column("place")
    )
    share = exact.add(exact.constant(1), exact.negate(within_one(portions)))
    return exact.choose(place.is_null(), exact.constant(1), exact.gather(share, place))


def _lost(claw: core.ClawBack, source: str, row: pl.Series, scope: Scope) -> tuple[pl.Series, Numbers] | None:
    """Facts with losses (positions) and the sum of their portions."""
    snapshot = scope.snapshot
    losses = facts.all_rows(snapshot, claw.losses)
    fact = facts.find(snapshot, source, losses.column(claw.link), None)
    chosen = fact.is_not_null().arg_true().cast(pl.UInt32)
    losses = Rows(losses.source, losses.table, taken(losses.positions(), chosen))
    fact = taken(fact, chosen)
    born = _born(row, fact, scope)
    pairs = _pairs(scope, source, losses, fact, born)
    chosen = holds(claw.when, pairs).arg_true().cast(pl.UInt32)
    if len(chosen) == 0:
        return None
    losses, fact = Rows(losses.source, losses.table, taken(losses.positions(), chosen)), taken(fact, chosen)
    pairs = _pairs(scope, source, losses, fact, None if born is None else taken(born, chosen))
    portion = exact.spread(numbers(claw.portion, pairs), pairs.height)
    return sum_by(fact, portion)


def _born(row: pl.Series, fact: pl.Series, scope: Scope) -> pl.Series | None:
    """The day on which each fact's lines were born, which its money is converted at; null for other facts."""
    if scope.day is None:
        return None
    lines = pl.DataFrame({"row": row, "day": scope.day}).unique("row")
    asked = pl.DataFrame({"row": fact})
    return asked.join(lines, on="row", how="left", maintain_order="left").get_column("day")


def _pairs(scope: Scope, source: str, losses: Rows, fact: pl.Series, born: pl.Series | None) -> Scope:
    snapshot = scope.snapshot
    rows = {losses.source.name: losses, source: Rows(snapshot.sources[source], snapshot.tables[source], fact)}
    return Scope(snapshot, len(fact), rows, day=born, plan=scope.plan)


def within_one(portions: Numbers) -> Numbers:
    """Portions held between nothing and all."""
    none, whole = exact.constant(0), exact.constant(1)
    above = exact.choose(exact.compare(core.Comparison.ABOVE, portions, whole), whole, portions)
    return exact.choose(exact.compare(core.Comparison.BELOW, above, none), none, above)
