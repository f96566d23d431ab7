"""Laws of one plan whose lines rest on their payee's own credits alone, whatever its facts are.

It has the plan's own claw backs, as a plan would write them; the laws beside this ask drawn plans.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from comp import engine, reference
from comp.facts.snapshot import Snapshot, Value
from comp.fuzz.cases import Case, draw_case, program_of, snapshot_of
from comp.fuzz.comparing import Outcomes, calculated, interpreted
from comp.fuzz.drawing import Drawing
from comp.fuzz.facts import Rows, draw_facts
from comp.fuzz.writing.sources import SOURCES
from comp.language.core import NUMBER_SCALE, Plan, Program
from tests.laws.drawn import CASES

Valuing = Callable[[Program, Plan, Snapshot, Case, date], Outcomes]

DRAWN = settings(
    max_examples=max(CASES // 6, 3),
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
SEEDS = st.integers(0, 2**40)

# Lines rest on the payee's own credits only: no roll-up, no counts, no rows of the company.
PLAN = """plan law "A plan whose lines rest on own credits"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             payee is not blank, as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  prorating          by calendar days
  target incentive   24,000.00 USD per year, as of the line's date
  data               deal, cancellation, quota, assignment

clause crediting "Who is credited"
  credit sales from each deal
    on    deal.booked_on, then deal.id as text
    value deal.value
    share deal.overlay_share (blank is 0%) to deal.overlay
    share the rest to deal.owner

clause commission "Commission", 100% of target incentive
  measure attainment = total own sales of the period / quota.sales of the period
  measure year = total own sales of the year
    read at the close of the period, 1,000.00 USD until then
  measure before = total own sales of this performance period and the 1 before it
    read before the credit
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 6%   |
    | 5%   | 33.3% |
    | 100% | -5%  |
  except no_quota, when quota.sales of the period is 0: rate is 6%
  table factor by year, retroactive
    | above        | factor |
    | 0.00 USD     | 0.9    |
    | 5,000.00 USD | 1.1    |
  table step by before, interpolated, flat outside
    | at           | step |
    | 0.00 USD     | 50%  |
    | 9,000.00 USD | 75%  |
  pay commission = sales * rate, for each sales
  multiply commission by factor
  cap commission at 3,000.00 USD per performance period, the excess is lost
  hold commission until year > 0
    read at the close of its performance period, then of each of the 1 after it, otherwise lost
    blank is held
  pay stepped = sales * step, for each sales
  pay bonus = min(year, period target), once per performance period
  cap stepped at 900.00 USD per line, the excess is lost
{claw_back}
"""
AS_CREDIT = """  claw back sales for each cancellation
    portion cancellation.lost_share, at most 100% of a deal in total
    as credit, attainment falls"""
AS_MONEY = "\n".join(
    f"""  claw back {pay} for each cancellation
    portion cancellation.lost_share, at most 100% of a deal in total
    as money, attainment stays"""
    for pay in ("commission", "stepped")
)


def _calculated(program: Program, plan: Plan, snapshot: Snapshot, case: Case, day: date) -> Outcomes:
    return calculated(program, plan, snapshot, case.calendar, day)


def _interpreted(program: Program, plan: Plan, snapshot: Snapshot, case: Case, day: date) -> Outcomes:
    return interpreted(program, plan, snapshot, case.calendar, day)


both = pytest.mark.parametrize("value", [_calculated, _interpreted], ids=["engine", "reference"])


def law_case(seed: int, claw_back: str) -> Case:
    """The plan above, and drawn facts without losses."""
    case = draw_case(seed)
    rows = draw_facts(Drawing(seed), ["sales"], "USD", huge=False)
    texts = {"facts.plan": SOURCES, "law.plan": PLAN.format(claw_back=claw_back)}
    return replace(case, texts=texts, rows={**rows, "cancellation": [], "refund": []})


def of(case: Case, value: Valuing, rows: Rows, day: date) -> Outcomes:
    """The lines of the law's plan from these facts."""
    program = program_of(case)
    return value(program, program.plans[0], snapshot_of(program, rows), case, day)


def of_fact(lines: Outcomes, fact: object) -> Outcomes:
    """The lines of one fact."""
    return {key: line for key, line in lines.items() if line.identity[4] == fact}


def with_loss(case: Case, deal: Value, *shares: Fraction) -> Rows:
    """The case's facts with losses of a deal that take part at once."""
    lost: list[dict[str, Value]] = [
        {
            "id": f"X{number}",
            "effective_on": date(2025, 1, 1),
            "deal": deal,
            "lost_share": share,
            "currency": "EUR",
            "forced": None,
            "lost_value": None,
        }
        for number, share in enumerate(shares)
    ]
    return {**case.rows, "cancellation": lost}


def without(case: Case, deal: object) -> Rows:
    """The case's facts without a deal."""
    return {**case.rows, "deal": [row for row in case.rows["deal"] if row["id"] != deal]}


@both
@DRAWN
@given(seed=SEEDS)
def test_a_sale_and_its_full_loss_as_credit_equal_neither(value: Valuing, seed: int) -> None:
    case = law_case(seed, AS_CREDIT)
    deal, day = case.rows["deal"][0]["id"], case.days[-1]
    lost = of(case, value, with_loss(case, deal, Fraction(3, 5), Fraction(3, 5)), day)
    neither = of(case, value, without(case, deal), day)
    assert {key: line for key, line in lost.items() if line.identity[4] != deal} == neither
    assert {line.amounts for line in of_fact(lost, deal).values()} <= {(0, 0), None}


@both
@DRAWN
@given(seed=SEEDS)
def test_a_full_loss_as_money_leaves_nothing_of_the_deal_and_all_else(value: Valuing, seed: int) -> None:
    case = law_case(seed, AS_MONEY)
    deal, day = case.rows["deal"][0]["id"], case.days[-1]
    kept = of(case, value, case.rows, day)
    lost = of(case, value, with_loss(case, deal, Fraction(1)), day)
    assert lost.keys() == kept.keys()
    gone = of_fact(kept, deal)
    for key, line in kept.items():
        if key not in gone:
            assert lost[key] == line
        else:
            assert lost[key].amounts == (None if line.amounts is None else (0, 0))


@both
@DRAWN
@given(seed=SEEDS)
def test_a_line_never_moves_when_only_another_payees_facts_change(value: Valuing, seed: int) -> None:
    case = law_case(seed, AS_CREDIT)
    day, payee = case.days[-1], "ana"
    rows = {
        **case.rows,
        "deal": [row for row in case.rows["deal"] if payee in (row["owner"], row["overlay"])],
        "quota": [row for row in case.rows["quota"] if row["payee"] == payee],
        "assignment": [row for row in case.rows["assignment"] if row["payee"] == payee],
    }
    before, after = of(case, value, case.rows, day), of(case, value, rows, day)
    assert {k: v for k, v in before.items() if v.identity[2] == payee} == after or not rows["assignment"]


@DRAWN
@given(seed=SEEDS)
def test_the_parts_of_a_split_add_up_to_the_deal(seed: int) -> None:
    case = law_case(seed, AS_CREDIT)
    program = program_of(case)
    snapshot = snapshot_of(program, case.rows)
    values = {row["id"]: row["value"] for row in case.rows["deal"]}
    table = engine.credits(program, snapshot, date(2036, 12, 31))["sales"]
    keys = table.rows.table.get_column("id").gather(table.frame.get_column("row"))
    sums = table.frame.with_columns(id=keys).group_by("id").agg(pl.col("amount").sum())
    assert {row["id"]: row["amount"] for row in sums.iter_rows(named=True)} == {
        key: values[key] for key in sums.get_column("id")
    }
    told: dict[str, int] = {}
    for credit in reference.credits(program, snapshot, date(2036, 12, 31)).credits:
        told[credit.fact] = told.get(credit.fact, 0) + credit.units
    assert told == {key: values[key] for key in told}
    assert set(told) == set(sums.get_column("id"))


def test_half_of_a_credit_is_taken_back_to_the_cent() -> None:
    """One golden number under the laws: 1.01 halved is 0.505, struck half even to 0.50."""
    case = law_case(1, AS_CREDIT)
    rows = {
        **{name: [] for name in case.rows},
        "assignment": [{"payee": "ana", "currency": "USD", "role": "AE"}],
        "deal": [
            {"id": "D1", "booked_on": date(2026, 1, 5), "currency": "USD", "owner": "ana", "value": 101}
        ],
    }
    lost = with_loss(replace(case, rows=rows), "D1", Fraction(500_000_000, NUMBER_SCALE))
    for value in (_calculated, _interpreted):
        # 0.50 at the first point of `step`, 50 %, is 0.25.
        assert of(case, value, lost, date(2026, 2, 1))["law.stepped:ana:D1#2"].amounts == (25, 25)
