"""Runs a mapping's query and gives its rows as cells."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import polars as pl
from sqlalchemy import create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from comp.facts.cells import cell
from comp.facts.findings import FileFault
from comp.facts.headers import check_headers
from comp.facts.mapping import Query


def read_query(query: Query, zone: ZoneInfo) -> pl.DataFrame:
    """Cells with place; rows are counted from 1 in the order of the query.

    Raises:
        FileFault: the database cannot be reached, or refuses the query.
    """
    name = "query"
    if query.url.startswith("env:"):
        variable = query.url.removeprefix("env:")
        raise FileFault(
            "database-url",
            name,
            f"the environment variable {variable} is not set",
            f"set {variable} to the URL",
        )
    try:
        engine = create_engine(query.url)
        with engine.connect() as connection:
            result = connection.execute(text(query.sql))
            headers, rows = check_headers(list(result.keys()), name), result.all()
        engine.dispose()
    except (SQLAlchemyError, ImportError) as fault:
        # SQLAlchemy's own text may repeat the URL with its password; only the driver's word is told.
        reason = str(getattr(fault, "orig", None) or type(fault).__name__)
        raise FileFault(
            "database-fault", name, f"the database says: {reason}", "mend 'sql' or 'url'"
        ) from fault
    columns = {
        header: pl.Series([cell(row[number], zone) for row in rows], dtype=pl.String)
        for number, header in enumerate(headers)
    }
    frame = pl.DataFrame(columns)
    return frame.with_columns(
        pl.int_range(1, len(rows) + 1, dtype=pl.Int64).alias("__row"),
        pl.lit(name).alias("__file"),
        pl.lit(None, dtype=pl.String).alias("__sheet"),
    )
