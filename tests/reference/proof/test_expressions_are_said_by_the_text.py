"""Constants of a plan's text in the proof: each stands where the plan says it."""

from typing import cast

from comp.facts.snapshot import Snapshot
from comp.fuzz.writing.sources import SOURCES
from comp.language import load_texts
from comp.language.calendar import Calendar
from comp.reference import Facts, valuate
from comp.reference.proof.book import Book
from tests.reference import build as b
from tests.reference.proof.worked import deal, person

PLAN = """plan p "A plan"
  effective          2026-02-01 through 2026-12-30, later facts about its lines included
  payees             role is "AE", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  prorating          by calendar days
  target incentive   assignment.target_incentive per year, as of the line's date
  data               deal, assignment

clause sold "Sold", 40% of target incentive
  credit sales from each deal
    on    deal.booked_on, then deal.id as text
    value deal.value
    share 100% to deal.owner
  measure total_sales = total own sales of the period
    read at posting
  table rate by total_sales across deal.kind, retroactive
    | from         | is new | is any |
    | 0.00 USD     | 1.5x   | 5%     |
    | 1,000.00 USD | 2x     | -1     |
  pay commission = min(sales * 10%, 1,000.00 USD) * rate, for each sales
  pay target = period target - (-2.00 USD), once per performance period

clause bonus "Bonus", 60% of target incentive
  pay extra = period target, once per performance period

amend p from 2026-03-01 "Amendment 1"
  replace table rate
  table rate by deal.value, retroactive
    | from     | rate |
    | 0.00 USD | 7%   |
"""


def test_every_constant_of_a_plan_is_found_where_it_stands() -> None:
    """A percentage, money, a share of a heading, a header's day, an amendment's day, and rows of tables."""
    texts = {"facts.plan": SOURCES, "p.plan": PLAN}
    loaded = load_texts(texts)
    assert loaded.program is not None, [(fault.code, fault.text, str(fault.span)) for fault in loaded.errors]
    rows = {
        "assignment": [person("ana", target_incentive=1_000_000)],
        "deal": [deal("D1", "02-10", 4000), deal("D2", "03-10", 500)],
    }
    snapshot = Snapshot.from_rows(loaded.program.sources, rows)
    facts = Facts(snapshot)
    book = Book(facts, texts, "ana")
    plan = loaded.program.plans[0]
    for line in valuate(loaded.program, plan, snapshot, Calendar(), b.d("12-31"), None, facts):
        assert line.fault is None
        line.prove(book)
    lines = list(book.plan_lines)
    said = {
        lines[place].text[column - 1 : column - 1 + length]
        for node in book.nodes
        if node.op == "said"
        for place, column, length in [cast("tuple[int, int, int]", dict(node.more)["at"])]
    }
    assert said == {
        "100%",
        "10%",
        "1,000.00 USD",
        "40%",
        "60%",
        "2026-02-01",
        "2026-12-30",
        "2026-03-01",
        "2.00 USD",
        '"AE"',
    }
    assert {node.op for node in book.nodes}.isdisjoint({"plan", "stated"})
    shown = {
        table.table.name: [lines[place].text.strip() for place in table.lines if place is not None]
        for _, table in book.tables.values()
    }
    grid = ["| 0.00 USD     | 1.5x   | 5%     |", "| 1,000.00 USD | 2x     | -1     |"]
    assert shown == {"rate": grid * 2, "rate@2026-03-01": ["| 0.00 USD | 7%   |"]}  # a page for each kind
