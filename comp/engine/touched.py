"""Whose lines can differ between two versions of the facts (decision 0046): never too few payees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from comp.engine.changes import Changed
from comp.engine.cut import payees_of
from comp.engine.reach import reach_of
from comp.engine.recredited import all_credited, recredited, recredited_whole
from comp.engine.touching import Asked, Everybody, OfFacts, Some, no_rows, nobody, rules, told
from comp.facts.snapshot import Snapshot
from comp.language import core

NOBODY: Final = "nothing changed that touches anybody"


@dataclass(frozen=True, slots=True)
class Touched:
    """Payees whose lines can differ (texts, sorted; None: everybody), and why, in words.

    `credited` has facts of narrow sources that were credited anew on the way (`row`, the place among the
    facts after, and `payee`): whoever is credited otherwise than before is in it with all such facts.
    """

    payees: pl.Series | None
    because: tuple[str, ...]
    credited: Mapping[str, pl.DataFrame] = field(default_factory=dict[str, pl.DataFrame])


def touched(  # noqa: PLR0917 - a plan, and two versions of what it reads
    program: core.Program,
    plan: core.Plan,
    before: Snapshot,
    after: Snapshot,
    days: Sequence[date],
    changes: Mapping[str, Changed],
    settled: date | None = None,
) -> Touched:
    """Whose lines can differ on some days, as of which the plan is read (`Plan.read_on`).

    `changes` says by source which rows the two versions do not share; a source that is not named has the same
    in both. Lines that facts through the day `settled` make are not asked about (`settled_through`).
    """
    asked = Asked(program, plan, reach_of(program, plan), before, after, days, changes, settled)
    found = list(rules(asked))
    for rule in found:
        if isinstance(rule, Everybody):
            return Touched(None, (rule.because,))
    some = [rule for rule in found if isinstance(rule, Some) and len(rule.payees)]
    payees = [rule.payees for rule in some]
    because = [rule.because for rule in some]
    credited: dict[str, pl.DataFrame] = {}
    for source in sorted({rule.source for rule in found if isinstance(rule, OfFacts)}):
        hooked = [rule for rule in found if isinstance(rule, OfFacts) and rule.source == source]
        rows = pl.concat([no_rows(), *(rule.rows for rule in hooked)]).unique()
        change = changes.get(source, Changed(no_rows(), no_rows()))
        if source not in asked.reach.narrow:
            payees.append(recredited_whole(source, rows, change, (before, after), asked.stages))
        elif len(rows) or not change.nothing:
            then, credited[source] = recredited(source, rows, change, (before, after), asked.stages)
            payees += [then, credited[source].get_column("payee")]
        because += [rule.because for rule in hooked if rule.because]
        because += [f"who is credited for {told(change, source)}"] if not change.nothing else []
    everyone = pl.concat([nobody(), *(each.cast(pl.String) for each in payees)]).drop_nulls().unique().sort()
    if asked.reach.together is None:
        credited = _with_newcomers(credited, asked)
    return Touched(everyone, tuple(dict.fromkeys(because)) if len(everyone) else (NOBODY,), credited)


def _with_newcomers(credited: dict[str, pl.DataFrame], asked: Asked) -> dict[str, pl.DataFrame]:
    """The same with all facts of whoever had no assignment before: nobody has noted theirs."""
    known = payees_of(asked.before).categories
    new = payees_of(asked.after).categories
    new = new.filter(~new.is_in(known.implode()))
    if new.is_empty():
        return credited
    stages = asked.stages(asked.after, pl.Enum(new))
    found = {name: all_credited(name, asked.after.tables[name], stages) for name in asked.reach.narrow}
    return {
        name: pl.concat([each, *([credited[name]] if name in credited else [])])
        for name, each in found.items()
    }
