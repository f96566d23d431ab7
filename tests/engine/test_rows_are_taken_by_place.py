"""Rows are taken by places counted from 0; a missing place gives none, one before the first is refused."""

from __future__ import annotations

import polars as pl
import pytest

from comp.engine.taking import taken

COLUMN = pl.Series("cents", [10, 20, 30], dtype=pl.Int128)


@pytest.mark.parametrize("kind", [pl.UInt32(), pl.Int64()])
def test_a_place_gives_its_row_and_none_gives_none(kind: pl.DataType) -> None:
    assert taken(COLUMN, pl.Series([2, None, 0], dtype=kind)).to_list() == [30, None, 10]
    assert taken(COLUMN, pl.Series([None, None], dtype=kind)).to_list() == [None, None]
    assert taken(COLUMN.to_frame(), pl.Series([1], dtype=kind)).rows() == [(20,)]


def test_a_place_before_the_first_is_not_counted_from_the_end() -> None:
    with pytest.raises(pl.exceptions.InvalidOperationError):
        taken(COLUMN, pl.Series([-1]))


def test_a_place_past_the_last_is_refused() -> None:
    with pytest.raises(pl.exceptions.OutOfBoundsError):
        taken(COLUMN, pl.Series([3]))
