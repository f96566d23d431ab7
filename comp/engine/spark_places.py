"""Tables at places that several processes reach: folders, and object stores by URL."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import polars as pl

from comp.errors import CompError
from comp.whole_files import filled_whole

_FILE: Final = "file://"
_ROW_GROUP: Final = 2**17  # a worker reads the row groups that its slice touches


def within(place: str, *names: str) -> str:
    """What lies below a folder or URL."""
    return "/".join([place.removeprefix(_FILE).rstrip("/"), *names])


def put(table: pl.DataFrame, place: str) -> None:
    """Write a table as Parquet, whole or not at all; an object store does that by itself.

    Raises:
        OSError: it cannot be written.
    """
    if "://" in place:
        table.write_parquet(place, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP)
        return
    with filled_whole(Path(place)) as file:
        table.write_parquet(file, compression="zstd", compression_level=3, row_group_size=_ROW_GROUP)


@contextmanager
def reached(place: str) -> Generator[None]:
    """Tell in one line what goes wrong with a place in the block. Workers do without: Spark lets them try
    again.

    Raises:
        CompError: it cannot be read or written.
    """
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as error:
        said = str(error).partition("\n")[0]
        raise CompError(f"{place} cannot be reached: {said}; see to it, or name another place") from error


def taken(place: str, start: int, length: int) -> pl.DataFrame:
    """Some rows of a table."""
    return pl.scan_parquet(place).slice(start, length).collect()


def height_of(place: str) -> int:
    """How many rows a table has."""
    return int(pl.scan_parquet(place).select(pl.len()).collect().item())
