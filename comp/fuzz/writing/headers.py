"""Draws the header of a plan: who is paid, over which periods, and how targets and days are counted."""

from __future__ import annotations

from comp.fuzz.writing.names import Sheet
from comp.language.money import digits

_SPANS = (("2026-01-01", "2026-12-31"), ("2025-11-15", "2026-08-20"), ("2026-02-10", "2027-01-31"))
_MEMBERS = (
    "role is AE",
    "role is AE or role is LEAD",
    'segment is "MM"',
    "role is not CSM and segment is not blank",
    "role is one of AE, CSM",
    'not (segment is "SMB")',
    "factor > 0 or role is AE",
    "payee is not blank",
)
_TARGET_DAYS = ("as of the line's date", "as of the line's date", "blended by days")
_LATER = ("about its lines included", "ignored")
_SHORT = ("week, from 2026-01-05", "two weeks, from 2025-12-31", "half month")
_PRORATIONS = ("calendar days", "working days", "30-day months", "started months")


def draw_header(sheet: Sheet, data: str) -> list[str]:
    """The lines of a header; `data` is the list of sources that the plan reads."""
    draw = sheet.draw
    unit = "1" if digits(sheet.currency) == 0 else f"0.{1:0{digits(sheet.currency)}d}"
    start, end = draw.pick(_SPANS)
    period = draw.pick(("month", "quarter", "quarter", "half year", "year"))
    if draw.chance(15):
        # So many periods are enough where they are short.
        period, (start, end) = draw.pick(_SHORT), ("2026-01-20", "2026-04-20")
    target = draw.pick(
        (
            "assignment.target_incentive",
            f"assignment.target_incentive (blank is {sheet.money(1_200_000)})",
            sheet.money(2_400_000),
            "assignment.target_incentive * 2",
            f"assignment.salary in {sheet.currency} at the rate of the line's date",
        )
    )
    rates = draw.pick(("the credit date", "the credit date", "2026-01-31"))
    return [
        f'plan {sheet.name} "A drawn plan"',
        f"  effective {start} through {end}, later facts {draw.pick(_LATER)}",
        f"  payees {draw.pick(_MEMBERS)}, as of the line's date",
        f"  performance period {period}",
        f"  payout {draw.pick(('monthly', 'quarterly', 'yearly'))}",
        f"  currency {sheet.currency}, at the rate of {rates}",
        f"  rounding {draw.pick(('half even', 'half up', 'down'))} to {unit}, each line",
        f"  target incentive {target} per year, {draw.pick(_TARGET_DAYS)}",
        f"  prorating by {draw.pick(_PRORATIONS)}",
        f"  data {data}",
        "",
    ]
