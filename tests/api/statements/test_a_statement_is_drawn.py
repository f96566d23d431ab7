"""The PDF of a statement: drawn once, in a process of its own, under a name that any system takes."""

import json
from contextlib import ExitStack
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from litestar.exceptions import ServiceUnavailableException
from pypdf import PdfReader

from api.areas.statements import apart, pdf
from api.areas.statements.reading import opened
from comp.errors import CompError
from comp.records import Person
from comp.workflow.review import Verb
from tests.api.statements.conftest import Recorded


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose statements were drawn; what is drawn is no PDF."""
    payees: list[str] = []

    def draw(order: dict[str, str]) -> bytes:
        payees.append(order["payee"])
        return b"%PDF of " + order["payee"].encode()

    monkeypatch.setattr(pdf, "done_apart", draw)
    return payees


def test_it_is_drawn_once_and_kept_for_its_owner_alone(recorded: Recorded, drawn: list[str]) -> None:
    browser = recorded.served.browser("finance")
    first = browser.get(f"{recorded.page()}/pdf")
    again = recorded.served.program("finance").get(f"{recorded.json()}/pdf")
    assert first.content == again.content == b"%PDF of ana"
    assert drawn == ["ana"]
    assert first.headers["content-type"] == "application/pdf"
    assert first.headers["content-disposition"] == 'attachment; filename="statement-2026-02-ana.pdf"'
    assert first.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in first.headers["cache-control"]
    [kept] = (recorded.served.folder / ".comp" / "statements" / "pdf").iterdir()
    assert kept.stat().st_mode & 0o077 == 0


def test_another_name_is_drawn_anew_and_the_old_file_goes(recorded: Recorded, drawn: list[str]) -> None:
    browser = recorded.served.browser("finance")
    browser.get(f"{recorded.page()}/pdf")
    with recorded.served.records.transaction() as session:
        session.get_one(Person, "ana").name = "Ana Paz"
    browser.get(f"{recorded.page()}/pdf")
    assert drawn == ["ana", "ana"]
    assert len(list((recorded.served.folder / ".comp" / "statements" / "pdf").iterdir())) == 1


def test_a_payees_id_cannot_break_the_name_of_the_file(recorded: Recorded) -> None:
    one = opened(recorded.served.service, recorded.served.actor("finance"), recorded.rows["ana"].id)
    odd = replace(one, shown=replace(one.shown, payee='a/../"b\r\nSet-Cookie: x', period="2026-02"))
    assert pdf.file_name(odd) == "statement-2026-02-a-..-b-Set-Cookie-x.pdf"


def test_a_process_of_its_own_draws_it_with_its_proof(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    answer = recorded.served.browser("ana").get(f"{recorded.page()}/pdf")
    assert answer.status_code == 200
    reader = PdfReader(BytesIO(answer.content))
    assert "Ana Ruiz" in reader.pages[0].extract_text()
    assert "proof.json" in reader.attachments


def test_a_fault_of_the_workspace_is_told_and_one_of_ours_is_not(recorded: Recorded) -> None:
    order = {
        "what": "pdf",
        "workspace": str(recorded.served.folder),
        "run": "nowhere",
        "payee": "ana",
        "name": "Ana",
    }
    with pytest.raises(CompError, match="nowhere"):
        apart.done_apart(order)
    with pytest.raises(RuntimeError, match="KeyError"):
        apart.done_apart({"what": "pdf"})


def test_whoever_would_wait_too_long_is_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_WAITING_SECONDS", 0.0)
    with apart.TURN, pytest.raises(ServiceUnavailableException, match="try again"):
        apart.done_apart(json.loads("{}"))


def test_few_wait_so_that_nobody_keeps_all_others_from_the_service(recorded: Recorded) -> None:
    """Each that waits holds a thread, and the pages of everybody else need one."""
    recorded.decides(Verb.APPROVE)
    with ExitStack() as others:
        for _ in range(apart.MOST_AT_ONCE):
            others.enter_context(apart.PLACES)
        answer = recorded.served.program("ana").get(f"{recorded.json()}/pdf")
    assert answer.status_code == 503
    assert "try again" in answer.json()["detail"]


def test_no_module_of_the_folder_where_the_service_was_started_is_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CompError, match="no order is called 'nothing'"):
        apart.done_apart({"what": "nothing", "workspace": ".", "run": ".", "payee": "ana"})


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MOST_SECONDS", 0.01)
    with pytest.raises(ServiceUnavailableException, match="too long"):
        apart.done_apart({"what": "pdf"})
