"""Small plans for the tests of the analysis: each a clause between the same header and claw back."""

from __future__ import annotations

from functools import cache

from comp.language.analysis import Finding, Report, examine
from comp.language.core import Program
from tests.language.workspace import load_with_shared

_HEADER = """plan p "Seller"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             role is "AE", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
{target}  data               {data}

"""
_TARGET = (
    "  prorating          by calendar days\n"
    "  target incentive   assignment.target_incentive per year, as of the line's date\n"
)
CLAW_BACK = """  claw back commission for each cancellation
    portion cancellation.lost_value / deal.first_year_value, at most 100% of a deal in total
    as money, attainment stays
"""


def seller(*clauses: str, target: bool = False, data: str = "deal, cancellation, rate, assignment") -> str:
    """A plan of these clauses."""
    return _HEADER.format(target=_TARGET if target else "", data=data) + "\n".join(clauses)


def answer(text: str, code: str, pay: str | None = "commission") -> Finding:
    """The answer to one question about the plan `p`."""
    found = report(text).of("p", code, pay)
    assert found is not None
    return found


def over_revenue(shape: str, rows: str, reading: str = "", factor: str = "new_business * rate") -> str:
    """A clause that pays new business by a table over what is sold in the period."""
    read = f"    read {reading}\n" if reading else ""
    return (
        'clause c "Commission"\n'
        "  measure revenue = total own new_business of the period\n"
        f"{read}  table rate by revenue, {shape}\n{rows}"
        f"  pay commission = {factor}, for each new_business\n" + CLAW_BACK
    )


def steps(*rows: tuple[str, str], head: str = "from") -> str:
    """A table's rows of bounds in whole dollars (or as written) and rates."""
    told = [f"    | {head} | rate |\n"]
    for bound, rate in rows:
        written = bound if bound[-1] == "%" or " " in bound else f"{int(bound):,}.00 USD"
        told.append(f"    | {written} | {rate} |\n")
    return "".join(told)


@cache
def program(text: str) -> Program:
    """The program of a plan beside the plain sources and credits; it must have no errors."""
    loaded = load_with_shared(text)
    assert loaded.program is not None, [f"{fault.span}: {fault.text}" for fault in loaded.errors]
    return loaded.program


def report(text: str) -> Report:
    """What is told of a plan."""
    return examine(program(text))
