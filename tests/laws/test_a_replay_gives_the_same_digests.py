"""The same inputs give the same digests in another process, with other hashes, threads, locale and zone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from comp.fuzz import Kept, read, written
from comp.fuzz.cases import draw_case, draw_crowded
from tests.laws.digests_of_drawn_cases import digests
from tests.laws.drawn import CASES

ROOT = Path(__file__).parents[2]
SEEDS = range(30, 30 + max(CASES // 8, 2))
ELSEWHERE = {
    "one thread in Auckland": {
        "PYTHONHASHSEED": "1",
        "POLARS_MAX_THREADS": "1",
        "TZ": "Pacific/Auckland",
        "LC_ALL": "tr_TR.UTF-8",
        "LANG": "tr_TR.UTF-8",
    },
    "four threads in Honolulu": {
        "PYTHONHASHSEED": "4242",
        "POLARS_MAX_THREADS": "4",
        "TZ": "Pacific/Honolulu",
        "LC_ALL": "C",
        "LANG": "C",
    },
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Drawn cases, one of them of more than a hundred payees, as files that another process can read."""
    folder = tmp_path_factory.mktemp("cases")
    cases = [draw_crowded(3, groups=40), *map(draw_case, SEEDS)]
    for number, case in enumerate(cases):
        (folder / f"{number}.json").write_text(written(Kept(number, (), case)), "utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def here(files: list[Path]) -> list[str]:
    return [line for file in files for line in digests(read(file).case)]


@pytest.mark.parametrize("settings", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_replay_in_another_process_gives_the_same_digests(
    files: list[Path], here: list[str], settings: dict[str, str]
) -> None:
    replayed = subprocess.run(
        [sys.executable, "-m", "tests.laws.digests_of_drawn_cases", *map(str, files)],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert replayed.stdout.splitlines() == here


def test_a_replay_in_the_same_process_gives_the_same_digests(files: list[Path], here: list[str]) -> None:
    assert list(digests(read(files[0]).case))[:1] == here[:1]
