"""Whether all contestants pay the same, line by line; nothing is worth timing where they do not."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError

COMPARED: Final = ("credit_minor", "earned_before_minor", "earned_after_minor", "earned_minor")
"""What every line is held against the other contestants' with, beside its id."""


def paid_digest(out: Path) -> str:
    """SHA-256 of every line's id and compared amounts; read in batches, so any number takes the same memory.

    Raises:
        CompError: a column is missing, or the lines do not stand in the order of their ids.
    """
    lines = pl.scan_parquet(out) if out.suffix == ".parquet" else pl.scan_csv(out, infer_schema=False)
    missing = {"line_id", *COMPARED} - set(lines.collect_schema())
    if missing:
        raise CompError(f"the lines have no {', '.join(sorted(missing))}")
    total = hashlib.sha256()
    last: str | None = None
    amounts = pl.col(*COMPARED).cast(pl.String).cast(pl.Int64)
    for batch in lines.select("line_id", amounts).collect_batches(maintain_order=True):
        ids = batch["line_id"]
        if batch.is_empty():
            continue
        if not ids.is_sorted() or (last is not None and ids[0] < last):
            raise CompError("the lines do not stand in the order of their ids")
        last = ids[-1]
        total.update(batch.write_csv(include_header=False).encode())
    return total.hexdigest()


def must_agree(answers: dict[str, object]) -> None:
    """Raise unless everybody's answer is the same; the last name is the one that joined.

    Raises:
        CompError: it names who differs from whom.
    """
    *others, last = answers
    if others and answers[last] != answers[others[0]]:
        raise CompError(f"{last} does not pay, line by line, what {others[0]} pays; nothing was measured")
