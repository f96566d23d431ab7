from threading import Event

import pytest

from api.jobs import telling
from api.jobs.telling import StoppedError, Telling
from comp.records import Records
from tests.api.served import Served


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """What reaches the row."""
    found: list[tuple[str, int, int]] = []

    def report(records: Records, job: str, step: str, done: int, total: int) -> bool:
        found.append((step, done, total))
        return True

    monkeypatch.setattr(telling, "report", report)
    return found


def test_progress_is_written_a_few_times_a_second_and_each_step_at_once(
    served: Served, written: list[tuple[str, int, int]]
) -> None:
    now = [0.0]
    told = Telling(served.records, "j", Event(), lambda: now[0])
    progress = told.step(1, 2, "first")
    for done in range(1, 101):
        now[0] = done / 100
        progress("ana", done, 100)
    told.step(2, 2, "second")

    first, second = "Step 1 of 2: first", "Step 2 of 2: second"
    assert written == [
        (first, 0, 0),
        (first, 30, 100),
        (first, 60, 100),
        (first, 90, 100),
        (second, 0, 0),
    ]


def test_whoever_reports_progress_is_stopped_when_the_service_ends(
    served: Served, written: list[tuple[str, int, int]]
) -> None:
    stop = Event()
    progress = Telling(served.records, "j", stop).step(1, 1, "only")
    stop.set()
    with pytest.raises(StoppedError):
        progress("ana", 1, 2)
    assert written == [("Step 1 of 1: only", 0, 0)]
