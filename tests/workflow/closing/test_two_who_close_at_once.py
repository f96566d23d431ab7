import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from comp.errors import CompError
from comp.workflow import open_books
from comp.workflow.closing import order_of, post_run
from comp.workflow.review import Verb
from tests.workflow.closing.closed import AT, FEBRUARY, FINANCE, Closed


def test_of_two_threads_that_post_one_writes_and_the_other_is_told(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)
    both = Barrier(2)
    with open_books(closed.workspace) as records, ThreadPoolExecutor(2) as threads:
        order = order_of(records, closed.workspace, january)

        def posts(_: int) -> tuple[int, int]:
            both.wait()
            done = post_run(records, FINANCE, order, None, AT)
            return done.entries, len(done.preview.already)

        found = sorted(threads.map(posts, range(2)))

    assert found == [(0, 1), (1, 0)]
    assert (closed.batches(), len(closed.rows()), len(closed.told("post"))) == ([january], 1, 1)


def test_of_two_processes_that_post_one_writes(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)
    words = [sys.executable, "-m", "tests.workflow.closing.at_once", str(closed.path), january]
    said = subprocess.run(words, cwd=Path(__file__).parents[3], capture_output=True, text=True, check=True)

    assert said.stdout == "0 1"
    assert (closed.batches(), len(closed.rows()), len(closed.told("post"))) == ([january], 1, 1)


def test_an_approval_is_not_withdrawn_while_its_run_is_posted(closed: Closed) -> None:
    january = closed.recorded("2026-01", FEBRUARY)
    closed.approves(january)
    statements, both = closed.statements(january), Barrier(2)
    with open_books(closed.workspace) as records, ThreadPoolExecutor(1) as threads:
        order = order_of(records, closed.workspace, january)

        def posts() -> bool:
            both.wait()
            try:
                return post_run(records, FINANCE, order, None, AT).entries == 1
            except CompError:
                return False

        posted = threads.submit(posts)
        both.wait()
        against = closed.decides(Verb.WITHDRAW, statements)

        # One came first: the posting, and nothing is withdrawn; or the withdrawal, and nothing is posted.
        assert posted.result() is bool(against)
    assert closed.batches() == ([january] if against else [])
