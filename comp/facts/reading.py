"""Reads one source through its mapping: rows left out, columns typed, keys that stand twice refused."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from comp.facts.columns import may_be_blank
from comp.facts.company import Company
from comp.facts.findings import INDEX, PLACE, Collector, FileFault, Outcome, Sink, places, tell
from comp.facts.mapping import ColumnMapping, Files, From, LeaveOut, Mapping
from comp.facts.origins import CellSource, below_header
from comp.facts.people import People
from comp.facts.plain import Asked, PlainReader
from comp.facts.raw import RawTable, read_raw
from comp.facts.rows import alike
from comp.facts.series import beside, stripped
from comp.facts.snapshot import schema_of
from comp.frozen import frozen
from comp.language.core import Kind, Source, SourceColumn

RECORDED = "__recorded"
"""The day on which a row was recorded, where its mapping names a column for it; else null."""

_RECORDED_COLUMN = SourceColumn(RECORDED, Kind.DATE)
META: dict[str, pl.DataType] = {
    INDEX: pl.Int64(),
    PLACE[0]: pl.String(),
    PLACE[1]: pl.String(),
    PLACE[2]: pl.Int64(),
    RECORDED: pl.Date(),
}


@frozen
class SourceReading:
    """What the files of one source hold: columns and META, refused rows included, and what was found."""

    source: Source
    mapping: Mapping
    table: pl.DataFrame
    collector: Collector
    left_out: int = 0

    @property
    def sink(self) -> Sink:
        """Where findings about this table's rows go."""
        return Sink(places(self.table), self.collector)

    def kept(self) -> pl.DataFrame:
        """The rows that have not been refused."""
        if not self.collector.refused_rows:
            return self.table
        refused = pl.Series(sorted(self.collector.refused_rows), dtype=pl.Int64)
        return self.table.filter(~pl.col(INDEX).is_in(refused.implode()))


def read_source(
    source: Source, mapping: Mapping, data: Path, company: Company, people: People
) -> SourceReading:
    """Read the files that a mapping names; what is at fault in them is in the reading's collector."""
    collector = Collector(source.name)
    empty = pl.DataFrame(schema=META | schema_of(source))
    if mapping.origin is None:
        reason = f"source {source.name!r} has neither a mapping nor a file, so it is empty"
        remedy = f"write data/{source.name}.toml, or put data/{source.name}.csv there"
        collector.remark("data/", None, "source-without-data", reason, remedy)
        return SourceReading(source, mapping, empty, collector)
    try:
        return _read(source, mapping, data, company, people, collector)
    except FileFault as fault:
        collector.refuse_file(fault)
        return SourceReading(source, mapping, empty, collector)


def _read(  # noqa: PLR0917 - the public function in front of it says what each is
    source: Source, mapping: Mapping, data: Path, company: Company, people: People, collector: Collector
) -> SourceReading:
    assert mapping.origin is not None  # noqa: S101 - the caller has dealt with a source without files
    raw = read_raw(mapping.origin, data, company.time_zone)
    tables = {
        name: (table, read_raw(table.files, data, company.time_zone).frame)
        for name, table in mapping.tables.items()
    }
    rows = raw.frame.height
    frame = beside(raw.frame, [pl.int_range(rows, dtype=pl.Int64, eager=True).alias(INDEX)])
    read = frame["__file"].unique().sort().to_list()
    name = ", ".join(read or (mapping.origin.patterns if isinstance(mapping.origin, Files) else ["query"]))
    if frame.is_empty() and raw.ragged.is_empty():
        remedy = "nothing to do if there is none; otherwise export it again"
        collector.remark(name, None, "no-rows", "has headers and no rows", remedy)
    _refuse_ragged(raw, rows, collector)
    frame, left_out = leave_out(frame, mapping, name, collector)
    cells = CellSource(frame, name, company, tables)
    table = _typed(source, mapping, cells, PlainReader(source, company, people, _sink(frame, collector)))
    reading = SourceReading(source, mapping, table, collector, left_out)
    refuse_duplicates(reading)
    return reading


def _sink(frame: pl.DataFrame, collector: Collector) -> Sink:
    return Sink(places(frame), collector)


def _refuse_ragged(raw: RawTable, rows: int, collector: Collector) -> None:
    ragged = raw.ragged.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + rows).alias(INDEX))
    remedy = "quote values that hold the delimiter, or mend the row"
    collector.add("row-width", Outcome.REFUSED, ragged, None, lambda value: (f"the row has {value}", remedy))


def leave_out(
    frame: pl.DataFrame, mapping: Mapping, name: str, collector: Collector
) -> tuple[pl.DataFrame, int]:
    """The rows that no rule of the mapping leaves out, and how many were; each rule's are recorded."""
    before = frame.height
    for rule in mapping.leave_out:
        out = _falls_under(rule, below_header(frame, rule.header, name), mapping.marks.blank)
        telling = tell(f"is left out: {rule.reason or 'by a rule of the mapping'}", "nothing to do")
        _sink(frame, collector).add(
            "left-out", Outcome.LEFT_OUT, rule.header, frame[rule.header], out, telling
        )
        frame = frame.filter(~out)
    return frame, before - frame.height


def _falls_under(rule: LeaveOut, cells: pl.Series, blanks: tuple[str, ...]) -> pl.Series:
    texts = stripped(cells.to_frame("c").select(pl.col("c").str.replace("^\0[dnb]", ""))[:, 0]).fill_null("")
    if rule.words is not None:
        among = texts.is_in(list(rule.words))
        return among if rule.among else ~among
    blank = texts.is_in(["", *blanks])
    return blank if rule.blank else ~blank


def _typed(source: Source, mapping: Mapping, cells: CellSource, reader: PlainReader) -> pl.DataFrame:
    # The currency comes first: it says how many decimals the row's amounts have.
    order = sorted(source.columns, key=lambda column: column.name != source.currency_column)
    columns: dict[str, pl.Series] = {}
    first = sum(column.name == source.currency_column for column in order)
    for number, column in enumerate(order):
        if number == first:
            reader.look_ahead(_written(mapping, cells, order[first:]))
        how = mapping.columns[column.name]
        if _is_absent(source, column, how, cells):
            kind = schema_of(source)[column.name]
            columns[column.name] = pl.Series([None], dtype=kind).new_from_index(0, cells.frame.height)
            reason = f"has no column {column.name!r}, so it is blank in every row"
            remedy = f"write {column.name} = {{ blank = true }} below [columns] if that is meant"
            reader.sink.collector.remark(cells.name, column.name, "column-absent", reason, remedy)
            continue
        columns[column.name] = reader.read(column, how, cells.cells(how.origin, how.marks))
        if column.name == source.currency_column:
            reader.currencies = columns[column.name]
    typed = pl.DataFrame([columns[column.name].alias(column.name) for column in source.columns])
    recorded = _recorded(mapping, cells, reader)
    # In one piece, or every later step would put the pieces together for itself.
    return pl.concat([places(cells.frame), recorded.to_frame(), typed], how="horizontal").rechunk()


def _written(mapping: Mapping, cells: CellSource, columns: list[SourceColumn]) -> list[Asked]:
    """The columns whose cells stand in the file as they are."""
    origins = [(column, mapping.columns[column.name]) for column in columns]
    return [
        (column, how, [cells.header(how.origin.header)])
        for column, how in origins
        if isinstance(how.origin, From) and how.origin.header in cells.frame.columns
    ]


def _is_absent(source: Source, column: SourceColumn, how: ColumnMapping, cells: CellSource) -> bool:
    origin = how.origin
    is_assumed = isinstance(origin, From) and not origin.stated and origin.header not in cells.frame.columns
    return is_assumed and may_be_blank(source, column)


def _recorded(mapping: Mapping, cells: CellSource, reader: PlainReader) -> pl.Series:
    if mapping.recorded is None:
        return pl.Series(RECORDED, [None], dtype=pl.Date).new_from_index(0, cells.frame.height)
    how = ColumnMapping(From(mapping.recorded), mapping.marks)
    return reader.read(_RECORDED_COLUMN, how, cells.cells(how.origin, how.marks))


def refuse_duplicates(reading: SourceReading) -> None:
    """Refuse every row whose key stands more than once: which of them is right cannot be known."""
    key = list(reading.mapping.key)
    # Rows refused for another reason count too: the one that is left need not be the right one.
    rows = alike(reading.table.select(key)) & reading.table[reading.source.key].is_not_null()
    if not rows.any():
        return
    shown = reading.table.select(
        pl.concat_str([pl.col(each).cast(pl.String) for each in key], separator=", ", ignore_nulls=True)
    )
    telling = tell(f"is the key ({', '.join(key)}) of several rows", "leave one row for each key")
    reading.sink.add("duplicate-key", Outcome.REFUSED, ", ".join(key), shown[:, 0], rows, telling)
