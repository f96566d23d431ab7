"""What each payee gets of each pay in a run: the sums of its lines."""

from __future__ import annotations

import polars as pl

from comp.language.money import format_minor


def payouts_of(lines: pl.DataFrame, period: str) -> pl.DataFrame:
    """Sums per payee, plan, pay and currency, as decimal text with the currency's digits."""
    sums = (
        lines.group_by("payee", "plan", "pay", "currency")
        .agg(pl.col("earned_minor", "payable_minor").cast(pl.Int128).sum())
        .sort("payee", "plan", "pay", "currency")
    )
    rows = [
        {
            "payee": row["payee"],
            "plan": row["plan"],
            "pay": row["pay"],
            "period": period,
            "currency": row["currency"],
            "earned": decimal_text(row["earned_minor"], row["currency"]),
            "payable": decimal_text(row["payable_minor"], row["currency"]),
        }
        for row in sums.iter_rows(named=True)
    ]
    names = ["payee", "plan", "pay", "period", "currency", "earned", "payable"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String()))


def decimal_text(minor: int, currency: str) -> str:
    """An amount for a file that machines read: `-1234.50`, with the currency's digits and no other marks."""
    return format_minor(minor, currency).replace(",", "")
