"""What a run rests on: the plans, the facts as they were recorded by a day, the period and what it pays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from comp.errors import CompError, InputFaultsError, UnknownNameError
from comp.facts import FactsRefused, View, Workspace
from comp.facts.snapshot import Snapshot
from comp.language import load
from comp.language.calendar import Calendar, Period, PeriodNameError
from comp.language.core import Plan, Program
from comp.language.diagnostic import Diagnostic
from comp.runs.folder import Run
from comp.runs.spans import PaidSpan, paid_spans


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything that decides the result of a run; the view tells which rows were refused on the way."""

    company: str
    calendar: Calendar
    period: Period
    program: Program
    spans: dict[str, PaidSpan]  # by plan; a plan of which the period pays nothing is not in it
    view: View

    @property
    def snapshot(self) -> Snapshot:
        """The facts."""
        return self.view.snapshot

    def plans(self) -> list[tuple[Plan, PaidSpan]]:
        """The plans that the period pays, in the order of their names."""
        paid = [plan for plan in self.program.plans if plan.name in self.spans]
        return [(plan, self.spans[plan.name]) for plan in sorted(paid, key=lambda plan: plan.name)]


def prepare(workspace: Workspace, period_name: str, recorded: date | None, today: date) -> Inputs:
    """Load the plans and take the facts as recorded by the day, or all of them, importing first what changed.

    `today` stamps what is imported. With `recorded` nothing is imported.

    Raises:
        UnknownNameError: the calendar knows no such period, or no plan is paid by it.
        InputFaultsError: the plans have errors, or rows were refused and the workspace does not allow that.
    """
    period = _period(workspace.company.calendar, period_name)
    program = load_program(workspace)
    spans = paid_spans(program.plans, workspace.company.calendar, period)
    if not spans:
        raise _nothing_paid(program, workspace.company.calendar, period)
    view = facts_view(workspace, program, recorded, today)
    return Inputs(workspace.company.name, workspace.company.calendar, period, program, spans, view)


def reopen(workspace: Workspace, run: Run) -> Inputs:
    """The inputs of an earlier run, if plans and facts are still those that it was calculated from.

    Raises:
        CompError: a plan or the facts have changed since; the message says which.
    """
    told = run.manifest
    program = load_program(workspace)
    period = _period(workspace.company.calendar, told.period)
    spans = paid_spans(program.plans, workspace.company.calendar, period)
    now = {plan.name: plan.result_digest for plan in program.plans if plan.name in spans}
    then = {plan.plan: plan.result_digest for plan in told.plans}
    changed = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    if changed:
        raise CompError(f"{', '.join(changed)} changed since this run; run {told.period} again")
    view = workspace.view(program.sources, recorded=told.recorded_on)
    if view.snapshot.digest != told.facts_digest:
        raise CompError(
            f"the facts recorded by {told.recorded_on} changed since this run; run {told.period} again"
        )
    return Inputs(workspace.company.name, workspace.company.calendar, period, program, spans, view)


class PlanFaultsError(InputFaultsError):
    """The plans have errors; `diagnostics` holds them and every warning."""

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = diagnostics
        errors = [found for found in diagnostics if found.severity == "error"]
        first = errors[0]
        more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
        super().__init__(
            f"the plans have faults: {first.span}: {first.text.removesuffix('.')}{more}; "
            "comp check shows them all"
        )


def load_program(workspace: Workspace) -> Program:
    """The workspace's plans, checked.

    Raises:
        WorkspaceError: there is no plan.
        PlanFaultsError: they have errors.
    """
    loaded = load(workspace.plan_paths())
    if loaded.program is None:
        raise PlanFaultsError(list(loaded.diagnostics))
    return loaded.program


def facts_view(workspace: Workspace, program: Program, recorded: date | None, today: date) -> View:
    """The facts as recorded by the day; without one, all, after importing what changed, stamped with `today`.

    Raises:
        InputFaultsError: rows were refused, and the workspace does not allow a run without them.
        WorkspaceError: nothing was recorded by the day.
    """
    try:
        if recorded is None:
            return workspace.view(program.sources, today=today)
        workspace.require_facts(recorded)
        return workspace.view(program.sources, recorded=recorded)
    except FactsRefused as error:
        raise InputFaultsError(str(error)) from error


def _period(calendar: Calendar, name: str) -> Period:
    try:
        return calendar.parse(name)
    except PeriodNameError as error:
        raise CompError(str(error)) from error


def _nothing_paid(program: Program, calendar: Calendar, period: Period) -> UnknownNameError:
    """Say which periods the plans do pay."""
    known = {
        payout.name
        for plan in program.plans
        for payout in plan.calendar(calendar).periods_between(
            plan.effective_from, plan.effective_through, plan.payout
        )
    }
    return UnknownNameError("period that a plan pays called", period.name, known)
