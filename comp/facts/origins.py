"""Where the cells of a column come from: a header of the file, or one of a small closed set of derivations.

What cannot be derived becomes an unreadable cell that says why, so it is refused where the column is read.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from comp.facts.cells import DAY, UNREADABLE
from comp.facts.company import Company
from comp.facts.dates import read_dates
from comp.facts.errors import nearest
from comp.facts.findings import FileFault
from comp.facts.mapping import (
    Concat,
    Constant,
    DatePart,
    Difference,
    From,
    LookupTable,
    Marks,
    Origin,
    TableLookup,
)
from comp.facts.series import bare, constant, looked_up, stripped, where
from comp.frozen import frozen
from comp.language.calendar import Cadence


@frozen
class CellSource:
    """The cells of a file, and what else columns are derived from."""

    frame: pl.DataFrame
    name: str
    company: Company
    tables: Mapping[str, tuple[LookupTable, pl.DataFrame]]

    def cells(self, origin: Origin, marks: Marks) -> list[pl.Series]:
        """One series of cells, or the two of a difference.

        Raises:
            FileFault: a header is not in the file.
        """
        match origin:
            case From(header):
                return [self.header(header)]
            case Constant(text):
                return [constant(text, self.frame.height, pl.String())]
            case Concat(headers, between):
                cells = [stripped(bare(self.header(each))) for each in headers]
                parts = [where(each, each != "").alias(str(i)) for i, each in enumerate(cells)]
                return [pl.DataFrame(parts).select(pl.concat_str(pl.all(), separator=between))[:, 0]]
            case Difference(minuend, subtrahend):
                return [self.header(minuend), self.header(subtrahend)]
            case TableLookup():
                return [self._looked_up(origin)]
            case DatePart(header, quarter):
                return [
                    self._date_part(self.header(header), marks, Cadence.QUARTER if quarter else Cadence.YEAR)
                ]

    def header(self, name: str) -> pl.Series:
        """The cells below a header.

        Raises:
            FileFault: the file has no such header.
        """
        return below_header(self.frame, name, self.name)

    def _looked_up(self, origin: TableLookup) -> pl.Series:
        table, frame = self.tables[origin.table]
        keys = stripped(bare(below_header(frame, table.key, origin.table)))
        answers = below_header(frame, origin.header, origin.table)
        twice = keys.filter(keys.is_duplicated() & keys.is_not_null()).unique().sort()
        if twice.len():
            reason = f"the key {twice[0]!r} is there twice in table {origin.table!r}"
            raise FileFault(
                "duplicate-key", origin.table, reason, "leave one row for each key", column=table.key
            )
        asked = stripped(bare(self.header(origin.by)))
        asked = where(asked, asked != "")
        known = asked.is_in(keys.drop_nulls().implode())
        found = looked_up(asked, dict(zip(keys.to_list(), answers.to_list(), strict=True)))
        missing = pl.DataFrame([asked.alias("a")]).select(
            pl.format(UNREADABLE + "no row of the table " + origin.table + " has the key {}", "a")
        )[:, 0]
        return found.fill_null(where(missing, asked.is_not_null() & ~known))

    def _date_part(self, cells: pl.Series, marks: Marks, cadence: Cadence) -> pl.Series:
        cells = stripped(cells)
        cells = where(cells, ~cells.is_in(["", *marks.blank]))
        typed = bare(where(cells, cells.str.starts_with(DAY))).str.to_date("%Y-%m-%d", strict=False)
        texts = where(cells, ~cells.str.starts_with("\0"))
        days = typed.fill_null(read_dates(texts, marks.dates, self.company.time_zone))
        each = days.unique().drop_nulls().to_list()
        names = [self.company.calendar.period_of(day, cadence).name for day in each]
        found = days.replace_strict(each, names, default=None, return_dtype=pl.String())
        return found.fill_null(UNREADABLE + "not a date: " + bare(cells))


def below_header(frame: pl.DataFrame, name: str, file: str) -> pl.Series:
    """The cells below a header.

    Raises:
        FileFault: there is no such header, with the nearest one.
    """
    if name not in frame.columns:
        headers = [each for each in frame.columns if not each.startswith(("__", "\0"))]
        raise FileFault(
            "header-missing", file, f"has no column {name!r}", nearest(name, headers), column=name
        )
    return frame[name]
