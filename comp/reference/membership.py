"""Who is under a plan on which days."""

from __future__ import annotations

from datetime import date, timedelta

from comp.language.calendar import Period
from comp.language.core import Plan
from comp.reference.evaluate import holds
from comp.reference.facts_index import Facts
from comp.reference.scope import PlanReader, Scope, Sight
from comp.reference.values import Undefined

ASSIGNMENT = "assignment"


class Membership:
    """A plan's members day by day, each answer kept."""

    def __init__(self, plan: Plan, facts: Facts, as_of: date, reader: PlanReader) -> None:
        self._plan = plan
        self.facts = facts
        self.as_of = as_of
        self._reader = reader
        self._member: dict[tuple[str, date], bool] = {}
        self._days: dict[tuple[str, Period], tuple[date, ...]] = {}

    def payees(self) -> list[str]:
        """Everyone who was ever assigned, in order."""
        if ASSIGNMENT not in self.facts.sources:
            return []
        key = self.facts.sources[ASSIGNMENT].key
        return sorted({str(row[key]) for row in self.facts.rows(ASSIGNMENT)})

    def includes(self, payee: str, on: date) -> bool:
        """Whether the plan is in effect on the day and the payee's assignment then fulfils its condition."""
        if not self._plan.effective_from <= on <= self._plan.effective_through:
            return False
        known = self._member.get((payee, on))
        if known is None:
            known = self._member[payee, on] = self._fulfils(payee, on)
        return known

    def days(self, payee: str, period: Period) -> tuple[date, ...]:
        """The days of the period on which the payee is a member, in order."""
        if (payee, period) not in self._days:
            every = (period.starts_on + timedelta(days=n) for n in range(period.days))
            self._days[payee, period] = tuple(on for on in every if self.includes(payee, on))
        return self._days[payee, period]

    def scope(self, payee: str, on: date) -> Scope:
        """What the plan's condition on its payees sees."""
        return Scope(self.facts, Sight(self.as_of), {}, payee=payee, born_on=on, plan=self._reader)

    def _fulfils(self, payee: str, on: date) -> bool:
        if isinstance(self.facts.find(ASSIGNMENT, payee, on, self.as_of), Undefined):
            return False
        return holds(self._plan.members, self.scope(payee, on))
