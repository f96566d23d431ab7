"""One company over two and a half years: what changes on a day pays from that day on, and nothing before it.

Ana sells, moves between teams and managers, gets another target and quota, and becomes an account manager.
Bo ramps up and goes on leave. Mia and Max manage. All amounts are worked out by hand beside the tests; each
run is valued by both engines.

Sellers are paid 10% up to their quota of the quarter and 20% beyond it, and 1% (MM) or 2% (ENT) by their
team; account managers 5%; managers 1% of what their people sell. A seller's target is paid by quarters.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.runs import Run, calculate, corrections, load_program, past_inputs, prepare, run, verify

PLANS = {
    "shared": """\
shared "Sources and credits"

source assignment "Who holds which role"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   role: choice of AE, AM, MGR
  column   segment: text, may be blank
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

source rate "Exchange rates"
  key      id: text
  column   of_currency: currency
  column   into_currency: currency
  column   quoted_on: date
  column   rate: number

source deal "A signed order"
  key      id: text
  dated    booked_on
  currency currency
  column   owner: payee
  column   value: money

clause crediting "Who is credited"
  summary "The owner, and the owner's manager beside."
  credit new_business from each deal where deal.value > 0
    on     deal.booked_on, then deal.id as text
    value  deal.value
    share  100% to deal.owner
    also   100% of each share to managers, level 1, as of deal.booked_on
""",
    "ae": """\
plan ae "Seller"
  effective          2023-07-01 through 2026-12-31, later facts about its lines included
  payees             role is "AE", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  target incentive   assignment.target_incentive per year, as of the line's date
  prorating          by calendar days
  data               deal, quota, rate, assignment

clause commission "Commission"
  summary "A tenth up to quota, a fifth from there."
  measure attainment = total own new_business of the period / quota.new_business of the period
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 10%  |
    | 100% | 20%  |
  pay commission = new_business * rate, for each new_business

clause team "Team"
  summary "By the team that the seller is in."
  table team_rate by assignment.segment, retroactive
    | is  | team_rate |
    | MM  | 1%        |
    | ENT | 2%        |
    | any | 0%        |
  pay team = new_business * team_rate, for each new_business

clause bonus "Bonus", 100% of target incentive
  summary "The target of the quarter."
  pay bonus = period target, once per performance period
""",
    "am": """\
plan am "Account manager"
  effective          2023-07-01 through 2026-12-31, later facts about its lines included
  payees             role is "AM", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               deal, rate, assignment

clause commission "Commission"
  summary "A twentieth."
  pay commission = new_business * 5%, for each new_business
""",
    "mgr": """\
plan mgr "Manager"
  effective          2023-07-01 through 2026-12-31, later facts about its lines included
  payees             role is "MGR", as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  data               deal, rate, assignment

clause override "Override"
  summary "A hundredth of what one's people sell."
  pay override = new_business * 1%, for each new_business
""",
}
FACTS = {
    "assignment": """\
payee,starts_on,ends_on,currency,role,segment,manager,target_incentive
ana,2023-07-01,2025-06-30,USD,AE,MM,mia,1200.00
ana,2025-07-01,2025-09-30,USD,AE,ENT,mia,1200.00
ana,2025-10-01,2025-12-31,USD,AE,ENT,max,1200.00
ana,2026-01-01,2026-03-31,USD,AE,ENT,max,2400.00
ana,2026-04-01,,USD,AM,ENT,max,0.00
bo,2025-01-01,,USD,AE,MM,mia,0.00
mia,2023-07-01,,USD,MGR,,,0.00
max,2023-07-01,,USD,MGR,,,0.00
""",
    "quota": """\
id,payee,name,starts_on,ends_on,currency,amount,units,reason
A0,ana,new_business,2023-10-01,2023-12-31,USD,1000.00,,
A2,ana,new_business,2025-04-01,2025-06-30,USD,1000.00,,
A3,ana,new_business,2025-07-01,2025-09-30,USD,1000.00,,
A4,ana,new_business,2025-10-01,2025-12-31,USD,1000.00,,
A5,ana,new_business,2026-01-01,2026-03-31,USD,2000.00,,
B1,bo,new_business,2025-01-01,2025-03-31,USD,500.00,,ramp
B2,bo,new_business,2025-04-01,2025-06-30,USD,1000.00,,
B3,bo,new_business,2025-07-01,2025-09-30,USD,1000.00,,
B4,bo,new_business,2025-08-01,2025-08-31,USD,-310.00,,leave
""",
    "rate": """\
id,of_currency,into_currency,quoted_on,rate
R1,EUR,USD,2025-01-01,1.10
R2,EUR,USD,2026-02-01,1.20
""",
    "deal": """\
id,owner,booked_on,currency,value
OLD,ana,2023-12-10,USD,600.00
RAMP1,bo,2025-03-31,USD,600.00
RAMP2,bo,2025-04-01,USD,600.00
TEAM1,ana,2025-06-30,USD,200.00
TEAM2,ana,2025-07-01,USD,200.00
LEAVE,bo,2025-07-15,USD,800.00
MGR1,ana,2025-09-30,USD,100.00
MGR2,ana,2025-10-01,USD,100.00
QUOTA1,ana,2025-12-31,USD,1500.00
QUOTA2,ana,2026-01-01,USD,1500.00
RATE1,ana,2026-01-31,EUR,100.00
RATE2,ana,2026-02-01,EUR,100.00
PLAN1,ana,2026-03-31,USD,100.00
PLAN2,ana,2026-04-01,USD,100.00
""",
}
MAY, JUNE, JULY = date(2026, 5, 2), date(2026, 6, 20), date(2026, 7, 2)


def company(folder: Path) -> Workspace:
    """Write the company into a folder."""
    for name, text in {
        "comp.toml": '[company]\nname = "Two Times"\ncurrency = "USD"\n',
        **{f"plans/{name}.plan": text for name, text in PLANS.items()},
        **{f"data/{name}.csv": text for name, text in FACTS.items()},
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return Workspace.open(folder)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Everything as known on 2 May 2026; the tests that use it add nothing."""
    return company(tmp_path_factory.mktemp("time") / "w")


def paid(workspace: Workspace, period: str) -> Mapping[tuple[str, str, str], int]:
    """What a period pays, by pay, payee and fact (or performance period); both engines agree on it."""
    inputs = prepare(workspace, period, None, MAY)
    assert verify(inputs) == []
    lines = calculate(inputs).lines
    assert lines["fault"].count() == 0
    names = lines.select("plan", "pay", "payee", "unit", "fact", "performance_period", "earned_minor")
    return {
        (f"{row['plan']}.{row['pay']}", row["payee"], row["fact"] or row["performance_period"]): row[
            "earned_minor"
        ]
        for row in names.iter_rows(named=True)
    }


@pytest.fixture(scope="module")
def of_2025(workspace: Workspace) -> Mapping[tuple[str, str, str], int]:
    return paid(workspace, "2025")


@pytest.fixture(scope="module")
def of_2026(workspace: Workspace) -> Mapping[tuple[str, str, str], int]:
    return paid(workspace, "2026-H1")


Paid = Mapping[tuple[str, str, str], int]


def test_another_team_pays_from_its_day(of_2025: Paid) -> None:
    # 200.00 at 1% on 30 June, at 2% on 1 July.
    assert of_2025["ae.team", "ana", "TEAM1"] == 2_00
    assert of_2025["ae.team", "ana", "TEAM2"] == 4_00


def test_another_manager_is_credited_from_the_first_day(of_2025: Paid) -> None:
    # 1% of 100.00.
    of_deals = {key: minor for key, minor in of_2025.items() if key[2] in {"MGR1", "MGR2"}}
    assert {key: minor for key, minor in of_deals.items() if key[0] == "mgr.override"} == {
        ("mgr.override", "mia", "MGR1"): 1_00,
        ("mgr.override", "max", "MGR2"): 1_00,
    }


def test_a_quota_holds_for_its_own_days(of_2025: Paid, of_2026: Paid) -> None:
    # The last quarter of 2025: 1,000.00, of which MGR2 took 100.00: 900.00 at 10% and 600.00 at 20%.
    assert of_2025["ae.commission", "ana", "QUOTA1"] == 210_00
    # From 1 January 2,000.00: all of it at 10%.
    assert of_2026["ae.commission", "ana", "QUOTA2"] == 150_00


def test_a_ramp_ends_with_its_last_day(of_2025: Paid) -> None:
    # 500.00 at 10% and 100.00 at 20% while it lasts, then 600.00 of 1,000.00 at 10%.
    assert of_2025["ae.commission", "bo", "RAMP1"] == 70_00
    assert of_2025["ae.commission", "bo", "RAMP2"] == 60_00


def test_leave_lowers_the_quota_of_its_quarter_alone(of_2025: Paid) -> None:
    # 1,000.00 - 310.00: 690.00 at 10% and 110.00 at 20%. The quarter before is that of the ramp's end, whole.
    assert of_2025["ae.commission", "bo", "LEAVE"] == 91_00


def test_another_target_pays_from_its_quarter(of_2025: Paid, of_2026: Paid) -> None:
    # A quarter of 1,200.00, then of 2,400.00.
    assert of_2025["ae.bonus", "ana", "2025-Q4"] == 300_00
    assert of_2026["ae.bonus", "ana", "2026-Q1"] == 600_00


def test_another_exchange_rate_holds_from_the_day_of_its_quote(of_2026: Paid) -> None:
    # 100.00 EUR: 110.00 USD on 31 January, 120.00 USD on 1 February; 10%.
    assert of_2026["ae.commission", "ana", "RATE1"] == 11_00
    assert of_2026["ae.commission", "ana", "RATE2"] == 12_00


def test_another_plan_takes_over_on_its_day(of_2026: Paid) -> None:
    # 100.00: a seller's 10% (her quarter stands at 1,730.00 of 2,000.00) on 31 March, 5% from 1 April.
    of_deals = {key: minor for key, minor in of_2026.items() if key[2] in {"PLAN1", "PLAN2"}}
    assert {key: minor for key, minor in of_deals.items() if key[1] == "ana"} == {
        ("ae.commission", "ana", "PLAN1"): 10_00,
        ("ae.team", "ana", "PLAN1"): 2_00,
        ("am.commission", "ana", "PLAN2"): 5_00,
    }
    assert ("ae.bonus", "ana", "2026-Q2") not in of_2026


def test_a_run_of_an_earlier_month_knows_nothing_of_what_changes_later(workspace: Workspace) -> None:
    # September 2025 with all that is known in May 2026: MGR1 stands at 10% and 2%, under Mia. The quarter's
    # bonus is 300.00; Bo has no target.
    assert paid(workspace, "2025-09") == {
        ("ae.commission", "ana", "MGR1"): 10_00,
        ("ae.team", "ana", "MGR1"): 2_00,
        ("mgr.override", "mia", "MGR1"): 1_00,
        ("ae.bonus", "ana", "2025-Q3"): 300_00,
        ("ae.bonus", "bo", "2025-Q3"): 0,
    }


def test_months_pay_what_their_half_year_pays(workspace: Workspace, of_2026: Paid) -> None:
    months: dict[tuple[str, str, str], int] = {}
    for month in range(1, 7):
        for key, minor in paid(workspace, f"2026-{month:02}").items():
            months[key] = months.get(key, 0) + minor
    assert months == of_2026


def test_a_run_states_both_of_its_dates(workspace: Workspace) -> None:
    told = run(workspace, "2025-09", None, MAY).manifest

    assert told.recorded_on == MAY
    assert {(plan.before_on, plan.after_on) for plan in told.plans} == {
        (date(2025, 8, 31), date(2025, 9, 30))
    }


def correct_the_oldest(workspace: Workspace) -> None:
    path = workspace.data / "deal.csv"
    text = path.read_text(encoding="utf-8").replace("2023-12-10,USD,600.00", "2023-12-10,USD,900.00")
    path.write_text(text, encoding="utf-8")
    workspace.import_facts(load_program(workspace).sources, JUNE)


def earned(done: Run) -> dict[str, int]:
    return dict(done.lines.select("line_id", "earned_minor").iter_rows())


def test_a_correction_of_thirty_months_ago_is_paid_in_the_period_in_which_it_was_recorded(
    tmp_path: Path,
) -> None:
    workspace = company(tmp_path / "w")
    april = run(workspace, "2026-04", None, MAY)
    may = run(workspace, "2026-05", None, date(2026, 6, 2))
    correct_the_oldest(workspace)
    june = run(workspace, "2026-06", None, JULY)

    # OLD is 300.00 more, still below the quota of the last quarter of 2023: 10%, 1% for the team, 1% for Mia.
    late = {
        "ae.commission:ana:OLD#1": 30_00,
        "ae.team:ana:OLD#1": 3_00,
        "mgr.override:mia:OLD#1.2.1": 3_00,
    }
    done, found = corrections(workspace, may, june)
    assert earned(done) == late
    assert {cause.text for cause in found.causes} == {"corrected deal OLD: value 600.00 USD -> 900.00 USD"}
    assert {done.manifest.period, done.manifest.recorded_on} == {"2026-06", JULY}
    # Nobody knew of it in May; June alone pays nothing of 2023; by what May knew, 2023 is as it was.
    assert corrections(workspace, april, may)[0].lines.is_empty()
    assert not late.keys() & earned(june).keys()
    assert earned(run(workspace, "2023-12", MAY, JULY))["ae.commission:ana:OLD#1"] == 60_00
    assert earned(run(workspace, "2023-12", JULY, JULY))["ae.commission:ana:OLD#1"] == 90_00


def test_a_run_of_any_two_dates_gives_the_same_digest_again(tmp_path: Path) -> None:
    workspace = company(tmp_path / "w")
    sources = load_program(workspace).sources
    workspace.import_facts(sources, MAY)
    periods = ("2023-12", "2025-07", "2026-Q1")
    first = {period: run(workspace, period, MAY, MAY) for period in periods}
    correct_the_oldest(workspace)
    later = {period: run(workspace, period, JUNE, JULY) for period in periods}

    for period in periods:
        assert run(workspace, period, MAY, JULY).manifest == first[period].manifest
        assert run(workspace, period, JUNE, date(2027, 1, 1)).manifest == later[period].manifest
        # The day between two imports sees the earlier one.
        between = run(workspace, period, date(2026, 6, 19), JULY).manifest
        assert between.results_digest == first[period].manifest.results_digest
    assert first["2023-12"].manifest.results_digest != later["2023-12"].manifest.results_digest
    assert first["2025-07"].manifest.results_digest == later["2025-07"].manifest.results_digest


def test_a_run_is_had_again_even_where_an_import_was_stamped_before_it(tmp_path: Path) -> None:
    workspace = company(tmp_path / "w")
    done = run(workspace, "2023-12", None, MAY)
    (workspace.data / "deal.toml").write_text('file = "deal.csv"\nextract = "delta"\n', encoding="utf-8")
    path = workspace.data / "deal.csv"
    path.write_text(FACTS["deal"].splitlines()[0] + "\nNEW,ana,2023-12-11,USD,100.00\n", encoding="utf-8")
    workspace.import_facts(load_program(workspace).sources, MAY)

    # From now on, what was recorded by 2 May holds NEW as well: 100.00 at 10%. What the run saw can be had.
    assert earned(run(workspace, "2023-12", MAY, JULY))["ae.commission:ana:NEW#1"] == 10_00
    assert calculate(past_inputs(workspace, done)).manifest == done.manifest
