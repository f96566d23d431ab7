"""Two that write one place, and one that reads while another writes: all see whole runs and nothing else."""

import itertools
import os
import random
import shutil
from pathlib import Path
from signal import SIGCONT, SIGKILL

import pytest

from comp.errors import CompError
from comp.runs import load_run, refuse_other_contents, write_run
from tests.faults.conftest import FEWER, MORE, Whole, hidden, read_store, set_deals
from tests.faults.warm import Warm

TIMES = 8
BUSY = ("another run is being written to", "another import is running")


def test_of_two_runs_into_one_folder_one_wins_or_both_do_in_turn(
    warm: Warm, company: Path, tmp_path: Path
) -> None:
    place = tmp_path / "run"
    orders = [("run", company, "--period", month, "--out", place) for month in ("2026-01", "2026-02")]
    alone_us = max(warm(*order).duration_us for order in orders)
    moments = random.Random(5)  # noqa: S311 - moments, not secrets
    for _ in range(TIMES):
        shutil.rmtree(place)
        # The first is given a start of up to its whole duration, by a child that is killed after that.
        first = warm.start(*orders[0])
        warm("run", tmp_path, kill_after_us=moments.randrange(alone_us))
        second = warm.start(*orders[1])
        ended = [warm.done(first), warm.done(second)]

        won = {month for month, each in zip(("2026-01", "2026-02"), ended, strict=True) if each.code == 0}
        assert load_run(place).manifest.period in won
        for each in ended:
            assert each.code in {0, 2}
            assert each.code == 0 or any(word in each.told for word in BUSY), each.told
        assert hidden(tmp_path) == []


def test_who_comes_while_a_run_is_being_written_is_told_so(warm: Warm, whole: Whole, tmp_path: Path) -> None:
    january, february = whole.runs()
    place = tmp_path / "run"
    write_run(january, place)
    middle = warm("copy", whole.february, tmp_path / "other").points.index("write_csv")
    stopped = warm.start("copy", whole.february, place, fault="stop", point=middle)
    try:
        with pytest.raises(CompError, match=r"another run is being written to .*run; wait until it is done"):
            write_run(february, place)
        late = warm("run", whole.company, "--period", "2026-03", "--out", place)
        assert (late.code, late.told.count("\n")) == (2, 1)
        assert f"Error: another run is being written to {place}; wait" in late.told
        assert load_run(place).manifest.period == "2026-01"
    finally:
        os.kill(stopped, SIGCONT)

    assert warm.done(stopped).code == 0
    assert load_run(place).manifest.period == "2026-02"
    assert hidden(tmp_path) == []


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two steps"])
def test_who_reads_while_runs_replace_each_other_reads_one_of_them(
    warm: Warm, whole: Whole, tmp_path: Path, *, exchange: bool
) -> None:
    january, february = whole.runs()
    place = tmp_path / "run"
    write_run(january, place)
    writer = warm.start("churn", whole.february, whole.january, place, exchange=exchange)
    seen: set[str] = set()
    try:
        for times in itertools.count():
            if times > 60 and len(seen) == 2:
                break
            assert times < 10_000, "the writer does not write"
            refuse_other_contents(place)
            found = load_run(place)
            expected = january if found.manifest.period == "2026-01" else february
            assert found.manifest == expected.manifest
            assert found.refused.equals(expected.refused)
            assert found.unclaimed.equals(expected.unclaimed)
            seen.add(found.manifest.period)
    finally:
        os.kill(writer, SIGKILL)
        warm.done(writer)


def test_of_two_imports_one_waits_for_nobody_and_the_other_is_told(warm: Warm, company: Path) -> None:
    before = len(read_store(company))
    set_deals(company, MORE)
    stopped = warm.start("data", "import", company, fault="stop", point=5)
    try:
        late = warm("data", "import", company)
        assert (late.code, late.told.count("\n")) == (2, 1)
        assert "another import is running; try again when it is done" in late.told
        assert len(read_store(company)) == before
    finally:
        os.kill(stopped, SIGCONT)

    assert warm.done(stopped).code == 0
    assert len(read_store(company)) == before + 1


def test_runs_of_facts_that_nobody_changed_do_not_wait_for_an_import(warm: Warm, company: Path) -> None:
    set_deals(company, MORE)
    stopped = warm.start("data", "import", company, fault="stop", point=5)
    try:
        set_deals(company, FEWER)
        done = warm("run", company, "--period", "2026-01", "--out", company / "out")
        assert done.code == 0, done.told
    finally:
        os.kill(stopped, SIGCONT)
    assert warm.done(stopped).code == 0


def test_two_that_write_one_file_do_so_in_turn(warm: Warm, tmp_path: Path) -> None:
    path = tmp_path / "payroll.xlsx"
    middle = warm("file", 5000, tmp_path / "other").points.index("os.fsync")
    first = warm.start("file", 5000, path, fault="stop", point=middle)
    second = warm.start("file", 70, path)
    os.kill(first, SIGCONT)

    assert [warm.done(each).code for each in (first, second)] == [0, 0]
    assert path.read_bytes() == b"x" * 70
    assert hidden(tmp_path) == []
