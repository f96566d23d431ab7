"""A recording that is refused or killed leaves nothing that counts, and given again it does what is left."""

from dataclasses import replace
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from comp.errors import CompError, InputFaultsError
from comp.runs import Disagreement, Run, load_run, write_run
from comp.runs.folder import results_digest
from comp.runs.payouts import payouts_of
from comp.whole_folders import written_whole
from statements.documents import making, open_document, recording, run_place, statements_place
from tests.ledger.company import Company
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder, digests

FEBRUARY = date(2026, 2, 2)


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    return Recorder(tiny.workspace(tmp_path / "w"), url)


@pytest.fixture
def january(company: Recorder) -> Path:
    return company.runs("2026-01", FEBRUARY)


def kept(company: Company) -> list[str]:
    """What stands under .comp/runs and .comp/statements."""
    folders = [company.path / ".comp" / name for name in ("runs", "statements")]
    return sorted(path.name for folder in folders if folder.is_dir() for path in folder.iterdir())


@pytest.mark.parametrize("payee", ["ana", "bo"])
def test_where_the_engines_differ_nothing_is_recorded(
    company: Recorder, january: Path, monkeypatch: pytest.MonkeyPatch, payee: str
) -> None:
    """Ana has a line in January, and bo, who has none, might have had one by the second engine."""
    found = Disagreement(f"ae_2026.commission:{payee}:D1#1", "commission", FEBRUARY, 60_00, 60_01, "earned")
    verifying = import_module("comp.runs.verify")
    whole = verifying.compare

    def differing(lines: Any, others: Any, on: date) -> list[Disagreement]:  # noqa: ANN401 - passed on as it is
        return [*whole(lines, others, on), *([found] if asked == [payee] else [])]

    asked: list[str] = []
    valuate = verifying.reference.valuate

    def of_whom(*given: Any, **more: Any) -> Any:  # noqa: ANN401 - passed on as it is
        asked[:] = [each for each in given[5] if each != "zoe"]
        return valuate(*given, **more)

    monkeypatch.setattr(verifying, "compare", differing)
    monkeypatch.setattr(verifying.reference, "valuate", of_whom)

    with pytest.raises(InputFaultsError) as refusal:
        company.records(january)

    assert str(refusal.value).startswith("the run is not recorded")
    assert found.line_id in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert kept(company) == []
    assert company.runs_recorded() == ()


def test_a_line_that_the_facts_no_longer_give_is_not_recorded(company: Recorder, january: Path) -> None:
    """Two cents were added to D1 in the folder, and every digest and sum in it was written anew."""
    run = load_run(january)
    changed = run.lines.with_columns(run.lines["earned_minor"] + 2, run.lines["earned_after_minor"] + 2)
    forge(run, changed, january)

    with pytest.raises(InputFaultsError, match="D1#1"):
        company.records(january)

    assert company.runs_recorded() == ()


def forge(run: Run, lines: pl.DataFrame, folder: Path) -> None:
    [plan] = run.manifest.plans
    told = replace(
        run.manifest,
        results_digest=results_digest(lines),
        plans=(replace(plan, earned_minor=plan.earned_minor + 2),),
    )
    write_run(replace(run, manifest=told, lines=lines, payouts=payouts_of(lines, told.period)), folder)


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("place", ["keep_run", "record", "plans_of", "is_kept"])
def test_a_recording_that_is_killed_is_done_by_the_next(
    company: Recorder, january: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(recording, place, _kill)
        with pytest.raises(Killed):
            company.records(january)
    assert company.runs_recorded() == ()

    recorded = company.records(january)

    assert recorded.is_new
    assert company.document(recorded).statement.payee == "ana"
    assert load_run(run_place(company.path, recorded.manifest)).manifest == recorded.manifest


def test_a_recording_that_is_killed_between_two_documents_leaves_no_folder_of_documents(
    company: Recorder, january: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(making, "document_of", _kill)
        with pytest.raises(Killed):
            company.records(january)

    assert kept(company) == []
    assert company.records(january).is_new


def _kill(*given: object) -> None:
    raise Killed


@pytest.mark.parametrize("suffix", [".json", ".gz"])
@pytest.mark.parametrize("how", ["cut", "gone", "changed"])
def test_a_document_that_was_damaged_is_made_again(
    company: Recorder, january: Path, suffix: str, how: str
) -> None:
    recorded = company.records(january)
    [file] = [path for path in company.files_of(recorded) if path.suffix == suffix]
    whole = file.read_bytes()
    match how:
        case "cut":
            file.write_bytes(whole[: len(whole) // 2])
        case "gone":
            file.unlink()
        case _:
            file.write_bytes(whole[:200] + b"?" + whole[201:])
    with pytest.raises(CompError, match="comp run record"):
        _ = company.workings(recorded) if suffix == ".gz" else company.document(recorded)

    again = company.records(january)

    assert not again.is_new
    assert digests(again) == digests(recorded)
    assert file.read_bytes() == whole


def test_a_kept_run_that_was_damaged_is_copied_again(company: Recorder, january: Path) -> None:
    place = run_place(company.path, company.records(january).manifest)
    (place / "lines.parquet").write_bytes(b"")

    assert not company.records(january).is_new

    assert load_run(place).manifest == load_run(january).manifest


def test_the_kept_folder_itself_can_be_recorded(company: Recorder, january: Path) -> None:
    place = run_place(company.path, company.records(january).manifest)

    assert not company.records(place).is_new


def test_of_two_who_record_at_once_one_is_told(company: Recorder, january: Path) -> None:
    place = statements_place(company.path, load_run(january).manifest.results_digest)

    with written_whole(place), pytest.raises(CompError, match="just being recorded"):
        company.records(january)


def test_what_is_kept_is_for_its_owner_alone(company: Recorder, january: Path) -> None:
    told = company.records(january).manifest

    for place in (run_place(company.path, told), statements_place(company.path, told.results_digest)):
        assert place.stat().st_mode & 0o077 == 0


def test_a_statement_that_is_not_kept_is_told_in_a_line(company: Recorder) -> None:
    for name in ("0" * 20, "../../comp", "\0"):
        with pytest.raises(CompError, match="comp run record"):
            open_document(company.path, "0" * 64, name)
