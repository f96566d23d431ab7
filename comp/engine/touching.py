"""Whom a changed row can touch: a rule for each way in which a plan reads a source (decision 0046).

What no rule knows touches everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from comp.engine.changes import Changed
from comp.engine.cut import payees_of
from comp.engine.evaluate import series
from comp.engine.facts import Rows
from comp.engine.reach import Reach
from comp.engine.scope import Scope
from comp.engine.stages import Stages
from comp.engine.taking import taken
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.core import PartKind
from comp.language.lowering.reads import walk

_MORE: Final = "how many more rows"  # no source has a column of such a name


@dataclass(frozen=True, slots=True)
class Some:
    """Some payees are touched."""

    payees: pl.Series
    because: str


@dataclass(frozen=True, slots=True)
class OfFacts:
    """Whoever is credited, before or after, for changed facts of a source and some others (places before)."""

    source: str
    rows: pl.Series
    because: str


@dataclass(frozen=True, slots=True)
class Everybody:
    """Everybody is touched."""

    because: str


Rule = Some | OfFacts | Everybody


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: a plan, how far it sees, two versions of the facts, and how their tables differ."""

    program: core.Program
    plan: core.Plan
    reach: Reach
    before: Snapshot
    after: Snapshot
    days: Sequence[date]
    changes: Mapping[str, Changed]
    settled: date | None

    @property
    def parts(self) -> tuple[object, ...]:
        """What lines are worked out from, once facts are credited."""
        plan = self.plan
        return (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)

    @property
    def credits(self) -> list[core.Credit]:
        """The credits that the plan uses."""
        return [self.program.credits[name] for name in self.reach.credits]

    def stages(self, snapshot: Snapshot, payees: pl.Enum | None = None) -> Stages:
        """The plan's stages on some facts, for some payees or all."""
        return Stages(
            self.program, self.plan, snapshot, self.days, payees or payees_of(snapshot), self.settled
        )

    def rows(self, source: str) -> pl.DataFrame:
        """The changed rows of a source, as they were and as they are, that are known by the last day."""
        return pl.concat(self._versions(source))

    def keys(self, source: str, column: str) -> pl.Series:
        """The keys of those changed rows in which a lookup of a column finds another value, or finds one on
        other days.
        """
        of = self.before.sources[source]
        read = {of.key, of.dated, of.valid_from, of.valid_through, of.currency_column, column}
        names = [each.name for each in of.columns if each.name in read]
        old, new = self._versions(source)
        count = pl.concat(
            [old.with_columns(pl.lit(-1).alias(_MORE)), new.with_columns(pl.lit(1).alias(_MORE))]
        )
        found = count.group_by(names).agg(pl.col(_MORE).sum()).filter(pl.col(_MORE) != 0)
        return found.get_column(of.key)

    def _versions(self, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
        change, dated = self.changes[source], self.before.sources[source].dated
        old = taken(self.before.tables[source], change.removed)
        new = taken(self.after.tables[source], change.added)
        if dated is None:
            return old, new
        known = pl.col(dated) <= max(self.days)
        return old.filter(known), new.filter(known)


def rules(asked: Asked) -> Iterator[Rule]:
    """What each changed source that the plan reads touches."""
    for source in sorted(_read(asked)):
        if source not in asked.changes or asked.changes[source].nothing or not asked.rows(source).height:
            continue
        if asked.reach.together is not None:
            yield Everybody(f"{source} changed, and {asked.reach.together}")
            return
        found = list(_of_source(source, asked))
        yield from found or [Everybody(f"{source} changed, and it is not known whom it touches")]


def _of_source(source: str, asked: Asked) -> Iterator[Rule]:
    rows = asked.rows(source)
    if source == "assignment":
        keys = rows.get_column(asked.before.sources[source].key)
        yield Some(keys, told(asked.changes[source], source))
    if source == "rate":
        yield Some(nobody(), "")  # what is read of it depends on the currencies that lines are in
    for node in walk(asked.parts):
        yield from _of_line(node, source, rows, asked)
    for credit in asked.credits:
        yield from _of_credit(credit, source, rows, asked)


def _of_line(node: core.Node, source: str, rows: pl.DataFrame, asked: Asked) -> Iterator[Rule]:
    """Whom changed rows touch through a node that lines are worked out from."""
    match node:
        case core.Lookup() if node.source == source:
            yield _looked_up(node, asked)
        case core.RowSet() if node.source == source:
            yield _counted(node, rows, asked)
        case core.Event(source=name, link=link) | core.ClawBack(losses=name, link=link) if name == source:
            yield from _linked(source, rows.get_column(link), asked)
        case core.Quota() if source == "quota":
            theirs = rows.filter(pl.col("name") == node.name)
            yield Some(theirs.get_column("payee"), f"changed rows of the quota {node.name}")
        case core.CreditSet(window=core.Window(quota=str() as quota)) if source == "quota":
            theirs = rows.filter(pl.col("name") == quota)
            yield Some(theirs.get_column("payee"), f"changed rows of the quota {quota}")
        case core.Convert() | core.InCurrency() if source == "rate":
            yield _rate(node.currency, rows)
        case _:
            pass


def _of_credit(credit: core.Credit, source: str, rows: pl.DataFrame, asked: Asked) -> Iterator[Rule]:
    """Whom changed rows touch through a credit."""
    if source == "rate" and credit.kind is not core.Kind.NUMBER:
        yield _rate(asked.plan.currency, rows)
    if source == credit.source:
        yield OfFacts(source, no_rows(), "")
    if credit.source not in asked.reach.narrow:
        yield from _of_whole(credit, source)
        return
    for node in walk(credit):
        match node:
            case core.Lookup() if node.source == source:
                yield _holding(credit, node.key, asked.keys(source, node.name), source, asked)
            case core.Part(kind=PartKind.ALSO) if source == "assignment":
                moved = asked.keys(source, "manager")
                below = _and_below(moved, node.last_level - 1, asked.before)
                for part in credit.parts:
                    if part.to is not None:
                        yield _holding(credit, part.to, below, source, asked)
            case core.Convert() | core.InCurrency() if source == "rate":
                yield _rate(node.currency, rows)
            case _:
                pass


def _of_whole(credit: core.Credit, source: str) -> Iterator[Rule]:
    """Whom changed rows touch through a credit of facts that are read whole, which is worked out twice."""
    ordering = (node for node in walk(credit.ties) if isinstance(node, core.Lookup))
    if any(node.source == source for node in ordering):
        yield Everybody(
            f"{source} changed, by which facts of {credit.source} that share a day are put in order"
        )
    elif source != credit.source and source in _sources_of(credit):
        yield OfFacts(credit.source, no_rows(), f"who is credited otherwise by {source}")


def _looked_up(node: core.Lookup, asked: Asked) -> Rule:
    """Whose lines look a changed row up: by their own id, or by a column of a credited fact."""
    keys = asked.keys(node.source, node.name)
    match node.key:
        case core.ThisPayee():
            return Some(keys, f"changed rows of {node.source}, and whose they are")
        case core.Column(source=of) if of in asked.reach.narrow:
            held = asked.before.tables[of].get_column(node.key.name)
            return OfFacts(
                of, _places(held, keys), f"facts of {of} that look up changed rows of {node.source}"
            )
        case _:
            return Everybody(f"{node.source} changed, which lines look up by what they work out")


def _linked(source: str, links: pl.Series, asked: Asked) -> Iterator[Rule]:
    """Who is credited for the facts that losses or events are of."""
    yield Some(nobody(), "")
    for credit in asked.credits:
        held = asked.before.tables[credit.source].get_column(asked.before.sources[credit.source].key)
        yield _facts_of(credit.source, held, links, f"that changed rows of {source} are of")


def _among_own(own: core.AmongOwn, rows: pl.DataFrame, asked: Asked) -> Rule | None:
    """Who is credited for a fact that holds what changed rows hold, where these are plain texts."""
    match own.column:
        case core.Column() if rows.schema[own.column.name] == pl.String:
            of = asked.program.credits[own.credit].source
            held = asked.before.tables[of].get_column(own.via)
            values = rows.get_column(own.column.name)
            if held.dtype != pl.String:
                return None
            return _facts_of(of, held, values, f"whose {own.via} changed rows of {own.column.source} hold")
        case _:
            return None


def _rate(currency: str, rows: pl.DataFrame) -> Rule:
    if (rows.get_column("into_currency") == currency).any():
        return Everybody(f"a rate into {currency} changed")
    return Some(nobody(), "")


def _holding(credit: core.Credit, value: core.Expr, keys: pl.Series, source: str, asked: Asked) -> Rule:
    """Facts of which an expression of their credit comes to one of some keys.

    It is enough to ask before the change: where the expression itself comes to something else after it, a
    lookup inside it found a changed row, and the fact holds the key of that one.
    """
    of = credit.source
    table = asked.before.tables[of]
    rows = Rows(asked.before.sources[of], table)
    held = series(value, Scope(asked.before, table.height, {of: rows}))
    return OfFacts(of, _places(held, keys), f"facts of {of} whose credits look up changed rows of {source}")


def _and_below(payees: pl.Series, levels: int, snapshot: Snapshot) -> pl.Series:
    """Some payees, and whoever stands so many levels below one of them on any day."""
    key = snapshot.sources["assignment"].key
    edges = snapshot.tables["assignment"].select(payee=key, manager="manager")
    found = payees
    for _ in range(levels):
        below = edges.filter(pl.col("manager").is_in(found.implode())).get_column("payee")
        found = pl.concat([found, below]).unique()
    return found


def _counted(over: core.RowSet, rows: pl.DataFrame, asked: Asked) -> Rule:
    """Who counts a changed row: its condition demands whose it is, or that it is among what they have."""
    conditions = over.where.conditions if isinstance(over.where, core.All) else (over.where,)
    for one in conditions:
        match one:
            case core.Compare(core.Comparison.IS, core.ThisPayee(), core.Column() as column) | core.Compare(
                core.Comparison.IS, core.Column() as column, core.ThisPayee()
            ) if column.source == over.source:
                return Some(
                    rows.get_column(column.name), f"changed rows of {over.source}, and whose they are"
                )
            case core.AmongOwn():
                found = _among_own(one, rows, asked)
                if found is not None:
                    return found
            case _:
                pass
    return Everybody(f"{over.source} changed, which is added up for payees whom no condition tells apart")


# What a plan reads ------------------------------------------------------------------------------------------


def _read(asked: Asked) -> set[str]:
    """Every source of which a row can matter to the plan's lines."""
    found = {"assignment", "rate", *_sources_of(asked.parts), *_sources_of(asked.credits)}
    return (found | {credit.source for credit in asked.credits}) & asked.program.sources.keys()


def _sources_of(parts: object) -> set[str]:
    found: set[str] = set()
    for node in walk(parts):
        match node:
            case core.Column() | core.Lookup() | core.RowSet() | core.Event():
                found.add(node.source)
            case core.ClawBack():
                found.add(node.losses)
            case core.Quota():
                found.add("quota")
            case core.CreditSet(window=core.Window(quota=str())):
                found.add("quota")
            case core.PayeesLastDay():
                found.add("assignment")
            case core.Part(kind=PartKind.ALSO):
                found.add("assignment")
            case core.Convert() | core.InCurrency():
                found.add("rate")
            case _:
                pass
    return found


def _facts_of(source: str, held: pl.Series, values: pl.Series, because: str) -> OfFacts:
    """The facts of which a column holds one of some values."""
    rows = _places(held, values)
    return OfFacts(source, rows, f"facts of {source} {because}" if len(rows) else "")


def _places(held: pl.Series, values: pl.Series) -> pl.Series:
    """Where a column holds one of some values."""
    return (
        held.is_in(values.drop_nulls().unique().implode()).fill_null(value=False).arg_true().cast(pl.UInt32)
    )


def nobody() -> pl.Series:
    """No payee."""
    return pl.Series("payee", [], dtype=pl.String)


def no_rows() -> pl.Series:
    """No place of a row."""
    return pl.Series([], dtype=pl.UInt32)


def told(change: Changed, source: str) -> str:
    """How many rows of a source changed, in words."""
    count = max(len(change.removed), len(change.added))
    return f"{count:,} changed row{'s' if count > 1 else ''} of {source}"
