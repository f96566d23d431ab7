"""What was found in facts on their way in: values that name file, row and column, never exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeAlias

import polars as pl

from comp.facts.cells import shown
from comp.frozen import frozen

SHOWN_PER_CODE = 100
"""How many findings of one code a report shows; the others are counted."""

PLACE = ("__file", "__sheet", "__row")
"""Columns of a table that is being read: where each row stands, as a person counts."""
INDEX = "__index"
"""The number of a row among all rows read for a source."""

# What a terminal obeys and neither XML nor a font has; a tab and the ends of lines are none of it.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
PRIVATE = "(a person's name)"
_REFUSED_SCHEMA: dict[str, pl.DataType] = {
    "source": pl.String(),
    "file": pl.String(),
    "sheet": pl.String(),
    "row": pl.Int64(),
    "column": pl.String(),
    "value": pl.String(),
    "code": pl.String(),
    "key": pl.String(),
}


class Outcome(StrEnum):
    """What became of a row."""

    REFUSED = "refused"
    CHANGED = "changed"
    SUSPICIOUS = "suspicious"
    LEFT_OUT = "left out"


@frozen
class Finding:
    """One thing found; `row` is the row that a person sees in the file, None for the whole file."""

    source: str
    file: str
    sheet: str | None
    row: int | None
    column: str | None
    value: str | None
    code: str
    outcome: Outcome
    reason: str
    remedy: str
    private: bool = False  # the value may be a person's name, which no store keeps


@frozen
class RowCounts:
    """How many rows of a source were read, and what became of them: kept + refused + left_out = read."""

    read: int = 0
    kept: int = 0
    refused: int = 0
    left_out: int = 0


@frozen
class DataReport:
    """Everything found in one reading: the first hundred of each source and code, and how many there are.

    `refused` has one row for every refused value: source, file, sheet, row, column, value, code, and the key
    of the row's fact, null where that cannot be read or an earlier version of comp kept none.
    `stops` names the sources that a run cannot go on without.
    """

    findings: tuple[Finding, ...] = ()
    counts: dict[tuple[str, str, Outcome], int] = field(default_factory=dict[tuple[str, str, Outcome], int])
    rows: dict[str, RowCounts] = field(default_factory=dict[str, RowCounts])
    stops: tuple[str, ...] = ()
    refused: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_REFUSED_SCHEMA), compare=False)

    @classmethod
    def merged(cls, reports: Iterable[DataReport]) -> DataReport:
        """One report of several sources', or of several imports of one (whose rows are then the last's)."""
        some = list(reports)
        return cls(
            tuple(finding for report in some for finding in report.findings),
            _added(report.counts for report in some),
            {name: rows for report in some for name, rows in report.rows.items()},
            tuple(name for report in some for name in report.stops),
            pl.concat([cls().refused, *(report.refused for report in some)]),
        )

    @property
    def count(self) -> int:
        """How many findings there are in all, shown or not."""
        return sum(self.counts.values())

    def count_of(self, outcome: Outcome) -> int:
        """How many findings had that outcome."""
        return sum(count for (_, _, each), count in self.counts.items() if each is outcome)


def _added(
    all_counts: Iterable[dict[tuple[str, str, Outcome], int]],
) -> dict[tuple[str, str, Outcome], int]:
    total: Counter[tuple[str, str, Outcome]] = Counter()
    for counts in all_counts:
        total.update(counts)
    return dict(total)


Telling: TypeAlias = Callable[[str], tuple[str, str]]
"""Turns a value into what is wrong with it and how to mend it."""


@dataclass(slots=True)
class Collector:
    """Gathers what is found in one source while it is read."""

    source: str
    findings: list[Finding] = field(default_factory=list[Finding])
    counts: dict[tuple[str, str, Outcome], int] = field(default_factory=dict[tuple[str, str, Outcome], int])
    refused: list[pl.DataFrame] = field(default_factory=list[pl.DataFrame])
    refused_rows: set[int] = field(default_factory=set[int])
    file_refused: bool = False

    def add(
        self,
        code: str,
        outcome: Outcome,
        rows: pl.DataFrame,
        column: str | None,
        tell: Telling,
        *,
        private: bool = False,
    ) -> None:
        """Record a finding for each of the rows (INDEX, PLACE and `value`); `private` ones are not kept."""
        if rows.is_empty():
            return
        key = (self.source, code, outcome)
        before = self.counts.get(key, 0)
        self.counts[key] = before + rows.height
        for row in rows.head(max(0, SHOWN_PER_CODE - before)).iter_rows(named=True):
            value = None if row["value"] is None else shown(row["value"])
            reason, remedy = tell(value or "")
            self.findings.append(
                Finding(
                    self.source,
                    row["__file"],
                    row["__sheet"],
                    row["__row"],
                    column,
                    value,
                    code,
                    outcome,
                    reason,
                    remedy,
                    private,
                )
            )
        if outcome is Outcome.REFUSED:
            self.refused_rows.update(rows[INDEX].to_list())
            self.refused.append(self._refused(rows, column, code, private=private))

    def refuse_file(self, fault: FileFault) -> None:
        """Record that a file cannot be read at all."""
        self.file_refused = True
        key = (self.source, fault.code, Outcome.REFUSED)
        self.counts[key] = self.counts.get(key, 0) + 1
        self.findings.append(
            Finding(
                self.source,
                fault.file,
                fault.sheet,
                fault.row,
                fault.column,
                None,
                fault.code,
                Outcome.REFUSED,
                fault.reason,
                fault.remedy,
            )
        )

    def remark(self, file: str, column: str | None, code: str, reason: str, remedy: str) -> None:
        """Record something suspicious about a whole file or source."""
        key = (self.source, code, Outcome.SUSPICIOUS)
        self.counts[key] = self.counts.get(key, 0) + 1
        self.findings.append(
            Finding(self.source, file, None, None, column, None, code, Outcome.SUSPICIOUS, reason, remedy)
        )

    def report(self, rows: RowCounts, *, stops: bool) -> DataReport:
        """What was gathered."""
        refused = pl.concat([pl.DataFrame(schema=_REFUSED_SCHEMA), *self.refused])
        return DataReport(
            tuple(self.findings), self.counts, {self.source: rows}, (self.source,) if stops else (), refused
        )

    def _refused(self, rows: pl.DataFrame, column: str | None, code: str, *, private: bool) -> pl.DataFrame:
        value = (
            pl.lit(PRIVATE)
            if private
            else pl.col("value")
            .str.strip_prefix("\0x")
            .str.replace("^\0.", "")
            .str.replace_all(CONTROL, "\N{REPLACEMENT CHARACTER}")
        )
        return rows.select(
            pl.lit(self.source).alias("source"),
            pl.col("__file").alias("file"),
            pl.col("__sheet").alias("sheet"),
            pl.col("__row").alias("row"),
            pl.lit(column, dtype=pl.String).alias("column"),
            value.cast(pl.String).alias("value"),
            pl.lit(code).alias("code"),
            pl.lit(None, dtype=pl.String).alias("key"),
        )


class FileFault(Exception):  # noqa: N818 - it becomes a finding and is never shown as an error of ours
    """A file that cannot be read; caught where a source is read and told as a finding."""

    def __init__(
        self,
        code: str,
        file: str,
        reason: str,
        remedy: str,
        *,
        sheet: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(f"{file}: {reason}")
        self.code, self.file, self.reason, self.remedy = code, file, reason, remedy
        self.sheet, self.row, self.column = sheet, row, column


def tell(reason: str, remedy: str) -> Telling:
    """The same words for every value, after the value itself."""
    return lambda value: (f"{value!r} {reason}" if value else reason, remedy)


def places(rows: pl.DataFrame) -> pl.DataFrame:
    """INDEX and PLACE of rows, as they are held; to select would put the pieces of every column together."""
    return pl.DataFrame([rows.get_column(name) for name in (INDEX, *PLACE)])


class Told(Protocol):
    """Who is told what is found in cells."""

    def add(  # noqa: PLR0917 - a finding has these parts, and all differ from call to call
        self,
        code: str,
        outcome: Outcome,
        column: str | None,
        values: pl.Series,
        rows: pl.Series,
        telling: Telling,
        *,
        private: bool = False,
    ) -> None:
        """Take in a finding for each row where `rows` is true."""


@frozen
class Sink:
    """Where findings about rows go: the rows' INDEX and PLACE, and who gathers."""

    places: pl.DataFrame
    collector: Collector

    def at(self, rows: pl.Series) -> Sink:
        """The same for those rows alone."""
        return Sink(self.places.filter(rows), self.collector)

    def add(  # noqa: PLR0917 - a finding has these parts, and all differ from call to call
        self,
        code: str,
        outcome: Outcome,
        column: str | None,
        values: pl.Series,
        rows: pl.Series,
        telling: Telling,
        *,
        private: bool = False,
    ) -> None:
        """Record a finding for each row where `rows` is true; `values` are shown as text."""
        if rows.any():
            shown_values = values.cast(pl.String).alias("value")
            found = self.places.with_columns(shown_values).filter(rows)
            self.collector.add(code, outcome, found, column, telling, private=private)
