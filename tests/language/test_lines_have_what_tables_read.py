"""A table may be used by pays of another clause, whose lines may not have the row that it reads."""

from __future__ import annotations

import pytest

from tests.language.workspace import demo_texts, load_with_shared

AE = demo_texts()["ae_mm_2026.plan"]
TABLE = """  table factor by INPUT, retroactive
    | HEAD | factor |
    | LOW  | 1x     |
"""
OTHER = """
clause other "A bonus, and success"
  pay bonus = 100.00 USD, once per performance period
  pay success = up_for_renewal * 1%, for each up_for_renewal
"""


def said(by: str, use: str) -> list[str]:
    """What is wrong with a use of a table that is read by a column or a credit of a deal."""
    head, low = ("is", "any ") if by.endswith("kind") else ("from", "0.00 USD")
    table = TABLE.replace("INPUT", by).replace("HEAD", head).replace("LOW ", low)
    text = AE.replace("  pay commission =", f"{table}  pay commission =").replace(
        "\nexample", OTHER + use + "\nexample", 1
    )
    return [fault.text for fault in load_with_shared(text).errors if fault.code == "N005"]


@pytest.mark.parametrize(
    ("by", "use", "expected"),
    [
        ("deal.kind", "multiply commission by factor", []),
        ("new_business", "multiply commission by factor", []),
        (
            "deal.kind",
            "multiply bonus by factor",
            ["`factor` reads `deal.kind`, and a line of `bonus` has no row of deal."],
        ),
        (
            "deal.kind",
            "guarantee least for commission, at 1.00 USD per performance period\n  multiply least by factor",
            ["`factor` reads `deal.kind`, and a line of `least` has no row of deal."],
        ),
        (
            "deal.kind",
            "multiply commission and success by factor",
            ["`factor` reads `deal.kind`, and a line of `success` has no row of deal."],
        ),
        (
            "new_business",
            "multiply success by factor",
            ["`factor` reads `new_business`, and a line of `success` is not of that credit."],
        ),
    ],
)
def test_a_table_is_refused_where_lines_lack_what_it_reads(by: str, use: str, expected: list[str]) -> None:
    assert said(by, f"  {use}") == expected
