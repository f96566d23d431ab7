"""A table knows how the plan writes its values, so that they are told in the same way."""

from __future__ import annotations

import pytest

from comp.language.core import Writing
from tests.language.workspace import demo_texts, load_with_shared

AE = demo_texts()["ae_mm_2026.plan"]
TABLE = """  table factor by attainment, marginal
    | from | factor |
    | 0%   | {first} |
    | 50%  | {second} |
  pay commission ="""


@pytest.mark.parametrize(
    ("first", "second", "written"),
    [
        ("6%", "10%", Writing.PERCENT),
        ("0", "10%", Writing.PERCENT),
        ("1x", "1.5x", Writing.MULTIPLE),
        ("0", "2x", Writing.MULTIPLE),
        ("0.90", "1", Writing.DECIMALS),
        ("0", "2", Writing.WHOLE),
        ("0", "100.00 USD", None),
    ],
)
def test_a_plain_zero_goes_with_the_rest_of_the_column(
    first: str, second: str, written: Writing | None
) -> None:
    text = AE.replace("  pay commission =", TABLE.format(first=first, second=second), 1)

    program = load_with_shared(text).program

    assert program is not None
    assert program.plans[0].tables["factor"].written == written
