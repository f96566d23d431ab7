"""Auditors read the chain by page and see whether it holds; nobody else does."""

from typing import Any

from sqlalchemy import text

from comp.records import append, chain_head
from tests.api.served import AT, WHO, Served


def add(served: Served, count: int, action: str = "run.record") -> None:
    """Write entries that nobody else wrote."""
    with served.records.transaction() as session:
        for number in range(count):
            append(session, "u-x", action, f"run-{number}", {"lines": number}, at=AT)


def kept_head(served: Served) -> str:
    with served.records.reading() as session:
        found = chain_head(session)
    return f"{found.number}:{found.hash}"


def altered(served: Served, number: int) -> None:
    """Change an entry as somebody would who has the file in their hands."""
    with served.records.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET actor = 'u-y' WHERE number = :number"), {"number": number})


def items(served: Served, query: str = "") -> list[dict[str, Any]]:
    return served.program("auditor").get(f"/api/v1/audit{query}").json()["items"]


def test_auditors_alone_reach_it(served: Served) -> None:
    for who in WHO:
        expected = 200 if who == "auditor" else 403
        browser, program = served.browser(who), served.program(who)
        for path in ("/audit", "/audit/check"):
            assert browser.get(path).status_code == expected, who
            assert program.get(f"/api/v1{path}").status_code == expected, who


def test_entries_come_by_page_the_newest_first(served: Served) -> None:
    add(served, 120)
    auditor = served.browser("auditor")

    first = auditor.get("/audit?action=run.record")
    assert "run-119" in first.text
    assert "run-70" in first.text
    assert "run-69" not in first.text
    follows = first.text.partition('<nav class="pages"')[2].partition('href="')[2].partition('"')[0]
    second = auditor.get(follows.replace("&amp;", "&"))
    assert "run-69" in second.text
    assert "run-70" not in second.text
    assert "From the start" in second.text


def test_entries_are_found_by_action_subject_and_actor(served: Served) -> None:
    add(served, 3)
    add(served, 2, "run.post")

    assert [each["subject"] for each in items(served, "?action=run.post")] == ["run-1", "run-0"]
    assert [each["action"] for each in items(served, "?subject=run-0")] == ["run.post", "run.record"]
    assert len(items(served, "?by=u-x")) == 5
    assert len(items(served, "?by=u-x&subject=run-2&action=run.record")) == 1
    assert items(served, "?by=nobody") == []
    page = served.browser("auditor").get("/audit?by=nobody").text
    assert "There is no such entry" in page


def test_json_entries_come_by_page_with_the_way_on(served: Served) -> None:
    add(served, 5)
    program = served.program("auditor")

    first = program.get("/api/v1/audit?by=u-x&limit=2").json()
    second = program.get(f"/api/v1/audit?by=u-x&limit=2&after={first['next']}").json()
    third = program.get(f"/api/v1/audit?by=u-x&limit=2&after={second['next']}").json()

    found = [each["subject"] for part in (first, second, third) for each in part["items"]]
    assert found == ["run-4", "run-3", "run-2", "run-1", "run-0"]
    assert third["next"] is None
    assert first["items"][0]["details"] == '{"lines":4}'
    assert first["items"][1]["hash"] == first["items"][0]["hash_before"]


def test_what_is_no_page_is_refused(served: Served) -> None:
    program = served.program("auditor")

    for query in ("limit=0", "limit=501", "after=0", "after=x", f"after={2**63}"):
        assert program.get(f"/api/v1/audit?{query}").status_code == 400, query


def test_a_chain_that_holds_is_said_to_with_its_head(served: Served) -> None:
    add(served, 3)
    auditor = served.browser("auditor")
    head = kept_head(served)

    assert "The chain holds" in auditor.get("/audit/check").text
    assert head in auditor.get("/audit/check").text
    page = auditor.get("/audit/check", params={"head": head}).text
    assert "the head that you kept is among them" in page
    answer = served.program("auditor").get("/api/v1/audit/check").json()
    number = int(kept_head(served).partition(":")[0])
    assert (answer["holds"], answer["entries"], answer["fault"]) == (True, number, None)
    told = served.program("auditor").get("/api/v1/audit/head").json()
    assert f"{told['number']}:{told['hash']}" == kept_head(served)


def test_an_entry_that_was_altered_is_named(served: Served) -> None:
    add(served, 3)
    number = int(kept_head(served).partition(":")[0]) - 1
    altered(served, number)

    page = served.browser("auditor").get("/audit/check").text
    assert "The chain does not hold" in page
    assert f"Entry {number}: it was changed after it was written" in page
    answer = served.program("auditor").get("/api/v1/audit/check").json()
    assert (answer["holds"], answer["fault"]["number"]) == (False, number)


def test_a_chain_that_was_written_anew_does_not_hold_against_a_kept_head(served: Served) -> None:
    number = kept_head(served).partition(":")[0]

    page = served.browser("auditor").get("/audit/check", params={"head": f"{number}:{'a' * 64}"}).text

    assert "it is not the entry that the head kept elsewhere names" in page


def test_what_is_no_head_is_told(served: Served) -> None:
    auditor, program = served.browser("auditor"), served.program("auditor")

    for head in ("x", "1:abc", "-1:" + "a" * 64, "9" * 30 + ":" + "a" * 64):
        page = auditor.get("/audit/check", params={"head": head})
        assert page.status_code == 422
        assert "this is no head" in page.text
        assert program.get("/api/v1/audit/check", params={"head": head}).status_code == 422


def test_what_stands_in_an_entry_is_no_markup(served: Served) -> None:
    with served.records.transaction() as session:
        append(session, "<b>x", "act<i>", "sub&<u>", {"why": "<script>"}, at=AT)

    page = served.browser("auditor").get("/audit").text

    assert "<b>x" not in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
