"""A company in which everybody's figures are large and unlike, so that one that strays can be told.

Six sellers under three managers and a vice president, one plan that uses every way in which one payee's pay
can rest on another's: roll-ups of two levels, overlays, money split to others, a pool whose cents are
allotted, ranks, what reports and all payees earned, everyone's credits, targets of reports, draws. Amounts
are primes in cents; ids are opaque, names stand in data/people alone. Max has a single report, Eli.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from math import isqrt
from pathlib import Path

PLAN = """\
plan field_2026 "Field"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             role is one of AE, OVERLAY, MANAGER, VP, as of the line's date
  performance period month
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  prorating          by calendar days
  target incentive   assignment.target_incentive per year, as of the line's date
  data               deal, cancellation, payment, quota, assignment, profile

clause commission "Commission"
  summary "A share of each deal by attainment, of which a part goes to the helper; later faster."
  measure sold = total own direct_business of the year
    read at posting
  measure attainment = total own direct_business of the year / quota.direct_business of the year
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 7%   |
    | 20%  | 11%  |
    | 100% | 13%  |
  measure so_far = total own direct_business of the year / quota.direct_business of the year
    read before the credit
  table accelerator by so_far, retroactive
    | from | accelerator |
    | 0%   | 1.01        |
    | 10%  | 1.03        |
  pay commission = direct_business * rate, for each direct_business
  split commission
    give 19% of it to deal.helper
    give direct_business * 0.3% to deal.second_helper
  multiply commission by accelerator
  claw back commission for each cancellation, when cancellation.lost_value > 0
    portion cancellation.lost_value / deal.value, at most 100% of a deal in total
    as money, attainment stays
  cap commission at 900,000.00 USD per performance period, the excess is lost

clause leading "What others earn"
  summary "Of what the reports earn, of what all earn, and of what the team sells."
  pay override = earned commission of the period of direct reports * 7.3%, once per performance period
  pay tithe = earned commission of the period of all payees * 0.17%, once per performance period
  measure team_attainment = total own rolled of the year / quota.rolled of the year
  except no_team, when quota.rolled of the year is 0: team_attainment is 0%
  table team_rate by team_attainment, marginal
    | from | team_rate |
    | 0%   | 0.9%      |
    | 30%  | 1.1%      |
  pay team_pay = rolled * team_rate, for each rolled
  measure seniors = total rolled
    over own rolled of the year, where profile.level is senior and profile.factor > 0.1
    read at posting
  pay mentoring = rolled * profile.factor * 0.2%, for each rolled where profile.level is senior
  pay senior_bonus = seniors * 0.01%, once per performance period

clause pool "Pool"
  summary "Twenty thousand by what everybody sold, whole to the cent."
  measure mine = total own direct_business of the period
    read at the close of the period
  measure everybodys = total all direct_business of the period
    read at the close of the period
  measure part = mine / everybodys
    read at the close of the period
  except nothing_sold, when everybodys is 0: part is 0%
  pay pool = 20,000.03 USD * part, once per performance period, cents allotted among payees

clause contest "Contest"
  summary "Who sold most wins."
  measure place = rank of mine
  table prize by place, retroactive
    | from | prize        |
    | 0    | 3,000.00 USD |
    | 2    | 1,000.00 USD |
    | 3    | 0.00 USD     |
  pay prize_pay = prize, once per performance period

clause targets "Targets and averages", 100% of target incentive
  summary "A part of the target, a part of the reports' targets, and parts of averages."
  measure reached = total own direct_business of the period / quota.direct_business of the period
    read at the close of the period
  except no_quota, when quota.direct_business of the period is 0: reached is 0%
  table payout by reached, interpolated, flat outside
    | at   | pays |
    | 0%   | 0%   |
    | 100% | 100% |
    | 150% | 170% |
  pay bonus = period target * payout, once per performance period
  measure reports_targets = total assignment.target_incentive
    over each assignment on the last day of the period, where assignment.manager is the payee
    read at the close of the period
  measure all_salaries = average assignment.salary
    over each assignment on the last day of the period, where assignment.role is AE
    read at the close of the period
  pay of_targets = reports_targets * 0.5% + all_salaries * 0.1%, once per performance period
  measure mean_deal = average all direct_business of the year
    read at posting
  measure deals = count all direct_business of the year
    read at posting
  measure cash = total payment.amount
    over each payment of the period
    read at the close of the period
  pay of_means = mean_deal * 0.2% + deals * 1.00 USD + cash * 0.01%, once per performance period

clause running "Everyone's counter"
  summary "Each deal of the company pays by how much the company has sold."
  measure company_sold = total all direct_business of the year
  table company_rate by company_sold, marginal
    | from               | company_rate |
    | 0.00 USD           | 0.1%         |
    | 1,000,000.00 USD   | 0.2%         |
  pay company_pay = direct_business * company_rate, for each direct_business

clause draws "Draw"
  summary "A month is brought up to the draw of the assignment."
  draw monthly_draw against commission, of assignment.draw per performance period
    the shortfall is owed
    recovered from 60% of what exceeds the draw
    what is left at the end is forgiven
"""

SHARED = """\
shared "Sources and credits"

source assignment "Who holds which role"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   role: choice of AE, OVERLAY, MANAGER, VP
  column   manager: payee, may be blank
  column   grade: text
  column   target_incentive: money
  column   salary: money
  column   draw: money

source profile "What sellers agreed"
  key      payee: payee
  column   level: choice of junior, senior
  column   factor: number

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
  column   seller: to profile
  column   overlay: payee, may be blank
  column   overlay_share: number, may be blank
  column   helper: payee, may be blank
  column   second_helper: payee, may be blank
  column   value: money

source cancellation "A deal given back"
  key      id: text
  dated    effective_on
  currency currency
  column   deal: to deal
  column   lost_value: money

source payment "Cash"
  key      id: text
  dated    paid_on
  currency currency
  column   deal: to deal
  column   amount: money

clause crediting "Who is credited"
  summary "The owner and the overlay; managers of two levels beside them."
  credit direct_business from each deal where deal.value > 0
    on     deal.booked_on, then deal.id as text
    value  deal.value
    share  deal.overlay_share (blank is 0%) to deal.overlay
    share  the rest to deal.owner
  credit rolled from each deal where deal.value > 0
    on     deal.booked_on, then deal.id as text
    value  deal.value
    share  deal.overlay_share (blank is 0%) to deal.overlay
    share  the rest to deal.owner
    also   100% of each share to managers, levels 1 to 2, as of deal.booked_on
"""


SELLERS = ("ana", "bo", "cem", "dot", "eli", "om")
MANAGER_OF = {
    "ana": "mia", "bo": "mia", "cem": "mia", "dot": "nik", "om": "nik", "eli": "max",
    "mia": "vic", "nik": "vic", "max": "vic", "vic": "",
}  # fmt: skip
NAMES = {
    "ana": "Anastasia Quillfeather", "bo": "Boris Umbermann", "cem": "Cemal Thistlewood",
    "dot": "Dorothea Vexley", "eli": "Elias Wrenfield", "om": "Omar Zinnober", "mia": "Miriam Kestrelby",
    "max": "Maximilian Jorvik", "nik": "Nikola Hawthornden", "vic": "Victoria Pemberlane",
}  # fmt: skip


def _primes(above: int) -> Iterator[int]:
    for number in count(above | 1, 2):
        if all(number % factor for factor in range(3, isqrt(number) + 1, 2)):
            yield number


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def written(folder: Path) -> Path:
    """Write the company into a folder."""
    (folder / "plans").mkdir(parents=True)
    (folder / "data").mkdir()
    (folder / "plans" / "field_2026.plan").write_text(PLAN, encoding="utf-8")
    (folder / "plans" / "shared.plan").write_text(SHARED, encoding="utf-8")
    (folder / "comp.toml").write_text('[company]\nname = "Secrets"\ncurrency = "USD"\n', encoding="utf-8")
    (folder / "data" / "people.toml").write_text(
        'file = "people.csv"\npayee = "Payee"\nname = "Name"\nmail = "Mail"\n', encoding="utf-8"
    )
    for source, lines in _facts().items():
        (folder / "data" / f"{source}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return folder


def _facts() -> dict[str, list[str]]:
    factors = _primes(23_456_789)
    facts = {
        "people": ["Payee,Name,Mail"],
        "assignment": ["payee,starts_on,ends_on,currency,role,manager,grade,target_incentive,salary,draw"],
        "profile": ["payee,level,factor"],
        "quota": ["id,payee,name,starts_on,ends_on,currency,amount,units,reason"],
    }
    for number, (payee, manager) in enumerate(MANAGER_OF.items()):
        role = "AE" if payee in SELLERS else "VP" if payee == "vic" else "MANAGER"
        held = [(11_123_456, 1_017_013), (17_345_678, 1_303_019), (1_234_567, 61_031)]
        money = ",".join(_money(next(_primes(above + step * number))) for above, step in held)
        facts["people"].append(f"{payee},{NAMES[payee]},{NAMES[payee].split()[1].lower()}@secrets.example")
        held_as = "OVERLAY" if payee == "om" else role
        facts["assignment"].append(
            f"{payee},2025-01-01,,USD,{held_as},{manager},grade-{payee}-{number},{money}"
        )
        if payee in SELLERS:
            level = "junior" if payee == "bo" else "senior"
            facts["profile"].append(f"{payee},{level},0.{next(factors)}")
        for name, above in (("direct_business", 41_234_567), ("rolled", 201_234_567)):
            amount = next(_primes(above + 7_345_679 * number))
            facts["quota"].append(
                f"Q-{payee}-{name},{payee},{name},2026-01-01,2026-12-31,USD,{_money(amount)},,"
            )
    return facts | _business()


def _business() -> dict[str, list[str]]:
    values, losses, cash = _primes(7_654_321), _primes(123_457), _primes(543_217)
    deals = ["id,owner,seller,overlay,overlay_share,helper,second_helper,booked_on,currency,value"]
    cancellations = ["id,deal,effective_on,currency,lost_value"]
    payments = ["id,deal,paid_on,currency,amount"]
    for number in range(30):
        value = [next(values) for _ in range(1 + 211 * (number % 5))][-1]
        owner = SELLERS[number % 6]
        overlay = ("om", "0.17") if number % 4 == 1 and owner != "om" else ("", "")
        helper, second = SELLERS[(number * 5 + 2) % 6], SELLERS[(number + 1) % 6]
        on = date(2026, 1, 4) + timedelta(days=2 * number)
        key = f"D{number:02}"
        deals.append(
            f"{key},{owner},{owner},{','.join(overlay)},{helper if helper != owner and number % 2 else ''},"
            f"{second if number % 3 == 0 else ''},{on},USD,{_money(value)}"
        )
        payments.append(f"P{number:02},{key},{on + timedelta(days=9)},USD,{_money(next(cash))}")
        if number % 7 == 3:
            lost = [next(losses) for _ in range(17)][-1]
            cancellations.append(f"L{number:02},{key},{on + timedelta(days=20)},USD,{_money(lost)}")
    return {"deal": deals, "cancellation": cancellations, "payment": payments}
