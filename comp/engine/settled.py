"""How far the past of a plan is settled: which facts move no line any more (decision 0044)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from comp.engine.reach import Reach
from comp.language import core
from comp.language.calendar import Calendar
from comp.language.core import CapSpan, Excess, Source, Whose
from comp.language.lowering.reads import walk


def settled_through(
    program: core.Program, plan: core.Plan, reach: Reach, calendar: Calendar, day: date
) -> date | None:
    """The day through which facts of narrow sources say the same of a plan's lines at the end of `day` and
    ever after, and nothing of lines of later periods; None where that cannot be told.

    It is the close of the last performance period that is over by then, where every line rests on its own
    period alone and a fact is known on the day on which it is credited.
    """
    credits = [program.credits[name] for name in reach.credits]
    known_at_once = all(_on_its_day(one, program.sources) for one in credits)
    if not known_at_once or not lines_settle(program, plan, reach):
        return None
    period = plan.calendar(calendar).period_of(day, plan.performance)
    return period.last_day if period.last_day <= day else period.starts_on - timedelta(days=1)


def lines_settle(program: core.Program, plan: core.Plan, reach: Reach) -> bool:
    """Whether the lines of a payee and period are the same on every day from the close on, once all of their
    credits are known: each line rests on its own period alone, and credits never change.
    """
    narrow = all(program.credits[name].source in reach.narrow for name in reach.credits)
    return narrow and keeps_to_its_period(plan, program.sources)


def keeps_to_its_period(plan: core.Plan, sources: Mapping[str, Source]) -> bool:
    """Whether each line rests on state, and on its own payee's credits and lines of its period alone."""
    parts = (plan.members, plan.annual_target, plan.clauses, plan.measures, plan.tables)
    return all(_keeps(node, sources) for node in walk(parts))


def _keeps(node: core.Node, sources: Mapping[str, Source]) -> bool:
    match node:
        case core.CreditSet():
            return node.window == core.Window() and not node.everyone
        case core.Earned():
            return node.window == core.Window() and node.whose is Whose.OWN and not node.of_fact
        case core.RowSet() | core.Lookup():
            return sources[node.source].dated is None
        case core.Quota():
            return sources["quota"].dated is None
        case core.Convert() | core.InCurrency():
            return "rate" not in sources or sources["rate"].dated is None
        case core.Pay():
            return node.cadence is None and not node.evened
        case core.Cap():
            one_period = node.per in (CapSpan.LINE, CapSpan.PERFORMANCE_PERIOD)
            return one_period and node.excess is Excess.LOST
        case core.Draw():
            return node.recovery is None
        case core.ClawBack() | core.Hold() | core.PayOut() | core.Split() | core.Rank() | core.AmongOwn():
            return False
        case _:
            return True


def _on_its_day(credit: core.Credit, sources: Mapping[str, Source]) -> bool:
    return isinstance(credit.on, core.Column) and credit.on.name == sources[credit.source].dated
