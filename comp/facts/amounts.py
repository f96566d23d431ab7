"""Reads a column of amounts (minor units) or numbers (billionths), and tells what it refuses."""

from __future__ import annotations

import polars as pl

from comp.facts.cells import NUMBER, marked
from comp.facts.decimals import MAX_BILLIONTHS, MAX_MINOR, read_units, why_not
from comp.facts.findings import Outcome, Told, tell
from comp.facts.mapping import ColumnMapping, MoreDecimals
from comp.facts.series import bare, certain, where
from comp.frozen import frozen
from comp.language.core import SourceColumn

_NUMBER_PLACES = 9
_CHECK = "check the amount and its currency"


@frozen
class AmountReader:
    """Reads one column. `places` are the decimals of each row's minor unit; None reads numbers."""

    column: SourceColumn
    how: ColumnMapping
    sink: Told
    places: pl.Series | None

    @property
    def _kind(self) -> str:
        return "number" if self.places is None else "amount"

    def read(self, cells: list[pl.Series]) -> pl.Series:
        """Whole units, null where blank or refused. Two series are a difference."""
        terms = [self._term(each) for each in cells]
        units = terms[0] if len(terms) == 1 else terms[0] - terms[1]
        limit = MAX_BILLIONTHS if self.places is None else MAX_MINOR
        size = units.abs()
        beyond, near = certain(size > limit), certain((size > limit // 10) & (size <= limit))
        self._add("too-large", Outcome.REFUSED, cells[0], beyond, "is too large to be stored", _CHECK)
        close = "is near the largest amount that can be stored"
        self._add("near-limit", Outcome.SUSPICIOUS, cells[0], near, close, _CHECK)
        return where(units, ~beyond)

    def _term(self, cells: pl.Series) -> pl.Series:
        marks = self.how.marks
        frame = self._digits(cells)
        text, places, more = pl.col("text"), pl.col("places"), marks.more_decimals
        parts = frame.select(
            pl.when(marked(pl.col("cell"), NUMBER))
            .then(read_units(text, places, ".", "", more))
            .when(~marked(pl.col("cell"), "\0"))
            .then(read_units(text, places, marks.decimal, marks.thousands, more))
            .alias("found")
        )["found"].struct.unnest()
        self._tell(cells, parts)
        return parts["units"]

    def _digits(self, cells: pl.Series) -> pl.DataFrame:
        """The cells, their texts without a percent sign, and how many decimals each may have."""
        frame = pl.DataFrame([cells.alias("cell"), bare(cells).alias("text")])
        if self.places is not None:
            return frame.with_columns(self.places.alias("places"))
        percent = (
            pl.lit(value=True)
            if self.how.percent
            else pl.col("text").str.ends_with("%").fill_null(value=False)
        )
        return frame.with_columns(
            pl.col("text").str.strip_suffix("%").str.strip_chars_end(" "),
            pl.lit(_NUMBER_PLACES, dtype=pl.Int64).sub(percent.cast(pl.Int64) * 2).alias("places"),
        )

    def _tell(self, cells: pl.Series, parts: pl.DataFrame) -> None:
        marks = self.how.marks
        shaped, extra = certain(parts["shaped"]), certain(parts["extra"])
        remedy = f"write plain digits with the decimal mark {marks.decimal!r}, or state this column's marks"
        self.sink.add(
            f"{self._kind}-unreadable",
            Outcome.REFUSED,
            self.column.name,
            cells,
            cells.is_not_null() & ~shaped,
            lambda value: (f"{value!r} {why_not(value, marks.decimal, marks.thousands)}", remedy),
        )
        lost = shaped & parts["units"].is_null()
        if marks.more_decimals is MoreDecimals.REFUSE:
            room = "its currency has" if self.places is not None else "the nine that a number can have"
            mend = "round it in the file, or set more_decimals in the mapping"
            self._add(
                "decimals", Outcome.REFUSED, cells, shaped & extra, f"has more decimals than {room}", mend
            )
            lost &= ~extra
        else:
            done = f"was rounded {marks.more_decimals.value}"
            mend = "nothing to do: the mapping says so"
            self._add("rounded", Outcome.CHANGED, cells, shaped & extra, done, mend)
        self._add("too-large", Outcome.REFUSED, cells, lost, "is too large to be stored", _CHECK)

    def _add(  # noqa: PLR0917 - a finding has these parts, and all differ from call to call
        self, code: str, outcome: Outcome, cells: pl.Series, rows: pl.Series, reason: str, remedy: str
    ) -> None:
        self.sink.add(f"{self._kind}-{code}", outcome, self.column.name, cells, rows, tell(reason, remedy))
