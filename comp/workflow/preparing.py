"""What is to be posted: a run, the corrections paid beside it, and what every line of its plans is worth."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from comp.errors import CompError
from comp.facts import Workspace
from comp.language.calendar import Calendar
from comp.ledger import Entry, Values, entries_of, values_through
from comp.runs import Manifest, Run, load_run


@dataclass(frozen=True, slots=True)
class Part:
    """A run's folder to post; `folder` is its place seen from the workspace."""

    manifest: Manifest
    entries: tuple[Entry, ...]
    folder: str


@dataclass(frozen=True, slots=True)
class ToPost:
    """A run and the corrections beside it, and the values that the books are held to.

    `needs_approvals` is whether every statement of both is to be approved first.
    """

    run: Part
    corrections: Part | None
    values: Values
    calendar: Calendar
    allow_faults: bool
    needs_approvals: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """The run first."""
        return (self.run,) if self.corrections is None else (self.run, self.corrections)


def to_post(
    workspace: Workspace,
    run_folder: Path,
    corrections_folder: Path | None,
    *,
    needs_approvals: bool = False,
) -> ToPost:
    """Read what is to be posted and value every line of the run's plans; takes as long as a run.

    Approvals are needed where the caller says so, and where comp.toml does.

    Raises:
        CompError: a folder cannot be read, they do not belong together or are of another workspace.
    """
    run = load_run(run_folder)
    if run.manifest.company != workspace.company.name:
        raise CompError(
            f"{run_folder} is a run of {run.manifest.company}, and the workspace is that of "
            f"{workspace.company.name}; name the workspace that it was run in"
        )
    if run.manifest.corrects:
        raise CompError(f"{run_folder} pays corrections; name it with --corrections, and with --run the run")
    beside = None
    if corrections_folder is not None:
        corrections = load_run(corrections_folder)
        require_beside(run.manifest, corrections.manifest)
        beside = _part(workspace, corrections, corrections_folder)
    return ToPost(
        run=_part(workspace, run, run_folder),
        corrections=beside,
        values=values_through(workspace, run),
        calendar=workspace.company.calendar,
        allow_faults=workspace.company.allow_refused,
        needs_approvals=needs_approvals or workspace.company.approval.before_posting,
    )


def require_beside(run: Manifest, corrections: Manifest) -> None:
    """Let corrections pass that were made with this run as B.

    Raises:
        CompError: they were not.
    """
    if not corrections.corrects:
        raise CompError("the folder named with --corrections is a run; 'comp run correct' writes corrections")
    ours = (run.period, run.facts_digest, run.plans_digest, run.last_import)
    theirs = (
        corrections.period,
        corrections.facts_digest,
        corrections.plans_digest,
        corrections.last_import,
    )
    if ours != theirs:
        raise CompError(
            f"the corrections are paid beside another run of {corrections.period} than this one of "
            f"{run.period}; make them with 'comp run correct' and this run as B"
        )


def _part(workspace: Workspace, run: Run, folder: Path) -> Part:
    return Part(run.manifest, entries_of(run), os.path.relpath(folder.resolve(), workspace.path.resolve()))
