"""Small cases that sessions draw in other processes: on some of them something fails on purpose."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from comp.facts.snapshot import Value
from comp.fuzz import Case
from comp.language.calendar import Calendar

TEXT = """shared "Facts"

source assignment "Who holds which role"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   manager: payee, may be blank
  column   target_incentive: money, may be blank

source quota "What a payee is to reach"
  key      id: text
  currency currency
  column   payee: payee
  column   name: text
  column   starts_on: date
  column   ends_on: date
  column   amount: money, may be blank
  column   units: number, may be blank

source deal "Signed orders"
  key      id: text
  dated    booked_on
  currency USD
  column   owner: payee
  column   value: money

source cancellation "Deals given back"
  key      id: text
  dated    effective_on
  currency USD
  column   deal: to deal

clause crediting "Who is credited"
  credit sales from each deal
    on    deal.booked_on, then deal.id as text
    value deal.value
    share 100% to deal.owner
"""
PLAN = """plan p "A plan"
  effective 2026-01-01 through 2026-12-31, later facts about its lines included
  payees payee is not blank, as of the line's date
  performance period quarter
  payout monthly
  currency USD, at the rate of the credit date
  rounding half even to 0.01, each line
  prorating by calendar days
  target incentive assignment.target_incentive per year, as of the line's date
  data deal, assignment, cancellation, quota

clause c "A clause", 100% of target incentive
  measure attainment = total own sales of the period / quota.sales of the period
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 10%  |
    | 50%  | 20%  |
  pay q = sales * rate, for each sales
  cap q at 400.00 USD per performance period, the excess is lost
  claw back q for each cancellation
    portion 100%, at most 100% of a deal in total
    as money, attainment stays
"""
DEALS: list[dict[str, Value]] = [
    {"id": f"D{number}", "booked_on": date(2026, 2, number), "owner": "ana", "value": value}
    for number, value in enumerate((100_000, 0, 50_000, -10_000, 110_000), start=1)
]
CASE = Case(
    {"facts.plan": TEXT, "p.plan": PLAN},
    {
        "assignment": [
            {"payee": "ana", "currency": "USD", "manager": "bo", "ends_on": date(2026, 2, 27)},
            {"payee": "ana", "currency": "USD", "starts_on": date(2026, 3, 5), "ends_on": date(2026, 8, 8)},
        ],
        "quota": [
            {
                "id": "Q",
                "payee": "ana",
                "name": "sales",
                "currency": "USD",
                "starts_on": date(2026, 1, 1),
                "ends_on": date(2026, 3, 31),
                "amount": 200_000,
            }
        ],
        "deal": DEALS,
        "cancellation": [
            {"id": "C1", "effective_on": date(2027, 1, 5), "deal": "D2"},
            {"id": "C2", "effective_on": date(2027, 9, 5), "deal": "D1"},
        ],
    },
    Calendar(),
    (date(2027, 3, 31),),
)


def sound(seed: int) -> Case:
    """The case above, whatever the seed."""
    del seed
    return CASE


def failing_on_every_third(seed: int) -> Case:
    """The case above; for every third seed one that cannot be valued, because a row holds what is no date."""
    if seed % 3:
        return CASE
    broken: list[dict[str, Value]] = [*DEALS, {**DEALS[0], "id": "X", "value": "a text"}]
    return replace(CASE, rows={**CASE.rows, "deal": broken})
