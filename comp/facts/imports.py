"""Imports what changed into the store, and folds the store's imports into the facts of a recorded date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from comp.facts.errors import WorkspaceError
from comp.facts.findings import INDEX, PLACE, DataReport, RowCounts
from comp.facts.mapping import Extract, OnFault
from comp.facts.mapping import Mapping as SourceMapping
from comp.facts.raw import origin_digest
from comp.facts.reading import RECORDED, SourceReading
from comp.facts.rows import in_order
from comp.facts.snapshot import schema_of
from comp.facts.store import Import, Store
from comp.frozen import frozen
from comp.language.core import Source


@frozen
class ImportReport:
    """What an import took in: the names of the sources that changed, and what was found in all of them."""

    imported: tuple[str, ...]
    report: DataReport
    recorded_on: date


def inputs_digest(source: Source, mapping: SourceMapping, data: Path, context: str) -> str:
    """SHA-256 of everything that decides what a reading gives; blank where only asking can tell (a query).

    `context` stands for what all sources share: company and people.
    """
    files = origin_digest(mapping.origin, data)
    if files is None:
        return ""
    total = hashlib.sha256(f"{context}\n{source}\n{mapping!r}\n".encode())
    total.update(files.encode())
    for name, table in sorted(mapping.tables.items()):
        total.update(f"{name} {origin_digest(table.files, data)}\n".encode())
    return total.hexdigest()


def report_of(reading: SourceReading) -> DataReport:
    """What was found in a source, and whether a run can go on."""
    collector, mapping = reading.collector, reading.mapping
    refused = len(collector.refused_rows)
    ragged = refused - (reading.table.height - reading.kept().height)
    read = reading.table.height + ragged + reading.left_out
    is_stopped = refused > 0 and (mapping.on_fault is OnFault.REFUSE_FILE or not mapping.allow_refused)
    counts = RowCounts(read, read - refused - reading.left_out, refused, reading.left_out)
    report = collector.report(counts, stops=collector.file_refused or is_stopped)
    return replace(report, refused=_with_keys(report.refused, reading))


def _with_keys(refused: pl.DataFrame, reading: SourceReading) -> pl.DataFrame:
    """Refused values with the keys of their rows, by which `comp data history` finds them."""
    if refused.is_empty():
        return refused
    rows = pl.Series(sorted(reading.collector.refused_rows), dtype=pl.Int64)
    named: dict[str, str] = dict(zip(PLACE, ("file", "sheet", "row"), strict=True))
    keys = (
        reading.table.filter(pl.col(INDEX).is_in(rows.implode()))
        .select(*PLACE, pl.col(reading.source.key).cast(pl.String).alias("key"))
        .rename(named)
    )
    places = list(named.values())
    found = refused.drop("key").join(keys, on=places, how="left", nulls_equal=True, maintain_order="left")
    return found.select(refused.columns)


def stored_table(reading: SourceReading) -> pl.DataFrame:
    """What the store keeps of a reading: kept rows in one order, and the day each was recorded."""
    columns = [*schema_of(reading.source), RECORDED]
    return in_order(reading.kept().select(columns), columns)


def append_changed(
    store: Store, readings: Mapping[str, SourceReading], digests: Mapping[str, str], recorded_on: date
) -> tuple[str, ...]:
    """Add an import for every source whose inputs or rows differ from its last import; gives their names."""
    last = latest(store.imports())
    added: list[Import] = []
    for name, reading in readings.items():
        if reading.mapping.origin is None and name not in last:
            continue
        rows = stored_table(reading)
        table, report = store.put_table(rows), store.put_report(report_of(reading))
        before = last.get(name)
        if before is not None and (before.inputs, before.table, before.report) == (
            digests[name],
            table,
            report,
        ):
            continue
        added.append(
            Import(
                number=0,
                source=name,
                recorded_on=recorded_on,
                extract=reading.mapping.extract.value,
                key=reading.mapping.key,
                rows=rows.height,
                inputs=digests[name],
                table=table,
                report=report,
            )
        )
    if added:
        store.append(added)
    return tuple(one.source for one in added)


def latest(imports: Iterable[Import]) -> dict[str, Import]:
    """The import of each source that a view without a recorded date ends with: by date, then by arrival."""
    ordered = sorted(imports, key=lambda one: (one.recorded_on, one.number))
    return {one.source: one for one in ordered}


def folded(store: Store, imports: Sequence[Import], source: Source, seen_on: date) -> pl.DataFrame:
    """The rows of a source as recorded by a day: imports in order of date, then of arrival.

    Raises:
        WorkspaceError: a file of the store was altered, or holds a column that has since become another kind.
    """
    schema = schema_of(source)
    current = pl.DataFrame(schema=schema)
    for one in contributing(imports, source.name, seen_on):
        table = store.table(one.table)
        if table[RECORDED].null_count() < table.height:
            table = table.filter(pl.col(RECORDED).is_null() | (pl.col(RECORDED) <= seen_on))
        rows = as_declared(table, schema, one)
        if Extract(one.extract) is Extract.FULL:
            current = rows
        else:
            key = [name for name in one.key if name in schema]
            rest = current.join(rows, on=key, how="anti", nulls_equal=True)
            current = pl.concat([rest, rows])
    return current


def contributing(imports: Iterable[Import], source: str, seen_on: date) -> list[Import]:
    """The imports that a view rests on: the last full extract by that day and every delta after it."""
    mine = [one for one in imports if one.source == source and one.recorded_on <= seen_on]
    mine.sort(key=lambda one: (one.recorded_on, one.number))
    full = [place for place, one in enumerate(mine) if Extract(one.extract) is Extract.FULL]
    return mine[full[-1] :] if full else mine


def as_declared(table: pl.DataFrame, schema: Mapping[str, pl.DataType], one: Import) -> pl.DataFrame:
    """The table with the columns that the plans declare today; what it lacks is blank."""
    for name, kind in schema.items():
        if name in table.columns and table.schema[name] != kind:
            raise WorkspaceError(
                f"import {one.number} of {one.source} ({one.recorded_on}) holds {name!r} as another kind "
                "than the plans declare now; import the source again, or give the column a new name"
            )
    missing = [
        pl.lit(None, dtype=kind).alias(name) for name, kind in schema.items() if name not in table.columns
    ]
    return table.with_columns(missing).select(list(schema))
