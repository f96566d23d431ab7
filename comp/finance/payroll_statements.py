"""Holds a payroll against the statements that were issued for its run, by the index beside them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.finance.payroll_checks import lines_by_currency, minor_of
from comp.finance.payroll_model import Check, OwnSum, PayrollRefusedError, Summed
from comp.runs import Run
from comp.runs.texts import read_texts

INDEX: Final = "index.csv"
_NEEDED: Final = ("payee", "period", "currency", "payable", "file", "sha256", "state")
_DRAWN: Final = "drawn"


@dataclass(frozen=True, slots=True)
class StatementTold:
    """What a statement says is payable to a payee in a currency."""

    payee: str
    period: str
    currency: str
    payable_minor: int


def statements_told(folder: Path) -> tuple[StatementTold, ...]:
    """Read what the statements in a folder say, and see that each is the one that was issued.

    Raises:
        CompError: there is no index, or it is not one.
        PayrollRefusedError: a statement is missing or was changed, or an amount is none.
    """
    index = folder / INDEX
    try:
        table = read_texts(index)
    except (OSError, pl.exceptions.PolarsError) as fault:
        raise CompError(f"{index} cannot be read; name the folder that comp statements wrote") from fault
    missing = [name for name in _NEEDED if name not in table.columns]
    if missing:
        raise CompError(f"{index} has no column {missing[0]}; name the folder that comp statements wrote")
    told: list[StatementTold] = []
    for row in table.select(_NEEDED).fill_null("").iter_rows(named=True):
        # The index also tells of payees whose statement was refused, or is not drawn yet.
        if row["state"] == _DRAWN:
            _require_unchanged(folder, row["payee"], row["file"], row["sha256"])
            payable = minor_of(row["payable"], row["currency"], str(index))
            told.append(StatementTold(row["payee"], row["period"], row["currency"], payable))
    return tuple(told)


def statement_checks(run: Run, told: Sequence[StatementTold]) -> Iterator[Check]:
    """Tie what the run pays to what the statements say, for each payee and currency.

    Raises:
        PayrollRefusedError: they differ for a payee.
    """
    said: dict[tuple[str, str], int] = defaultdict(int)
    for each in (each for each in told if each.period == run.manifest.period):
        said[each.payee, each.currency] += each.payable_minor
    paid: dict[tuple[str, str], int] = defaultdict(int)
    for payee, currency, minor in run.lines.select("payee", "currency", "payable_minor").iter_rows():
        paid[payee, currency] += minor or 0
    for payee, currency in sorted(said.keys() | paid.keys()):
        _require_same(payee, currency, paid.get((payee, currency)), said.get((payee, currency)))
    for currency in lines_by_currency(run):
        amounts = [minor for (_, other), minor in said.items() if other == currency]
        total = sum(minor for (_, other), minor in paid.items() if other == currency)
        own = OwnSum(Summed.WORKING, (("Currency", currency),))
        yield Check(
            "statements, payee by payee, against Working",
            currency,
            sum(amounts),
            total,
            len(amounts),
            own=own,
        )


def _require_same(payee: str, currency: str, paid: int | None, said: int | None) -> None:
    if (paid or 0) == (said or 0):
        return
    if said is None:
        raise PayrollRefusedError(
            f"no payroll: there is no statement of {payee} in {currency}, whom the run pays; issue it, "
            "or leave --statements out"
        )
    raise PayrollRefusedError(
        f"no payroll: the statement of {payee} says {said} minor units {currency} and the run pays "
        f"{paid or 0}; issue the statements again from this run"
    )


def _require_unchanged(folder: Path, payee: str, name: str, sha256: str) -> None:
    path = folder / name
    try:
        # A name that leads elsewhere is none that comp statements gave.
        content = path.read_bytes() if path.resolve().is_relative_to(folder.resolve()) else b""
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PayrollRefusedError(
            f"no payroll: the statement of {payee}, {path}, is missing or was changed; issue it again"
        )
