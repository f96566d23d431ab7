"""Stretches of neighbouring rows, by hand and against a plain walk."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from comp.engine.stretches import first_of, last_of
from comp.engine.sums import running_sum


def test_each_row_knows_the_ends_of_its_stretch() -> None:
    # a a b b b a: the last `a` is a stretch of its own, for stretches are neighbours and not groups.
    key = pl.Series(["a", "a", "b", "b", "b", "a"])
    assert first_of(key).to_list() == [0, 0, 2, 2, 2, 5]
    assert last_of(key).to_list() == [1, 1, 4, 4, 4, 5]


def test_a_stretch_ends_where_any_key_changes() -> None:
    payee, period = pl.Series([1, 1, 1, 2]), pl.Series([1, 1, 2, 2])
    assert first_of(payee, period).to_list() == [0, 0, 2, 3]


def test_blank_keys_are_a_stretch_like_any_other() -> None:
    assert first_of(pl.Series([None, None, 1])).to_list() == [0, 0, 2]


def test_no_rows_have_no_stretch() -> None:
    assert first_of(pl.Series([], dtype=pl.Int64)).to_list() == []
    assert last_of(pl.Series([], dtype=pl.Int64)).to_list() == []


@given(st.lists(st.tuples(st.integers(0, 2), st.one_of(st.none(), st.integers(-9, 9))), max_size=12))
def test_a_running_sum_starts_anew_with_each_stretch(rows: list[tuple[int, int | None]]) -> None:
    expected: list[int | None] = []
    total: int | None = 0
    for place, (key, value) in enumerate(rows):
        if place == 0 or rows[place - 1][0] != key:
            total = 0
        total = None if total is None or value is None else total + value
        expected.append(total)
    series = pl.Series([v for _, v in rows], dtype=pl.Int128)
    assert running_sum(series, pl.Series([k for k, _ in rows], dtype=pl.Int64)).to_list() == expected
