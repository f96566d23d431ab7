"""What the company shows of a fact beside its id."""

from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts.company import StatementSettings
from tests.runs import tiny
from tests.statements.tiny_issue import paid_run, statement

SHARED = (
    tiny.SHARED.replace(
        "  column   owner: payee\n",
        """  column   owner: payee
  column   customer: to customer, may be blank
  column   term_months: number, may be blank
""",
    )
    + """
source customer "Who buys"
  key      id: text
  valid    starts_on through ends_on
  column   name: text
  column   rep: payee, may be blank
"""
)


@pytest.fixture(name="company")
def _company(tmp_path: Path) -> Path:
    deals = """\
id,owner,booked_on,currency,value,customer,term_months
D1,ana,2026-01-15,USD,600.00,C1,12
D2,ana,2026-01-20,USD,100.00,,
D0,ana,2026-01-25,USD,0.00,C1,24
"""
    customers = """\
id,starts_on,ends_on,name,rep
C1,2025-01-01,2026-01-19,Acorn Ltd,bo
C1,2026-01-20,,Acorn & Sons,bo
"""
    folder = tiny.workspace(tmp_path / "w", deal=deals, customer=customers)
    (folder / "plans" / "shared.plan").write_text(SHARED, encoding="utf-8")
    return folder


def showing(*columns: str) -> StatementSettings:
    return StatementSettings(columns={"deal": columns})


def test_columns_of_the_fact_and_of_what_it_refers_to_stand_beside_it(company: Path) -> None:
    made = statement(company, paid_run(company, "2026-01"), settings=showing("customer.name", "term_months"))

    lines = {line.unit: line.about for line in made.sections[0].clauses[0].lines}
    # The customer was renamed five days after D1; a blank cell is left out.
    assert lines == {"D1": ("Acorn Ltd", "12"), "D2": ()}
    assert [(each.fact, each.about) for each in made.not_paid] == [("D0", ("Acorn & Sons", "24"))]


def test_nothing_stands_beside_a_fact_where_nothing_is_asked_for(company: Path) -> None:
    made = statement(company, paid_run(company, "2026-01"))

    assert {line.about for line in made.sections[0].clauses[0].lines} == {()}


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"deals": ("value",)}, "no source for .* called 'deals'"),
        ({"deal": ("valu",)}, "no column of deal for .* called 'valu'"),
        ({"deal": ("customer.nam",)}, "no column of customer for .* called 'nam'"),
        ({"deal": ("value.name",)}, "value refers to no other source"),
        ({"deal": ("owner",)}, "owner names a payee"),
        ({"deal": ("customer.rep",)}, "customer.rep names a payee"),
    ],
)
def test_a_column_that_cannot_be_shown_is_refused(
    company: Path, columns: dict[str, tuple[str, ...]], reason: str
) -> None:
    done = paid_run(company, "2026-01")

    with pytest.raises(CompError, match=reason):
        statement(company, done, settings=StatementSettings(columns=columns))
