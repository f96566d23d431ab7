"""Jobs: work that takes long, as rows that are asked for, taken, told of and ended.

It must not do the work, start a process or ask a clock; whoever calls passes the moment.
"""

from comp.workflow.jobs.asking import ASKED, ask
from comp.workflow.jobs.doing import (
    WITHOUT_PROCESS,
    fail,
    finish,
    lose,
    lose_running,
    report,
    take_next,
)
from comp.workflow.jobs.job import JobShown, JobState
from comp.workflow.jobs.listing import job_of, jobs
from comp.workflow.jobs.periods import PeriodRefusedError, period_to_run, periods_offered

__all__ = [
    "ASKED",
    "WITHOUT_PROCESS",
    "JobShown",
    "JobState",
    "PeriodRefusedError",
    "ask",
    "fail",
    "finish",
    "job_of",
    "jobs",
    "lose",
    "lose_running",
    "period_to_run",
    "periods_offered",
    "report",
    "take_next",
]
