"""The seeds are given to the language again, and a few drawn changes of them; `make fuzz` looks further."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import examine as examining
from tests.fuzz import seeds
from tests.fuzz.examine import HangError, examine, failure_of, texts_of
from tests.fuzz.session import drawn
from tests.fuzz.shrinking import shrunk


@pytest.mark.parametrize("path", seeds.kept(), ids=lambda path: path.stem)
def test_what_once_failed_fails_no_more(path: Path) -> None:
    examine(seeds.decoded(path.read_bytes()))


@pytest.mark.parametrize("part", range(8))
def test_plans_and_faulty_plans_hold_every_rule(part: int) -> None:
    # Every third plan, for the search takes them all.
    for text in (*seeds.plans()[::3], *seeds.faulty())[part::8]:
        examine(text)


@pytest.mark.parametrize("part", range(8))
def test_drawn_changes_of_plans_hold_every_rule(part: int) -> None:
    found = {seed: failure_of(drawn(seed)) for seed in range(part * 6, part * 6 + 6)}
    assert not {seed: failure for seed, failure in found.items() if failure}


def test_drawn_changes_reach_whole_programs_and_many_faults() -> None:
    loaded = [examine(drawn(seed)) for seed in range(1000, 1050)]
    assert sum(one.program is not None for one in loaded) > 4
    assert len({diagnostic.code for one in loaded for diagnostic in one.diagnostics}) > 15


def test_a_text_that_breaks_something_is_made_small(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(texts: dict[str, str]) -> object:
        if re.search(r"pay \w+ = \w+ \* \w+", "".join(texts.values())):
            raise ZeroDivisionError
        return load_texts(texts)

    load_texts = examining.load_texts
    monkeypatch.setattr(examining, "load_texts", breaks)

    small = shrunk(seeds.plans()[0])

    assert failure_of(small).startswith("ZeroDivisionError")
    assert len(small) < 40


def test_a_text_that_takes_for_ever_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(texts: dict[str, str]) -> object:
        while True:
            pass

    monkeypatch.setattr(examining, "HANG_SECONDS", 1)
    monkeypatch.setattr(examining, "load_texts", hangs)

    with pytest.raises(HangError):
        examine("plan")


def test_half_a_character_comes_through_a_seed() -> None:
    assert seeds.decoded(seeds.encoded("a\ud800b")) == "a\ud800b"
    assert texts_of("a" + examining.NEXT_FILE + "b") == {"a.plan": "a", "b.plan": "b"}


@pytest.mark.parametrize("target", ["text", "trees"])
def test_the_search_led_by_coverage_starts_and_ends(target: str, tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    corpus, failures = tmp_path / "corpus", tmp_path / "failures"
    corpus.mkdir()
    failures.mkdir()
    (corpus / "seed").write_bytes(seeds.encoded('shared "S"\n'))

    command = [sys.executable, "-m", "tests.fuzz.guided", "--target", target, "--seconds", "1"]
    done = subprocess.run(
        [*command, str(corpus), str(failures)], cwd=seeds.ROOT, check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr[-500:]
    assert "stat::number_of_executed_units" in done.stderr
    assert list(failures.iterdir()) == []
