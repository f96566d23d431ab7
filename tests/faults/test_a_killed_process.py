"""A process that is killed, or loses its power, leaves a whole run or none, and the next does what it should.

`COMP_TEST_KILLS=100 make test PYTEST=tests/faults` kills a run that often at a random moment, not ten times.
"""

import itertools
import os
import random
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.language.core import Source
from comp.runs import load_run, write_run
from comp.whole_files import write_new
from comp.whole_folders import written_whole
from tests.faults.conftest import FEWER, MORE, Whole, hidden, read_store, set_deals
from tests.faults.disk import Disk
from tests.faults.warm import Done, Warm
from tests.runs import tiny

KILLS = int(os.environ.get("COMP_TEST_KILLS", "10"))
LAST_DAY = date(2099, 1, 1)


def test_a_run_that_is_killed_at_any_moment_leaves_a_whole_run_or_none(warm: Warm, tmp_path: Path) -> None:
    company, place = tiny.workspace(tmp_path / "company"), tmp_path / "run"
    order = ("run", company, "--period", "2026-01", "--out", place)
    digests: dict[str, str] = {}
    for deals in (FEWER, MORE):
        set_deals(company, deals)
        longest_us = warm(*order).duration_us
        digests[deals] = load_run(place).manifest.results_digest
    assert len(set(digests.values())) == 2
    moments, killed, tries = random.Random(34), 0, 0  # noqa: S311 - moments, not secrets

    while killed < KILLS:
        tries += 1
        assert tries < 10 * KILLS, "the run ends before it can be killed"
        deals = (FEWER, MORE)[tries % 2]
        set_deals(company, deals)
        was_there = tries % 5 != 0
        if not was_there:
            shutil.rmtree(place)
        killed += warm(*order, kill_after_us=moments.randrange(longest_us)).was_killed

        assert place.exists() or not was_there
        if place.exists():
            assert load_run(place).manifest.results_digest in digests.values()
        read_store(company)
        after = warm(*order)
        assert after.code == 0, after.told
        assert load_run(place).manifest.results_digest == digests[deals]
        assert hidden(tmp_path) == []


def killed_at_each_step(
    warm: Warm, prepare: Callable[[], Disk], *words: object, exchange: bool = True
) -> Iterator[tuple[Disk, Done]]:
    """What was there before and how it ended, killed a step later each time, until it comes to its end."""
    for point in itertools.count():
        disk = prepare()
        done = warm(*words, fault="kill", point=point, exchange=exchange)
        yield disk, done
        if not done.was_killed:
            assert done.code == 0, done.told
            return


@pytest.mark.parametrize(
    ("earlier", "exchange"),
    [(False, True), (True, True), (True, False)],
    ids=["new", "one step", "two steps"],
)
def test_a_run_is_whole_whichever_step_of_its_writing_is_the_last(
    warm: Warm, whole: Whole, tmp_path: Path, *, earlier: bool, exchange: bool
) -> None:
    january, _ = whole.runs()
    place = tmp_path / "run"

    def prepare() -> Disk:
        if not earlier:
            shutil.rmtree(place, ignore_errors=True)
        elif not place.exists():
            write_run(january, place)
        return Disk.of(tmp_path)

    seen: list[str] = []
    for disk, done in killed_at_each_step(warm, prepare, "copy", whole.february, place, exchange=exchange):
        seen.append(_period(place))
        disk.cut_power(done.flushed)
        seen.append(_period(place))
        write_run(january, place)
        assert _period(place) == "2026-01"
        assert hidden(tmp_path) == []

    assert len(seen) > 40
    assert set(seen) == {"2026-01" if earlier else "", "2026-02"}


def test_a_run_that_was_put_aside_outlasts_a_second_failure(warm: Warm, whole: Whole, tmp_path: Path) -> None:
    place = tmp_path / "run"
    shutil.copytree(whole.january, place)
    two_steps = warm("copy", whole.january, place, exchange=False).points
    between = two_steps.index("exchange") + 2
    assert two_steps[between - 1 : between + 1] == ["os.rename", "os.rename"]

    assert warm("copy", whole.february, place, fault="kill", point=between, exchange=False).was_killed
    assert not place.exists()
    assert load_run(place).manifest.period == "2026-01"
    with pytest.raises(ZeroDivisionError), written_whole(place):
        raise ZeroDivisionError
    assert _period(place) == "2026-01"
    assert hidden(tmp_path) == []


def _period(place: Path) -> str:
    """What the run at the place pays; nothing where there is none. Half a run is an error."""
    try:
        return load_run(place).manifest.period
    except CompError as error:
        assert "is not a run's folder" in str(error)  # noqa: PT017 - the other outcome is no error
        assert not place.exists()
        return ""


def test_the_store_is_readable_whichever_step_of_an_import_is_the_last(
    warm: Warm, company: Path, sources: dict[str, Source], tmp_path: Path
) -> None:
    before = read_store(company)
    pristine = Path(shutil.copytree(company / ".comp", tmp_path / "pristine"))
    set_deals(company, MORE)

    def prepare() -> Disk:
        shutil.rmtree(company / ".comp")
        shutil.copytree(pristine, company / ".comp")
        return Disk.of(company)

    steps = 0
    for disk, done in killed_at_each_step(warm, prepare, "data", "import", company):
        steps += 1
        assert read_store(company)[: len(before)] == before
        disk.cut_power(done.flushed)
        assert read_store(company)[: len(before)] == before
        assert _deals_after_the_next_import(company, sources) == 5
        assert len(read_store(company)) == len(before) + 1
        assert hidden(company) == []
    assert steps > 20


def test_the_first_import_can_be_killed_at_any_step_too(
    warm: Warm, sources: dict[str, Source], tmp_path: Path
) -> None:
    company = tiny.workspace(tmp_path / "company")
    steps = len(warm("data", "import", company).points)
    for point in range(0, steps, max(1, steps // (KILLS + 1))):
        shutil.rmtree(company / ".comp")
        disk = Disk.of(company)
        done = warm("data", "import", company, fault="kill", point=point)

        assert done.was_killed
        read_store(company)
        disk.cut_power(done.flushed)
        read_store(company)
        assert _deals_after_the_next_import(company, sources) == 4


def _deals_after_the_next_import(company: Path, sources: dict[str, Source]) -> int:
    view = Workspace.open(company).view(sources, today=LAST_DAY)
    return len(list(view.snapshot.rows("deal")))


def test_a_file_is_the_earlier_or_the_new_one_whichever_step_is_the_last(warm: Warm, tmp_path: Path) -> None:
    path = tmp_path / "payroll.xlsx"

    def prepare() -> Disk:
        path.write_bytes(b"earlier")
        return Disk.of(tmp_path)

    steps = 0
    for disk, done in killed_at_each_step(warm, prepare, "file", 5000, path):
        steps += 1
        assert path.read_bytes() in {b"earlier", b"x" * 5000}
        disk.cut_power(done.flushed)
        assert path.read_bytes() in {b"earlier", b"x" * 5000}
    assert path.read_bytes() == b"x" * 5000
    assert hidden(tmp_path) == []
    assert steps > 5


def test_a_key_is_whole_or_absent_whichever_step_is_the_last(warm: Warm, tmp_path: Path) -> None:
    path = tmp_path / "signing.key"

    def prepare() -> Disk:
        path.unlink(missing_ok=True)
        return Disk.of(tmp_path)

    for disk, done in killed_at_each_step(warm, prepare, "new", 40, path):
        disk.cut_power(done.flushed)
        was_there = path.exists()
        assert write_new(b"another", path) is not was_there
        assert path.read_bytes() == (b"x" * 40 if was_there else b"another")
        assert path.stat().st_mode & 0o077 == 0
        assert hidden(tmp_path) == []


def test_a_workspace_is_made_whole_or_not_at_all(warm: Warm, tmp_path: Path) -> None:
    place = tmp_path / "acme"

    def prepare() -> Disk:
        shutil.rmtree(place, ignore_errors=True)
        return Disk.of(tmp_path)

    for disk, done in killed_at_each_step(warm, prepare, "init", place):
        assert not place.exists() or Workspace.open(place).plan_paths()
        disk.cut_power(done.flushed)
        assert not place.exists() or Workspace.open(place).plan_paths()


def test_a_file_that_a_killed_process_left_is_no_part_of_the_next(warm: Warm, tmp_path: Path) -> None:
    path = tmp_path / "payroll.xlsx"
    written = warm("file", 5000, tmp_path / "other").points.index("os.rename")
    assert warm("file", 5000, path, fault="kill", point=written).was_killed
    assert hidden(tmp_path) == [".payroll.xlsx.comp-part"]

    warm("file", 10, path)

    assert path.read_bytes() == b"x" * 10
    assert hidden(tmp_path) == []
