"""Several processes draw: one of them is killed, or all are, and nothing that was drawn is lost."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from comp.facts import Workspace
from comp.runs import load_run
from statements.issuing import everybody as issuing
from statements.issuing.batches import Batches
from statements.issuing.drawing import Drawing, Drawn
from statements.issuing.order import HandedSeal, Order
from statements.issuing.pool import Lost, Peaks, drawn_by_many
from tests.statements import everybody
from tests.statements.everybody import PAYEES, Paid, index, sha256

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 300


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Paid:
    return everybody.january(tmp_path_factory.mktemp("many"))


@pytest.fixture(scope="module")
def handed(paid: Paid) -> tuple[Order, HandedSeal]:
    order = Order(paid.workspace, paid.run).resolved()
    return order, HandedSeal.of(
        Drawing.open(order, Workspace.open(order.workspace), load_run(order.run)).seal
    )


def test_two_processes_draw_what_one_draws_byte_for_byte(
    paid: Paid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issuing, "_FEW", 2)

    alone = paid.statements(tmp_path / "one", "--workers", "1", "--payee", "ana", "--payee", "bo")
    two = paid.statements(tmp_path / "two", "--workers", "2", "--payee", "ana", "--payee", "bo", "--json")

    assert (alone.exit_code, two.exit_code) == (0, 0), two.output
    assert two.output.count('"peak_bytes_of_workers": [\n    ') == 1
    one = {file.name: file.read_bytes() for file in (tmp_path / "one").iterdir()}
    assert len(one) == 4
    assert {file.name: file.read_bytes() for file in (tmp_path / "two").iterdir()} == one


def test_what_a_killed_process_had_not_come_to_is_drawn_by_the_other(
    handed: tuple[Order, HandedSeal],
) -> None:
    outcomes = drawn_by_many(*handed, Batches(dict.fromkeys(PAYEES, 1), 2), 2, Peaks())
    seen = [next(outcomes)]
    working = multiprocessing.active_children()
    assert len(working) == 2
    os.kill(working[0].pid or 0, signal.SIGKILL)
    seen += outcomes

    lost = [each for each in seen if isinstance(each, Lost)]
    assert len(lost) <= 1  # none, where it was waiting for work
    assert all(each.reason == "the process that drew it was killed (SIGKILL)" for each in lost)
    assert sorted(each.payee for each in seen) == sorted(PAYEES)
    assert all(isinstance(each, Drawn | Lost) for each in seen)
    assert multiprocessing.active_children() == []


def test_where_every_process_is_killed_all_who_were_not_drawn_are_told(
    handed: tuple[Order, HandedSeal],
) -> None:
    outcomes = drawn_by_many(*handed, Batches(dict.fromkeys(PAYEES, 1), 2), 2, Peaks())
    seen = [next(outcomes)]
    for each in multiprocessing.active_children():
        os.kill(each.pid or 0, signal.SIGKILL)
    seen += outcomes

    assert sorted(each.payee for each in seen) == sorted(PAYEES)
    assert any(isinstance(each, Lost) for each in seen)


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_a_lost_statement_is_told_stays_pending_and_is_drawn_by_the_next_command(
    paid: Paid, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def all_lost(_order: Order, _handed: HandedSeal, batches: Batches, *_: object) -> Generator[Lost]:
        for payee in batches.rest():
            yield Lost(payee, "the process that drew it was killed (SIGKILL)")

    monkeypatch.setattr(issuing, "_FEW", 2)
    monkeypatch.setattr(issuing, "drawn_by_many", all_lost)
    out, two = tmp_path / name, ("--payee", "ana", "--payee", "bo", "--workers", "2")
    lost = paid.statements(out, *two)
    left = sorted(path.name for path in tmp_path.iterdir())
    told = index(tmp_path / left[0])
    monkeypatch.undo()
    again = paid.statements(out, *two)

    assert lost.exit_code == 1
    assert (
        "no statement of bo: the process that drew it was killed (SIGKILL); give the command" in lost.output
    )
    assert left == (["out"] if name == "out" else [".out.zip.comp-work"])
    assert [row["state"] for row in told.values()] == ["pending", "pending"]
    assert told["bo"]["reason"] == "the process that drew it was killed (SIGKILL)"
    assert (again.exit_code, again.output) == (0, f"2 statements written to {out}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


def test_a_command_that_is_killed_leaves_whole_files_and_the_next_one_goes_on(
    paid: Paid, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["statements", paid.workspace, "--run", paid.run, "--out", out, "--workers", "1"]
    process = subprocess.Popen([sys.executable, "-m", "comp", *map(str, words)], cwd=ROOT)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not list(out.glob("*.pdf")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()

    standing = {file.name: file for file in out.glob("*.pdf")}
    assert 0 < len(standing) < len(PAYEES)
    for file in standing.values():
        assert len(PdfReader(BytesIO(file.read_bytes())).pages) > 0
    told = index(out)
    assert sorted(told) == sorted(PAYEES)
    drawn = [row for row in told.values() if row["state"] == "drawn"]
    assert all(sha256(out / row["file"]) == row["sha256"] for row in drawn)
    assert len(standing) - 1 <= len(drawn) <= len(standing)
    assert not (out / "totals.csv").exists()

    done = paid.statements(out)

    assert done.exit_code == 0
    assert f"{len(drawn)} stood there already" in done.output or not drawn
    assert {row["state"] for row in index(out).values()} == {"drawn"}
    assert (out / "totals.csv").exists()
    assert list(out.glob(".*")) == []
