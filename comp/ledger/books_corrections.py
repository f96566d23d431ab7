"""What a period owes for the time before it by the books: each line's worth, less what was posted of it.

`comp.runs.corrections` takes what the run before valued, which is what was paid unless a line was a fault
then. The books know what was paid, so a line that was paid, was a fault, and is mended is paid once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.facts import Workspace
from comp.ledger.amounts import NOTHING, Amounts, LineKey
from comp.ledger.entries import entries_of
from comp.ledger.values import lines_through
from comp.runs import Attribution, Cause, CauseKind, Inputs, Progress, Run, corrections
from comp.runs.difference import IDENTITY, LINE_COLUMNS, VALUATION_COLUMNS
from comp.runs.folder import portable
from comp.runs.run import silent

REST: Final = Cause(CauseKind.BOOKS, "what was posted before, where the run before says otherwise")
_KEY: Final = ("line_id", "currency")


def corrections_by_books(
    workspace: Workspace,
    a: Run,
    b: Run,
    posted: Mapping[LineKey, Amounts],
    progress: Progress = silent,
) -> tuple[Run, Attribution]:
    """Like `comp.runs.corrections`, and what is due is due by what was posted, by line, B's own batch apart.

    A line that is a fault is left as it was posted; what it is worth once it is mended is due then.

    Raises:
        CompError: as `comp.runs.corrections`; or a line was posted that neither run knows.
    """

    def due(first: Inputs, last: Inputs) -> tuple[pl.DataFrame, Cause]:
        at_end = replace(last, period=last.calendar.parse(b.manifest.period))
        return due_by_books(lines_through(first), lines_through(at_end), b, posted), REST

    return corrections(workspace, a, b, progress, due)


def due_by_books(
    earlier: pl.DataFrame, now: pl.DataFrame, b: Run, posted: Mapping[LineKey, Amounts]
) -> pl.DataFrame:
    """The lines that owe something, with the columns of a run: before was posted, after should be.

    `earlier` and `now` are valuations: A's, which knows lines that are gone, and B's at the end of its days.
    """
    own = {entry.key: entry.amounts for entry in entries_of(b)}
    gone = _gone([earlier, b.lines], now, {**posted, **own})
    known = pl.concat([now, gone], how="diagonal")
    with_both = known.join(_frame(posted, "posted"), on=_KEY, how="left").join(
        _frame(own, "own"), on=_KEY, how="left"
    )
    lines = with_both.with_columns(
        column
        for state in ("earned", "payable")
        for column in (
            pl.col(f"{state}_posted").fill_null(0).alias(f"{state}_before_minor"),
            (pl.col(f"{state}_minor") - pl.col(f"{state}_own").fill_null(0)).alias(f"{state}_after_minor"),
        )
    ).with_columns(
        (pl.col(f"{state}_after_minor") - pl.col(f"{state}_before_minor")).alias(f"{state}_minor")
        for state in ("earned", "payable")
    )
    differs = (pl.col("earned_minor") != 0) | (pl.col("payable_minor") != 0)
    working = [name for name in known.columns if name not in VALUATION_COLUMNS]
    due = lines.filter(pl.col("fault").is_null() & differs)
    return portable(due.select(*LINE_COLUMNS, *working).sort("line_id"))


def _frame(amounts: Mapping[LineKey, Amounts], name: str) -> pl.DataFrame:
    states = {f"earned_{name}": pl.Int64(), f"payable_{name}": pl.Int64()}
    rows = [(*key, *each) for key, each in amounts.items()]
    return pl.DataFrame(rows, schema={**dict.fromkeys(_KEY, pl.String()), **states}, orient="row")


def _gone(
    known_by: Sequence[pl.DataFrame], now: pl.DataFrame, owing: Mapping[LineKey, Amounts]
) -> pl.DataFrame:
    """Lines that were posted, or B pays, and that are there no more: worth nothing, as they were known."""
    there: set[LineKey] = set(now.select(_KEY).iter_rows())
    gone = {key: amounts for key, amounts in owing.items() if amounts != NOTHING and key not in there}
    identities = [frame.select(*IDENTITY, "credit_minor", "struck_minor") for frame in known_by]
    found = (
        pl.concat(identities)
        .unique(_KEY, keep="first", maintain_order=True)
        .join(_frame(gone, "gone").select(_KEY), on=_KEY, how="semi")
    )
    unknown = sorted(gone.keys() - set(found.select(_KEY).iter_rows()))
    if unknown:
        raise CompError(
            f"{unknown[0][0]} was posted and neither A nor B knows it; name as A the run that was posted last"
        )
    nothing = {name: pl.lit(0, pl.Int64) for name in ("earned_minor", "payable_minor")}
    return found.with_columns(**nothing, fault=pl.lit(None, pl.String))
