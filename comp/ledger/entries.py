"""What is posted of a run: an entry for each line that earns or pays something with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from enum import StrEnum

import polars as pl

from comp.ledger.amounts import Amounts, LineKey
from comp.runs import Run


class EntryKind(StrEnum):
    """Whether an entry is a period's own, or pays for periods before it."""

    RUN = "run"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """What a batch adds to a line: earned and payable, in minor units of the currency."""

    line: str
    currency: str
    kind: EntryKind
    plan: str
    clause: str
    pay: str
    payee: str
    period: str
    earned_minor: int
    payable_minor: int

    @property
    def key(self) -> LineKey:
        """The line, as the books tell lines apart."""
        return self.line, self.currency

    @property
    def amounts(self) -> Amounts:
        """Earned and payable."""
        return Amounts(self.earned_minor, self.payable_minor)


_COLUMNS = ("line_id", "currency", "plan", "clause", "pay", "payee", "earned_minor", "payable_minor")


def entries_of(run: Run) -> tuple[Entry, ...]:
    """The entries of a run in order of their lines; a fault and a line of zero post nothing."""
    kind = EntryKind.CORRECTION if run.manifest.corrects else EntryKind.RUN
    paying = run.lines.filter(
        pl.col("fault").is_null() & ((pl.col("earned_minor") != 0) | (pl.col("payable_minor") != 0))
    )
    return tuple(
        Entry(line, currency, kind, plan, clause, pay, payee, run.manifest.period, earned, payable)
        for line, currency, plan, clause, pay, payee, earned, payable in (
            paying.select(_COLUMNS).sort("line_id", "currency").iter_rows()
        )
    )


def entries_digest(entries: Iterable[Entry]) -> str:
    """SHA-256 over the entries in order of their lines: what the audit chain keeps of a batch."""
    total = hashlib.sha256()
    for entry in sorted(entries):
        total.update(json.dumps(astuple(entry), ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    return total.hexdigest()
