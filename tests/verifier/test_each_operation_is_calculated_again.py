"""Every operation of decision 0032: the value worked out by hand passes, the next one to it is found."""

from typing import Any

import pytest

from comp.verifier.arithmetic import TAKEN, check_nodes
from comp.verifier.operations import LENIENT, STRICT

UNDEFINED = {"undefined": "why"}


def usd(minor: str) -> list[str]:
    return [minor, "USD"]


def day(text: str) -> dict[str, str]:
    return {"day": text}


def text(said: str) -> dict[str, str]:
    return {"text": said}


def proof_of(op: str, inputs: list[Any], value: Any, more: dict[str, Any]) -> dict[str, Any]:
    """Return a proof of one step; its inputs are taken on somebody's word."""
    given: list[Any] = [["stated", [], each, {"why": "given"}] for each in inputs]
    return {
        "payee": "ana",
        "nodes": [*given, [op, list(range(len(inputs))), value, more]],
        "periods": [{"name": "2026-Q1", "starts_on": "2026-01-01", "last_day": "2026-03-31"}],
        "tables": [
            {
                "name": "t",
                "shape": "retroactive",
                "outside": None,
                "value": "number",
                "rows": [["0", "1/10", ""]],
            }
        ],
        "sources": {"deal": {"currency": {"column": "currency"}}, "quota": {"currency": {"code": "EUR"}}},
        "rows": [
            {
                "source": "deal",
                "number": 0,
                "cells": {
                    "amount": ["", "money", "12345"],
                    "currency": ["", "text", "USD"],
                    "share": ["", "number", "333333333"],
                    "on": ["", "day", "2026-02-10"],
                    "new": ["", "truth", True],
                    "gone": ["", "text", None],
                },
                "hidden": {},
            },
            {"source": "quota", "number": 1, "cells": {"amount": ["", "money", "-5"]}, "hidden": {}},
        ],
        "lines": [{"line": "L", "earned": [None, len(inputs)], "payable": [None, None]}],
        "page": None,
    }


# Operation, inputs, the value worked by hand, the smallest step beside it, more.
CASES: list[tuple[str, list[Any], Any, Any, dict[str, Any]]] = [
    ("fact", [], usd("12345"), usd("12346"), {"row": 0, "column": "amount"}),
    ("fact", [], usd("12345"), ["12345", "EUR"], {"row": 0, "column": "amount"}),
    ("fact", [], ["-5", "EUR"], ["5", "EUR"], {"row": 1, "column": "amount"}),
    ("fact", [], "333333333/1000000000", "1/3", {"row": 0, "column": "share"}),
    ("fact", [], day("2026-02-10"), day("2026-02-11"), {"row": 0, "column": "on"}),
    ("fact", [], True, False, {"row": 0, "column": "new"}),
    ("fact", [], UNDEFINED, text(""), {"row": 0, "column": "gone"}),
    ("start", [], "0", "1", {}),
    ("start", [], usd("0"), usd("1"), {}),
    ("one", [], "1", "2", {}),
    ("payee", [], text("ana"), text("Ana"), {}),
    ("period", [], day("2026-01-01"), day("2026-01-02"), {"period": 0}),
    ("period", [], day("2026-03-31"), day("2026-03-30"), {"period": 0, "last": True}),
    ("same", [usd("5")], usd("5"), usd("6"), {}),
    ("same", [usd("0")], usd("0"), ["0", "EUR"], {}),
    ("same", [usd("0")], "0", "1", {}),
    ("add", ["1/3", "1/6"], "1/2", "501/1000", {}),
    ("add", [usd("5"), "0"], usd("5"), "5", {}),
    ("add", [usd("5"), ["5", "EUR"]], UNDEFINED, usd("10"), {}),
    ("add", [usd("5"), UNDEFINED], UNDEFINED, usd("5"), {}),
    ("subtract", [usd("5"), usd("7")], usd("-2"), usd("2"), {}),
    ("subtract", [day("2026-01-02"), UNDEFINED], UNDEFINED, "0", {}),
    ("multiply", [usd("100"), "1/3"], usd("100/3"), usd("33"), {}),
    ("multiply", ["2", "3/2"], "3", "4", {}),
    ("divide", [usd("7"), usd("-3")], "-7/3", "7/3", {}),
    ("divide", [usd("7"), "2"], usd("7/2"), usd("7"), {}),
    ("divide", [usd("7"), "0"], UNDEFINED, usd("7"), {}),
    ("divide", ["0", usd("7")], "0", usd("1"), {}),
    ("divide", [usd("7"), ["7", "EUR"]], UNDEFINED, "1", {}),
    ("sum", [], usd("0"), usd("1"), {"zero": usd("0")}),
    ("sum", ["1/2", "1/3", "1/6"], "1", "2", {"zero": "0"}),
    ("sum", [usd("1"), UNDEFINED], UNDEFINED, usd("1"), {"zero": usd("0")}),
    ("negate", [usd("5")], usd("-5"), usd("5"), {}),
    ("absolute", ["-7/3"], "7/3", "-7/3", {}),
    ("least", [usd("5"), "0", usd("-1")], usd("-1"), usd("0"), {}),
    ("least", [day("2026-03-01"), day("2026-02-28")], day("2026-02-28"), day("2026-03-01"), {}),
    ("least", [], UNDEFINED, "0", {}),
    ("greatest", ["0", usd("-5")], usd("0"), usd("-5"), {}),
    ("greatest", ["1/3", "333/1000"], "1/3", "333/1000", {}),
    # 10.045 is halfway: to the even cent, away from zero, towards zero; and the same with a minus.
    ("strike", [usd("2009/2")], usd("1004"), usd("1005"), {"mode": "half even"}),
    ("strike", [usd("2009/2")], usd("1005"), usd("1004"), {"mode": "half up"}),
    ("strike", [usd("-2009/2")], usd("-1005"), usd("-1004"), {"mode": "half up"}),
    ("strike", [usd("-2009/2")], usd("-1004"), usd("-1005"), {"mode": "down"}),
    ("strike", [usd("2011/2")], usd("1006"), usd("1005"), {"mode": "half even"}),
    ("strike", ["1/3"], "333333333/1000000000", "1/3", {"mode": "half even", "unit": "billionth"}),
    ("is", [usd("0"), "0"], True, False, {}),
    ("is", [text("new"), text("New")], False, True, {}),
    ("is", [True, False], False, True, {}),
    ("is", [usd("1"), ["1", "EUR"]], UNDEFINED, False, {}),
    ("is not", ["1/3", "1/3"], False, True, {}),
    ("<", [day("2026-01-31"), day("2026-02-01")], True, False, {}),
    ("<=", ["1/3", "1/3"], True, False, {}),
    (">", [usd("1"), "0"], True, False, {}),
    (">=", [usd("1"), UNDEFINED], UNDEFINED, True, {}),
    ("all", [True, UNDEFINED, False], False, UNDEFINED, {}),
    ("all", [True, UNDEFINED], UNDEFINED, True, {}),
    ("all", [], True, False, {}),
    ("any", [False, UNDEFINED, True], True, UNDEFINED, {}),
    ("any", [False, UNDEFINED], UNDEFINED, False, {}),
    ("any", [], False, True, {}),
    ("not", [True], False, True, {}),
    ("not", [UNDEFINED], UNDEFINED, True, {}),
    ("blank", [UNDEFINED], True, False, {}),
    ("blank", ["0"], False, True, {}),
    ("or", ["5"], "5", "6", {}),
    ("or", [UNDEFINED, "6"], "6", UNDEFINED, {}),
    ("if", [True, "5"], "5", "6", {"taken": "then"}),
    ("if", [UNDEFINED, "6"], "6", UNDEFINED, {"taken": "otherwise"}),
    ("days", [day("2026-03-01"), day("2026-02-01")], "28", "29", {}),
    ("days", [day("2026-02-01"), day("2026-03-01")], "-28", "28", {}),
    ("months", [day("2026-02-28"), day("2026-01-31")], "1", "0", {}),
    ("months", [day("2026-03-14"), day("2026-01-15")], "1", "2", {}),
    ("months", [day("2026-01-15"), day("2026-03-14")], "-1", "1", {}),
    # 2026-02-28 is a Saturday; 30-day months: January 28th to 31st count 3, all of February 30.
    ("counted", [day("2026-02-27"), day("2026-03-02")], "4", "3", {"how": "calendar days"}),
    ("counted", [day("2026-02-27"), day("2026-03-02")], "2", "4", {"how": "working days"}),
    ("counted", [day("2026-01-28"), day("2026-02-28")], "33", "32", {"how": "30-day months"}),
    ("counted", [day("2026-01-31"), day("2026-01-31")], "1", "0", {"how": "30-day months"}),
    ("counted", [day("2026-01-30"), day("2026-01-30")], "0", "1", {"how": "30-day months"}),
    (
        "counted",
        [day("2026-01-31"), day("2026-02-01"), day("2026-02-03"), day("2026-02-04")],
        "2",
        "3",
        {"how": "started months"},
    ),
    ("counted", [day("2026-02-02"), day("2026-02-01")], "0", "1", {"how": "calendar days"}),
    ("shift", [day("2026-01-31")], day("2026-02-28"), day("2026-03-03"), {"months": 1}),
    ("shift", [day("2026-01-31")], day("2026-03-02"), day("2026-03-01"), {"months": 1, "days": 2}),
    ("shift", [day("2024-02-29")], day("2023-02-28"), day("2023-03-01"), {"months": -12}),
    ("shift", [day("9999-12-31")], UNDEFINED, day("9999-12-31"), {"days": 1}),
    ("edge", [day("2026-02-10")], day("2026-02-01"), day("2026-02-02"), {}),
    ("edge", [day("2024-02-10")], day("2024-02-29"), day("2024-02-28"), {"last": True}),
    # 1.05 EUR at 1.10 is 1.155 USD; 100.00 USD at 150.005 are 15,000.5 yen; 3 yen at 0.0067 are 2.01 cents.
    ("convert", [["105", "EUR"], "11/10"], usd("116"), usd("115"), {"to": "USD", "mode": "half even"}),
    (
        "convert",
        [usd("10000"), "30001/200"],
        ["15000", "JPY"],
        ["15001", "JPY"],
        {"to": "JPY", "mode": "down"},
    ),
    ("convert", [["3", "JPY"], "67/10000"], usd("2"), usd("3"), {"to": "USD", "mode": "half up"}),
    ("table", ["1/2"], "1/10", "1/9", {"table": 0, "others": 0}),
    ("distinct", [usd("1"), usd("2"), usd("1"), ["1", "EUR"]], "3", "2", {}),
    ("distinct", [], "0", "1", {}),
    ("distinct", [text("a"), text("b"), text("a")], "2", "3", {}),
    ("latest", [day("2026-01-01"), "5", day("2026-01-01"), "6"], "6", "5", {}),
    ("latest", [], UNDEFINED, "0", {}),
    # 100 by thirds: 33.33 each, the odd one to the first; -100 mirrors it.
    ("allot", [usd("100"), "1", "1", "1"], usd("34"), usd("33"), {"index": 0}),
    ("allot", [usd("100"), "1", "1", "1"], usd("33"), usd("34"), {"index": 2}),
    ("allot", [usd("-100"), "1", "1", "1"], usd("-34"), usd("-33"), {"index": 0}),
    # 10,001 at 30 and 70%: 3,000.3 and 7,000.7, the odd cent to the larger remainder.
    ("allot", [usd("10001"), "3/10", "7/10"], usd("7001"), usd("7000"), {"index": 1}),
    # 5 over 4 and -1 (of 3): 6 2/3 and -1 2/3 are cut to 6 and -1, which add up already.
    ("allot", [usd("5"), usd("4"), usd("-1")], usd("6"), usd("7"), {"index": 0}),
    # 1 over -1 and three times 1 (of 2): halves, all cut to 0; the missing unit goes to the first above 0.
    ("allot", [usd("1"), "-1", "1", "1", "1"], usd("1"), usd("0"), {"index": 1}),
    ("allot", [usd("1"), "-1", "1", "1", "1"], usd("0"), usd("1"), {"index": 0}),
    ("allot", ["1", "2", "1"], "666666667/1000000000", "2/3", {"index": 0, "unit": "billionth"}),
    ("allotted", [usd("100/3")], usd("34"), usd("35"), {"sealed": []}),
    ("allotted", [usd("100/3")], usd("33"), usd("32"), {"sealed": []}),
    ("rank", ["1/2"], "2", "3", {"better": 1, "sealed": [0, 1]}),
    ("rank", [UNDEFINED], UNDEFINED, "1", {"better": 0, "sealed": []}),
]


def ids(case: Any) -> str | None:
    return case if isinstance(case, str) else None


@pytest.mark.parametrize(("op", "inputs", "right", "wrong", "more"), CASES, ids=ids)
def test_the_right_value_passes_and_the_next_one_is_found(
    op: str, inputs: list[Any], right: Any, wrong: Any, more: dict[str, Any]
) -> None:
    assert check_nodes(proof_of(op, inputs, right, more)) == []
    found = check_nodes(proof_of(op, inputs, wrong, more))
    assert len(found) == 1
    assert found[0].where == f"line L (node {len(inputs)}, `{op}`)"


def test_every_operation_has_its_cases() -> None:
    operations = {*STRICT, *LENIENT, "fact", "payee", "period", "table"}

    assert operations - {op for op, *_ in CASES} == set()
    assert set(TAKEN) == {"said", "plan", "stated", "sealed sum"}


WRONG_KINDS: list[tuple[str, list[Any], dict[str, Any]]] = [
    ("add", [usd("5"), "1"], {}),
    ("add", [text("a"), text("b")], {}),
    ("multiply", [usd("5"), usd("5")], {}),
    ("divide", ["5", usd("5")], {}),
    ("negate", [day("2026-01-01")], {}),
    ("least", ["1", text("a")], {}),
    ("strike", ["1/2"], {"mode": "up"}),
    ("strike", ["1/2"], {}),
    ("is", ["1", text("1")], {}),
    ("not", ["1"], {}),
    ("all", ["1"], {}),
    ("or", [UNDEFINED], {}),
    ("if", [True, "1"], {"taken": "otherwise"}),
    ("if", [False, "1"], {"taken": "then"}),
    ("if", ["1", "1"], {"taken": "then"}),
    ("days", ["1", "2"], {}),
    ("counted", [day("2026-01-01")], {"how": "calendar days"}),
    ("counted", [day("2026-01-01"), day("2026-01-01")], {"how": "moons"}),
    ("shift", [day("2026-01-01")], {"months": 10**12}),
    ("convert", ["1", "1"], {"to": "USD", "mode": "down"}),
    ("convert", [usd("1"), "1"], {"to": "dollars", "mode": "down"}),
    ("latest", [day("2026-01-02"), "1", day("2026-01-01"), "2"], {}),
    ("allot", [usd("1/2"), "1"], {"index": 0}),
    ("allot", [usd("1"), "1", "-1"], {"index": 0}),
    ("allot", [usd("1"), "1"], {"index": 1}),
    ("rank", ["1"], {"better": 2, "sealed": [0]}),
    ("sum", [], {}),
    ("sum", [], {"zero": "1"}),
    ("sum", ["1"], {"zero": usd("1")}),
    ("one", ["1"], {}),
    ("payee", ["1"], {}),
    ("fact", [], {"row": 0, "column": "hidden"}),
    ("fact", [], {"row": 7, "column": "amount"}),
    ("fact", [], {"row": -1, "column": "amount"}),
    ("period", [], {"period": 1}),
    ("table", ["1"], {"table": 3}),
    ("table", ["1", "2"], {"table": 0}),
    ("guess", [], {}),
    ("add", ["1"], {}),
]


@pytest.mark.parametrize(("op", "inputs", "more"), WRONG_KINDS, ids=ids)
@pytest.mark.parametrize("value", ["1", {"text": "x"}, {"undefined": ""}])
def test_what_does_not_go_together_is_found_whatever_is_claimed(
    op: str, inputs: list[Any], more: dict[str, Any], value: Any
) -> None:
    found = check_nodes(proof_of(op, inputs, value, more))

    assert len(found) == 1
    assert "`" in found[0].where
    assert found[0].what


MALFORMED: list[Any] = [
    None,
    7,
    "add",
    {},
    [],
    ["one"],
    ["one", []],
    ["one", [], "1", {}, {}],
    ["one", None, "1"],
    ["same", [1], "1"],
    ["same", [-1], "1"],
    ["same", [5], "1"],
    ["same", ["0"], "1"],
    [["one"], [], "1"],
    ["one", [], 1],
    ["one", [], None],
    ["one", [], "1.0"],
    ["one", [], "01"],
    ["one", [], "+1"],
    ["one", [], " 1"],
    ["one", [], "1_0"],
    ["one", [], "\u0661"],
    ["one", [], "2/2"],
    ["one", [], "1/1"],
    ["one", [], "1/0"],
    ["start", [], "-0"],
    ["start", [], ["0", "usd"]],
    ["start", [], ["0"]],
    ["start", [], [0, "USD"]],
    ["shift", [0], {"day": "2026-02-30"}, {}],
    ["shift", [0], {"day": "20260201"}, {}],
    ["strike", [0], "1", None],
    ["strike", [0], "1", []],
    ["sum", [0], "1", {"zero": 0}, None],
]


@pytest.mark.parametrize("node", MALFORMED, ids=repr)
def test_a_node_that_is_none_is_found_and_never_a_traceback(node: Any) -> None:
    proof = proof_of("one", [], "1", {})
    proof["nodes"] = [["one", [], "1"], node]

    [found] = check_nodes(proof)

    assert "node 1" in found.where


def test_only_the_changed_node_and_what_reads_it_are_found() -> None:
    proof = proof_of("one", [], "1", {})
    proof["nodes"] = [["one", [], "1"], ["add", [0, 0], "3"], ["add", [1, 0], "4"], ["add", [0, 0], "2"]]
    proof["lines"] = [{"line": "L", "earned": [None, 2], "payable": [None, None]}]

    [found] = check_nodes(proof)

    assert found.where == "line L (node 1, `add`)"
    assert found.what == "`add` of 1, 1 gives 2, and the proof says 3"


def test_a_finding_names_the_figure_that_uses_a_node_and_says_so_where_nothing_does() -> None:
    proof = proof_of("one", [], "1", {})
    proof["nodes"] = [["one", [], "2", {"name": "share"}], ["one", [], "3"]]
    proof["lines"] = []
    proof["page"] = ["x", {"figure": 0, "text": "2", "of": "attainment"}]

    first, second = check_nodes(proof)

    assert first.where == "figure attainment of the page (node 0, `one`, share)"
    assert second.where == "node 1, `one`, which no line uses"


def test_long_sums_of_strange_fractions_are_refused_before_they_take_long() -> None:
    primes_like = [f"1/{10**3000 + 2 * i + 1}" for i in range(60)]
    [found] = check_nodes(proof_of("sum", primes_like, "1", {"zero": "0"}))

    assert "larger denominator" in found.what
