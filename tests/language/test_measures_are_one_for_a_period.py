"""What a measure cannot be made of: what differs from deal to deal, or belongs to one payee alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from comp.language import load_texts

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
SHARED = (CASES / "shared.plan").read_text("utf-8")
HEAD = """plan p "P"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             role is "p", as of the line's date
  performance period month
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               deal, quota, assignment

clause commission "Commission"
"""
TABLE = """  table weight by {by}, retroactive
    | from     | weight |
    | 0.00 USD | 1x     |
"""


def said(clause: str) -> list[str]:
    loaded = load_texts({"shared.plan": SHARED, "p.plan": HEAD + clause})
    return [one.text for one in loaded.errors if one.code == "N005"]


@pytest.mark.parametrize("by", ["sold", "deal.amount"])
def test_a_table_that_looks_at_each_deal_is_refused_in_a_measure(by: str) -> None:
    clause = f"""  measure sold = total own sale of the period
{TABLE.format(by=by)}  measure counted = 1 * weight
    read at the close of the period
  pay commission = sale * counted, for each sale
"""
    wrong = "The table `weight` looks at each deal, but the measure `counted` is one for the period."
    assert said(clause) == [wrong]
    read = clause.replace("of the period\n", "of the period\n    read at the close of the period\n", 1)
    assert said(read.replace("by deal.amount", "by sold")) == []


def test_the_span_of_a_quota_is_the_payees_own() -> None:
    clause = """  measure sold = total {whose} sale of the span of quota.sale
  table rate by sold, marginal
    | from     | rate |
    | 0.00 USD | 5%   |
  pay commission = sale * rate, for each sale
"""
    wrong = "The span of a quota is the payee's own, and these are everybody's credits."
    assert said(clause.format(whose="all")) == [wrong]
    assert said(clause.format(whose="own")) == []
