"""Pay-outs in parts: at once, from a day on, or as events come in, and what lapses (decision 0025)."""

from __future__ import annotations

from datetime import date

import polars as pl

from comp.engine import exact, facts
from comp.engine.earned import Lines
from comp.engine.evaluate import holds, numbers, series
from comp.engine.exact import Numbers
from comp.engine.facts import Rows
from comp.engine.holds import shares_set
from comp.engine.losses import within_one
from comp.engine.plan import PlanAtDay
from comp.engine.scope import Scope
from comp.engine.summaries import placed, sum_by
from comp.engine.taking import taken
from comp.language import core


def paid_out(statement: core.PayOut, lines: Lines, plan: PlanAtDay) -> Lines:
    """The lines of which each part is payable in its own time."""
    height = lines.scope.height
    kept: Numbers = exact.spread(exact.constant(1), height)
    released: Numbers = exact.spread(exact.constant(0), height)
    for part, share in zip(statement.parts, _shares(statement, lines.scope), strict=True):
        out, lost = _part(part, lines, plan)
        released = exact.add(released, exact.multiply(share, out))
        kept = exact.add(kept, exact.negate(exact.multiply(share, lost)))
    return shares_set(lines, kept, released, statement.where, plan.plan.rounding)


def _shares(statement: core.PayOut, scope: Scope) -> list[Numbers]:
    """The share of each part; the rest is what the others leave. Shares that do not make 100 %, or of which
    one is below zero, are none.
    """
    given = [None if part.share is None else numbers(part.share, scope) for part in statement.parts]
    rest: Numbers = exact.constant(1)
    for share in given:
        rest = rest if share is None else exact.add(rest, exact.negate(share))
    rests = sum(share is None for share in given)
    left = core.Comparison.AT_LEAST if rests else core.Comparison.IS
    whole = _are(left, rest, scope)
    for share in given:
        whole = whole if share is None else whole & _are(core.Comparison.AT_LEAST, share, scope)
    each = rest if rests < 2 else exact.divide(rest, exact.constant(rests))
    shares = [each if share is None else share for share in given]
    return [exact.spread(exact.choose(whole, share, exact.undefined()), scope.height) for share in shares]


def _are(comparison: core.Comparison, share: Numbers, scope: Scope) -> pl.Series:
    """Whether a share compares so with nothing; an undefined one does not."""
    truth = exact.compare(comparison, share, exact.constant(0))
    return exact.tall(truth, scope.height).fill_null(value=False)


def _part(part: core.PayPart, lines: Lines, plan: PlanAtDay) -> tuple[Numbers, Numbers]:
    """What of a part has been released by the plan's day, and what is lost for good."""
    height = lines.scope.height
    today = pl.Series([plan.as_of]).new_from_index(0, height)
    if part.lost_on is None:
        return _released(part, lines, today), exact.constant(0)
    lost_on = series(part.lost_on, lines.scope)
    lapsed = (lost_on <= plan.as_of).fill_null(value=False)
    out = _released(part, lines, exact.pick(lapsed, lost_on, today))
    never = exact.add(exact.constant(1), exact.negate(out))
    return out, exact.choose(lapsed, never, exact.constant(0))


def _released(part: core.PayPart, lines: Lines, by: pl.Series) -> Numbers:
    """The share of a part that is payable by each line's day."""
    if part.event is not None:
        return _by_events(part.event, lines, by)
    if part.on is None:
        return exact.spread(exact.constant(1), lines.scope.height)
    due = (series(part.on, lines.scope) <= by).fill_null(value=False)
    return exact.of_integers(due.cast(pl.Int128))


def _by_events(event: core.Event, lines: Lines, by: pl.Series) -> Numbers:
    """The portions of the rows that refer to each line's fact and are dated by its day, at most all."""
    height = lines.scope.height
    if lines.source is None or height == 0:
        return exact.spread(exact.constant(0), height)
    pairs = _pairs(event, lines.source, lines, by)
    scope = _beside(event, lines.source, lines, pairs)
    if event.when is not None:
        pairs = pairs.filter(holds(event.when, scope))
        scope = _beside(event, lines.source, lines, pairs)
    portion = exact.constant(1) if event.portion is None else numbers(event.portion, scope)
    found, sums = sum_by(pairs.get_column("line"), exact.spread(portion, pairs.height))
    return within_one(placed(found, sums, height, exact.constant(0)))


def _pairs(event: core.Event, source: str, lines: Lines, by: pl.Series) -> pl.DataFrame:
    """Each line beside each event of its fact: line, row, event."""
    snapshot = lines.scope.snapshot
    events = facts.all_rows(snapshot, event.source)
    rows = pl.DataFrame(
        {
            "row": facts.find(snapshot, source, events.column(event.link), None),
            "event": events.positions(),
            "dated": _dated(events),
        }
    ).drop_nulls("row")
    asked = lines.frame.select("row").with_columns(by=by).with_row_index("line")
    return asked.join(rows, on="row").filter(pl.col("dated") <= pl.col("by")).sort("line", "event")


def _dated(events: Rows) -> pl.Series:
    if events.source.dated is not None:
        return events.column(events.source.dated)
    return pl.Series([date.min]).new_from_index(0, events.table.height)


def _beside(event: core.Event, source: str, lines: Lines, pairs: pl.DataFrame) -> Scope:
    snapshot, line = lines.scope.snapshot, pairs.get_column("line")
    rows = {
        name: Rows(snapshot.sources[name], snapshot.tables[name], pairs.get_column(place))
        for name, place in ((source, "row"), (event.source, "event"))
    }
    mine = taken(lines.frame.select("payee", "born_on", "group"), line)
    return Scope(
        snapshot,
        pairs.height,
        rows,
        payee=mine.get_column("payee"),
        day=mine.get_column("born_on"),
        group=mine.get_column("group"),
        plan=lines.scope.plan,
    )
