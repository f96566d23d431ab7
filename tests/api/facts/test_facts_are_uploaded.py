"""RevOps sends a file, reads what it would change, and takes it in or discards it."""

import asyncio
import gc
import hashlib
import io
from datetime import date
from typing import Any

import pytest
from openpyxl import load_workbook

from api.areas.facts.rights import BODY_BYTES
from comp.errors import CompError
from comp.facts import Workspace
from comp.facts.uploaded import MAX_BYTES
from tests.api.facts.sent import HEAD, NEXT, WRONG, deals, imported, place, send, trail
from tests.api.served import WHO, Served
from tests.facts.test_what_comes_from_outside import BOMBS
from tests.runs.tiny import FACTS

# Litestar leaves the files of a form that a guard refuses, or that is too long, for the garbage collector.
LEFT_OPEN = pytest.mark.filterwarnings("ignore:Unclosed file:ResourceWarning")


def test_the_first_page_names_every_source_with_its_last_import(served: Served) -> None:
    imported(served)
    page = served.browser("revops").get("/facts").text
    for name, rows in (("assignment", 3), ("quota", 1), ("deal", 4), ("cancellation", 1)):
        assert f'<a href="/facts/sources/{name}">{name}</a>' in page
        assert f"{name}.csv" in page
        assert f'<td class="number">{rows}</td>' in page
    assert "Nothing was sent yet" in page


def test_a_source_without_imports_says_so(served: Served) -> None:
    browser = served.browser("revops")
    assert "never" in browser.get("/facts").text
    assert "Nothing was imported yet" in browser.get("/facts/sources/deal").text
    assert browser.get("/facts/sources/deals").status_code == 404
    assert browser.get("/facts/uploads/0123").status_code == 404


def test_a_file_is_checked_and_nothing_changes_until_it_is_taken_in(served: Served) -> None:
    imported(served)
    browser = served.browser("revops")
    where = place(send(browser, NEXT))
    page = browser.get(where).text
    assert "Nothing has changed yet" in page
    for text in ("<dt>New</dt><dd>1</dd>", "<dt>Changed</dt><dd>1</dd>", "<dt>Gone</dt><dd>2</dd>"):
        assert text in page
    assert "<td>value</td><td>600.00 USD</td><td>700.00 USD</td>" in page
    assert "id D5, owner bo, value 10.00 USD, booked_on 2026-03-21, currency USD" in page
    assert deals(served) == FACTS["deal"]

    assert place(browser.post(f"{where}/acceptance")) == where
    assert deals(served) == NEXT
    after = browser.get(where).text
    assert "deal.csv was taken in; the next run sees it." in after
    assert "What changed" in after
    assert "Take this file in" not in after
    assert "Discard" not in after


def test_what_was_done_stands_in_the_trail_by_ids_digests_and_counts(served: Served) -> None:
    imported(served)
    browser = served.browser("revops")
    where = place(send(browser, NEXT, name="deals of Ana Ruiz.csv"))
    place(browser.post(f"{where}/acceptance"))
    place(browser.post(f"{where}/acceptance"))
    other = place(send(browser, HEAD))
    place(browser.post(f"{other}/removal"))
    one, two = (each.rpartition("/")[2] for each in (where, other))
    sent = {"source": "deal", "digest": hashlib.sha256(NEXT.encode()).hexdigest(), "bytes": len(NEXT)}
    empty = {"source": "deal", "digest": hashlib.sha256(HEAD.encode()).hexdigest(), "bytes": len(HEAD)}
    assert trail(served) == [
        ("facts.stage", one, sent | {"new": 1, "changed": 1, "gone": 2, "refused": 0}),
        ("facts.take-in", one, sent | {"sources": 1, "recorded_on": "2026-04-03"}),
        ("facts.stage", two, empty | {"refused": 1}),
        ("facts.discard", two, empty),
    ]


def test_refused_rows_are_shown_with_their_place_and_cannot_be_taken_in(served: Served) -> None:
    imported(served)
    browser = served.browser("revops")
    where = place(send(browser, WRONG))
    page = browser.get(where).text
    assert "rows of deal are refused" in page
    assert '<td>deal.csv</td><td class="number">4</td><td>value</td>' in page
    assert "Take this file in" not in page
    answer = browser.post(f"{where}/acceptance")
    assert answer.status_code == 409
    assert "deal.csv, row 4" in answer.text
    assert deals(served) == FACTS["deal"]
    assert [action for action, _, _ in trail(served)] == ["facts.stage"]


def test_what_a_cell_holds_stays_text_on_the_page_and_in_the_sheet(served: Served) -> None:
    imported(served)
    browser = served.browser("revops")
    script = "<script>alert(1)</script>"
    where = place(send(browser, WRONG.replace("D5", script), name=f"deal {script.replace('/', '')}.csv"))
    assert "<script>alert" not in browser.get(where).text
    assert "<script>alert" not in browser.get("/facts").text
    answer = browser.get(f"{where}/findings.xlsx")
    assert answer.headers["content-disposition"].startswith("attachment;")
    cells = [
        cell for row in load_workbook(io.BytesIO(answer.content))["Findings"].iter_rows() for cell in row
    ]
    [cell] = [each for each in cells if each.value == "=1+1"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)


def test_a_name_is_on_no_page_and_in_no_sheet_of_findings(served: Served) -> None:
    (served.folder / "data" / "people.toml").write_text(
        'file = "people.csv"\npayee = "payee"\nname = "name"\n[ids]\ncrm = "name"\n', encoding="utf-8"
    )
    (served.folder / "data" / "deal.toml").write_text(
        'file = "deal.csv"\n[columns]\nowner = { from = "owner", people = "crm" }\n', encoding="utf-8"
    )
    browser = served.browser("revops")
    where = place(send(browser, HEAD + "D1,Zoe Zander,2026-01-15,USD,600.00\n"))
    shown = browser.get(where).text + browser.post(f"{where}/acceptance").text
    assert "a person&#39;s id that data/people does not know" in shown
    assert "Zander" not in shown
    assert b"Zander" not in browser.get(f"{where}/findings.xlsx").content
    program = served.program("revops")
    assert "Zander" not in program.get(f"/api/v1/uploads/{where.rpartition('/')[2]}").text
    assert "Zander" not in program.post(f"/api/v1/uploads/{where.rpartition('/')[2]}/acceptance").text


def test_a_file_that_is_not_taken_is_told_above_the_form(served: Served) -> None:
    browser = served.browser("revops")
    for name, content, words in (
        ("deal.csv", b"id\0\n", "holds NUL characters"),
        ("deal.xlsx", BOMBS["spaces.xlsx"], "deal reads deal.csv"),
        ("deal.csv.exe", b"x", "ends in .csv, .xlsx or .parquet"),
    ):
        answer = send(browser, content, name=name)
        assert answer.status_code == 422
        assert words in answer.text
        assert '<h2 id="send">Send a file</h2>' in answer.text
    (served.folder / "data" / "deal.toml").write_text('file = "deal.xlsx"\n', encoding="utf-8")
    answer = send(browser, BOMBS["far corner.xlsx"], name="deal.xlsx")
    assert "row 1,048,576 and column 16,384" in answer.text
    assert trail(served) == []
    assert not any((served.folder / ".comp" / "uploads").glob("*"))


def test_what_was_checked_beside_other_facts_is_not_taken_in(served: Served) -> None:
    imported(served)
    browser = served.browser("revops")
    where = place(send(browser, NEXT))
    (served.folder / "data" / "cancellation.csv").write_text(
        FACTS["cancellation"].splitlines()[0] + "\n", encoding="utf-8"
    )
    answer = browser.post(f"{where}/acceptance")
    assert answer.status_code == 409
    assert "upload it again" in answer.text
    assert deals(served) == FACTS["deal"]


def test_an_import_is_stamped_with_the_last_imports_day_where_that_is_still_to_come(served: Served) -> None:
    imported(served, date(2027, 1, 1))
    browser = served.browser("revops")
    where = place(send(browser, NEXT))
    place(browser.post(f"{where}/acceptance"))
    assert Workspace.open(served.folder).store.imports()[-1].recorded_on == date(2027, 1, 1)


@pytest.mark.parametrize("who", [None, *(who for who in WHO if who != "revops")])
def test_only_revops_reaches_facts(served: Served, who: str | None) -> None:
    imported(served)
    where = place(send(served.browser("revops"), NEXT))
    browser = served.browser(who)
    for path in ("/facts", "/facts/sources/deal", where, f"{where}/findings.xlsx"):
        answer = browser.get(path)
        assert answer.status_code == (403 if who else 303)
        assert who or answer.headers["location"].startswith("/sign-in")
    for answer in (
        send(browser, NEXT),
        browser.post(f"{where}/acceptance"),
        browser.post(f"{where}/removal"),
    ):
        assert answer.status_code == (403 if who else 303)
    assert deals(served) == FACTS["deal"]
    assert [action for action, _, _ in trail(served)] == ["facts.stage"]


@LEFT_OPEN
def test_a_form_of_another_site_sends_no_file(served: Served) -> None:
    browser = served.browser("revops")
    path = "/facts/sources/deal/uploads"
    assert browser.client.post(path, files={"file": ("deal.csv", NEXT)}).status_code == 403
    answer = browser.post(path, files={"file": ("deal.csv", NEXT)}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert trail(served) == []
    gc.collect()


def test_a_request_without_a_file_is_told(served: Served) -> None:
    assert served.browser("revops").post("/facts/sources/deal/uploads").status_code == 400


def test_a_request_that_is_too_long_is_not_read(served: Served) -> None:
    length = {"Content-Length": str(BODY_BYTES + 1), "Content-Type": "multipart/form-data; boundary=x"}
    for client, path in (
        (served.browser("revops").client, "/facts/sources/deal/uploads"),
        (served.program("revops"), "/api/v1/facts/deal/uploads"),
    ):
        assert client.post(path, content=b"", headers=length).status_code == 413


@LEFT_OPEN
def test_a_request_without_end_is_not_read_on(served: Served) -> None:
    token = served.program("revops").headers["Authorization"]
    headers = {"host": "x", "authorization": token, "content-type": "multipart/form-data; boundary=x"}
    read, answered = list[int](), list[int]()

    async def receive() -> dict[str, object]:
        body = b"x" * 2**20
        if not read:
            body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="deal.csv"\r\n\r\n'
        read.append(len(body))
        return {"type": "http.request", "body": body, "more_body": True}

    async def send_on(message: Any) -> None:  # noqa: ANN401 - a message of ASGI
        answered.extend([message["status"]] if message["type"] == "http.response.start" else [])

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/api/v1/facts/deal/uploads",
        "raw_path": b"/api/v1/facts/deal/uploads",
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("x", 80),
        "state": {},
    }
    application: Any = served.app
    asyncio.run(application(scope, receive, send_on))
    assert answered == [413]
    assert sum(read) <= BODY_BYTES + 2**20 + 200
    gc.collect()


def test_a_large_file_lies_on_the_disk_and_not_in_memory(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []

    def look(workspace: object, sources: object, source: str, name: str, file: object, **_: object) -> None:
        seen.append(getattr(file, "_rolled", None))
        raise CompError("seen")

    monkeypatch.setattr("api.areas.facts.deeds.stage", look)
    for content in (NEXT, NEXT + "\n" * 2**21):
        served.program("revops").post("/api/v1/facts/deal/uploads", files={"file": ("deal.csv", content)})
        send(served.browser("revops"), content)
    assert seen == [False, False, True, True]
    assert BODY_BYTES > MAX_BYTES
