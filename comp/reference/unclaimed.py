"""Credits that nobody is paid for: their payee is under no plan that uses them on their day."""

from __future__ import annotations

from datetime import date

from comp.facts.snapshot import Snapshot
from comp.language.calendar import Calendar
from comp.language.core import Program
from comp.reference.credited import Credited
from comp.reference.crediting import credit_facts
from comp.reference.facts_index import Facts
from comp.reference.own_credits import credits_used
from comp.reference.valuation import plan_view


def unclaimed_credits(
    program: Program, snapshot: Snapshot, calendar: Calendar, as_of: date
) -> list[Credited]:
    """Every credit dated up to the day whose payee has no plan that uses it, by date, fact and part."""
    facts = Facts(snapshot)
    users = [(credits_used(plan), plan_view(program, plan, facts, calendar, as_of)) for plan in program.plans]
    made = credit_facts(facts, program.credits.values(), as_of).credits
    unclaimed = [
        credit
        for credit in made
        if credit.on <= as_of
        and not any(
            credit.credit in used and view.members.includes(credit.payee, credit.on) for used, view in users
        )
    ]
    return sorted(unclaimed, key=lambda credit: (credit.order, credit.credit, credit.fact, credit.place))
