"""Whether the index tells the run: by currency, what its rows add up to and what the run says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.runs import Run, decimal_text
from statements.issuing.index import Row, State

TOTALS: Final = "totals.csv"
COLUMNS: Final = (
    *("period", "currency", "earned", "payable", "held", "statements", "refused"),
    *("earned_in_run", "payable_in_run", "lines_in_run", "run"),
)
Sums = Mapping[str, tuple[int, int, int]]
"""Earned, payable (minor units) and lines, by currency."""


@dataclass(frozen=True, slots=True)
class CurrencyTotals:
    """One currency of an index that is complete, as text; it ties to the run."""

    period: str
    currency: str
    earned: str
    payable: str
    held: str
    statements: int
    refused: int
    earned_in_run: str
    payable_in_run: str
    lines_in_run: int
    run: str

    def cells(self) -> tuple[str, ...]:
        """The row as it stands in the file."""
        return tuple(str(getattr(self, name)) for name in COLUMNS)


def sums_by_payee(run: Run) -> dict[str, dict[str, tuple[int, int, int]]]:
    """What the run's lines come to, by payee and currency."""
    found: dict[str, dict[str, tuple[int, int, int]]] = {}
    sums = run.lines.group_by("payee", "currency").agg(
        pl.col("earned_minor").cast(pl.Int128).sum(),
        pl.col("payable_minor").cast(pl.Int128).sum(),
        pl.len(),
    )
    for payee, currency, earned, payable, lines in sums.sort("payee", "currency").iter_rows():
        found.setdefault(payee, {})[currency] = (earned, payable, lines)
    return found


def require_ties(rows: Iterable[Row], run: Run, root: str, payees: Collection[str]) -> list[CurrencyTotals]:
    """The totals of an index for the payees, which tie to the run.

    Raises:
        CompError: they do not, which no input may bring about; or a payee is missing.
    """
    mine = [row for row in rows if row.payee in payees and row.run == root]
    of_run = _of_run(run, payees)
    found: list[CurrencyTotals] = []
    for currency in sorted(of_run.keys() | {row.currency for row in mine}):
        of_index = [row for row in mine if row.currency == currency]
        earned, payable, lines = of_run.get(currency, (0, 0, 0))
        told = [_minor(of_index, name) for name in ("earned", "payable")]
        if told != [earned, payable] or sum(int(row.lines) for row in of_index) != lines:
            raise CompError(
                f"the statements come to {decimal_text(told[0], currency)} {currency} earned and "
                f"{decimal_text(told[1], currency)} payable, the run to {decimal_text(earned, currency)} and "
                f"{decimal_text(payable, currency)}; this is a fault of comp, and no total is written"
            )
        states = [row.state for row in of_index]
        found.append(
            CurrencyTotals(
                period=run.manifest.period,
                currency=currency,
                earned=decimal_text(told[0], currency),
                payable=decimal_text(told[1], currency),
                held=decimal_text(_minor(of_index, "held"), currency),
                statements=states.count(State.DRAWN),
                refused=states.count(State.REFUSED),
                earned_in_run=decimal_text(earned, currency),
                payable_in_run=decimal_text(payable, currency),
                lines_in_run=lines,
                run=root,
            )
        )
    return found


def _of_run(run: Run, payees: Collection[str]) -> dict[str, tuple[int, int, int]]:
    """What the run says: its manifest of everybody, its lines of some."""
    by_payee = sums_by_payee(run)
    sums: dict[str, tuple[int, int, int]] = {}
    if set(by_payee) == set(payees):
        for plan in run.manifest.plans:
            _add(sums, plan.currency, (plan.earned_minor, plan.payable_minor, plan.lines))
        return sums
    for payee in payees:
        for currency, each in by_payee.get(payee, {}).items():
            _add(sums, currency, each)
    return sums


def _add(sums: dict[str, tuple[int, int, int]], currency: str, more: tuple[int, int, int]) -> None:
    earned, payable, lines = sums.get(currency, (0, 0, 0))
    sums[currency] = (earned + more[0], payable + more[1], lines + more[2])


def _minor(rows: Iterable[Row], name: str) -> int:
    """The sum of a column in minor units: amounts stand there with all digits of their currency."""
    return sum(int(getattr(row, name).replace(".", "") or 0) for row in rows)
