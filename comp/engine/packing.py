"""Credits while they wait for their batch: as few bytes each as they need."""

from __future__ import annotations

import polars as pl

from comp.engine.crediting import parts_of
from comp.engine.taking import taken
from comp.language import core


def packed_schema(credit: core.Credit, payees: pl.Enum) -> dict[str, pl.DataType]:
    """The columns of packed credits: a label takes one byte, a payee four at most."""
    return {
        "row": pl.UInt32(),
        "payee": payees,
        "amount": pl.Int64(),
        "on": pl.Date(),
        "known_on": pl.Date(),
        "part": pl.Enum(parts_of(credit).get_column("part")),
    }


def packed(frame: pl.DataFrame, credit: core.Credit, payees: pl.Enum) -> pl.DataFrame:
    """Credits of some payees; those of others are left out."""
    schema = packed_schema(credit, payees)
    labels = parts_of(credit).sort("place").get_column("part").cast(schema["part"])
    part = taken(labels, frame.get_column("place"))
    known = frame.with_columns(pl.col("payee").cast(payees, strict=False), part).drop_nulls("payee")
    return known.select(schema.keys())


def with_places(frame: pl.DataFrame, credit: core.Credit) -> pl.DataFrame:
    """Packed credits with the place and directness of their parts."""
    parts, code = parts_of(credit), frame.get_column("part").to_physical()
    return frame.with_columns(taken(parts.get_column("place"), code), taken(parts.get_column("direct"), code))


def unpacked(frame: pl.DataFrame, credit: core.Credit, payees: pl.Enum) -> pl.DataFrame:
    """Credits with texts for payees and parts, as the pay stage takes them."""
    texts = {"payee": payees.categories, "part": parts_of(credit).get_column("part")}
    # What a cast gives, in a twentieth of the time.
    return frame.with_columns(
        taken(text, frame.get_column(name).to_physical()).alias(name) for name, text in texts.items()
    )
