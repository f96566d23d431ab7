"""The inputs of a past run: the plans that its folder kept, and the facts as the store showed them to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from comp.errors import CompError
from comp.facts import DataReport, View, Workspace
from comp.facts.imports import contributing, folded
from comp.facts.snapshot import Snapshot
from comp.facts.store import Import
from comp.language import load_texts
from comp.language.core import Source
from comp.runs.folder import Run
from comp.runs.inputs import Inputs, PlanFaultsError, checked, refuse_corrections
from comp.runs.kept_plans import KeptPlans
from comp.runs.spans import paid_spans


def past_inputs(workspace: Workspace, run: Run) -> Inputs:
    """What a run was calculated from, whatever became of the plans and however much was imported since.

    Raises:
        CompError: the run kept no plans, they no longer check, or the store has not the facts that it saw.
    """
    told, plans = run.manifest, kept_plans(run)
    refuse_corrections(told)
    calendar = plans.calendar
    try:
        program = checked(load_texts({f"plans/{name}": text for name, text in plans.texts.items()}))
    except PlanFaultsError as error:
        raise CompError(
            f"the run of {told.period} recorded by {told.recorded_on} cannot be calculated again: {error}"
        ) from error
    imports = imports_seen(workspace, told.last_import)
    tables = facts_tables(workspace, imports, program.sources, told.recorded_on)
    snapshot = Snapshot.of(program.sources, tables)
    if snapshot.digest != told.facts_digest:
        raise CompError(
            f"the fact store of {workspace.path} does not give the facts that the run of {told.period} "
            f"recorded by {told.recorded_on} was calculated from; name the workspace that it was run in"
        )
    period = calendar.parse(told.period)
    spans = paid_spans(program.plans, calendar, period)
    used = [one for name in program.sources for one in contributing(imports, name, told.recorded_on)]
    report = DataReport.merged(workspace.store.report(one.report) for one in used)
    view = View(snapshot, report, told.recorded_on)
    return Inputs(told.company, calendar, period, program, spans, view, plans.texts, told.last_import)


def facts_seen(workspace: Workspace, run: Run) -> Snapshot:
    """The facts as a run saw them, be it one of corrections, whatever was imported since.

    Raises:
        CompError: the run kept no plans, they no longer check, or the store has not the facts that it saw.
    """
    told = run.manifest
    texts = {f"plans/{name}": text for name, text in kept_plans(run).texts.items()}
    sources = checked(load_texts(texts)).sources
    tables = facts_tables(workspace, imports_seen(workspace, told.last_import), sources, told.recorded_on)
    snapshot = Snapshot.of(sources, tables)
    if snapshot.digest != told.facts_digest:
        raise CompError(
            f"the fact store of {workspace.path} does not give the facts that the run of {told.period} "
            f"recorded by {told.recorded_on} was calculated from; name the workspace that it was run in"
        )
    return snapshot


def kept_plans(run: Run) -> KeptPlans:
    """The plans that a run kept.

    Raises:
        CompError: its folder was written before runs kept them.
    """
    if run.plans is None:
        raise CompError(
            f"the run of {run.manifest.period} recorded by {run.manifest.recorded_on} kept no plans, for an "
            "earlier version of comp wrote it; run the period again, or compare without a workspace"
        )
    return run.plans


def imports_seen(workspace: Workspace, last: int) -> list[Import]:
    """The imports that a run could see: none that came after its last, though it may be stamped earlier."""
    return [one for one in workspace.store.imports() if one.number <= last]


def facts_tables(
    workspace: Workspace, imports: list[Import], sources: Mapping[str, Source], recorded_on: date
) -> dict[str, pl.DataFrame]:
    """The rows of some sources, as recorded by the day in these imports."""
    return {name: folded(workspace.store, imports, source, recorded_on) for name, source in sources.items()}


def row_key(imports: list[Import], source: Source, recorded_on: date) -> tuple[str, ...]:
    """The columns that tell a source's rows apart, as they were imported last."""
    used = contributing(imports, source.name, recorded_on)
    known = {column.name for column in source.columns}
    named = tuple(name for name in used[-1].key if name in known) if used else ()
    return named or tuple(name for name in (source.key, source.valid_from) if name is not None)
