"""What a run rests on: the plans, the facts as they were recorded by a day, the period and what it pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from comp.errors import CompError, InputFaultsError, UnknownNameError
from comp.facts import FactsRefused, View, Workspace
from comp.facts.snapshot import Snapshot
from comp.language import Loaded, load
from comp.language.calendar import Calendar, Period, PeriodNameError
from comp.language.core import Plan, Program
from comp.language.diagnostic import Diagnostic
from comp.runs.folder import Run
from comp.runs.manifest import Manifest
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
    texts: Mapping[str, str] = field(default_factory=dict[str, str])  # the plan files, by their names
    last_import: int = 0  # the number of the last import that the view rests on

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
    calendar = workspace.company.calendar
    period = _period(calendar, period_name)
    program, texts = _load(workspace)
    spans = paid_spans(program.plans, calendar, period)
    if not spans:
        raise _nothing_paid(program, calendar, period)
    view = facts_view(workspace, program, recorded, today)
    seen = last_import(workspace, view.recorded_on)
    return Inputs(workspace.company.name, calendar, period, program, spans, view, texts, seen)


def last_import(workspace: Workspace, recorded_on: date) -> int:
    """The number of the last import to arrive that is stamped on or before the day; 0 where none is."""
    seen = (one.number for one in workspace.store.imports() if one.recorded_on <= recorded_on)
    return max(seen, default=0)


def reopen(workspace: Workspace, run: Run) -> Inputs:
    """The inputs of an earlier run, if plans and facts are still those that it was calculated from.

    Raises:
        CompError: a plan or the facts have changed since; the message says which.
    """
    told = run.manifest
    refuse_corrections(told)
    program, texts = _load(workspace)
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
    calendar, seen = workspace.company.calendar, last_import(workspace, told.recorded_on)
    return Inputs(workspace.company.name, calendar, period, program, spans, view, texts, seen)


def refuse_corrections(told: Manifest) -> None:
    """Raise where a run pays corrections: it rests on two runs, and its lines say why themselves."""
    if told.corrects:
        raise CompError(
            f"this run of {told.period} pays corrections of earlier periods; the column `cause` of its "
            "lines.csv says why, and the run of the period itself can be explained"
        )


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
    return checked(load(workspace.plan_paths()))


def checked(loaded: Loaded) -> Program:
    """The program of loaded plans.

    Raises:
        PlanFaultsError: they have errors.
    """
    if loaded.program is None:
        raise PlanFaultsError(list(loaded.diagnostics))
    return loaded.program


def _load(workspace: Workspace) -> tuple[Program, dict[str, str]]:
    """The workspace's plans, checked, and the text of each file by its name."""
    loaded = load(workspace.plan_paths())
    return checked(loaded), {Path(path).name: text for path, text in loaded.texts.items()}


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
