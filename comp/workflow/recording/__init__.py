"""Recorded runs: what the database holds of a run before anybody decides about it, and which one is current.

Folders and documents are made by `statements.documents`; this room writes rows and reads them.
"""

from comp.workflow.recording.plans import plans_of
from comp.workflow.recording.recorded import (
    RECORDED,
    RecordedAmount,
    RecordedPlan,
    RecordedRun,
    RecordedStatement,
    statement_id,
)
from comp.workflow.recording.shown import RunShown, RunTotal, current_run, goes_with, run_of, runs
from comp.workflow.recording.standing import has_statements, recorded_statements
from comp.workflow.recording.writing import record

__all__ = [
    "RECORDED",
    "RecordedAmount",
    "RecordedPlan",
    "RecordedRun",
    "RecordedStatement",
    "RunShown",
    "RunTotal",
    "current_run",
    "goes_with",
    "has_statements",
    "plans_of",
    "record",
    "recorded_statements",
    "run_of",
    "runs",
    "statement_id",
]
