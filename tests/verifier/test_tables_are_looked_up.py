"""Tables by decisions 0007 and 0024; every value is worked by hand in the note beside it."""

from typing import Any

import pytest

from comp.verifier.quantities import UNDEFINED, QuantityError, read_quantity, same_quantity
from comp.verifier.rate_tables import RateTable


def table(shape: str, rows: list[list[str]], **more: Any) -> dict[str, Any]:
    return {"name": "t", "shape": shape, "outside": None, "value": "number", "rows": rows, **more}


def given(described: dict[str, Any], *points: Any, others: tuple[Any, ...] = ()) -> Any:
    return RateTable(described).at([read_quantity(p) for p in points], [read_quantity(o) for o in others])


# 6% from 0, 10% from 50%, 15% from 100% (decision 0007).
BANDS = [["0", "3/50", ""], ["1/2", "1/10", ""], ["1", "3/20", ""]]


@pytest.mark.parametrize(
    ("before", "after", "value"),
    [
        ("14/15", "17/15", "2/15"),  # (1/15 * 10% + 2/15 * 15%) / (1/5)
        ("17/15", "14/15", "2/15"),  # the way back takes the same
        ("1/4", "1/4", "3/50"),  # an empty stretch has its band's value
        ("1/2", "1/2", "1/10"),
        ("-1", "0", "3/50"),  # the first band reaches down without end
        ("1", "101", "3/20"),  # and the last one up
    ],
)
def test_a_running_table_gives_the_average_of_its_stretch(before: str, after: str, value: str) -> None:
    assert same_quantity(given(table("marginal", BANDS), before, after), read_quantity(value))


# 5% to 1,000, 8% to 5,000, 12% above (decision 0024): 10,000 pays 50 + 320 + 600 = 970.
STEPS = [["0", "1/20", ""], ["1000", "2/25", ""], ["5000", "3/25", ""]]


@pytest.mark.parametrize(
    ("point", "value"), [("10000", "97/1000"), ("-10000", "97/1000"), ("0", "1/20"), ("500", "1/20")]
)
def test_a_marginal_table_that_does_not_run_averages_from_zero(point: str, value: str) -> None:
    assert same_quantity(given(table("marginal", STEPS), point), read_quantity(value))


@pytest.mark.parametrize(
    ("mark", "point", "value"),
    [("", "1/2", "1/10"), ("above", "1/2", "3/50"), ("above", "51/100", "1/10"), ("", "-5", "3/50")],
)
def test_from_holds_at_its_bound_and_above_does_not(mark: str, point: str, value: str) -> None:
    rows = [["0", "3/50", ""], ["1/2", "1/10", mark]]

    assert same_quantity(given(table("retroactive", rows), point), read_quantity(value))
    # An empty stretch asks the same of a marginal table.
    assert same_quantity(given(table("marginal", rows), point, point), read_quantity(value))


# 90% gives 100%, 96% gives 130% (the manual): 93% gives 115%.
LINE = [["9/10", "1", ""], ["24/25", "13/10", ""]]


@pytest.mark.parametrize(
    ("outside", "point", "value"),
    [
        ("flat", "93/100", "23/20"),
        ("flat", "1/2", "1"),
        ("flat", "2", "13/10"),
        ("continued", "49/50", "7/5"),  # 5 points of value for each point
        ("continued", "22/25", "9/10"),
        ("continued", "24/25", "13/10"),
    ],
)
def test_a_line_is_straight_between_its_points(outside: str, point: str, value: str) -> None:
    found = given(table("interpolated", LINE, outside=outside), point)

    assert same_quantity(found, read_quantity(value))


# 50% gives 0, reaches 80% just below 90%, jumps to 100% there, and 120% at 110%.
JUMP = [["1/2", "0", ""], ["9/10", "4/5", "below"], ["9/10", "1", ""], ["11/10", "6/5", ""]]


@pytest.mark.parametrize(
    ("rows", "point", "value"),
    [
        (JUMP, "7/10", "2/5"),
        (JUMP, "9/10", "1"),
        (JUMP, "89/100", "39/50"),
        (JUMP, "1", "11/10"),
        (JUMP, "6/5", "13/10"),  # continued: a point of value for each point
        (JUMP[1:], "0", "4/5"),  # begins with `below`: flat to its left
        (JUMP[:3], "2", "1"),  # ends with a jump: flat to its right
        (JUMP[:2], "9/10", "4/5"),  # `below` alone holds at its bound too
        ([["1", "7", ""]], "5", "7"),
    ],
)
def test_a_line_may_jump(rows: list[list[str]], point: str, value: str) -> None:
    found = given(table("interpolated", rows, outside="continued"), point)

    assert same_quantity(found, read_quantity(value))


def pages(*each: tuple[list[dict[str, Any]], str]) -> dict[str, Any]:
    described = table("one", [])
    del described["rows"]
    return {**described, "pages": [{"keys": keys, "rows": [["0", value, ""]]} for keys, value in each]}


NEW, ANY = {"text": "new"}, dict[str, Any]()
HALF, MORE = {"bound": "1/2", "above": False}, {"bound": "1/2", "above": True}
LOW = {"bound": "0", "above": False}


@pytest.mark.parametrize(
    ("others", "value"),
    [
        (({"text": "new"}, "3/4"), "4"),
        (({"text": "new"}, "1/2"), "3"),
        (({"text": "new"}, "1/4"), "2"),
        (({"text": "new"}, "-9"), "2"),  # the lowest bound reaches down without end
        (({"text": "old"}, "3/4"), "1"),
        (({"undefined": ""}, "3/4"), "1"),  # `any` fits a blank too
        (({"text": "new"}, {"undefined": ""}), None),
    ],
)
def test_the_most_special_row_of_several_inputs_holds(others: tuple[Any, ...], value: str | None) -> None:
    described = pages(([ANY, LOW], "1"), ([NEW, LOW], "2"), ([NEW, HALF], "3"), ([NEW, MORE], "4"))
    found = given(described, others=others)

    assert found == UNDEFINED if value is None else same_quantity(found, read_quantity(value))


def test_rows_of_which_none_is_the_most_special_are_refused() -> None:
    with pytest.raises(QuantityError, match="fits best"):
        given(pages(([NEW, ANY], "1"), ([ANY, HALF], "2")), others=({"text": "new"}, "1"))


def test_a_table_of_money_gives_money() -> None:
    found = given(table("retroactive", [["0", "5000", ""]], value="USD"), "1")

    assert found == (5000, 1, "USD")


def test_an_undefined_point_gives_nothing() -> None:
    assert given(table("retroactive", BANDS), {"undefined": ""}) == UNDEFINED


@pytest.mark.parametrize("rows", [[], [["1", "1", ""], ["0", "1", ""]], [["1", "1", ""], ["1", "2", ""]]])
def test_rows_that_do_not_rise_are_refused(rows: list[list[str]]) -> None:
    with pytest.raises(QuantityError):
        RateTable(table("retroactive", rows))


def test_a_stretch_is_only_for_marginal_tables_and_inputs_must_be_as_many_as_keys() -> None:
    with pytest.raises(QuantityError, match="not marginal"):
        given(table("retroactive", BANDS), "0", "1")
    with pytest.raises(QuantityError, match="other inputs"):
        given(table("retroactive", BANDS), "0", others=("1",))
