"""Caps: the most that lines come to per span, each at the bound of its own birth (decisions 0010, 0028)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import polars as pl

from comp.engine import exact
from comp.engine.allotment import allotted
from comp.engine.apart import told_apart
from comp.engine.carrying import CappedLine, shares_payable
from comp.engine.earned import Lines, shared
from comp.engine.evaluate import numbers
from comp.engine.exact import Exact, Numbers
from comp.engine.folds import concerned
from comp.engine.plan import PlanAtDay
from comp.engine.sums import running_sum
from comp.engine.taking import taken
from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import CapSpan, Excess

_YEAR = core.Window(cadence=Cadence.YEAR)


def capped(statement: core.Cap, named: Sequence[Lines], plan: PlanAtDay) -> list[Lines]:
    """The named pays' lines under a cap, pay by pay as they were given."""
    masks = [concerned(statement.where, lines) for lines in named]
    named = [_struck(lines, mask, plan) for lines, mask in zip(named, masks, strict=True)]
    asked = [
        _asked(statement, place, lines, mask, plan)
        for place, (lines, mask) in enumerate(zip(named, masks, strict=True))
    ]
    frame = _in_order(statement, asked)
    if statement.excess is Excess.CARRIED:
        return _carried(frame, named, plan)
    kept = _alike(frame) if statement.alike else within(*(frame.get_column(n) for n in _FOLDED))
    return [
        replace(lines, value=lines.value.with_amount(exact.choose(mine, amount, lines.value.amount)))
        for lines, (mine, amount) in zip(named, _given_back(frame, Exact(kept), named), strict=True)
    ]


_FOLDED = ("line", "bound", "span")


def within(line: pl.Series, bound: pl.Series, span: pl.Series) -> pl.Series:
    """`min(S_i, A_i) - min(S_(i-1), A_i)` with S the running sum of a span's lines, which stand together."""
    total = running_sum(line, span)
    before = total - line
    return _least(total, bound) - _least(before, bound)


def _least(left: pl.Series, right: pl.Series) -> pl.Series:
    """The smaller one, undefined where either is."""
    blank = pl.Series([None], dtype=pl.Int128)
    return exact.pick(left <= right, left, exact.pick(left > right, right, blank))


def _struck(lines: Lines, mask: pl.Series, plan: PlanAtDay) -> Lines:
    return replace(lines, value=lines.value.settled(plan.plan.rounding, mask))


def _asked(statement: core.Cap, place: int, lines: Lines, mask: pl.Series, plan: PlanAtDay) -> pl.DataFrame:
    """The lines that a cap concerns: their pay's place, their row in it, span, birth, struck value, bound."""
    mode, height = plan.plan.rounding, lines.frame.height
    bound = exact.struck(numbers(statement.at, lines.scope), mode)
    frame = lines.frame.select("payee_no", "group", "born_on").with_columns(
        line=lines.value.earned(mode), bound=exact.tall(bound, height), pay=pl.lit(place)
    )
    frame = frame.with_row_index("row").with_columns(span=_span(statement, place, lines, plan))
    return frame if statement.where is None else frame.filter(mask)


def _span(statement: core.Cap, place: int, lines: Lines, plan: PlanAtDay) -> pl.Series:
    """A number, or text, that is the same for the lines which add up together."""
    frame = lines.frame
    match statement.per:
        case CapSpan.LINE:
            return pl.int_range(frame.height, dtype=pl.Int64, eager=True) * 1000 + place
        case CapSpan.PERFORMANCE_PERIOD:
            return frame.get_column("group")
        case CapSpan.YEAR:
            year = taken(plan.window_of_groups(_YEAR), frame.get_column("group"))
            return frame.get_column("payee_no").cast(pl.Int64) * 10_000 + year
        case CapSpan.PLAN:
            return frame.get_column("payee_no").cast(pl.Int64)
        case CapSpan.VALUE:
            of = told_apart(statement.of[place], lines.scope).cast(pl.String).alias("value")
            payee = pl.col("payee_no").cast(pl.String)
            return frame.select(
                pl.concat_str(payee, pl.lit(":") + of, separator="", ignore_nulls=True)
            ).to_series()


def _in_order(statement: core.Cap, frames: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """All lines of a span together, by birth, then by pay as named, then in the order of their credits."""
    if len(frames) == 1 and statement.per is not CapSpan.VALUE:
        return frames[0]  # lines of one pay stand by payee and birth already
    return pl.concat(frames).sort("span", "born_on", "pay", "row")


def _alike(frame: pl.DataFrame) -> pl.Series:
    """The kept sum of each span, over its lines by their shares of it."""
    kept: list[int | None] = [None] * frame.height
    spans: dict[object, list[int]] = {}
    for place, span in enumerate(frame.get_column("span")):
        spans.setdefault(span, []).append(place)
    lines, bounds = frame.get_column("line").to_list(), frame.get_column("bound").to_list()
    for places in spans.values():
        amounts = _alike_within([lines[place] for place in places], [bounds[place] for place in places])
        for place, amount in zip(places, amounts, strict=True):
            kept[place] = amount
    return pl.Series(kept, dtype=pl.Int128)


def _alike_within(lines: list[int | None], bounds: list[int | None]) -> list[int | None]:
    """The span's lines under the bound of the last; none has a value where a line or a bound has none."""
    known = [line for line in lines if line is not None]
    bound, total = bounds[-1], sum(known)
    if bound is None or None in bounds or len(known) < len(lines):
        return [None] * len(lines)
    if total <= bound or total == 0:
        return [*known]
    return [*allotted([Fraction(line * bound, total) for line in known], bound)]


def _carried(frame: pl.DataFrame, named: Sequence[Lines], plan: PlanAtDay) -> list[Lines]:
    """Lines that stay earned, payable as far as the periods begun by now have room."""
    periods = plan.groups.periods
    year = taken(plan.window_of_groups(_YEAR), frame.get_column("group"))
    order = (
        frame.with_row_index("at").with_columns(year=year).sort("payee_no", "year", "born_on", "pay", "row")
    )
    released: list[Fraction | None] = [None] * frame.height
    kept: list[Fraction | None] = [None] * frame.height
    for of_year in order.partition_by("payee_no", "year", maintain_order=True):
        numbers_of: list[int] = (of_year.get_column("group") % len(periods)).to_list()
        lines = [
            CappedLine(periods[number], line, bound)
            for number, (line, bound) in zip(
                numbers_of, of_year.select("line", "bound").iter_rows(), strict=True
            )
        ]
        shares, closed = shares_payable(lines, plan.calendar, plan.as_of)
        for at, share in zip(of_year.get_column("at"), shares, strict=True):
            released[at] = share
            kept[at] = share if closed or share is None else Fraction(1)
    of_kept, of_released = (
        [_or_all(*one) for one in _given_back(frame, exact.of_fractions(column), named)]
        for column in (kept, released)
    )
    return [
        replace(lines, value=shared(lines.value, keep, release, plan.plan.rounding))
        for lines, keep, release in zip(named, of_kept, of_released, strict=True)
    ]


def _or_all(mine: pl.Series, share: Numbers) -> Numbers:
    """The share, and all of a line that the cap does not concern."""
    return exact.choose(mine, share, exact.constant(1))


def _given_back(
    frame: pl.DataFrame, values: Numbers, named: Sequence[Lines]
) -> list[tuple[pl.Series, Numbers]]:
    """For each pay, in the order of its lines, which of them the cap concerns and the value of each."""
    if len(named) == 1 and frame.height == named[0].frame.height and frame.get_column("row").is_sorted():
        return [(pl.Series([True]).new_from_index(0, frame.height), values)]
    found = frame.select("pay", "row").with_row_index("at")
    given: list[tuple[pl.Series, Numbers]] = []
    for place, lines in enumerate(named):
        rows = pl.DataFrame({"row": pl.int_range(lines.frame.height, dtype=pl.UInt32, eager=True)})
        mine = found.filter(pl.col("pay") == place)
        at = rows.join(mine, on="row", how="left", maintain_order="left").get_column("at")
        given.append((at.is_not_null(), exact.gather(values, at)))
    return given
