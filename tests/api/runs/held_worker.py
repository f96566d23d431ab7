"""A worker that stands still in the middle of what it writes to the database, once: until it is killed.

It is started as `python held_worker.py WORKSPACE`, and leaves the file `held` there when it stands.
"""

import sys
import time
from datetime import datetime
from pathlib import Path

from api.jobs import worker
from comp.records import Session
from comp.workflow.recording import writing
from comp.workflow.recording.recorded import RecordedPlan

# The last thing that recording writes before its transaction ends.
write_plan = writing._write_plan  # pyright: ignore[reportPrivateUsage]


def held(session: Session, plan: RecordedPlan, at: datetime) -> None:
    """The run and its statements are written here, in a transaction that has not ended."""
    session.flush()
    marker = Path(sys.argv[1]) / "held"
    if not marker.exists():
        marker.touch()
        time.sleep(3600)
    write_plan(session, plan, at)


if __name__ == "__main__":
    # In its place, in this process alone.
    writing._write_plan = held  # pyright: ignore[reportPrivateUsage]
    sys.exit(worker.main())
