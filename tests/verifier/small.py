"""A small proof made by hand: one payee, two deals, bands of 10% and 15%, a page; and how to seal it.

Worked by hand: quota 100,000.00. D1 of 80,000.00 pays 10%: 8,000.00. D2 of 50,000.00 runs from 80% to 130%:
20,000 at 10% and 30,000 at 15% are 6,500.00, so its average rate is 13/100. Together 14,500.00.
"""

import copy
from typing import Any

from comp.verifier.commitments import (
    HashTree,
    cell_commitment,
    plan_line_leaf,
    row_leaf,
    statement_leaf,
)
from tests.verifier.signing import signed

SECRET = bytes(range(32))
OTHER_SECRET = bytes(range(1, 33))
PLAN = [
    "clause commission",
    "  table rate by attainment, marginal",
    "    | from | rate |",
    "    | 0%   | 10%  |",
    "    | 100% | 15%  |  # above quota | pays more",
    "  measure attainment = total own sale / 100,000.00 USD",
]
FACTS = [
    (
        "deal",
        {
            "amount": ("money", minor),
            "booked_on": ("day", "2026-02-10"),
            "currency": ("text", "USD"),
            "owner": ("text", owner),
        },
    )
    for minor, owner in (("8000000", "ana"), ("5000000", "ana"), ("7700000", "bo"))
]
OTHER_STATEMENT = statement_leaf(bytes(16), "bo", [])


def nodes() -> list[list[Any]]:
    usd = "USD"
    return [
        ["said", [], ["10000000", usd], {"at": [2, 41, 14]}],  # 0 quota
        ["start", [], ["0", usd]],
        ["fact", [], ["8000000", usd], {"row": 0, "column": "amount"}],
        ["add", [1, 2], ["8000000", usd]],
        ["fact", [], ["5000000", usd], {"row": 1, "column": "amount"}],
        ["add", [3, 4], ["13000000", usd]],  # 5
        ["divide", [1, 0], "0"],
        ["divide", [3, 0], "4/5"],
        ["divide", [5, 0], "13/10"],
        ["table", [6, 7], "1/10", {"table": 0, "others": 0, "runs": True}],
        ["table", [7, 8], "13/100", {"table": 0, "others": 0, "runs": True}],  # 10
        ["multiply", [2, 9], ["800000", usd]],
        ["multiply", [4, 10], ["650000", usd]],
        ["strike", [11], ["800000", usd], {"mode": "half even"}],
        ["strike", [12], ["650000", usd], {"mode": "half even", "name": "commission"}],
        ["add", [13, 14], ["1450000", usd]],  # 15
        ["fact", [], {"day": "2026-02-10"}, {"row": 0, "column": "booked_on"}],
        ["fact", [], {"day": "2026-02-10"}, {"row": 1, "column": "booked_on"}],
    ]


BORN = {"D1#1": 16, "D2#1": 17}


def line(unit: str, node: int) -> dict[str, Any]:
    return {
        "line": f"ae.commission:ana:{unit}",
        "plan": "ae",
        "clause": "commission",
        "pay": "commission",
        "currency": "USD",
        "performance_period": "2026-Q1",
        "born_on": "2026-02-10",
        "born": BORN[unit],
        "earned": [None, node],
        "payable": [None, node],
        "fault": None,
        "listed": True,
        "sentence": "Commission.",
    }


def page() -> list[Any]:
    return [
        "Compensation statement",
        {"name": True},
        "ana, 2026-Q1",
        {"figure": 13, "text": "8,000.00", "of": "line ae.commission:ana:D1#1, earned", "form": "money"},
        "80,000.00 at 10%",
        {"figure": 14, "text": "6,500.00", "of": "line ae.commission:ana:D2#1, earned", "form": "money"},
        {"figure": 8, "text": "130.0%", "of": "attainment", "form": "percent"},
        "Total",
        {"figure": 15, "text": "14,500.00 USD", "of": "earned in all", "form": "money"},
    ]


def page_text() -> str:
    return (
        "Compensation statement Ana O\u2019Neill ana, 2026-Q1 8,000.00 80,000.00 at 10% 6,500.00 130.0% "
        "Total 14,500.00 USD"
    )


def unsealed() -> dict[str, Any]:
    """Return the proof without what binds it to a run."""
    return {
        "format": "comp-proof/1",
        "payee": "ana",
        "lines": [line("D1#1", 13), line("D2#1", 14)],
        "nodes": nodes(),
        "periods": [{"name": "2026-Q1", "starts_on": "2026-01-01", "last_day": "2026-03-31"}],
        "tables": [
            {
                "name": "rate",
                "shape": "marginal",
                "outside": None,
                "value": "number",
                "rows": [["0", "1/10", ""], ["1", "3/20", ""]],
                "lines": [0, 1],
            }
        ],
        "sources": {"deal": {"currency": {"column": "currency"}}},
        "sealed": [],
        "number_format": {"group": ",", "decimal": ".", "minus": "-"},
        "page": page(),
        "look": None,
    }


def sound(secret: bytes | None = SECRET, company: str = "acme") -> dict[str, Any]:
    """Return the proof, sealed and signed as a company would."""
    proof = unsealed()
    facts = HashTree(_leaf(number) for number in range(len(FACTS)))
    proof["rows"] = [_row(0), _row(1)]
    plan = HashTree(plan_line_leaf(_salt("p", i), "ae.plan", i + 1, text) for i, text in enumerate(PLAN))
    shown = [3, 4, 5]
    proof["plan_lines"] = [
        {"file": "ae.plan", "number": i + 1, "text": PLAN[i], "salt": _salt("p", i).hex(), "place": i}
        for i in shown
    ]
    statements = HashTree([statement_leaf(_salt("s", 0), "ana", lines_of_run()), OTHER_STATEMENT])
    proof["root"] = {
        "format": "comp-root/1",
        "company": company,
        "period": "2026-Q1",
        "recorded_on": "2026-04-01",
        "engine": "1",
        "facts": {"digest": "d", "root": facts.root.hex(), "rows": len(FACTS)},
        "plan_text": {"root": plan.root.hex(), "lines": len(PLAN)},
        "plans": [{"plan": "ae", "result_digest": "r", "text_digest": "t"}],
        "results": {"digest": "d", "lines": 2},
        "statements": {"root": statements.root.hex(), "count": 2},
    }
    proof["paths"] = {
        "facts": [each.hex() for each in facts.path([0, 1])],
        "plan_text": [each.hex() for each in plan.path(shown)],
        "statement": {
            "place": 0,
            "salt": _salt("s", 0).hex(),
            "path": [each.hex() for each in statements.path([0])],
        },
    }
    return resigned(proof, secret)


def resigned(proof: dict[str, Any], secret: bytes | None = SECRET) -> dict[str, Any]:
    """Sign a proof and its root again."""
    root_signature = None if secret is None else signed(secret, b"comp-root/1\n", proof["root"])
    plain = {key: value for key, value in proof.items() if key != "signature"}
    plain["root_signature"] = root_signature
    signature = None if secret is None else signed(secret, b"comp-proof/1\n", plain)
    return copy.deepcopy({**plain, "signature": signature})


def lines_of_run() -> list[list[Any]]:
    return [
        ["ae.commission:ana:D1#1", "ae", "commission", "USD", "0", "800000", "0", "800000", None],
        ["ae.commission:ana:D2#1", "ae", "commission", "USD", "0", "650000", "0", "650000", None],
    ]


def _row(number: int) -> dict[str, Any]:
    source, cells = FACTS[number]
    return {
        "source": source,
        "number": number,
        "cells": {
            column: [_salt(column, number).hex(), *cells[column]]
            for column in ("amount", "booked_on", "currency")
        },
        "hidden": {"owner": _commitment(number, "owner").hex()},
    }


def _leaf(number: int) -> bytes:
    return row_leaf([_commitment(number, column) for column in sorted(FACTS[number][1])])


def _commitment(number: int, column: str) -> bytes:
    source, cells = FACTS[number]
    return cell_commitment(_salt(column, number), source, column, cells[column][1])


def _salt(what: str, number: int) -> bytes:
    return f"{what:>12}{number:04}".encode()[:16]
