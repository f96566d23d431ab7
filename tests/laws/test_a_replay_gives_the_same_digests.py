"""The same inputs give the same digests in another process, whatever its hash seed, threads, locale and zone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.laws.digests_of_drawn_cases import CROWD, digests
from tests.laws.drawn import CASES

ROOT = Path(__file__).parents[2]
SEEDS = [CROWD, *range(30, 30 + max(CASES // 6, 3))]
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
def here() -> list[str]:
    return list(digests(SEEDS))


@pytest.mark.parametrize("settings", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_replay_in_another_process_gives_the_same_digests(
    here: list[str], settings: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "tests.laws.digests_of_drawn_cases", *map(str, SEEDS)]
    replayed = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
        stdin=subprocess.DEVNULL,
    )
    assert replayed.stdout.splitlines() == here


def test_a_replay_in_the_same_process_gives_the_same_digests(here: list[str]) -> None:
    assert list(digests(SEEDS[1:3])) == [line for line in here if int(line.split()[0]) in SEEDS[1:3]]
