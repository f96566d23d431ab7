"""What two versions of a table do not share, and where the rows that they share stand in each."""

from __future__ import annotations

import polars as pl
import pytest

from comp.engine.changes import Changed, changed
from comp.fuzz.drawing import Drawing


def table(*rows: tuple[str, int | None]) -> pl.DataFrame:
    """Rows by key and value, sorted as a snapshot's tables are."""
    return pl.DataFrame(rows, schema={"id": pl.String, "v": pl.Int64}, orient="row").sort("id", "v")


def places(change: Changed) -> tuple[list[int], list[int]]:
    return change.removed.to_list(), change.added.to_list()


def test_a_changed_row_is_gone_and_there() -> None:
    before, after = table(("a", 1), ("b", None), ("c", 3)), table(("a", 1), ("b", 2), ("c", 3))

    assert places(changed(before, after, "id")) == ([1], [1])
    assert places(changed(before, before.clone(), "id")) == ([], [])
    assert places(changed(before, after, "id", pl.Series(["a", "b", "z"]))) == ([1], [1])
    assert places(changed(before, after, "id", pl.Series(["z"]))) == ([], [])


def test_rows_behind_an_added_one_move() -> None:
    before, after = table(("a", 1), ("c", 3), ("d", 4)), table(("a", 1), ("b", 2), ("c", 3))
    change = changed(before, after, "id")

    assert places(change) == ([2], [1])
    assert change.moved(pl.Series([0, 1, 2], dtype=pl.UInt32)).to_list() == [0, 2, None]


@pytest.mark.parametrize("told", [False, True], ids=["compared", "told"])
def test_rows_that_are_shared_stand_where_they_are_said_to(told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    drawing = Drawing(3)
    for turn in range(60):
        keys = [f"k{drawing.random.randrange(12):02d}" for _ in range(drawing.random.randrange(14))]
        # Some rows are alike, some differ in a value alone.
        rows = [(key, drawing.pick((None, 1, 2))) for key in keys]
        others = [row for row in rows if drawing.chance(70)] + [("k05x", turn)] * drawing.pick((0, 0, 1, 2))
        others = [(key, 7) if drawing.chance(10) else (key, v) for key, v in others]
        before, after = table(*rows), table(*others)
        every = pl.concat([before, after]).get_column("id") if told else None
        change = changed(before, after, "id", every)

        place = pl.int_range(before.height, dtype=pl.UInt32, eager=True)
        moved = change.moved(place)
        kept = moved.is_not_null()
        assert place.filter(~kept).to_list() == change.removed.to_list()
        shared = moved.drop_nulls()
        assert before.filter(kept).equals(after.select(pl.all().gather(shared)))
        assert sorted([*shared, *change.added]) == list(range(after.height))
        # No row is in both: what is gone and what is new share none.
        gone, new = before.filter(~kept), after.select(pl.all().gather(change.added))
        assert gone.join(new, on=["id", "v"], how="semi", nulls_equal=True).is_empty()
