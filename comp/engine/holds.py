"""Holds: a share of each line waits for a condition at a close (decisions 0011, 0025)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import polars as pl

from comp.engine import exact
from comp.engine.earned import Lines, shared
from comp.engine.evaluate import numbers, series
from comp.engine.exact import Numbers
from comp.engine.folds import concerned
from comp.engine.losses import within_one
from comp.engine.plan import PlanAtDay
from comp.language import core
from comp.language.money import Rounding


def held(statement: core.Hold, lines: Lines, plan: PlanAtDay) -> Lines:
    """The lines of which a share is payable only from a close at which the condition holds."""
    asked = [plan.at_closes(lines.scope, later) for later in range(statement.later_periods + 1)]
    closes = [(plan.closed(at), series(statement.until, at)) for at in asked]
    out, lost = _released(closes, blank_releases=statement.blank_releases)
    share = exact.constant(1) if statement.share is None else numbers(statement.share, lines.scope)
    share = exact.spread(within_one(share), lines.scope.height)
    rest = exact.add(exact.constant(1), exact.negate(share))
    whole = exact.choose(exact.is_undefined(share), exact.undefined(), exact.constant(1))
    kept, released = exact.choose(lost, rest, whole), exact.choose(out, whole, rest)
    return shares_set(lines, kept, released, statement.where, plan.plan.rounding)


def shares_set(
    lines: Lines, kept: Numbers, released: Numbers, where: core.Expr | None, mode: Rounding
) -> Lines:
    """The lines struck and under what is kept and released, where a condition is true."""
    mask = concerned(where, lines)
    # What cannot be told of one side leaves the line without a value.
    unknown = exact.is_undefined(kept) | exact.is_undefined(released)
    if unknown.any():
        kept, released = (exact.choose(unknown, exact.undefined(), share) for share in (kept, released))
    if not mask.all():
        kept, released = (exact.choose(mask, share, exact.constant(1)) for share in (kept, released))
    return replace(lines, value=shared(lines.value.settled(mode, mask), kept, released, mode))


def _released(
    closes: Sequence[tuple[pl.Series, pl.Series]], *, blank_releases: bool
) -> tuple[pl.Series, pl.Series]:
    """For each line, whether its hold has released it, and whether it is lost.

    `closes` are the closes that the hold asks about, in order: whether each has been reached, and
    the condition read there (null: undefined).
    """
    fulfilled = [reached & condition.fill_null(value=blank_releases) for reached, condition in closes]
    out = reduce(lambda a, b: a | b, fulfilled)
    last_reached, _ = closes[-1]
    return out, last_reached & ~out
