"""`comp bench spark`: what is measured, and that nothing is where lines differ; Spark is stood in for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.errors import CompError
from comp.runs.bench import sparking
from comp.runs.bench.ours import main as ours
from comp.runs.bench.sparking import measure_spark
from comp.runs.folder import results_digest

Said = dict[str, int | str]


def nothing_is_missing() -> None:
    """What `require_spark` says where all is there."""


def standing_in(folder: Path, *, digest: str | None = None) -> Callable[..., Said]:
    """One process really calculates; a session has its lines, or those of another digest."""
    taken = iter([3_000, 1_500])

    def run(module: str, *arguments: str) -> Said:
        lines = folder / "lines.parquet"
        if module.endswith("ours"):
            facts, out, before, after, *_ = arguments
            ours(Path(facts), Path(out), date.fromisoformat(before), date.fromisoformat(after))
            return {"warm_milliseconds": 1_000}
        Path(arguments[3]).mkdir()
        read = results_digest(pl.read_parquet(lines))
        said: Said = {"digest": digest or read, "lines": 1, "batches": 2, "read_milliseconds": 10}
        return {**said, "milliseconds": next(taken)}

    return run


def test_masters_are_timed_beside_one_process_with_the_same_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparking, "require_spark", nothing_is_missing)
    monkeypatch.setattr(sparking, "_run", standing_in(tmp_path))
    measured = measure_spark(2_000, 1, tmp_path)

    assert [(each.name, each.median_milliseconds) for each in measured.masters] == [
        ("local[1]", 3_000),
        ("local[2]", 1_500),
    ]
    assert measured.here.milliseconds == [1_000]


def test_nothing_is_measured_where_lines_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparking, "require_spark", nothing_is_missing)
    monkeypatch.setattr(sparking, "_run", standing_in(tmp_path, digest="another"))

    with pytest.raises(
        CompError, match=r"^local\[1\] has other lines than one process; nothing was measured$"
    ):
        measure_spark(2_000, 1, tmp_path)
