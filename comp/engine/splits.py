"""Splits: money moves from lines to other payees, in lines of their own (decision 0025)."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from comp.engine import exact
from comp.engine.earned import ALL, Lines, Value
from comp.engine.evaluate import numbers, series
from comp.engine.exact import Exact, Numbers
from comp.engine.folds import concerned, only_where
from comp.engine.plan import PlanAtDay
from comp.engine.taking import taken
from comp.language import core


@dataclass(frozen=True, slots=True)
class _Given:
    """A part of each line: how much of it goes (struck), to whom, and to which position in that order."""

    number: int
    amount: pl.Series
    to: pl.Series


def split(statement: core.Split, lines: Lines, plan: PlanAtDay, already: int) -> Lines:
    """The lines less what they give away, and the lines given; `already` parts of that pay stand above."""
    mask = concerned(statement.where, lines)
    lines = replace(lines, value=lines.value.settled(plan.plan.rounding, mask))
    given = [
        _given(part, already + place, mask, lines, plan)
        for place, part in enumerate(statement.parts, start=1)
    ]
    left = lines.value.earned(plan.plan.rounding)
    for part in given:
        left = _less(left, exact.pick(part.to.is_null(), exact.whole(0), part.amount))
    value = lines.value
    stays = replace(lines, value=only_where(mask, value.with_amount(Exact(left)), value))
    moved = [_moved(part, lines, left, plan) for part in given]
    return _together([(stays, None), *moved], lines)


def _less(left: pl.Series, amount: pl.Series) -> pl.Series:
    rest = exact.total(left, exact.whole(0) - amount)
    if rest is None:
        raise exact.AmountTooLargeError("what lines give away passes 128 bits")
    return rest


def _given(part: core.GivenPart, number: int, mask: pl.Series, lines: Lines, plan: PlanAtDay) -> _Given:
    scope, mode = lines.scope, plan.plan.rounding
    if part.share is not None:
        amount: Numbers = exact.multiply(lines.value.amount, numbers(part.share, scope))
    elif part.amount is not None:
        amount = numbers(part.amount, scope)
    else:
        raise TypeError("a part of a split is a share or an amount")
    to = series(part.to, scope)
    to = exact.pick(mask, to, pl.Series([None], dtype=pl.String))
    return _Given(number, exact.tall(exact.struck(amount, mode), scope.height), to)


def _moved(part: _Given, lines: Lines, left: pl.Series, plan: PlanAtDay) -> tuple[Lines, pl.Series]:
    """The new lines of one part, and of which lines they come; a line without a value gives nothing."""
    giver = (part.to.is_not_null() & left.is_not_null()).arg_true().cast(pl.UInt32)
    frame = taken(lines.frame, giver).with_columns(to=taken(part.to, giver), giver=pl.col("payee"))
    numbers_of = plan.groups.payees.select(to="payee", to_no="payee_no")
    frame = frame.join(numbers_of, on="to", how="left", maintain_order="left")
    periods = len(plan.groups.periods)
    label = f".s{part.number}"
    order = f"{part.number:04d}"
    by_period = pl.col("unit") + label + "." + pl.col("giver")
    frame = frame.with_columns(
        payee="to",
        payee_no="to_no",
        group=pl.col("to_no").cast(pl.Int64) * periods + pl.col("group") % periods,
        part=pl.col("part") + label,
        unit=by_period,
        lineage=pl.col("lineage")
        + "."
        + order
        + pl.when(pl.col("unit").is_null()).then(pl.lit("")).otherwise("." + pl.col("giver")),
    ).drop("to", "to_no", "giver")
    scope = replace(
        lines.scope.gather(giver), payee=frame.get_column("payee"), group=frame.get_column("group")
    )
    amount = Exact(taken(part.amount, giver))
    released = lines.value.released
    value = Value(
        amount,
        struck=ALL,
        released=None if released is None else exact.gather(_tall(released, lines), giver),
    )
    return replace(lines, frame=frame, scope=scope, stated=amount, value=value), giver


def _tall(numbers_: Numbers, lines: Lines) -> Numbers:
    return exact.spread(numbers_, lines.frame.height)


def _together(parts: list[tuple[Lines, pl.Series | None]], whole: Lines) -> Lines:
    """One table of lines in order, those that were given after the payee's own of the same credit."""
    frame = pl.concat([lines.frame for lines, _ in parts]).with_row_index("at")
    frame = frame.sort("payee_no", "born_on", "rank", "place", "lineage", "at")
    at = frame.get_column("at")
    every = pl.int_range(whole.frame.height, dtype=pl.UInt32, eager=True)
    giver = taken(pl.concat([every if of is None else of for _, of in parts]), at)
    scope = whole.scope.gather(giver)
    scope = replace(scope, payee=frame.get_column("payee"), group=frame.get_column("group"))
    seen = {**whole.seen, **whole.scope.memo}
    value = Value(
        _stacked([lines.value.amount for lines, _ in parts], parts, at),
        struck=taken(pl.concat([exact.tall(one.value.struck, one.frame.height) for one, _ in parts]), at),
        released=None
        if whole.value.released is None
        else exact.gather(_tall(whole.value.released, whole), giver),
    )
    return replace(
        whole,
        frame=frame.drop("at"),
        scope=scope,
        stated=_stacked([lines.stated for lines, _ in parts], parts, at),
        value=value,
        seen={name: exact.gather(_tall(column, whole), giver) for name, column in seen.items()},
    )


def _stacked(columns: list[Numbers], parts: list[tuple[Lines, pl.Series | None]], at: pl.Series) -> Numbers:
    tall = [
        exact.spread(column, lines.frame.height) for column, (lines, _) in zip(columns, parts, strict=True)
    ]
    return exact.gather(exact.stacked(tall), at)
