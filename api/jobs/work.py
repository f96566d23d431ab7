"""What a job is given to work with, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from api.jobs.telling import Telling
from comp.facts import Workspace
from comp.records import Records
from comp.workflow.jobs import JobShown


@dataclass(frozen=True, slots=True)
class Work:
    """A job that was taken, the workspace as its files are now, and the database."""

    job: JobShown
    workspace: Workspace
    records: Records
    telling: Telling
    now: Callable[[], datetime]

    @property
    def today(self) -> date:
        """The day it is where the company is."""
        return self.now().astimezone(self.workspace.company.time_zone).date()


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a job: the run where it made one, and sentences that its asker should read."""

    results_digest: str | None
    message: str
