"""One search led by coverage, in a process of its own: `python -m tests.fuzz.guided --target trees FOLDER …`.

It goes on after a failure, and keeps the first text of each kind in FOLDER. Needs atheris.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import sys
from pathlib import Path

# Its functions are not typed.
atheris = importlib.import_module("atheris")

with atheris.instrument_imports(include=["comp.language"]):
    import comp.language as _language
    from tests.fuzz import seeds
    from tests.fuzz.examine import failure_of
    from tests.fuzz.mutating import mutated

assert _language
LONGEST = 30_000


def main() -> None:
    """Hand over to libFuzzer, which ends the process when its time is over."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--target", choices=("text", "trees"), required=True)
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("failures", type=Path)
    given = parser.parse_args()
    known: set[str] = set()

    def once(data: bytes) -> None:
        text = seeds.decoded(data)
        failure = failure_of(text)
        if failure and failure not in known:
            known.add(failure)
            name = hashlib.sha256(failure.encode()).hexdigest()[:8]
            (given.failures / f"{name}.plan").write_bytes(seeds.encoded(text))

    options = (
        *(f"-max_total_time={given.seconds}", f"-max_len={LONGEST}", f"-seed={given.seed + 1}"),
        *("-timeout=120", "-rss_limit_mb=4096", "-print_final_stats=1", "-reload=0", "-len_control=0"),
        f"-artifact_prefix={given.failures}/",
    )
    arguments = [sys.argv[0], *options, str(given.corpus)]
    if given.target == "trees":
        atheris.Setup(arguments, once, custom_mutator=_change)
    else:
        atheris.Setup(arguments, once)
    atheris.Fuzz()


def _change(data: bytes, longest: int, seed: int) -> bytes:
    draw = random.Random(seed)  # noqa: S311 - a fixed seed is the point
    text = mutated(seeds.decoded(data), draw, seeds.everything())
    return seeds.encoded(text)[:longest]


if __name__ == "__main__":
    main()
