"""Looks for texts that break the language, for a given time: `python -m tests.fuzz.session --seconds 60`.

What fails is made small and kept among the seeds, which the tests replay; then it is mended. Where atheris is
installed the search is led by the code that each text reaches; elsewhere changes are drawn without feedback.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz import seeds
from tests.fuzz.examine import failure_of
from tests.fuzz.mutating import mutated
from tests.fuzz.shrinking import shrunk

_STATISTICS = re.compile(
    r"stat::number_of_executed_units:\s*(?P<texts>\d+)"
    r"|cov: (?P<edges>\d+) ft: (?P<features>\d+) corp: (?P<corpus>\d+)"
)


def main() -> int:
    """Search with each target for half of the time; 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--target", choices=("text", "trees"), action="append")
    given = parser.parse_args()
    targets = given.target or ["text", "trees"]
    failed: dict[str, str] = {}
    for target in targets:
        with tempfile.TemporaryDirectory(prefix="comp-fuzz-") as folder:
            search = _guided if importlib.util.find_spec("atheris") else _drawn
            found = search(target, given.seconds // len(targets), given.seed, Path(folder))
        failed |= {failure: text for text in found if (failure := failure_of(text))}
    for failure, text in failed.items():
        kept = _keep(shrunk(text))
        sys.stdout.write(f"{failure}\n  kept as {kept.relative_to(seeds.ROOT)}\n")
    sys.stdout.write(f"{len(failed)} kinds of failure\n")
    return 1 if failed else 0


def _guided(target: str, seconds: int, seed: int, folder: Path) -> list[str]:
    """A search led by coverage, in a process of its own that a crash cannot take the session with."""
    corpus, failures = folder / "corpus", folder / "failures"
    corpus.mkdir()
    failures.mkdir()
    for number, text in enumerate(seeds.everything()):
        (corpus / str(number)).write_bytes(seeds.encoded(text))
    command = [sys.executable, "-m", "tests.fuzz.guided", "--target", target, "--seconds", str(seconds)]
    command += ["--seed", str(seed), str(corpus), str(failures)]
    done = subprocess.run(
        command, cwd=seeds.ROOT, check=False, capture_output=True, text=True, errors="replace"
    )
    said = dict.fromkeys(("texts", "edges", "features", "corpus"), "0")
    for match in _STATISTICS.finditer(done.stderr):
        said |= {name: value for name, value in match.groupdict().items() if value}
    counts = ", ".join(f"{count} {name}" for name, count in said.items())
    sys.stdout.write(f"{target}: {counts}\n")
    found = [seeds.decoded(path.read_bytes()) for path in sorted(failures.iterdir())]
    if done.returncode != 0 and not found:
        sys.stdout.write(f"the search ended with {done.returncode}: {done.stderr[-600:]}\n")
        raise SystemExit(2)
    return found


def _drawn(target: str, seconds: int, seed: int, folder: Path) -> list[str]:
    """A search without feedback."""
    found: dict[str, str] = {}
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        text = drawn(seed + number)
        failure = failure_of(text)
        if failure:
            found.setdefault(failure, text)
        number += 1
    sys.stdout.write(f"{target}: {number} texts, without feedback\n")
    return list(found.values())


def drawn(seed: int) -> str:
    """The text of a seed: a plan, seldom one that has a fault already, with some changes."""
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    start = seeds.plans() if draw.random() < 0.75 else seeds.everything()
    return mutated(draw.choice(start), draw, seeds.everything())


def _keep(text: str) -> Path:
    data = seeds.encoded(text)
    path = seeds.SEEDS / f"found-{hashlib.sha256(data).hexdigest()[:8]}.plan"
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())
