"""Money and numbers reach a snapshot as whole units; a cast would quietly make such of anything."""

from __future__ import annotations

from typing import cast

import polars as pl
import pytest

from comp.facts.snapshot import Snapshot
from comp.language.core import Kind, Source, SourceColumn

SOURCE = Source(
    "deal",
    "Deals",
    tuple(SourceColumn(name, kind) for name, kind in (("id", Kind.TEXT), ("amount", Kind.ROW_MONEY))),
    "id",
    None,
    None,
    None,
    currency_code="USD",
)


def taken(amounts: pl.Series) -> list[int | None]:
    table = pl.DataFrame({"id": ["D1", "D2"], "amount": amounts})
    return cast(
        "list[int | None]", Snapshot.of({"deal": SOURCE}, {"deal": table}).tables["deal"]["amount"].to_list()
    )


@pytest.mark.parametrize(
    "amounts",
    [
        pl.Series([1.9, 2.0]),  # would be cut to 1 and 2
        pl.Series(["1.239", "2"]).str.to_decimal(scale=2),  # has lost a digit already
        pl.Series(["12", "13"]),
    ],
    ids=("floats", "decimals", "texts"),
)
def test_what_is_not_in_whole_units_is_refused(amounts: pl.Series) -> None:
    with pytest.raises(TypeError, match=r"amount holds .*, not whole units"):
        taken(amounts)


@pytest.mark.parametrize("kind", [pl.Int64, pl.Int32, pl.Int128])
def test_whole_units_of_any_width_are_taken(kind: pl.DataType) -> None:
    assert taken(pl.Series([190, None], dtype=kind)) == [190, None]
    assert taken(pl.Series([None, None])) == [None, None]
