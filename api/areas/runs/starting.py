"""Asking for the jobs of this area."""

from __future__ import annotations

from api.jobs import COMPARE, RUN
from api.jobs.compare_job import subject_of
from api.service import Service
from comp.errors import CompError
from comp.language.calendar import Period
from comp.records import Session
from comp.workflow import books_of
from comp.workflow.access import Actor
from comp.workflow.jobs import JobShown, ask, period_to_run, periods_offered
from comp.workflow.recording import RunShown


def ask_for_run(service: Service, actor: Actor, name: str) -> JobShown:
    """Ask that a period be run; where that is asked for already, its job is given.

    Raises:
        PeriodRefusedError: no period is called so, or it is posted.
    """
    calendar = service.workspace().company.calendar
    with service.records.reading() as session:
        period = period_to_run(books_of(session), calendar, name)
    return ask(service.records, RUN, period.name, actor.user_id, service.now())


def ask_for_causes(service: Service, actor: Actor, a: RunShown, b: RunShown) -> JobShown:
    """Ask what lies between two runs; where that is asked for already, its job is given.

    Raises:
        CompError: one of them pays corrections, which rest on two runs and say themselves why.
    """
    for run in (a, b):
        if run.corrects:
            raise CompError("a run of corrections says on each line why; compare the runs of the periods")
    return ask(service.records, COMPARE, subject_of(a, b), actor.user_id, service.now())


def offered(service: Service, session: Session) -> tuple[Period, ...]:
    """The periods that are likely to be run next."""
    workspace = service.workspace()
    return periods_offered(books_of(session), workspace.company.calendar, service.today(workspace))
