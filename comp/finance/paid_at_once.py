"""Says where a run pays several of a plan's payouts at once, because its period is longer than theirs.

Payroll pays what a run pays on the run's own pay date; an accrual takes each payout as paid on its own one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from comp.facts.company import Settlement
from comp.finance.pay_date import pay_date
from comp.language import load_texts
from comp.language.calendar import Cadence
from comp.language.core import Program
from comp.runs import PlanFaultsError, Run
from comp.runs.inputs import checked

_HOW_OFTEN: Final = {
    Cadence.WEEK: "weekly",
    Cadence.TWO_WEEKS: "every two weeks",
    Cadence.HALF_MONTH: "twice a month",
    Cadence.MONTH: "monthly",
    Cadence.QUARTER: "quarterly",
    Cadence.HALF_YEAR: "half-yearly",
    Cadence.YEAR: "yearly",
}


def paid_at_once(run: Run, settlement: Settlement) -> str:
    """One sentence that names the plans and the pay date; "" where each payout has a run of its own.

    Also "" where the run pays corrections, or its folder keeps no plans that can still be read.
    """
    program = None if run.manifest.corrects else _program(run)
    if program is None or run.plans is None:
        return ""
    plans = {plan.name: plan for plan in program.plans}
    found: dict[tuple[Cadence, int, str], list[str]] = defaultdict(list)
    for told in run.manifest.plans:
        plan = plans[told.plan]
        periods = plan.calendar(run.plans.calendar).periods_between(
            told.first_day, told.last_day, plan.payout
        )
        ended = [period for period in periods if period.last_day <= told.last_day]
        if len({pay_date(settlement, period.last_day) for period in ended}) > 1:
            paid_on = pay_date(settlement, told.last_day).isoformat()
            found[plan.payout, len(ended), paid_on].append(plan.name)
    groups = [_group(*key, names) for key, names in found.items()]
    return f"Paid at once: {'; '.join(groups)}." if groups else ""


def _group(payout: Cadence, count: int, paid_on: str, names: list[str]) -> str:
    pays, its = ("pays", "its") if len(names) == 1 else ("pay", "their")
    return (
        f"{', '.join(names)} {pays} {_HOW_OFTEN[payout]}, and this run pays {count} of {its} payouts, "
        f"all on {paid_on}"
    )


def _program(run: Run) -> Program | None:
    if run.plans is None:
        return None
    try:
        return checked(load_texts({f"plans/{name}": text for name, text in run.plans.texts.items()}))
    except PlanFaultsError:  # another version of comp wrote the run
        return None
