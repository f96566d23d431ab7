"""`allot` among the inputs of a sum: many parts of one total, each a node of two inputs."""

from typing import Any

import pytest

from comp.verifier.arithmetic import check_nodes
from tests.verifier.test_each_operation_is_calculated_again import proof_of, usd

# 500 to 400 and 300: 285 5/7 and 214 2/7; the odd unit goes to the larger remainder.
GIVEN: list[list[Any]] = [
    ["stated", [], usd("400"), {"why": "given"}],
    ["stated", [], usd("300"), {"why": "given"}],
    ["sum", [0, 1], usd("700"), {"zero": usd("0")}],
    ["stated", [], usd("500"), {"why": "given"}],
]


def found(*nodes: Any) -> list[str]:
    """What is wrong with nodes after those that are given."""
    proof = proof_of("one", [], "1", {})
    proof["nodes"] = [*GIVEN, *nodes]
    return [finding.what for finding in check_nodes(proof)]


def part(x: int, minor: str, **more: Any) -> list[Any]:
    return ["allot", [3, x], usd(minor), more]


def test_each_part_is_that_of_an_allotment_among_all() -> None:
    assert found(part(0, "286", index=0, among=2), part(1, "214", index=1, among=2)) == []


def test_another_part_is_found() -> None:
    [wrong] = found(part(0, "285", index=0, among=2))
    assert "gives 2.86 USD, and the proof says 2.85 USD" in wrong


@pytest.mark.parametrize(
    "node",
    [
        part(0, "286", index=1, among=2),  # the sum's input number 1 is another
        part(0, "286", index=2, among=2),
        part(0, "286", index=-1, among=2),
        part(0, "286", index=0, among=1),  # no sum
        part(0, "286", index=0, among=4),  # itself
        part(0, "286", index=0, among=9),
        ["allot", [3], usd("286"), {"index": 0, "among": 2}],
    ],
    ids=repr,
)
def test_what_is_not_a_part_of_an_earlier_sum_is_found_whatever_is_claimed(node: list[Any]) -> None:
    assert len(found(node)) == 1
