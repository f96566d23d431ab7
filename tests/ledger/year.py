"""A year of a company of four, month by month: what comes to be known when, and what it is worth.

Ana sells for 400.00 a month and is paid 10% up to her quota of 1,000.00 a quarter, 20% from there; her
manager 2% of what she sells. A quarter in which nothing else happens is, month by month:

    ana      40.00   40.00   200.00 at 10% + 200.00 at 20% = 60.00
    manager   8.00    8.00                                    8.00

1. In March a deal L of 100.00 is brought in that was signed on 20 February. L is 10.00 for ana and 2.00 for
   mia: 12.00 of corrections. March's own deal now crosses the quota after 100.00: 10.00 + 60.00 = 70.00.
2. On 10 May half of D4 is credited back: half of its 40.00, which May takes back itself.
3. In August it is known that max leads ana since 1 July. July paid mia 8.00 for D7: corrections of -8.00 for
   mia and 8.00 for max.
4. In October the quota of the second quarter is found to be 800.00. D6 is then 400.00 at 20% = 80.00 instead
   of 60.00: 20.00 of corrections.

    month   ana    manager   corrections
    Jan    40.00      8.00
    Feb    40.00      8.00
    Mar    70.00      8.00         12.00   (1)
    Apr    40.00      8.00
    May    20.00      8.00                 40.00 - 20.00 (2)
    Jun    60.00      8.00
    Jul    40.00      8.00
    Aug    40.00      8.00          0.00   (3)
    Sep    60.00      8.00
    Oct    40.00      8.00         20.00   (4)
    Nov    40.00      8.00
    Dec    60.00      8.00

Ana's year is 550.00 and 10.00 of L and 20.00 of D6: 580.00. Mia has D1 to D6 and L: 48.00 + 2.00 = 50.00, max
D7 to D12: 48.00. Together 678.00.
"""

from pathlib import Path

from tests.runs import tiny

MANAGER_PLAN = """\
plan mgr_2026 "Manager"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             role is "MGR", as of the line's date
  performance period month
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half even to 0.01, each line
  target incentive   assignment.target_incentive per year
  data               deal, assignment

clause team "Team", 100% of target incentive
  summary "A fiftieth of what the team sells."
  pay override = new_business * 2%, for each new_business
"""
ASSIGNMENT = """\
payee,starts_on,ends_on,currency,role,manager,target_incentive
ana,2025-01-01,,USD,AE,mia,1000.00
bo,2025-01-01,,USD,AE,mia,1000.00
mia,2025-01-01,,USD,MGR,,1000.00
max,2025-01-01,,USD,MGR,,1000.00
"""
QUARTERS = (("01-01", "03-31"), ("04-01", "06-30"), ("07-01", "09-30"), ("10-01", "12-31"))
QUOTA = "".join(
    f"Q{number},ana,new_business,2026-{first},2026-{last},USD,1000.00,,\n"
    for number, (first, last) in enumerate(QUARTERS, start=1)
)
RUNS_EARNED = (48_00, 48_00, 78_00, 48_00, 28_00, 68_00, 48_00, 48_00, 68_00, 48_00, 48_00, 68_00)
CORRECTIONS_EARNED = {
    3: {"ana": 10_00, "mia": 2_00},
    8: {"mia": -8_00, "max": 8_00},
    10: {"ana": 20_00},
}
YEAR_EARNED = {"ana": 580_00, "mia": 50_00, "max": 48_00}


def workspace(folder: Path) -> Path:
    """The company on 1 January, without a deal."""
    quota, deal, cancellation = (
        tiny.FACTS[name].splitlines()[0] + "\n" for name in ("quota", "deal", "cancellation")
    )
    tiny.workspace(folder, assignment=ASSIGNMENT, quota=quota + QUOTA, deal=deal, cancellation=cancellation)
    (folder / "plans" / "mgr_2026.plan").write_text(MANAGER_PLAN, encoding="utf-8")
    share = "    share  100% to deal.owner\n"
    also = "    also   100% of each share to managers, level 1, as of deal.booked_on\n"
    shared = tiny.SHARED.replace("choice of AE, GUEST", "choice of AE, MGR").replace(share, share + also)
    (folder / "plans" / "shared.plan").write_text(shared, encoding="utf-8")
    return folder


def becomes_known(folder: Path, month: int) -> None:
    """What the sheets hold when a month is closed."""
    is_sold(folder, month)
    comes_late(folder, month)


def is_sold(folder: Path, month: int) -> None:
    """The month's own deal."""
    tiny.add(folder, "deal", f"D{month},ana,2026-{month:02}-15,USD,400.00")


def comes_late(folder: Path, month: int) -> None:
    """What else is heard of before a month is closed."""
    match month:
        case 3:
            tiny.add(folder, "deal", "L,ana,2026-02-20,USD,100.00")
        case 5:
            tiny.add(folder, "cancellation", "C4,D4,2026-05-10,USD,200.00")
        case 8:
            led = "ana,2025-01-01,2026-06-30,USD,AE,mia,1000.00\nana,2026-07-01,,USD,AE,max,1000.00"
            _change(folder, "assignment", "ana,2025-01-01,,USD,AE,mia,1000.00", led)
        case 10:
            _change(
                folder,
                "quota",
                "Q2,ana,new_business,2026-04-01,2026-06-30,USD,1000.00",
                "Q2,ana,new_business,2026-04-01,2026-06-30,USD,800.00",
            )
        case _:
            pass


def _change(folder: Path, source: str, old: str, new: str) -> None:
    file = folder / "data" / f"{source}.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
