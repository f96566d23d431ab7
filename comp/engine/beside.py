"""Packed credits on their way to their batch, each with what lines read of its fact beside it, and labels as
numbers: an Enum would take everybody's id along.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from comp.facts.snapshot import schema_of
from comp.language.core import Source

_LABELS: Final = ("payee", "part")
_FACT: Final = "fact."  # before the names of a fact's columns, which may be those of a credit


def beside_facts(credits: pl.DataFrame, facts: pl.DataFrame | None) -> pl.DataFrame:
    """Packed credits to be sent off; `facts` has a row for each of them (None: they are at hand)."""
    bare = credits.with_columns(pl.col(_LABELS).to_physical())
    return bare if facts is None else bare.hstack(facts.rename(_FACT.__add__))


def credits_in(frames: Iterable[pl.DataFrame], nothing: pl.DataFrame) -> pl.DataFrame:
    """The packed credits in frames of one name; `nothing` has their columns and no row."""
    bare = [frame.select(nothing.columns) for frame in frames]
    if not bare:
        return nothing
    labels = [pl.col(name).cat.to(nothing.schema[name]) for name in _LABELS]
    return pl.concat(bare, rechunk=True).with_columns(labels)


def facts_in(frames: Iterable[pl.DataFrame], source: Source, columns: Iterable[str]) -> pl.DataFrame:
    """The facts of a source in frames, each once and in the order of their places: `row` and columns."""
    kinds = schema_of(source)
    none = pl.DataFrame(schema={"row": pl.UInt32(), **{_FACT + name: kinds[name] for name in columns}})
    found = pl.concat([none, *(frame.select(none.columns) for frame in frames)], rechunk=True)
    if not found.get_column("row").is_sorted():
        found = found.sort("row")
    again = (found.get_column("row") == found.get_column("row").shift()).fill_null(value=False)
    return (found.filter(~again) if again.any() else found).rename(lambda name: name.removeprefix(_FACT))
