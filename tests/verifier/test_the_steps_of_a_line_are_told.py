"""`--line`: how one line came to its amount, in plain words, every step once and behind what it rests on."""

import copy
import json
import re
from typing import Any

import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.verifier.line_steps import line_steps
from comp.verifier.plain_values import plain_value
from comp.verifier.quantities import Quantity
from comp.verifier.verifying import verify_file
from tests.verifier import small
from tests.verifier.signing import public_key

KEY = public_key(small.SECRET).hex()
D2 = "ae.commission:ana:D2#1"

# By hand, from the note in `small`: quota 100,000.00; D1 is 80,000.00 and D2 50,000.00, so D2 runs from 80%
# to 130%. Of its 50 points 20 pay 10% and 30 pay 15%: (2 + 4.5) / 50 = 13%, and 13% of 50,000.00 is 6,500.00.
# Each step stands behind those that it names, and the strike of the line is the last.
STEPS = """\
line ae.commission:ana:D2#1: earned 6,500.00 USD, payable 6,500.00 USD
[1] deal, row 1, amount = 50,000.00 USD
[2] nothing yet = 0.00 USD
[3] deal, row 0, amount = 80,000.00 USD
[4] 0.00 USD [2] + 80,000.00 USD [3] = 80,000.00 USD
[5] the plan says '100,000.00 USD' (ae.plan, line 6) = 100,000.00 USD
[6] 80,000.00 USD [4] / 100,000.00 USD [5] = 80%
[7] 80,000.00 USD [4] + 50,000.00 USD [1] = 130,000.00 USD
[8] 130,000.00 USD [7] / 100,000.00 USD [5] = 130%
[9] looked up in table rate (marginal; ae.plan, lines 4, 5) from 80% [6] to 130% [8] = 13%
[10] 50,000.00 USD [1] x 13% [9] = 6,500.00 USD
[11] commission: 6,500.00 USD [10] rounded half even to the cent = 6,500.00 USD"""


def test_a_line_is_told_from_its_facts_to_its_amount() -> None:
    assert line_steps(small.sound(), D2) == STEPS.splitlines()


def test_the_command_tells_the_steps_before_the_verdict(tmp_path: Any) -> None:
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(small.sound()))
    done = CliRunner().invoke(main, ["verify", str(path), "--key", KEY, "--line", D2])

    assert done.exit_code == 0
    told = done.stdout.splitlines()
    assert [each.strip() for each in told[-13:-1]] == STEPS.splitlines()
    assert told[-1] == "This statement is sound, and the company's key signed it."

    data = CliRunner().invoke(main, ["verify", str(path), "--key", KEY, "--line", D2, "--json"])
    assert json.loads(data.stdout)["files"][0]["steps"] == STEPS.splitlines()


def test_a_line_that_is_not_there_is_answered_with_those_that_are() -> None:
    assert line_steps(small.sound(), "x") == [
        f"There is no line x in this proof; there are ae.commission:ana:D1#1, {D2}."
    ]


def told(nodes: list[list[Any]], **line: Any) -> list[str]:
    """The steps of a line that rests on the last of these nodes."""
    proof = small.sound()
    proof["nodes"] = nodes
    proof["lines"][1].update({"earned": [None, len(nodes) - 1], "payable": [None, None], **line})
    return line_steps(proof, D2)


def usd(minor: int | str) -> list[str]:
    return [str(minor), "USD"]


def test_a_long_sum_names_its_first_and_last_term_and_the_count() -> None:
    """1.00 + 2.00 + ... + 6.00 is 21.00."""
    terms = [["stated", [], usd(100 * n), {"why": f"t{n}"}] for n in range(1, 7)]
    steps = told([*terms, ["sum", [0, 1, 2, 3, 4, 5], usd(2100), {"zero": usd(0)}]])

    assert len(steps) == 4
    assert steps[-1] == "[3] the sum of 6: 1.00 USD [1] ... 6.00 USD [2] = 21.00 USD"


def test_a_total_that_grew_term_by_term_is_one_sum() -> None:
    """From nothing by 1.00, 2.00 ... to 6.00: 21.00."""
    terms = [["stated", [], usd(100 * n), {"why": f"t{n}"}] for n in range(1, 7)]
    totals = [["add", [6 if n == 1 else 5 + n, n - 1], usd(50 * n * (n + 1))] for n in range(1, 7)]
    steps = told([*terms, ["start", [], usd(0)], *totals])

    assert steps[-1] == "[3] the sum of 6: 1.00 USD [1] ... 6.00 USD [2] = 21.00 USD"
    assert len(steps) == 4


def test_what_a_line_was_before_is_told() -> None:
    nodes: list[list[Any]] = [["start", [], usd(0)], ["stated", [], usd(500), {"why": "x"}]]
    steps = told(nodes, earned=[1, 0], payable=[None, 1])

    assert steps[0] == f"line {D2}: earned -5.00 USD (5.00 USD before, 0.00 USD now), payable 5.00 USD"


TWO: list[list[Any]] = [["stated", [], usd(100), {"why": "x"}], ["stated", [], usd(200), {"why": "y"}]]
DAYS: list[list[Any]] = [
    ["period", [], {"day": "2026-01-01"}, {"period": 0}],
    ["period", [], {"day": "2026-03-31"}, {"period": 0, "last": True}],
]
THIRD = ["100/3", "USD"]
SEALED = {"sealed": [0, 1]}
WORDS: list[tuple[list[list[Any]], list[Any], str]] = [
    (TWO, ["least", [0, 1], usd(100)], "the least of 1.00 USD [1], 2.00 USD [2] = 1.00 USD"),
    (TWO, ["if", [0, 1], usd(200), {"taken": "otherwise"}], "2.00 USD [2], because [1] does not hold"),
    (TWO, ["is not", [0, 1], True], "1.00 USD [1] is not 2.00 USD [2] = true"),
    (
        TWO,
        ["plan", [], "12", {"at": [0, 0, 0], "why": "a year"}],
        "in another form (ae.plan, line 4): a year",
    ),
    (
        TWO,
        ["stated", [], "1", {"why": "x"}],
        "could not be calculated again (x), taken on the company's word",
    ),
    (TWO, ["strike", [0], "1", {"mode": "down", "unit": "billionth"}], "rounded down to a billionth"),
    (TWO, ["convert", [0, 1], ["3", "JPY"], {"to": "JPY", "mode": "half up"}], "the smallest unit of JPY"),
    (DAYS, ["days", [1, 0], "89"], "days from 2026-01-01 [2] to 2026-03-31 [1] = 89"),
    (DAYS, ["shift", [0], {"day": "2026-02-01"}, {"months": 1}], "1 months and 0 days later = 2026-02-01"),
    (DAYS, ["edge", [0], {"day": "2026-01-31"}, {"last": True}], "the last day of the month of 2026-01-01"),
    (DAYS, ["counted", [0, 1], "64", {"how": "working days"}], "working days between the first and last"),
    (
        TWO,
        ["allot", [0, 1], usd(100), {"index": 0}],
        "part 1 of 1.00 USD [1], shared out by largest remainder",
    ),
    (TWO, ["sealed sum", [], usd(1), SEALED], "the total of 2 sealed values of others (pay of Q1), taken on"),
    (TWO, ["rank", [0], "1", SEALED], "the place of 1.00 USD [1], highest first, among 2 sealed values"),
    (TWO, ["allotted", [0], usd(100), SEALED], "the part of 1.00 USD [1], shared out by largest remainder"),
    (
        [*TWO, ["sum", [0, 1], usd(300)]],
        ["allot", [0, 1], usd(67), {"index": 1, "among": 2}],
        "by largest remainder in proportion to 2.00 USD [2] among those of [3]",
    ),
    (
        [*TWO, ["distinct", [0, 1], "2"]],
        ["distinct", [], "1", {"first": 1, "among": 2}],
        "how many different values are among the first 1 of [3] = 1",
    ),
]


@pytest.mark.parametrize(
    ("before", "node", "words"), WORDS, ids=[f"{case[1][0]} {i}" for i, case in enumerate(WORDS)]
)
def test_operations_are_told_in_words(before: list[list[Any]], node: list[Any], words: str) -> None:
    proof = small.sound()
    proof["nodes"] = [*before, node]
    proof["sealed"] = [{"commitment": "", "what": "pay of Q1"}] * 2
    proof["lines"][1].update(earned=[None, len(before)], payable=[None, None])

    # All numbers are in order, so the inputs' own order shows in the words.
    assert words in line_steps(proof, D2)[-1]


VALUES: list[tuple[Quantity, str]] = [
    ((123456, 1, "USD"), "1,234.56 USD"),
    ((-5, 1, "USD"), "-0.05 USD"),
    ((1234, 1, "JPY"), "1,234 JPY"),
    ((5, 2, "USD"), "0.025 USD"),
    ((100, 3, "USD"), "about 0.333333 USD (100/3 smallest units)"),
    ((151, 400, ""), "37.75%"),
    ((3, 50, ""), "6%"),
    ((-2, 3, ""), "about -66.666667% (-2/3)"),
    ((25, 2, ""), "12.5"),
    ((90, 1, ""), "90"),
    ((True, 1, "truth"), "true"),
    ((730120, 1, "day"), "2000-01-01"),
]


@pytest.mark.parametrize(("quantity", "shown"), VALUES)
def test_values_are_exact_where_that_is_short(quantity: Quantity, shown: str) -> None:
    assert plain_value(quantity) == shown


@pytest.mark.parametrize(
    "node",
    [
        7,
        [],
        ["nothing", [], "1"],
        ["add", [], "1"],
        ["add", [14, 14], usd(1)],
        ["fact", [], usd(1), {"row": 9, "column": "amount"}],
        ["fact", [], usd(1)],
        ["said", [], "1", {"at": 7}],
        ["table", [0], "1", {"table": 9}],
        ["strike", [0], "x", {"mode": "down"}],
        ["stated", [], "1", {"why": "x", "among": "y"}],
    ],
)
def test_steps_that_are_none_end_in_a_sentence(node: Any) -> None:
    proof = copy.deepcopy(small.sound())
    proof["nodes"][14] = node
    report = verify_file("x", json.dumps(proof).encode(), KEY, line=D2)

    assert report.exit_code == 1
    assert report.steps
    assert all(re.match(r"line |\[|The steps of line", each) for each in report.steps)
