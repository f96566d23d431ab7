"""A company of three in a folder: one plan with two bands and a claw back, facts worked out by hand.

Ana's quota is 1,000.00 a quarter; she is paid 10% below it and 20% from there.

    D1, 15 January:  600.00 at 10%                       =  60.00
    D2, 10 February: 400.00 at 10% + 200.00 at 20%       =  80.00
    D3, 20 March:    100.00 at 20%                       =  20.00
    L2, 5 March:     half of D2 is lost, as money: -40.00 of it

So January earns 60.00, February 80.00, March 20.00 - 40.00 = -20.00, the quarter 120.00.
Zoe is credited for D4 (50.00), but is a guest, under no plan.
"""

from pathlib import Path

PLAN = """\
plan ae_2026 "Account Executive"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             role is "AE", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  target incentive   assignment.target_incentive per year
  data               deal, cancellation, quota, assignment

clause commission "Commission", 100% of target incentive
  summary "A tenth up to quota, a fifth from there."
  measure attainment = total own new_business of the period / quota.new_business of the period
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 10%  |
    | 100% | 20%  |
  except no_quota, when quota.new_business of the period is 0: rate is 10%
  pay commission = new_business * rate, for each new_business

clause losses "Lost deals"
  summary "A loss takes back its share."
  claw back commission for each cancellation, when cancellation.lost_value > 0
    portion cancellation.lost_value / deal.value, at most 100% of a deal in total
    as money, attainment stays

example "A deal that crosses quota"
  given quota
    | payee | new_business |
    | ana   | 1,000.00 USD |
  given deal
    | id | owner | booked_on  | value        |
    | D1 | ana   | 2026-01-15 | 600.00 USD   |
    | D2 | ana   | 2026-02-10 | 600.00 USD   |
  expect commission of D2 = 80.00 USD
  expect total of ana = 140.00 USD
"""

SHARED = """\
shared "Sources and credits"

source assignment "Who holds which role"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   role: choice of AE, GUEST
  column   manager: payee, may be blank
  column   target_incentive: money

source quota "Quotas"
  key      id: text
  currency currency
  column   payee: payee
  column   name: text
  column   starts_on: date
  column   ends_on: date
  column   amount: money, may be blank
  column   units: number, may be blank
  column   reason: text, may be blank

source deal "A signed order"
  key      id: text
  dated    booked_on
  currency currency
  column   owner: payee
  column   value: money

source cancellation "A deal given back"
  key      id: text
  dated    effective_on
  currency currency
  column   deal: to deal
  column   lost_value: money

clause crediting "Who is credited"
  summary "The owner."
  credit new_business from each deal where deal.value > 0
    on     deal.booked_on, then deal.id as text
    value  deal.value
    share  100% to deal.owner
"""

FACTS = {
    "assignment": """\
payee,starts_on,ends_on,currency,role,manager,target_incentive
ana,2025-01-01,,USD,AE,,1000.00
bo,2025-01-01,,USD,AE,,1000.00
zoe,2025-01-01,,USD,GUEST,,0.00
""",
    "quota": """\
id,payee,name,starts_on,ends_on,currency,amount,units,reason
Q1,ana,new_business,2026-01-01,2026-03-31,USD,1000.00,,
""",
    "deal": """\
id,owner,booked_on,currency,value
D1,ana,2026-01-15,USD,600.00
D2,ana,2026-02-10,USD,600.00
D3,ana,2026-03-20,USD,100.00
D4,zoe,2026-01-20,USD,50.00
""",
    "cancellation": """\
id,deal,effective_on,currency,lost_value
L2,D2,2026-03-05,USD,300.00
""",
}


def workspace(folder: Path, **facts: str) -> Path:
    """Write the company into a folder; a source that is named gets that text instead."""
    (folder / "plans").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "comp.toml").write_text('[company]\nname = "Tiny"\ncurrency = "USD"\n', encoding="utf-8")
    (folder / "plans" / "ae_2026.plan").write_text(PLAN, encoding="utf-8")
    (folder / "plans" / "shared.plan").write_text(SHARED, encoding="utf-8")
    for source, text in {**FACTS, **facts}.items():
        (folder / "data" / f"{source}.csv").write_text(text, encoding="utf-8")
    return folder


def add(folder: Path, source: str, *rows: str) -> None:
    """Append rows to a source's file."""
    with (folder / "data" / f"{source}.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in rows)
