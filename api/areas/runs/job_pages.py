"""The page of a job: how far it is, and how it ended."""

from __future__ import annotations

from typing import Final

from litestar import Controller, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from api.areas.runs.reading import found, run_id
from api.areas.runs.rights import READS
from api.given import TheService
from api.jobs import COMPARE
from api.jobs.compare_job import runs_of
from api.names import logins_of
from api.pages import Asked, Page, page
from comp.workflow.jobs import job_of

REFRESH_SECONDS: Final = 2


class JobPages(Controller):
    """Jobs."""

    path = "/jobs"
    include_in_schema = False

    @get("/{job:str}", access=READS, sync_to_thread=True)
    def one(self, request: Asked, service: TheService, job: FromPath[str]) -> Page:
        """One job; a browser without scripts loads the page again while the job is open."""
        with service.records.reading() as session:
            shown = job_of(session, job)
            if shown is None:
                raise NotFoundException(f"there is no job {job!r}")
            run = found(session, shown.results_digest) if shown.results_digest else None
            logins = logins_of(session, [shown.asked_by])
            both = [found(session, each) for each in runs_of(shown)] if shown.kind == COMPARE else []
        return page(
            request,
            "runs/job.html",
            job=shown,
            run=run,
            logins=logins,
            both=both,
            run_id=run_id,
            refresh=REFRESH_SECONDS if shown.state.is_open else 0,
        )
