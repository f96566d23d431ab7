"""A mapping: how the files of one source are read, as plain values.

`comp.facts.mapping_file` reads them from TOML; nothing here opens a file.
"""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from pathlib import Path

from comp.frozen import frozen


class Extract(StrEnum):
    """What an import of the source stands for."""

    FULL = "full"  # everything there is: a row that is missing now has ended
    DELTA = "delta"  # rows that replace earlier ones of the same key


class OnFault(StrEnum):
    """What one fault in a row refuses."""

    REFUSE_FILE = "refuse file"
    REFUSE_ROW = "refuse row"


class MoreDecimals(StrEnum):
    """What happens to a value with more decimals than can be stored."""

    REFUSE = "refuse"
    HALF_EVEN = "half even"
    HALF_UP = "half up"
    DOWN = "down"


class Unknown(StrEnum):
    """What happens to a row that refers to a row or person that is not there."""

    REFUSE = "refuse"
    SUSPICIOUS = "suspicious"


@frozen
class Marks:
    """How texts are written: numbers, dates, truths and blanks."""

    decimal: str = "."
    thousands: str = ""
    dates: tuple[str, ...] = ("YYYY-MM-DD",)
    blank: tuple[str, ...] = ("",)
    true: tuple[str, ...] = ("true",)
    false: tuple[str, ...] = ("false",)
    more_decimals: MoreDecimals = MoreDecimals.REFUSE


@frozen
class FileForm:
    """How a file is laid out."""

    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    header_row: int = 1


# Where a column's text comes from --------------------------------------------------------------------------


@frozen
class From:
    """A column of the file; where it is only assumed (`stated` is false) it may be missing."""

    header: str
    stated: bool = True


@frozen
class Constant:
    """The same text in every row, or blank."""

    text: str | None


@frozen
class Concat:
    """Texts of columns put together; blank where one is."""

    headers: tuple[str, ...]
    between: str


@frozen
class TableLookup:
    """A column of another table, in the row whose key is this row's `by`."""

    header: str
    table: str
    by: str


@frozen
class DatePart:
    """The year or the quarter of a date, by the company's calendar."""

    header: str
    quarter: bool


@frozen
class Difference:
    """The first column less the second, exactly."""

    minuend: str
    subtrahend: str


Origin = From | Constant | Concat | TableLookup | DatePart | Difference


@frozen
class ColumnMapping:
    """Where a column of the source comes from, and how its text is understood."""

    origin: Origin
    marks: Marks
    people: str | None = None
    words: dict[str, str] = field(default_factory=dict[str, str])
    fold_case: bool = False
    fold_space: bool = False
    blank_is: str | None = None
    percent: bool = False


@frozen
class LeaveOut:
    """Rows that are not read: their text in `header` is (not) among the words, or is (not) blank."""

    header: str
    words: tuple[str, ...] | None
    among: bool
    blank: bool | None
    reason: str


@frozen
class Files:
    """Names or patterns below `data/`."""

    patterns: tuple[str, ...]
    form: FileForm


@frozen
class Query:
    """A query against a database; `url` is a SQLAlchemy URL."""

    sql: str
    url: str


@frozen
class LookupTable:
    """A table beside the source's own, read with the same marks."""

    files: Files
    key: str


@frozen
class Mapping:
    """How one source is read. `path` is None where no mapping is written and a file has the source's name."""

    source: str
    path: Path | None = field(repr=False)  # where it lies decides nothing
    origin: Files | Query | None
    extract: Extract
    on_fault: OnFault
    allow_refused: bool
    key: tuple[str, ...]
    recorded: str | None
    unknown: Unknown
    marks: Marks
    columns: dict[str, ColumnMapping]
    leave_out: tuple[LeaveOut, ...] = ()
    tables: dict[str, LookupTable] = field(default_factory=dict[str, LookupTable])
