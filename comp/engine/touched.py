"""Whose lines can differ between two versions of the facts (decision 0046): never too few payees.

A rule for each way in which a plan reads a source says whom a changed row can touch. What no rule knows
touches everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from comp.engine.changes import Changed
from comp.engine.cut import payees_of
from comp.engine.evaluate import series
from comp.engine.facts import Rows
from comp.engine.reach import Reach, reach_of
from comp.engine.recredited import all_credited, recredited
from comp.engine.scope import Scope
from comp.engine.stages import Stages
from comp.facts.snapshot import Snapshot
from comp.language import core
from comp.language.core import PartKind
from comp.language.lowering.reads import walk

_MORE: Final = "how many more rows"  # no source has a column of such a name
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


@dataclass(frozen=True, slots=True)
class _Some:
    """Some payees are touched."""

    payees: pl.Series
    because: str


@dataclass(frozen=True, slots=True)
class _OfFacts:
    """Whoever is credited, before or after, for some facts of a narrow source (places before)."""

    source: str
    rows: pl.Series
    because: str


@dataclass(frozen=True, slots=True)
class _Everybody:
    because: str


_Rule = _Some | _OfFacts | _Everybody


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked: a plan, how far it sees, two versions of the facts, and how their tables differ."""

    program: core.Program
    plan: core.Plan
    reach: Reach
    before: Snapshot
    after: Snapshot
    days: Sequence[date]
    changes: Mapping[str, Changed]

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
        return Stages(self.program, self.plan, snapshot, self.days, payees or payees_of(snapshot))

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
        old = self.before.tables[source].select(pl.all().gather(change.removed))
        new = self.after.tables[source].select(pl.all().gather(change.added))
        if dated is None:
            return old, new
        known = pl.col(dated) <= max(self.days)
        return old.filter(known), new.filter(known)


def touched(  # noqa: PLR0917 - a plan, and two versions of what it reads
    program: core.Program,
    plan: core.Plan,
    before: Snapshot,
    after: Snapshot,
    days: Sequence[date],
    changes: Mapping[str, Changed],
) -> Touched:
    """Whose lines can differ on some days, as of which the plan is read (`Plan.read_on`).

    `changes` says by source which rows the two versions do not share; a source that is not named has the same
    in both.
    """
    asked = _Asked(program, plan, reach_of(program, plan), before, after, days, changes)
    rules = list(_rules(asked))
    for rule in rules:
        if isinstance(rule, _Everybody):
            return Touched(None, (rule.because,))
    some = [rule for rule in rules if isinstance(rule, _Some) and len(rule.payees)]
    payees = [rule.payees for rule in some]
    because = [rule.because for rule in some]
    credited: dict[str, pl.DataFrame] = {}
    for source in sorted(asked.reach.narrow):
        hooked = [rule for rule in rules if isinstance(rule, _OfFacts) and rule.source == source]
        rows = pl.concat([_no_rows(), *(rule.rows for rule in hooked)]).unique()
        change = changes.get(source, Changed(_no_rows(), _no_rows()))
        if len(rows) or not change.nothing:
            then, credited[source] = recredited(source, rows, change, (before, after), asked.stages)
            payees += [then, credited[source].get_column("payee")]
            because += [rule.because for rule in hooked if len(rule.rows)]
            because += [f"who is credited for {_told(change, source)}"] if not change.nothing else []
    everyone = pl.concat([_nobody(), *(each.cast(pl.String) for each in payees)]).drop_nulls().unique().sort()
    if asked.reach.together is None:
        credited = _with_newcomers(credited, asked)
    return Touched(everyone, tuple(dict.fromkeys(because)) if len(everyone) else (NOBODY,), credited)


def _with_newcomers(credited: dict[str, pl.DataFrame], asked: _Asked) -> dict[str, pl.DataFrame]:
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


def _told(change: Changed, source: str) -> str:
    count = max(len(change.removed), len(change.added))
    return f"{count:,} changed row{'s' if count > 1 else ''} of {source}"


# The rules --------------------------------------------------------------------------------------------------


def _rules(asked: _Asked) -> Iterator[_Rule]:
    """What each changed source that the plan reads touches."""
    for source in sorted(sources_read(asked.program, asked.plan)):
        if source not in asked.changes or asked.changes[source].nothing or not asked.rows(source).height:
            continue
        if asked.reach.together is not None:
            yield _Everybody(f"{source} changed, and {asked.reach.together}")
            return
        found = list(_of_source(source, asked))
        yield from found or [_Everybody(f"{source} changed, and it is not known whom it touches")]


def _of_source(source: str, asked: _Asked) -> Iterator[_Rule]:
    rows = asked.rows(source)
    if source == "assignment":
        keys = rows.get_column(asked.before.sources[source].key)
        yield _Some(keys, _told(asked.changes[source], source))
    if source in asked.reach.narrow:
        yield _OfFacts(source, _no_rows(), "")
    if source == "rate":
        yield _Some(_nobody(), "")  # what is read of it depends on the currencies that lines are in
    for node in walk(asked.parts):
        yield from _of_line(node, source, rows, asked)
    for credit in asked.credits:
        yield from _of_credit(credit, source, rows, asked)


def _of_line(node: core.Node, source: str, rows: pl.DataFrame, asked: _Asked) -> Iterator[_Rule]:
    """Whom changed rows touch through a node that lines are worked out from."""
    match node:
        case core.Lookup() if node.source == source:
            yield _looked_up(node, asked)
        case core.RowSet() if node.source == source:
            owner = _owner(node)
            if owner is None:
                yield _Everybody(f"{source} changed, which is added up for payees whom no column names")
            else:
                yield _Some(rows.get_column(owner), f"changed rows of {source}, and whose they are")
        case core.Event(source=name, link=link) | core.ClawBack(losses=name, link=link) if name == source:
            yield from _linked(source, rows.get_column(link), asked)
        case core.Quota() if source == "quota":
            theirs = rows.filter(pl.col("name") == node.name)
            yield _Some(theirs.get_column("payee"), f"changed rows of the quota {node.name}")
        case core.CreditSet(window=core.Window(quota=str() as quota)) if source == "quota":
            theirs = rows.filter(pl.col("name") == quota)
            yield _Some(theirs.get_column("payee"), f"changed rows of the quota {quota}")
        case core.Convert() | core.InCurrency() if source == "rate":
            yield _rate(node.currency, rows)
        case _:
            pass


def _of_credit(credit: core.Credit, source: str, rows: pl.DataFrame, asked: _Asked) -> Iterator[_Rule]:
    """Whom changed rows touch through a credit."""
    if source == "rate" and credit.kind is not core.Kind.NUMBER:
        yield _rate(asked.plan.currency, rows)
    if credit.source not in asked.reach.narrow:
        if source in {credit.source, *_sources_of(credit)}:
            yield _Everybody(
                f"{source} changed, which {credit.name} reads, and {credit.source} is read whole"
            )
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


def _looked_up(node: core.Lookup, asked: _Asked) -> _Rule:
    """Whose lines look a changed row up: by their own id, or by a column of a credited fact."""
    keys = asked.keys(node.source, node.name)
    match node.key:
        case core.ThisPayee():
            return _Some(keys, f"changed rows of {node.source}, and whose they are")
        case core.Column(source=of) if of in asked.reach.narrow:
            held = asked.before.tables[of].get_column(node.key.name)
            return _OfFacts(
                of, _places(held, keys), f"facts of {of} that look up changed rows of {node.source}"
            )
        case _:
            return _Everybody(f"{node.source} changed, which lines look up by what they work out")


def _linked(source: str, links: pl.Series, asked: _Asked) -> Iterator[_Rule]:
    """Who is credited for the facts that losses or events are of."""
    for credit in asked.credits:
        if credit.source not in asked.reach.narrow:
            yield _Everybody(f"{source} changed, and {credit.source}, which it may be of, is read whole")
            return
        held = asked.before.tables[credit.source].get_column(asked.before.sources[credit.source].key)
        yield _OfFacts(
            credit.source,
            _places(held, links),
            f"facts of {credit.source} that changed rows of {source} are of",
        )
    yield _Some(_nobody(), "")


def _rate(currency: str, rows: pl.DataFrame) -> _Rule:
    if (rows.get_column("into_currency") == currency).any():
        return _Everybody(f"a rate into {currency} changed")
    return _Some(_nobody(), "")


def _holding(credit: core.Credit, value: core.Expr, keys: pl.Series, source: str, asked: _Asked) -> _Rule:
    """Facts of which an expression of their credit comes to one of some keys.

    It is enough to ask before the change: where the expression itself comes to something else after it, a
    lookup inside it found a changed row, and the fact holds the key of that one.
    """
    of = credit.source
    table = asked.before.tables[of]
    rows = Rows(asked.before.sources[of], table)
    held = series(value, Scope(asked.before, table.height, {of: rows}))
    return _OfFacts(of, _places(held, keys), f"facts of {of} whose credits look up changed rows of {source}")


def _and_below(payees: pl.Series, levels: int, snapshot: Snapshot) -> pl.Series:
    """Some payees, and whoever stands so many levels below one of them on any day."""
    key = snapshot.sources["assignment"].key
    edges = snapshot.tables["assignment"].select(payee=key, manager="manager")
    found = payees
    for _ in range(levels):
        below = edges.filter(pl.col("manager").is_in(found.implode())).get_column("payee")
        found = pl.concat([found, below]).unique()
    return found


def _owner(over: core.RowSet) -> str | None:
    """The column that the condition of a set demands to be the payee, whatever else it says."""
    conditions = over.where.conditions if isinstance(over.where, core.All) else (over.where,)
    for one in conditions:
        match one:
            case core.Compare(core.Comparison.IS, core.ThisPayee(), core.Column() as column) | core.Compare(
                core.Comparison.IS, core.Column() as column, core.ThisPayee()
            ) if column.source == over.source:
                return column.name
            case _:
                pass
    return None


# What a plan reads ------------------------------------------------------------------------------------------


def sources_read(program: core.Program, plan: core.Plan) -> set[str]:
    """Every source of which a row can matter to a plan's lines."""
    credits = [program.credits[name] for name in reach_of(program, plan).credits]
    parts = (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)
    found = {"assignment", "rate", *_sources_of(parts), *_sources_of(credits)}
    return (found | {credit.source for credit in credits}) & program.sources.keys()


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


def _places(held: pl.Series, values: pl.Series) -> pl.Series:
    """Where a column holds one of some values."""
    return (
        held.is_in(values.drop_nulls().unique().implode()).fill_null(value=False).arg_true().cast(pl.UInt32)
    )


def _nobody() -> pl.Series:
    return pl.Series("payee", [], dtype=pl.String)


def _no_rows() -> pl.Series:
    return pl.Series([], dtype=pl.UInt32)
