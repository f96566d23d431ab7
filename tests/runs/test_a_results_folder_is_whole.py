import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.runs import Run, load_run, run, write_run
from comp.runs.folder import FILES, SEAL, SECRET, portable, results_digest
from tests.runs import tiny


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Run:
    company = tiny.workspace(tmp_path_factory.mktemp("company") / "w")
    return run(Workspace.open(company), "2026-Q1", None, date(2026, 4, 2))


def test_a_run_is_read_back_as_it_was_written(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "run")
    found = load_run(tmp_path / "run")

    assert {path.name for path in (tmp_path / "run").iterdir()} == FILES - {SEAL, SECRET}
    assert found.manifest == result.manifest
    assert found.lines.equals(result.lines)
    assert found.payouts.equals(result.payouts)


def test_writing_twice_gives_the_same_bytes(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "a")
    write_run(result, tmp_path / "b")

    for name in FILES - {SEAL, SECRET}:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_an_earlier_run_is_replaced_and_nothing_is_left_beside_it(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "run")
    write_run(result, tmp_path / "run")

    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_is_not_a_run_is_never_replaced(result: Run, tmp_path: Path) -> None:
    letter = tmp_path / "letters" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("dear payee", encoding="utf-8")

    with pytest.raises(CompError, match="not a run"):
        write_run(result, letter.parent)
    with pytest.raises(CompError, match="not a folder"):
        write_run(result, letter)
    assert letter.read_text(encoding="utf-8") == "dear payee"


def test_a_file_put_beside_a_run_keeps_it_from_being_replaced(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "run")
    (tmp_path / "run" / "notes.txt").write_text("checked by Kim", encoding="utf-8")

    with pytest.raises(CompError, match=r"notes\.txt"):
        write_run(result, tmp_path / "run")


def test_a_run_that_fails_half_way_leaves_the_earlier_one(
    result: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_run(result, tmp_path / "run")
    before = (tmp_path / "run" / "manifest.json").read_bytes()

    def fails(self: pl.DataFrame, *rest: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", fails)
    with pytest.raises(CompError, match="No space"):
        write_run(result, tmp_path / "run")

    assert (tmp_path / "run" / "manifest.json").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_lines_that_were_changed_are_not_read(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "run")
    changed = result.lines.with_columns(earned_minor=pl.col("earned_minor") + 1)
    changed.write_parquet(tmp_path / "run" / "lines.parquet")

    with pytest.raises(CompError, match="changed after the run"):
        load_run(tmp_path / "run")


def test_another_format_of_manifest_is_refused(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "run")
    manifest = tmp_path / "run" / "manifest.json"
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), "format": 99}), encoding="utf-8")

    with pytest.raises(CompError, match="another version"):
        load_run(tmp_path / "run")


def test_amounts_in_the_manifest_are_text(result: Run, tmp_path: Path) -> None:
    write_run(result, tmp_path / "run")
    [plan] = json.loads((tmp_path / "run" / "manifest.json").read_text())["plans"]

    assert plan["earned_minor"] == "12000"


def test_lines_hold_no_integer_wider_than_64_bits() -> None:
    wide = pl.DataFrame(
        {"fits": [1, None], "does_not": [2**80, -1]}, schema=dict.fromkeys(["fits", "does_not"], pl.Int128)
    )

    found = portable(wide)

    assert found.schema == {"fits": pl.Int64(), "does_not": pl.String()}
    assert found["does_not"].to_list() == [str(2**80), "-1"]


def test_a_float_in_a_result_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError, match="rate"):
        portable(pl.DataFrame({"rate": [0.1]}))


def test_the_digest_does_not_depend_on_the_order_of_lines_or_on_the_working(result: Run) -> None:
    turned = result.lines.reverse().with_columns(note=pl.lit("more working"))

    assert results_digest(turned) == result.manifest.results_digest
