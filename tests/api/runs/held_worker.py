"""A worker that stands still in the middle of what it writes to the database, once: until it is killed.

It is started as `python held_worker.py WORKSPACE`, and leaves the file `held` there when it stands.
"""

import sys
import time
from pathlib import Path

from api.jobs import worker
from comp.records import Session
from comp.workflow.recording import writing

_write_plan = writing._write_plan


def held(session: Session, *args: object) -> None:
    """The run and its statements are written here, in a transaction that has not ended."""
    session.flush()
    marker = Path(sys.argv[1]) / "held"
    if not marker.exists():
        marker.touch()
        time.sleep(3600)
    _write_plan(session, *args)  # type: ignore[arg-type]


if __name__ == "__main__":
    writing._write_plan = held
    sys.exit(worker.main())
