"""The smaller tables of a run as frames; those of a run that was read from its folder are all text."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pandas as pd
import polars as pl

from comp.notebook.frames import Columns, Holds, amount, counted, frame, named_rows
from comp.runs import Run

_PAYOUTS: Final = {
    **dict.fromkeys(("payee", "plan", "pay", "period", "currency"), Holds.TEXT),
    "earned": Holds.EXACT,
    "payable": Holds.EXACT,
}
_FAULTS: Final[Columns] = dict.fromkeys(
    ("plan", "clause", "pay", "payee", "line_id", "source", "fact", "credit", "fault"), Holds.TEXT
)
_REFUSED: Final = {
    **dict.fromkeys(("source", "file", "sheet"), Holds.TEXT),
    "row": Holds.COUNT,
    **dict.fromkeys(("column", "value", "code", "key"), Holds.TEXT),
}
_UNCLAIMED: Final = {
    **dict.fromkeys(("credit", "source", "fact", "part", "payee"), Holds.TEXT),
    "on": Holds.DAY,
    "currency": Holds.TEXT,
    "value": Holds.EXACT,
}


def payouts(run: Run) -> pd.DataFrame:
    """What each payee gets of each pay."""
    rows = run.payouts.iter_rows(named=True)
    return named_rows(
        _PAYOUTS,
        (row | {"earned": Decimal(row["earned"]), "payable": Decimal(row["payable"])} for row in rows),
    )


def faults(run: Run) -> pd.DataFrame:
    """What could not be calculated."""
    return named_rows(_FAULTS, run.faults.iter_rows(named=True))


def refused(run: Run) -> pd.DataFrame:
    """The values that were refused, the number of each row a number again."""
    whole = run.refused.with_columns(pl.col("row").cast(pl.Int64))
    return named_rows(_REFUSED, whole.iter_rows(named=True))


def unclaimed(run: Run) -> pd.DataFrame:
    """Credits that nobody is paid for."""
    return frame(_UNCLAIMED, (_unclaimed(row) for row in run.unclaimed.iter_rows(named=True)))


def _unclaimed(row: dict[str, Any]) -> tuple[object, ...]:
    on, minor, currency = row["on"], row["value_minor"], row["currency"]
    value = counted(_whole(minor)) if currency is None else amount(_whole(minor), currency)
    names = (row[name] for name in ("credit", "source", "fact", "part", "payee"))
    return (*names, date.fromisoformat(on) if isinstance(on, str) else on, currency, value)


def _whole(value: str | int | None) -> int | None:
    return None if value is None else int(value)
