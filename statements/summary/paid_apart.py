"""Plans that only one of two runs pays: monthly against quarterly plans must not look like changes of pay."""

from __future__ import annotations

from dataclasses import dataclass

from statements.summary.sides import Side


@dataclass(frozen=True, slots=True)
class PaidApart:
    """Plans in force in both periods that only this run (`now`) or only the earlier one (`last`) pays."""

    now: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()


def paid_apart(now: Side, last: Side | None) -> PaidApart:
    """Find them. A plan that began since, or has ended, has its place taken by another: it is compared."""
    if last is None:
        return PaidApart()
    ours = {told.plan for told in now.run.manifest.plans}
    theirs = {told.plan for told in last.run.manifest.plans}
    before, since = last.inputs.period.last_day, now.inputs.period.starts_on
    began = {plan.name for plan in now.inputs.program.plans if plan.effective_from <= before}
    goes_on = {plan.name for plan in last.inputs.program.plans if plan.effective_through >= since}
    return PaidApart(frozenset((ours - theirs) & began), frozenset((theirs - ours) & goes_on))
