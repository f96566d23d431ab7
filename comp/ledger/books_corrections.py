"""What a period owes for the time before it by the books: each line's worth, less what was posted of it.

`comp.runs.corrections` takes what the run before valued, which is what was paid unless a line was a fault
then. The books know what was paid, so a line that was paid, was a fault, and is mended is paid once.
"""

from __future__ import annotations

from collections.abc import Mapping
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

REST: Final = Cause(CauseKind.BOOKS, "what was posted before, where A valued something else")
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
        return _due(lines_through(first), lines_through(at_end), b, posted), REST

    return corrections(workspace, a, b, progress, due)


def _due(earlier: pl.DataFrame, now: pl.DataFrame, b: Run, posted: Mapping[LineKey, Amounts]) -> pl.DataFrame:
    paid_by_b = {entry.key: entry.amounts for entry in entries_of(b)}
    known = pl.concat([now, _gone(earlier, now, posted)], how="diagonal")
    keys: list[LineKey] = list(known.select(_KEY).iter_rows())
    before = [posted.get(key, NOTHING) for key in keys]
    own = [paid_by_b.get(key, NOTHING) for key in keys]
    working = [name for name in known.columns if name not in VALUATION_COLUMNS]
    lines = known.with_columns(
        column
        for place, state in enumerate(("earned", "payable"))
        for column in (
            pl.Series(f"{state}_before_minor", [amounts[place] for amounts in before], pl.Int64),
            (pl.col(f"{state}_minor") - pl.Series([amounts[place] for amounts in own], dtype=pl.Int64)).alias(
                f"{state}_after_minor"
            ),
        )
    )
    differing = lines.with_columns(
        (pl.col(f"{state}_after_minor") - pl.col(f"{state}_before_minor")).alias(f"{state}_minor")
        for state in ("earned", "payable")
    ).filter(pl.col("fault").is_null() & ((pl.col("earned_minor") != 0) | (pl.col("payable_minor") != 0)))
    return portable(differing.select(*LINE_COLUMNS, *working).sort("line_id"))


def _gone(earlier: pl.DataFrame, now: pl.DataFrame, posted: Mapping[LineKey, Amounts]) -> pl.DataFrame:
    """The lines that were posted and are there no more, worth nothing, as A knew them."""
    there: set[LineKey] = set(now.select(_KEY).iter_rows())
    gone = sorted(key for key, amounts in posted.items() if amounts != NOTHING and key not in there)
    keys = pl.DataFrame(gone, schema=dict.fromkeys(_KEY, pl.String()), orient="row")
    found = earlier.join(keys, on=_KEY, how="semi")
    unknown = sorted(set(gone) - set(found.select(_KEY).iter_rows()))
    if unknown:
        raise CompError(
            f"{unknown[0][0]} was posted and neither A nor B knows it; name as A the run that was posted last"
        )
    return found.select(
        *IDENTITY,
        "credit_minor",
        "struck_minor",
        pl.lit(0, pl.Int64).alias("earned_minor"),
        pl.lit(0, pl.Int64).alias("payable_minor"),
        pl.lit(None, pl.String).alias("fault"),
    )
