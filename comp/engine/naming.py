"""Lines as a table: ids and amounts in 64 bits, and the working values they were worked out from."""

from __future__ import annotations

import polars as pl

from comp.engine import exact
from comp.engine.earned import Lines
from comp.engine.exact import AmountTooLargeError, Fractions, Numbers
from comp.engine.plan import PlanAtDay
from comp.language.core import Kind

UNDEFINED = "the line has no value: something it rests on is blank, missing or divided by zero"


def table_of(lines: Lines, plan: PlanAtDay) -> pl.DataFrame:
    """The columns of `LINE_SCHEMA`, then working columns named after measures and tables."""
    mode = plan.plan.rounding
    identified = _identified(lines, plan)
    amounts = {
        "struck_minor": exact.struck(lines.stated, mode),
        "earned_minor": lines.value.earned(mode),
        "payable_minor": lines.value.payable(mode),
    }
    ids = identified.get_column("line_id")
    table = identified.with_columns(
        credit_minor=_credit_minor(lines, plan),
        **{name: _in_64_bits(one, ids) for name, one in amounts.items()},
    )
    table = table.with_columns(fault=pl.when(pl.col("earned_minor").is_null()).then(pl.lit(UNDEFINED)))
    seen = {**lines.seen, **lines.scope.memo}
    working = [_working(name.replace(" ", "_"), column, lines.scope.height) for name, column in seen.items()]
    return table.hstack([column for pair in working for column in pair])


def _identified(lines: Lines, plan: PlanAtDay) -> pl.DataFrame:
    periods = pl.Series([p.name for p in plan.groups.periods], dtype=pl.String)
    frame = lines.frame
    if lines.source is None:
        fact, unit = pl.lit(None, pl.String), pl.col("unit")
    else:
        keys = plan.snapshot.tables[lines.source].get_column(plan.snapshot.sources[lines.source].key)
        frame = frame.with_columns(fact=keys.gather(frame.get_column("row")))
        fact, unit = pl.col("fact"), pl.format("{}#{}", "fact", "part")
    named = frame.with_columns(
        performance_period=periods.gather(frame.get_column("group") % max(len(plan.groups.periods), 1))
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


def _in_64_bits(amounts: pl.Series, line_id: pl.Series) -> pl.Series:
    """Amounts as lines hold them; an error names the line of the largest one."""
    try:
        return exact.in_64_bits(amounts)
    except AmountTooLargeError as error:
        largest = amounts.abs().arg_max()
        raise AmountTooLargeError(f"line {line_id[largest or 0]}: {error}") from error


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
