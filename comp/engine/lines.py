"""The pay stage: lines of one pay, from its expression through every later statement that names it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from comp.engine import bounds, exact, losses
from comp.engine.evaluate import numbers, series
from comp.engine.exact import Exact, Fractions, Numbers
from comp.engine.groups import period_number
from comp.engine.plan import PlanAtDay
from comp.engine.scope import Scope
from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import CapSpan, Kind

UNDEFINED = "the line has no value: something it rests on is blank, missing or divided by zero"


@dataclass(frozen=True, slots=True)
class _Value:
    """What the lines are worth so far: exact until the first cap or hold, then struck; payable apart once
    held.
    """

    earned: Numbers
    released: pl.Series | None = None
    struck: bool = False

    def payable(self) -> Numbers:
        """What of it may be paid out: all of a line, or nothing while it is held."""
        if self.released is None:
            return self.earned
        shown = self.released | exact.is_undefined(self.earned)  # a fault has no amount at all
        return exact.choose(shown, self.earned, exact.constant(0))


def lines_of(pay: core.Pay, clause: core.Clause, plan: PlanAtDay) -> tuple[pl.DataFrame, int]:
    """The lines of one pay at the plan's day, and how many of them went the exact way."""
    frame, scope = _born(pay, plan)
    stated = exact.spread(numbers(pay.value, scope), scope.height)
    value = _Value(stated)
    names = [s for _, s in plan.plan.statements() if not isinstance(s, core.Pay)]
    for statement in names:
        if _names(statement, pay.name):
            value = _after(statement, value, frame, scope, plan)
    value = _strike(value, plan)
    lines = _identified(frame, pay, clause, plan).with_columns(
        credit_minor=_credit_minor(pay, scope, plan),
        struck_minor=_int64(exact.struck(stated, plan.plan.rounding)),
        earned_minor=_int64(exact.struck(value.earned, plan.plan.rounding)),
        payable_minor=_int64(exact.struck(value.payable(), plan.plan.rounding)),
    )
    lines = lines.with_columns(fault=pl.when(pl.col("earned_minor").is_null()).then(pl.lit(UNDEFINED)))
    working = [_working(name, column, scope.height) for name, column in _seen(scope).items()]
    exact_way = scope.height if isinstance(stated, Fractions) or isinstance(value.earned, Fractions) else 0
    return lines.hstack([column for pair in working for column in pair]), exact_way


def _names(statement: core.Statement, pay: str) -> bool:
    match statement:
        case core.ClawBack():
            return not statement.of_credit and statement.target == pay
        case core.Multiply() | core.Hold():
            return statement.pay == pay
        case core.Cap():
            return pay in statement.pays
        case _:
            return False


def _born(pay: core.Pay, plan: PlanAtDay) -> tuple[pl.DataFrame, Scope]:
    """The lines that exist, and the scope in which their value is worked out."""
    return _born_of_periods(plan) if pay.each is None else _born_of_credits(pay.each, plan)


def _born_of_credits(name: str, plan: PlanAtDay) -> tuple[pl.DataFrame, Scope]:
    credits = plan.credits(name)
    key = credits.rows.source.key
    frame = credits.frame.select(
        "payee", "payee_no", "part", "group", "row", born_on=pl.col("on")
    ).with_columns(fact=credits.rows.column(key), credit=pl.lit(name))
    scope = Scope(
        plan.snapshot,
        frame.height,
        {credits.rows.source.name: credits.rows},
        payee=frame.get_column("payee"),
        day=frame.get_column("born_on"),
        group=frame.get_column("group"),
        credits={name: credits.value},
        plan=plan,
        running_credit=name,
    )
    return frame, scope


def _born_of_periods(plan: PlanAtDay) -> tuple[pl.DataFrame, Scope]:
    groups = plan.groups.frame.with_row_index("group").filter(
        (pl.col("days") > 0) & (pl.col("closes_on") <= plan.as_of)
    )
    blank = pl.lit(None, pl.String)
    frame = groups.select(
        "payee",
        "payee_no",
        pl.col("group").cast(pl.Int64),
        born_on=pl.col("last_day"),
        part=blank,
        fact=blank,
        credit=blank,
    )
    scope = Scope(
        plan.snapshot,
        frame.height,
        {},
        payee=frame.get_column("payee"),
        day=frame.get_column("born_on"),
        group=frame.get_column("group"),
        plan=plan,
    )
    return frame, scope


def _after(
    statement: core.Statement, value: _Value, frame: pl.DataFrame, scope: Scope, plan: PlanAtDay
) -> _Value:
    match statement:
        case core.Multiply():
            return _times(value, numbers(statement.factor, scope), plan)
        case core.ClawBack() if frame.height == 0:
            return value
        case core.ClawBack():
            kept = losses.kept(statement, _source(frame, plan), frame.get_column("row"), scope)
            return value if kept is None else _times(value, kept, plan)
        case core.Cap():
            return _cap(statement, _strike(value, plan), frame, scope, plan)
        case core.Hold():
            return _hold(statement, _strike(value, plan), scope, plan)
        case _:
            return value


def _source(frame: pl.DataFrame, plan: PlanAtDay) -> str:
    return plan.all_credits(frame.get_column("credit")[0]).credit.source


def _times(value: _Value, factor: Numbers, plan: PlanAtDay) -> _Value:
    after = replace(value, earned=exact.multiply(value.earned, factor))
    return _strike(after, plan) if value.struck else after


def _strike(value: _Value, plan: PlanAtDay) -> _Value:
    return replace(value, earned=Exact(exact.struck(value.earned, plan.plan.rounding)), struck=True)


def _cap(statement: core.Cap, value: _Value, frame: pl.DataFrame, scope: Scope, plan: PlanAtDay) -> _Value:
    match statement.per:
        case CapSpan.PERFORMANCE_PERIOD:
            span = frame.get_column("group")
        case CapSpan.YEAR:
            opens_on = plan.groups.frame.get_column("opens_on").gather(frame.get_column("group"))
            year = period_number(opens_on, Cadence.YEAR, plan.calendar.year_starts_month - 1)
            span = frame.get_column("payee_no").cast(pl.Int64) * 10_000 + year
        case CapSpan.LINE:
            span = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    at, mode = numbers(statement.at, scope), plan.plan.rounding
    return replace(value, earned=Exact(bounds.capped(exact.struck(value.earned, mode), at, span, mode)))


def _hold(statement: core.Hold, value: _Value, scope: Scope, plan: PlanAtDay) -> _Value:
    asked = [plan.at_closes(scope, later) for later in range(statement.later_periods + 1)]
    closes = [(plan.closed(at), series(statement.until, at)) for at in asked]
    out, lost = bounds.released(closes, blank_releases=statement.blank_releases)
    gone = lost & ~exact.is_undefined(value.earned)
    earned = exact.choose(gone, exact.constant(0), value.earned)
    return replace(value, earned=earned, released=out if value.released is None else out & value.released)


def _identified(frame: pl.DataFrame, pay: core.Pay, clause: core.Clause, plan: PlanAtDay) -> pl.DataFrame:
    periods = pl.Series([p.name for p in plan.groups.periods], dtype=pl.String)
    named = frame.with_columns(
        performance_period=periods.gather(frame.get_column("group") % max(len(plan.groups.periods), 1))
    )
    unit = pl.col("performance_period") if pay.each is None else pl.concat_str("fact", pl.lit("#"), "part")
    return named.select(
        line_id=pl.concat_str(pl.lit(f"{plan.plan.name}.{pay.name}:"), "payee", pl.lit(":"), unit),
        plan=pl.lit(plan.plan.name),
        clause=pl.lit(clause.name),
        pay=pl.lit(pay.name),
        payee="payee",
        unit=unit,
        fact="fact",
        part="part",
        credit="credit",
        born_on="born_on",
        performance_period="performance_period",
        currency=pl.lit(plan.plan.currency),
    )


def _credit_minor(pay: core.Pay, scope: Scope, plan: PlanAtDay) -> pl.Series:
    """The credited plan money of each line; null for units and for lines of periods."""
    if pay.each is None or plan.all_credits(pay.each).credit.kind is Kind.NUMBER:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, scope.height)
    value = scope.credits[pay.each]
    return _int64(exact.struck(exact.spread(value, scope.height), plan.plan.rounding))


def _seen(scope: Scope) -> dict[str, Numbers]:
    """Measures and tables that the line was worked out from, in the order in which they were asked for."""
    return {name.replace(" ", "_"): column for name, column in scope.memo.items()}


def _working(name: str, column: Numbers, height: int) -> list[pl.Series]:
    """A working value as numerator and denominator; null where undefined or beyond 64 bits."""
    spread = exact.spread(column, height)
    if isinstance(spread, Fractions):
        num = pl.Series([None if v is None else v.numerator for v in spread.values], dtype=pl.Int128)
        den = pl.Series([None if v is None else v.denominator for v in spread.values], dtype=pl.Int128)
    else:
        num = spread.num
        scale = exact.whole(spread.scale)
        whole_den = scale if spread.den is None else exact.product(spread.den, scale)
        den = exact.tall(whole_den if whole_den is not None else pl.Series([None], dtype=pl.Int128), height)
    pair = pl.DataFrame({"num": num, "den": den}).select(pl.col("num", "den").cast(pl.Int64, strict=False))
    both = pair.get_column("num").is_not_null() & pair.get_column("den").is_not_null()
    blank = pl.Series([None], dtype=pl.Int64)
    return [
        exact.pick(both, pair.get_column("num"), blank).alias(f"{name}_num"),
        exact.pick(both, pair.get_column("den"), blank).alias(f"{name}_den"),
    ]


def _int64(series: pl.Series) -> pl.Series:
    try:
        return series.cast(pl.Int64)
    except pl.exceptions.InvalidOperationError as error:
        raise exact.AmountTooLargeError(
            "an amount is beyond 9,223,372,036,854,775,807 minor units"
        ) from error
