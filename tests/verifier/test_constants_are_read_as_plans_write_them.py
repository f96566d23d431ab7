"""What a plan's text says, read as the kind that a proof's value is of; and rows of tables."""

from typing import Any

import pytest

from comp.verifier.constants import cells_of, read_constant, row_fault
from comp.verifier.links import check_constants
from comp.verifier.quantities import QuantityError, read_quantity, same_quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", "5"),
        ("0.90", "9/10"),
        ("10%", "1/10"),
        ("12.5 %", "1/8"),
        ("1.5x", "3/2"),
        ("-5%", "-1/20"),
        ("90,000.00 USD", ["9000000", "USD"]),
        ("90000.00 USD", ["9000000", "USD"]),
        ("3,000 JPY", ["3000", "JPY"]),
        ("1.5 KWD", ["1500", "KWD"]),
        ("2026-01-31", {"day": "2026-01-31"}),
        ('"software"', {"text": "software"}),
        ("new", {"text": "new"}),
        ("true", True),
    ],
)
def test_a_constant_is_read_as_the_manual_says(text: str, value: Any) -> None:
    wanted = read_quantity(value)

    assert same_quantity(read_constant(text, wanted[2]), wanted)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("", ""),
        ("five", ""),
        ("1,000", ""),
        ("1.", ""),
        (".5", ""),
        ("5 USD", ""),
        ("5", "USD"),
        ("5 EUR", "USD"),
        ("1,00.00 USD", "USD"),
        ("\u0665", ""),
        ("2026-02-30", "day"),
        ("yes", "truth"),
        ("1%%", ""),
    ],
)
def test_what_says_no_value_of_that_kind_is_refused(text: str, unit: str) -> None:
    with pytest.raises(QuantityError):
        read_constant(text, unit)


def test_cells_stand_between_bars_and_a_remark_behind_them() -> None:
    assert cells_of('  | "a | b" | 10%  |  # or | more') == ['"a | b"', "10%"]
    assert cells_of("no row") == []
    assert cells_of("") == []


A1 = {"text": "A1"}
NEW, OLD, ANY = {"text": "new"}, {"text": "old"}, dict[str, Any]()
FROM = {"bound": "1/2", "above": False}


@pytest.mark.parametrize(
    ("text", "keys", "row", "fault"),
    [
        ("| 50% | 10% |", [], ["1/2", "1/10", ""], ""),
        ("| 50% | 10% |", [], ["1/2", "1/9", ""], "10%"),
        ("| 50% | 10% |", [], ["1/3", "1/10", ""], "50%"),
        ("| 50% | 10% |", [], ["1/2", "1/10", "below"], "50%"),
        ("| below 90% | 0.80 |", [], ["9/10", "4/5", "below"], ""),
        ("| below 90% | 0.80 |", [], ["9/10", "4/5", ""], "below 90%"),
        ("| 1,000.00 USD | 5.00 USD |", [], ["100000", "500", ""], ""),
        ("| new | 50% | 10% |", [NEW], ["1/2", "1/10", ""], ""),
        ('| "new" | 50% | 10% |', [NEW], ["1/2", "1/10", ""], ""),
        ("| new | 50% | 10% |", [OLD], ["1/2", "1/10", ""], "new"),
        ("| any | 50% | 10% |", [ANY], ["1/2", "1/10", ""], ""),
        ("| new | 50% | 10% |", [ANY], ["1/2", "1/10", ""], "new"),
        ("| 50% | 0 | 10% |", [FROM], ["0", "1/10", ""], ""),
        ("| 60% | 0 | 10% |", [FROM], ["0", "1/10", ""], "60%"),
        ("| new | any | 10% |", [NEW, ANY], [None, "1/10", ""], ""),
        ("| 50% | 10% | 20% |", [], ["1/2", "1/10", ""], "no row of the table"),
        ("table rate by attainment", [], ["1/2", "1/10", ""], "no row of the table"),
        ("| fifty | 10% |", [], ["1/2", "1/10", ""], "fifty"),
    ],
)
def test_a_row_is_held_against_its_line(text: str, keys: Any, row: Any, fault: str) -> None:
    assert row_fault(text, keys, row, 0, 1) == fault


def test_the_rows_of_a_grid_stand_in_one_line_one_behind_the_other() -> None:
    line = "| 50% | 1% | 2% | 3% |"

    for at, value in enumerate(["1/100", "1/50", "3/100"]):
        assert row_fault(line, [FROM], ["7", value, ""], at, 3) == ""
    assert row_fault(line, [FROM], ["7", "1/100", ""], 1, 3) == "2%"
    assert row_fault(line, [{"bound": "1/3", "above": False}], ["7", "1/100", ""], 0, 3) == "50%"


def test_a_grids_line_may_begin_with_the_bound_and_have_its_keys_in_the_head() -> None:
    # table t by amount across kind: | from | is A1 | is any |
    line = "| -1,000.00 USD | 5% | 1.10 |"
    bound = "-100000"

    assert row_fault(line, [A1], [bound, "1/20", ""], 0, 2, bound_leads=True) == ""
    assert row_fault(line, [ANY], [bound, "11/10", ""], 1, 2, bound_leads=True) == ""
    assert row_fault(line, [A1], ["0", "1/20", ""], 0, 2, bound_leads=True) == "-1,000.00 USD"
    assert row_fault(line, [A1], [bound, "11/10", ""], 0, 2, bound_leads=True) == "5%"
    assert row_fault(line, [A1], [bound, "1/20", ""], 0, 2) == "-1,000.00 USD"


def test_a_grid_of_one_column_may_have_either_in_front() -> None:
    assert row_fault("| A1 | 5% |", [A1], ["7", "1/20", ""], 0, 1) == ""
    assert row_fault("| 7 | 5% |", [A1], ["7", "1/20", ""], 0, 1) == ""
    assert row_fault("| 8 | 5% |", [A1], ["7", "1/20", ""], 0, 1) == "8"


def test_a_grid_of_two_keys_says_the_first_in_its_line() -> None:
    line = "| A1 | 1% | 2% |"

    assert row_fault(line, [A1, ANY], [None, "1/50", ""], 1, 2) == ""
    assert row_fault(line, [ANY, A1], [None, "1/50", ""], 1, 2) == "A1"


def test_which_of_two_inputs_a_grids_line_says_is_seen_from_its_rows() -> None:
    def grid(*pages: tuple[dict[str, str], str, str]) -> dict[str, Any]:
        held = [{"keys": [key], "rows": [[bound, value, ""]]} for key, bound, value in pages]
        table = {"name": "t", "shape": "retroactive", "pages": held, "lines": [0, 0]}
        line = {"file": "a.plan", "number": 3, "text": "| 7 | 5% | 1.10 |"}
        return {"nodes": [], "tables": [table], "plan_lines": [line]}

    assert check_constants(grid((A1, "7", "1/20"), (ANY, "7", "11/10"))) == []
    [wrong, other] = check_constants(grid((A1, "8", "1/20"), (ANY, "8", "11/10")))
    assert wrong.where == other.where == "table t, a.plan, line 3"
    assert check_constants(grid((A1, "7", "1/20"), (ANY, "8", "11/10"))) != []
