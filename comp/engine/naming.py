"""Lines as a table: ids and amounts in 64 bits, and the working values they were worked out from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from comp.engine import exact
from comp.engine.earned import ALL, Lines
from comp.engine.exact import AmountTooLargeError, Fractions, Numbers
from comp.engine.plan import PlanAtDay
from comp.engine.taking import taken
from comp.language.core import Kind

UNDEFINED = "the line has no value: something it rests on is blank, missing or divided by zero"


def table_of(lines: Lines, plan: PlanAtDay, rows: pl.Series | None = None) -> pl.DataFrame:
    """The columns of `LINE_SCHEMA`, then working columns named after measures and tables; of all or some.

    Raises:
        AmountTooLargeError: an amount is beyond 64 bits; the message names its line.
    """
    mode = plan.plan.rounding
    chosen = lines if rows is None else _some(lines, rows)
    table = _identified(chosen, plan)
    earned = _in_64_bits(chosen.value.earned(mode), chosen, plan)
    payable = (
        earned if chosen.value.released is None else _in_64_bits(chosen.value.payable(mode), chosen, plan)
    )
    table = table.with_columns(
        credit_minor=_credit_minor(chosen, plan),
        struck_minor=_in_64_bits(exact.struck(chosen.stated, mode), chosen, plan),
        earned_minor=earned,
        payable_minor=payable,
    )
    table = table.with_columns(fault=pl.when(pl.col("earned_minor").is_null()).then(pl.lit(UNDEFINED)))
    seen = {**chosen.seen, **chosen.scope.memo}
    working = [_working(name.replace(" ", "_"), column, chosen.scope.height) for name, column in seen.items()]
    return table.hstack([column for pair in working for column in pair])


AMOUNTS: dict[str, pl.DataType] = {
    "payee": pl.String(),
    "fact": pl.String(),
    "place": pl.Int64(),
    "number": pl.UInt32(),
    "unit": pl.String(),
    "lineage": pl.String(),
    "born_on": pl.Date(),
    "earned_minor": pl.Int64(),
    "payable_minor": pl.Int64(),
}


def amounts_of(
    lines: Lines, plan: PlanAtDay, names: Sequence[str], rows: pl.Series | None = None
) -> pl.DataFrame:
    """What tells a pay's lines apart, and their amounts, which a fault has not: some columns of `AMOUNTS`; of
    all lines or some.

    Raises:
        AmountTooLargeError: as `table_of`.
    """
    mode = plan.plan.rounding
    lines = lines if rows is None else _some(lines, rows)
    earned = _in_64_bits(lines.value.earned(mode), lines, plan)
    payable = earned if lines.value.released is None else _in_64_bits(lines.value.payable(mode), lines, plan)
    table = lines.frame.with_columns(earned_minor=earned, payable_minor=payable)
    if "fact" in names:
        fact = pl.lit(None, pl.String) if lines.source is None else _facts(lines, lines.source, plan)
        table = table.with_columns(fact=fact)
    return table.select(pl.col(name).cast(AMOUNTS[name]) for name in names)


def _facts(lines: Lines, source: str, plan: PlanAtDay) -> pl.Series:
    """The key of each line's fact."""
    keys = plan.snapshot.tables[source].get_column(plan.snapshot.sources[source].key)
    return taken(keys, lines.frame.get_column("row"))


def _some(lines: Lines, rows: pl.Series) -> Lines:
    """Some of the lines, with what was seen on the way to them."""

    def known(column: Numbers) -> Numbers:
        return exact.gather(exact.spread(column, lines.scope.height), rows)

    value = lines.value
    released = None if value.released is None else known(value.released)
    memo = {name: known(column) for name, column in lines.scope.memo.items()}
    return replace(
        lines,
        frame=taken(lines.frame, rows),
        scope=replace(lines.scope.gather(rows), memo=memo),
        stated=known(lines.stated),
        value=replace(value, amount=known(value.amount), struck=ALL, released=released),
        seen={name: known(column) for name, column in lines.seen.items()},
    )


def _identified(lines: Lines, plan: PlanAtDay) -> pl.DataFrame:
    periods = pl.Series([p.name for p in plan.groups.periods], dtype=pl.String)
    frame = lines.frame
    if lines.source is None:
        fact, unit = pl.lit(None, pl.String), pl.col("unit")
    else:
        frame = frame.with_columns(fact=_facts(lines, lines.source, plan))
        fact, unit = pl.col("fact"), pl.format("{}#{}", "fact", "part")
    named = frame.with_columns(
        performance_period=taken(periods, frame.get_column("group") % max(len(plan.groups.periods), 1))
    )
    return named.select(
        line_id=pl.format(f"{plan.plan.name}.{lines.name}:{{}}:{{}}", "payee", unit),
        plan=pl.lit(plan.plan.name),
        clause=pl.lit(lines.clause),
        pay=pl.lit(lines.name),
        payee="payee",
        unit=unit,
        fact=fact,
        part=pl.lit(None, pl.String) if lines.source is None else pl.col("part"),
        credit=pl.lit(lines.credit, pl.String),
        born_on="born_on",
        performance_period="performance_period",
        currency=pl.lit(plan.plan.currency),
    )


def _credit_minor(lines: Lines, plan: PlanAtDay) -> pl.Series:
    """The credited plan money of each line; null for units, for lines of periods and for lines given."""
    name = lines.credit
    if name is None or plan.all_credits(name).credit.kind is Kind.NUMBER:
        return pl.Series([None], dtype=pl.Int64).new_from_index(0, lines.scope.height)
    value = exact.spread(lines.scope.credits[name], lines.scope.height)
    minor = exact.in_64_bits(exact.struck(value, plan.plan.rounding))
    given = lines.frame.get_column("lineage") != ""
    return exact.pick(given, pl.Series([None], dtype=pl.Int64), minor) if given.any() else minor


def _in_64_bits(amounts: pl.Series, lines: Lines, plan: PlanAtDay) -> pl.Series:
    """Amounts as lines hold them; an error names the line of the largest one."""
    try:
        return exact.in_64_bits(amounts)
    except AmountTooLargeError as error:
        one = _some(lines, pl.Series([amounts.abs().arg_max() or 0], dtype=pl.UInt32))
        raise AmountTooLargeError(
            f"line {_identified(one, plan).get_column('line_id')[0]}: {error}"
        ) from error


def _working(name: str, column: Numbers, height: int) -> list[pl.Series]:
    """A working value as numerator and denominator; null where undefined or beyond 64 bits."""
    spread = exact.spread(column, height)
    blank = pl.Series([None], dtype=pl.Int64)
    if isinstance(spread, Fractions):
        num = _fitting([None if v is None else v.numerator for v in spread.values])
        den = _fitting([None if v is None else v.denominator for v in spread.values])
    else:
        num = spread.num
        whole_den = exact.divisor_of(spread)
        den = exact.tall(blank if whole_den is None else whole_den, height)
    pair = pl.DataFrame({"num": num, "den": den}).select(pl.col("num", "den").cast(pl.Int64, strict=False))
    both = pair.get_column("num").is_not_null() & pair.get_column("den").is_not_null()
    return [
        exact.pick(both, pair.get_column("num"), blank).alias(f"{name}_num"),
        exact.pick(both, pair.get_column("den"), blank).alias(f"{name}_den"),
    ]


def _fitting(values: list[int | None]) -> pl.Series:
    """Whole numbers that fit 64 bits; null in the place of others."""
    return pl.Series([v if v is not None and abs(v) < 2**63 else None for v in values], dtype=pl.Int64)
