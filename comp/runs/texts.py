"""CSV that a spreadsheet takes as text where it is text, and that is read back as it was (decision 0021).

Ids come from outside: one that begins like a formula would be worked out by whoever opens the file.
"""

from __future__ import annotations

from io import BufferedReader
from pathlib import Path
from typing import Final

import polars as pl

MARK: Final = "'"
_FORMULA: Final = "^[=+@\\t\\r'-]"
_PLAIN_NUMBER: Final = r"^[+-]?[0-9]+(\.[0-9]+)?$"


def write_texts(table: pl.DataFrame, path: Path) -> None:
    """Write a table; a text that begins like a formula, or with the mark, gets the mark in front."""
    cells = pl.col(pl.String)
    formula = cells.str.contains(_FORMULA) & ~cells.str.contains(_PLAIN_NUMBER)
    table.with_columns(pl.when(formula).then(MARK + cells).otherwise(cells).name.keep()).write_csv(path)


def read_texts(file: Path | BufferedReader) -> pl.DataFrame:
    """Read what `write_texts` wrote, every column as text."""
    return pl.read_csv(file, infer_schema=False).with_columns(pl.col(pl.String).str.strip_prefix(MARK))
