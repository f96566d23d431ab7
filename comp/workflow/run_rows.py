"""The row by which the database knows a run: from its manifest, whoever writes it first."""

from __future__ import annotations

from datetime import datetime

from comp.records import RunRecord
from comp.runs import Manifest


def run_row(told: Manifest, folder: str, created_by: str, created_at: datetime) -> RunRecord:
    """A run's row; `folder` is where it is kept, seen from the workspace."""
    return RunRecord(
        results_digest=told.results_digest,
        company=told.company,
        period=told.period,
        recorded_on=told.recorded_on,
        facts_digest=told.facts_digest,
        engine=told.engine,
        folder=folder,
        corrects=told.corrects or None,
        manifest=told.to_json(),
        created_by=created_by,
        created_at=created_at,
    )
