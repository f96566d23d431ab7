"""Runs and jobs in the JSON API."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Controller, Response, get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.status_codes import HTTP_202_ACCEPTED

from api.areas.runs.data import Job, NewRun, RunInFull, Runs, job_data, run_data, run_in_full
from api.areas.runs.reading import RunListed, found, listed, states
from api.areas.runs.rights import READS, STARTS
from api.areas.runs.starting import ask_for_run
from api.given import TheActor, TheService
from api.idempotency import IdempotencyKey, once
from api.pages import Asked
from comp.workflow.jobs import JobShown, job_of
from comp.workflow.review import reviewed_runs

MOST: Final = 100
JOBS: Final = "/api/v1/jobs"


def accepted(job: JobShown) -> Response[Job]:
    """The answer to whoever asked for a job: where it is watched."""
    return Response(job_data(job), status_code=HTTP_202_ACCEPTED, headers={"location": f"{JOBS}/{job.id}"})


class RunsJson(Controller):
    """Runs."""

    path = "/runs"
    tags = ("runs",)

    @get("/", access=READS, sync_to_thread=True)
    def all(
        self,
        service: TheService,
        after: FromQuery[str | None] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 20,
    ) -> Runs:
        """The recorded runs of periods, the one recorded last first."""
        with service.records.reading() as session:
            items, more = listed(session, after=after, limit=limit)
        return Runs([run_data(each) for each in items], more)

    @get("/{run:str}", access=READS, sync_to_thread=True)
    def one(self, service: TheService, run: FromPath[str]) -> RunInFull:
        """One run, by its id or its results digest; corrections are runs too."""
        with service.records.reading() as session:
            shown = found(session, run)
            return run_in_full(RunListed(shown, states(session, reviewed_runs(session), shown)))

    @post("/", access=STARTS, sync_to_thread=True, status_code=HTTP_202_ACCEPTED)
    def start(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        data: JSONBody[NewRun],
        key: IdempotencyKey = None,
    ) -> Response[Job]:
        """Ask that a period be run; the answer says where the job is watched."""
        return once(
            request, service, actor, key, data, lambda: accepted(ask_for_run(service, actor, data.period))
        )


class JobsJson(Controller):
    """Jobs."""

    path = "/jobs"
    tags = ("runs",)

    @get("/{job:str}", access=READS, sync_to_thread=True)
    def one(self, service: TheService, job: FromPath[str]) -> Job:
        """How far a job is, or how it ended."""
        with service.records.reading() as session:
            shown = job_of(session, job)
        if shown is None:
            raise NotFoundException(f"there is no job {job!r}")
        return job_data(shown)
