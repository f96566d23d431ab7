"""`distinct` among the first inputs of another: a number that grows row by row, without inputs of its own."""

from typing import Any

import pytest

from comp.verifier.arithmetic import check_nodes
from tests.verifier.test_each_operation_is_calculated_again import proof_of

A, B, NONE = {"text": "a"}, {"text": "b"}, {"undefined": "blank"}
# a, b, a, then one that is blank: 1, 2, 2 different ones, and after that none can be told.
GIVEN: list[list[Any]] = [
    ["stated", [], A, {"why": "given"}],
    ["stated", [], B, {"why": "given"}],
    ["stated", [], NONE, {"why": "given"}],
    ["distinct", [0, 1, 0, 2], NONE],
]


def found(*nodes: Any) -> list[str]:
    """What is wrong with nodes after those that are given."""
    proof = proof_of("one", [], "1", {})
    proof["nodes"] = [*GIVEN, *nodes]
    return [finding.what for finding in check_nodes(proof)]


def counted(value: Any, **more: Any) -> list[Any]:
    """A number of the first inputs of node 3, where nothing else is said."""
    return ["distinct", [], value, {"among": 3, **more}]


def test_the_number_grows_with_each_value_that_is_new() -> None:
    numbers = [counted(str(number), first=first) for first, number in enumerate([0, 1, 2, 2])]
    assert found(*numbers, counted(NONE, first=4)) == []


def test_another_number_is_found() -> None:
    [wrong] = found(counted("3", first=3))
    assert "`distinct` is 2, and the proof says 3" in wrong


@pytest.mark.parametrize(
    "node",
    [
        counted("2", first=5),
        counted("2", first=-1),
        counted("2"),
        counted("1", first=1, among=0),  # counts nothing
        counted("1", first=1, among=4),  # itself
        counted("1", first=1, among=9),
        ["distinct", [0], "1", {"among": 3, "first": 1}],
    ],
    ids=repr,
)
def test_what_counts_no_inputs_of_an_earlier_node_is_found_whatever_is_claimed(node: list[Any]) -> None:
    assert len(found(node)) == 1
