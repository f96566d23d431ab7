"""Holds the rows of all sources against each other: spans, references, and what merely looks wrong."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from comp.facts.findings import INDEX, Outcome, Telling, tell
from comp.facts.managers import rows_in_circles
from comp.facts.mapping import Extract, Unknown
from comp.facts.people import People
from comp.facts.reading import SourceReading
from comp.facts.rows import alike
from comp.frozen import frozen
from comp.language.core import Kind, SourceColumn

_ASSIGNMENT, _QUOTA = "assignment", "quota"


@frozen
class Checker:
    """The readings of all sources, and what the store held of each before (same columns, without places)."""

    readings: Mapping[str, SourceReading]
    earlier: Mapping[str, pl.DataFrame]
    people: People

    def check(self) -> None:
        """Refuse what cannot be, and remark what is suspicious."""
        for reading in self.readings.values():
            self._reversed_spans(reading)
            self._overlaps(reading)
        self._manager_circles()
        # A row that is refused for its reference may itself be referred to.
        strict = [each for each in self.readings.values() if each.mapping.unknown is Unknown.REFUSE]
        while sum(self._references(reading) for reading in strict):
            pass
        for reading in self.readings.values():
            if reading.mapping.unknown is Unknown.SUSPICIOUS:
                self._references(reading)
            self._names(reading)
            self._quotas_of_zero(reading)
            self._rows_alike(reading)

    def table(self, name: str) -> pl.DataFrame:
        """The source as a run would see it: its kept rows, and for a delta those of the store beside them."""
        reading = self.readings[name]
        kept = reading.kept()
        earlier = self.earlier.get(name)
        if earlier is None or reading.mapping.extract is Extract.FULL:
            return kept
        rest = earlier.join(kept, on=list(reading.mapping.key), how="anti", nulls_equal=True)
        return pl.concat([kept, rest], how="diagonal")

    # What cannot be ---------------------------------------------------------------------------------------

    def _reversed_spans(self, reading: SourceReading) -> None:
        source = reading.source
        pair = (
            ("starts_on", "ends_on") if source.name == _QUOTA else (source.valid_from, source.valid_through)
        )
        names = [column.name for column in source.columns]
        first, last = pair
        if first not in names or last not in names:
            return
        rows = reading.table.filter(pl.col(last) < pl.col(first))
        _add(
            reading,
            "span-reversed",
            Outcome.REFUSED,
            last,
            rows,
            tell("is before the row's first day", "mend one of the two days"),
        )

    def _overlaps(self, reading: SourceReading) -> None:
        source = reading.source
        if source.valid_from is None and source.valid_through is None:
            return
        start = pl.col(source.valid_from).to_physical() if source.valid_from else pl.lit(None, dtype=pl.Int32)
        end = (
            pl.col(source.valid_through).to_physical()
            if source.valid_through
            else pl.lit(None, dtype=pl.Int32)
        )
        spans = self.table(source.name).with_columns(
            start.fill_null(-1_000_000).alias("__start"), end.fill_null(10_000_000).alias("__end")
        )
        spans = spans.sort(source.key, "__start", "__end")
        before = pl.col("__end").cum_max().shift(1).over(source.key)
        after = pl.col("__start").shift(-1).over(source.key)
        meets = (pl.col("__start") <= before) | (pl.col("__end") >= after)
        rows = spans.filter(meets.fill_null(value=False) & pl.col(INDEX).is_not_null())
        words = "has two rows that hold on one day"
        mend = "end the earlier row on the day before the later one starts"
        _add(reading, "spans-overlap", Outcome.REFUSED, source.key, rows, tell(words, mend))

    def _manager_circles(self) -> None:
        reading = self.readings.get(_ASSIGNMENT)
        if reading is None or reading.source.column("manager") is None:
            return
        circles = rows_in_circles(self.table(_ASSIGNMENT), reading.source)
        if not circles:
            return
        rows = reading.table.filter(pl.col(INDEX).is_in(pl.Series(sorted(circles), dtype=pl.Int64).implode()))
        _add(
            reading,
            "manager-circle",
            Outcome.REFUSED,
            "manager",
            rows,
            tell(
                f"leads back to the payee, first on {min(circles.values())}",
                "mend one of the managers",
            ),
        )

    def _references(self, reading: SourceReading) -> bool:
        """Whether a row was refused."""
        before = len(reading.collector.refused_rows)
        outcome = Outcome.REFUSED if reading.mapping.unknown is Unknown.REFUSE else Outcome.SUSPICIOUS
        for column in reading.source.columns:
            known = self._known(reading, column)
            if known is None:
                continue
            rows = reading.kept().filter(
                pl.col(column.name).is_not_null() & ~pl.col(column.name).is_in(known.implode())
            )
            there = f"source {column.refers_to!r}" if column.refers_to else "assignment or people"
            code = "unknown-reference" if column.refers_to else "unknown-payee"
            telling = tell(f"is not in {there}", f"add it to {there}, or mend it here")
            _add(reading, code, outcome, column.name, rows, telling)
        return len(reading.collector.refused_rows) > before

    def _known(self, reading: SourceReading, column: SourceColumn) -> pl.Series | None:
        if column.refers_to is not None:
            referred = self.readings[column.refers_to].source
            return self.table(referred.name)[referred.key].drop_nulls().unique()
        if column.kind is not Kind.PAYEE or _ASSIGNMENT not in self.readings:
            return None
        assignment = self.readings[_ASSIGNMENT].source
        if reading.source.name == _ASSIGNMENT and column.name == assignment.key:
            return None
        payees = self.table(_ASSIGNMENT)[assignment.key].drop_nulls()
        return pl.concat(
            [payees, pl.Series(assignment.key, list(self.people.by_payee), dtype=pl.String)]
        ).unique()

    # What merely looks wrong ------------------------------------------------------------------------------

    def _names(self, reading: SourceReading) -> None:
        if reading.source.name != _ASSIGNMENT or not self.people.by_payee:
            return
        key = reading.source.key
        rows = reading.kept().filter(~pl.col(key).is_in(list(self.people.by_payee)))
        nameless = tell("has no row in data/people", "add one, or statements show the bare id")
        _add(reading, "payee-without-name", Outcome.SUSPICIOUS, key, rows, nameless)

    def _quotas_of_zero(self, reading: SourceReading) -> None:
        if reading.source.name != _QUOTA:
            return
        for name in ("amount", "units"):
            if reading.source.column(name) is not None:
                rows = reading.kept().filter(pl.col(name) == 0)
                zero = tell(
                    "is a quota of zero", "attainment cannot be divided by it; give a quota, or no row"
                )
                _add(reading, "quota-zero", Outcome.SUSPICIOUS, name, rows, zero)

    def _rows_alike(self, reading: SourceReading) -> None:
        source = reading.source
        others = [column.name for column in source.columns if column.name != source.key]
        if source.valid_from is not None or source.valid_through is not None or not others:
            return
        kept = reading.kept()
        rows = kept.filter(alike(kept.select(others)))
        twice = tell(
            "has the same values as another row, but for its key", "check that it is not entered twice"
        )
        _add(reading, "rows-alike", Outcome.SUSPICIOUS, source.key, rows, twice)


# A finding has these parts, and every one of them differs from call to call.
def _add(  # noqa: PLR0917
    reading: SourceReading, code: str, outcome: Outcome, column: str, rows: pl.DataFrame, telling: Telling
) -> None:
    if rows.height:
        where = reading.table[INDEX].is_in(rows[INDEX].implode())
        reading.sink.add(code, outcome, column, reading.table[column], where, telling)
