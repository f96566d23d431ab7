"""What Spark's workers do: credit a slice of facts, value a batch of payees (decision 0045).

Credits go from one to the other as Polars' own bytes, so that no type of a column is lost on the way, and in
few rows: one for each slice, batch and credit. A fault that the user can mend is passed on as a text, since
trying again would not help.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

import polars as pl

from comp.engine.beside import beside_facts, credits_in, facts_in
from comp.engine.cut import Cut
from comp.engine.spark_places import put, taken, within
from comp.engine.stages import Batch, Packed, Stages
from comp.engine.taking import taken as rows_of
from comp.errors import CompError
from comp.language.core import Source

if TYPE_CHECKING:
    from pyspark import Broadcast

CREDITED: Final = "batch int, key int, exact_way boolean, credits binary, fault string"
"""Rows between the stages. `key` counts `Stages.keys`; a row without credits stands for its batch."""
VALUED: Final = "batch int, file string, fault string"
"""What the driver is told: the file of each batch's lines, or what is wrong."""

_ARROW: Final = {"int": "int32", "boolean": "bool", "binary": "binary", "string": "string"}

Row: TypeAlias = dict[str, Any]
"""A row by its columns' names."""


class ArrowRows(Protocol):
    """What is asked of a record batch."""

    def to_pylist(self) -> list[Row]:
        """Its rows."""
        ...


@dataclass(frozen=True, slots=True)
class Slice:
    """Some facts of a narrow source: `length` from the one at `start`."""

    source: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Work:
    """What every worker has to know, pickled once.

    `places` are those of the narrow sources' tables. A slice of None stands for all other sources, which the
    stages hold. `lines_of` says what becomes of a batch; `out` is the folder or URL of the lines.
    """

    stages: Stages
    cut: Cut
    sources: Mapping[str, Source]
    places: Mapping[str, str]
    slices: Sequence[Slice | None]
    lines_of: Callable[[Batch], pl.DataFrame]
    out: str

    def credited(self, number: int) -> Iterator[Row]:
        """The rows that a slice comes to, by its number."""
        one = self.slices[number]
        try:
            yield from self._of_others() if one is None else self._of_slice(one)
        except CompError as error:
            yield _row(0, fault=str(error))

    def valued(self, batch: int, rows: Sequence[Row]) -> Row:
        """What a batch comes to, from all rows of it."""
        for row in rows:
            if row["fault"] is not None:
                return {"batch": batch, "file": None, "fault": row["fault"]}
        try:
            lines = self.lines_of(self._batch(batch, rows))
        except CompError as error:
            return {"batch": batch, "file": None, "fault": str(error)}
        file = within(self.out, f"{batch:06}.parquet")
        # Its content is the same whoever writes it, so a second attempt may write over the first.
        put(lines, file)
        return {"batch": batch, "file": file, "fault": None}

    def _of_others(self) -> Iterator[Row]:
        yield from (_row(batch) for batch in range(self.cut.count))
        for one in self.stages.of_wide():
            yield from self._rows(one, beside_facts(one.frame, None))

    def _of_slice(self, part: Slice) -> Iterator[Row]:
        table = taken(self.places[part.source], part.start, part.length)
        columns = self.stages.reach.columns[part.source]
        for one in self.stages.of_slice(part.source, table, part.start):
            place = one.frame.get_column("row") - part.start
            yield from self._rows(one, beside_facts(one.frame, rows_of(table.select(columns), place)))

    def _rows(self, one: Packed, frame: pl.DataFrame) -> Iterator[Row]:
        key = self.stages.keys.index(one.key)
        for batch, some in self.cut.by_batch(frame):
            yield _row(batch, key=key, exact_way=one.exact_way, credits=_bytes(some))

    def _batch(self, batch: int, rows: Sequence[Row]) -> Batch:
        found: dict[int, list[pl.DataFrame]] = {}
        exact_way: set[int] = set()
        for row in rows:
            match row:
                case {"key": int(key), "credits": bytes(credits)}:
                    found.setdefault(key, []).append(pl.read_ipc_stream(credits))
                    exact_way |= {key} if row["exact_way"] else set()
                case _:
                    pass
        credits = {
            name: Packed(name, credits_in(found.get(key, ()), self.stages.nothing(name)), key in exact_way)
            for key, name in enumerate(self.stages.keys)
        }
        narrow = {name: self._facts(name, found) for name in self.stages.reach.narrow}
        return self.stages.batch(self.cut.payees_of(batch), credits, narrow)

    def _facts(self, source: str, found: Mapping[int, list[pl.DataFrame]]) -> pl.DataFrame:
        keys = [key for key, name in enumerate(self.stages.keys) if self.stages.source_of(name) == source]
        frames = chain.from_iterable(found.get(key, ()) for key in keys)
        return facts_in(frames, self.sources[source], self.stages.reach.columns[source])


def credit(work: Broadcast[Work], batches: Iterator[ArrowRows]) -> Iterator[object]:
    """Spark's first stage: numbers of slices become rows of `CREDITED`, in Arrow."""
    for some in batches:
        for number in some.to_pylist():
            yield from (_arrow(row, CREDITED) for row in work.value.credited(number["id"]))


def value(work: Broadcast[Work], batches: Iterator[ArrowRows]) -> Iterator[object]:
    """Spark's second stage: all rows of a batch become one of `VALUED`, in Arrow."""
    by_batch: dict[int, list[Row]] = {}
    for some in batches:
        for row in some.to_pylist():
            by_batch.setdefault(row["batch"], []).append(row)
    while by_batch:
        yield _arrow(work.value.valued(*by_batch.popitem()), VALUED)


def _arrow(row: Row, columns: str) -> object:
    import pyarrow as pa  # noqa: PLC0415 - an extra, for those who run on Spark

    pairs = (column.split(" ") for column in columns.split(", "))
    schema = cast("object", pa.schema([(name, pa.type_for_alias(_ARROW[kind])) for name, kind in pairs]))
    return cast("object", pa.RecordBatch.from_pylist([row], schema=schema))


def _row(
    batch: int,
    *,
    key: int | None = None,
    exact_way: bool = False,
    credits: bytes | None = None,
    fault: str | None = None,
) -> Row:
    return {"batch": batch, "key": key, "exact_way": exact_way, "credits": credits, "fault": fault}


def _bytes(frame: pl.DataFrame) -> bytes:
    into = BytesIO()
    frame.write_ipc_stream(into, compression="lz4")
    return into.getvalue()
