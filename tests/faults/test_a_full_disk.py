"""A full disk is told in one clear line, leaves nothing by half, and the same works once there is room."""

import json
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from comp.runs import load_run
from tests.faults.conftest import MORE, Whole, hidden, read_store, set_deals
from tests.faults.warm import ROOT, Done, Warm

FULL = "cannot be written (No space left on device); make room there and do it again"


@pytest.fixture(scope="module")
def on_a_small_disk(whole: Whole, disk_in_memory: Path) -> dict[str, Any]:
    """What happened on a disk of a few pages, in a namespace of its own where it can be mounted."""
    where = disk_in_memory / "small"
    where.mkdir()
    script = [
        sys.executable,
        "-m",
        "tests.faults.small_disk",
        *map(str, (where, whole.company, whole.january)),
    ]
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", *script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if "not permitted" in done.stderr.lower() or "permission denied" in done.stderr.lower():
        pytest.skip("this system lets nobody mount a disk in a namespace")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.skipif(shutil.which("unshare") is None, reason="unshare is a command of Linux")
class TestOnASmallDisk:
    """Pages are added one at a time, so that each write in turn is the one that finds no room."""

    def test_a_run_is_refused_page_by_page_and_the_earlier_one_stays(
        self, on_a_small_disk: dict[str, Any]
    ) -> None:
        refused = on_a_small_disk["refused"]

        assert len(refused) > 10
        for each in refused:
            assert FULL in each["told"]
            assert each["period"] == "2026-02"
            assert each["left"] == ["run"]

    def test_the_run_is_written_once_there_is_room(self, on_a_small_disk: dict[str, Any]) -> None:
        assert on_a_small_disk["written"] == {"period": "2026-01", "left": ["run"]}

    @pytest.mark.parametrize("command", ["run", "data import", "payroll", "data check"])
    def test_a_command_says_it_in_one_line(self, on_a_small_disk: dict[str, Any], command: str) -> None:
        found = on_a_small_disk["commands"][command]

        assert found["code"] == 2
        assert found["told"].startswith("Error: ")
        assert found["told"].count("\n") == 1
        assert FULL in found["told"]
        assert found["after"] == found["before"]


@pytest.mark.parametrize("exchange", [True, False], ids=["one step", "two steps"])
def test_a_run_that_is_refused_at_any_step_leaves_the_earlier_one(
    warm: Warm, whole: Whole, tmp_path: Path, *, exchange: bool
) -> None:
    place = tmp_path / "run"
    shutil.copytree(whole.january, place)
    shutil.copytree(whole.january, tmp_path / "other")
    done = warm("copy", whole.february, tmp_path / "other", exchange=exchange)
    steps = [point for point in refusable(done) if point <= in_place(done)]
    assert len(steps) > 15
    for point in steps:
        done = warm("copy", whole.february, place, fault="refuse", point=point, exchange=exchange)

        assert done.code == 2
        assert done.told == f"CompError: {place} {FULL}"
        assert load_run(place).manifest.period == "2026-01"
        assert hidden(tmp_path) == []
    assert warm("copy", whole.february, place, exchange=exchange).code == 0


def refusable(done: Done) -> list[int]:
    """The steps that need room."""
    return [
        point
        for point, what in enumerate(done.points)
        if what not in {"fcntl.flock", "os.remove", "os.rmdir"}
    ]


def in_place(done: Done) -> int:
    """The last step before the run stands at its place."""
    return max(point for point, what in enumerate(done.points) if what in {"exchange", "os.rename"})


def test_an_import_that_is_refused_at_any_step_leaves_the_store_as_it_was(
    warm: Warm, company: Path, tmp_path: Path
) -> None:
    before = read_store(company)
    set_deals(company, MORE)
    pristine = shutil.copytree(company / ".comp", tmp_path / "pristine")
    steps = refusable(warm("data", "import", shutil.copytree(company, tmp_path / "other")))
    assert len(steps) > 15
    for point in steps[:-1]:  # the last flushes the name of the list, which is there by then
        shutil.rmtree(company / ".comp")
        shutil.copytree(pristine, company / ".comp")
        done = warm("data", "import", company, fault="refuse", point=point)
        assert read_store(company) == before
        assert done.code == 2
        assert done.told.startswith("Error: ")
        assert done.told.count("\n") == 1
        assert "No space left on device" in done.told
        assert str(company / ".comp" / "store") in done.told
        assert hidden(company) == []
    assert warm("data", "import", company).code == 0


def test_a_limit_of_the_size_of_files_is_told_too(whole: Whole, tmp_path: Path) -> None:
    order = ["comp", "run", whole.company, "--period", "2026-01", "--out", tmp_path / "run"]
    done = subprocess.run(
        [sys.executable, "-m", *map(str, order)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"Error: {tmp_path / 'run'} cannot be written (File too large); " in done.stderr
    assert list(tmp_path.iterdir()) == []
