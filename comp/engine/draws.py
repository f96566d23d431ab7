"""Guarantees and draws: a line per payee and period that brings pays up to an amount (decision 0028)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import TypeAlias

import polars as pl

from comp.engine import exact
from comp.engine.born import born_of_periods, no_value
from comp.engine.earned import ALL, Lines, Value, sums_of
from comp.engine.evaluate import holds, numbers
from comp.engine.exact import Exact
from comp.engine.plan import PlanAtDay
from comp.engine.taking import taken
from comp.language import core
from comp.language.core import RecoveredFrom
from comp.language.money import Rounding, strike


def drawn(statement: core.Draw, clause: core.Clause, named: Sequence[Lines], plan: PlanAtDay) -> Lines:
    """The lines of a guarantee or draw; the lines that it names are struck already."""
    frame, scope = born_of_periods(plan)
    lines = no_value(statement.name, clause, frame, scope)
    mode, height = plan.plan.rounding, frame.height
    there_is = exact.tall(holds(statement.where, scope), height)
    bound = exact.tall(exact.struck(numbers(statement.at, scope), mode), height)
    bound = exact.pick(there_is, bound, exact.whole(0))
    sums = exact.struck(sums_of(named, frame, plan), mode)
    if statement.recovery is None:
        amount = Exact(_shortfall(bound, sums, there_is))
    else:
        amount = Exact(
            _folded(
                statement, statement.recovery, _read(statement, lines, plan, (there_is, bound, sums)), mode
            )
        )
    return replace(lines, stated=amount, value=Value(amount, struck=ALL))


def _shortfall(bound: pl.Series, sums: pl.Series, there_is: pl.Series) -> pl.Series:
    missing = bound - sums
    short = exact.pick(missing < exact.whole(0), exact.whole(0), missing)
    # Where there is no guarantee its line is nothing, unless what it stands for is not known.
    return exact.pick(there_is | sums.is_null(), short, exact.whole(0))


_OfDraw: TypeAlias = tuple[pl.Series, pl.Series, pl.Series]
"""For each line whether there is a draw, its amount, and what the named pays come to."""


@dataclass(frozen=True, slots=True)
class _Period:
    """What a draw reads for one payee and period, in minor units; None where undefined."""

    payee: str
    last_day: date
    is_last: bool
    there_is: bool  # else nothing is advanced
    bound: int | None
    sum: int | None
    share: Fraction | None
    most: int | None


def _read(statement: core.Draw, lines: Lines, plan: PlanAtDay, of_draw: _OfDraw) -> list[_Period]:
    """Payee by payee through their periods, as lines of periods stand."""
    frame, scope, mode = lines.frame, lines.scope, plan.plan.rounding
    recovery = statement.recovery
    share = exact.undefined() if recovery is None else numbers(recovery.share, scope)
    most = exact.undefined() if recovery is None or recovery.most is None else numbers(recovery.most, scope)
    last = _last_groups(plan)
    payees, groups = frame.get_column("payee").to_list(), frame.get_column("group").to_list()
    closes = taken(plan.groups.frame.get_column("closes_on"), frame.get_column("group"))
    return [
        _Period(payee, closes_on, group == last.get(payee), *amounts)
        for payee, group, closes_on, *amounts in zip(
            payees,
            groups,
            closes,
            *of_draw,
            exact.fractions_of(exact.spread(share, frame.height)),
            exact.tall(exact.struck(most, mode), frame.height),
            strict=True,
        )
    ]


def _last_groups(plan: PlanAtDay) -> dict[str, int]:
    """Each payee's last group with a member day, as recorded; none where that period has not begun."""
    last = plan.groups.spans.group_by("payee", "payee_no").agg(pl.col("ends").max())
    group = plan.groups.group_of(last.get_column("payee_no"), last.get_column("ends"))
    return {payee: at for payee, at in zip(last.get_column("payee"), group, strict=True) if at is not None}


def _folded(
    statement: core.Draw, recovery: core.Recovery, periods: Sequence[_Period], mode: Rounding
) -> pl.Series:
    amounts: list[int | None] = []
    for _, mine in groupby(periods, key=lambda period: period.payee):
        amounts += _lines_of(list(mine), statement, recovery, mode)
    return pl.Series(amounts, dtype=pl.Int128)


def _lines_of(
    periods: Sequence[_Period], statement: core.Draw, recovery: core.Recovery, mode: Rounding
) -> list[int | None]:
    """What each period of one payee pays: what is advanced, less what is recovered. From the first that
    cannot be worked out on, none can.
    """
    amounts: list[int | None] = []
    debt = 0
    for period in periods:
        if period.bound is None or period.sum is None:
            break
        short = max(0, period.bound - period.sum) if period.there_is else 0
        advance = period.bound if statement.whole else short
        debt += advance
        base = period.sum - period.bound if recovery.of is RecoveredFrom.EXCESS else period.sum
        recovered = _recovered(period, recovery, debt, max(0, base), mode)
        if recovered is None:
            break
        if short and not statement.whole:
            recovered = 0  # a period that was just brought up to the draw is not brought down again
        debt -= recovered
        left = debt if period.is_last and not recovery.forgiven else 0
        debt -= left
        amounts.append(advance - recovered - left)
    return amounts + [None] * (len(periods) - len(amounts))


def _recovered(period: _Period, recovery: core.Recovery, debt: int, base: int, mode: Rounding) -> int | None:
    """What a period gives back of a debt; None where the share or the most that it may be is undefined."""
    early = recovery.starts_on is not None and period.last_day < recovery.starts_on
    late = recovery.ends_on is not None and period.last_day > recovery.ends_on
    if early or late:
        return 0
    if period.share is None or (recovery.most is not None and period.most is None):
        return None
    recovered = min(debt, strike(period.share * base, mode))
    return recovered if period.most is None else min(recovered, period.most)
