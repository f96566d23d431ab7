"""What is said of a text is the same each time, whatever the order of sets in that process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from comp.language import load_texts
from tests.fuzz import seeds
from tests.fuzz.examine import texts_of

_TELL = """
import hashlib, json
from comp.language import as_json, load_texts, to_json
from tests.fuzz import seeds
from tests.fuzz.examine import texts_of
total = hashlib.sha256()
for text in (*seeds.faulty()[::2], *seeds.plans()[:4]):
    loaded = load_texts(texts_of(text))
    total.update(json.dumps([as_json(d) for d in loaded.diagnostics]).encode())
    if loaded.program is not None:
        total.update(to_json(loaded.program).encode())
print(total.hexdigest())
"""


def test_the_order_of_sets_shows_nowhere() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", _TELL],
            cwd=seeds.ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(seeds.ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1


@pytest.mark.parametrize("part", range(4))
def test_the_order_of_files_changes_no_fault(part: int) -> None:
    for text in seeds.faulty()[part::4]:
        texts = texts_of(text)
        there = load_texts(texts).diagnostics
        back = load_texts(dict(reversed(texts.items()))).diagnostics
        assert [(d.code, d.span.file) for d in back] == [(d.code, d.span.file) for d in there], text
