"""A statement's own page: approve, return, take back; and what is told where that cannot be."""

from datetime import date

import pytest

from comp.runs import run, write_run
from comp.runs.run import silent
from comp.workflow.recording import statement_id
from statements.documents import record_run
from tests.api.served import Served
from tests.api.team.reviewing import APRIL, Reviewed
from tests.api.team.test_the_list_of_approvals import text_of


def path_of(reviewed: Reviewed, payee: str) -> str:
    return f"/team/statements/{reviewed.row(payee).id}/decision"


def sent(reviewed: Reviewed, payee: str, verb: str, reason: str = "") -> dict[str, str]:
    return {"verb": verb, "reason": reason, "content_digest": reviewed.row(payee).content_digest}


def test_one_is_approved_and_taken_back_again(reviewed: Reviewed) -> None:
    browser, path = reviewed.served.browser("cy"), path_of(reviewed, "ana")
    answer = browser.post(path, sent(reviewed, "ana", "approve"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/statements/{reviewed.row('ana').id}")
    assert browser.post(path, sent(reviewed, "ana", "withdraw")).status_code == 303
    assert reviewed.decided() == [("ana", "approve"), ("ana", "withdraw")]


def test_a_return_says_why(reviewed: Reviewed) -> None:
    browser, path = reviewed.served.browser("cy"), path_of(reviewed, "ana")
    refused = browser.post(path, sent(reviewed, "ana", "return", "  "))
    assert refused.status_code == 409
    assert "Say why the statement is returned" in text_of(refused.text)
    long = browser.post(path, sent(reviewed, "ana", "return", "<b>" + "x" * 2_000))
    assert long.status_code == 409
    assert "2,003 letters" in long.text
    assert "&lt;b&gt;xxx" in long.text, "what was written is not lost"
    assert reviewed.decided() == []
    assert browser.post(path, sent(reviewed, "ana", "return", "Deal 7\nis missing.")).status_code == 303
    assert [row.reason for row in reviewed.world.approvals()] == ["Deal 7 is missing."]


def test_what_is_another_one_now_is_not_decided_about(reviewed: Reviewed) -> None:
    browser, path = reviewed.served.browser("cy"), path_of(reviewed, "ana")
    seen = sent(reviewed, "ana", "approve")
    reviewed.world.run("2026-04", APRIL | {"ana": 1_00})
    answer = browser.post(path, seen)
    assert answer.status_code == 412
    assert "A later run of 2026-04 is recorded" in text_of(answer.text)
    other = browser.post(path, {**seen, "content_digest": "0" * 64})
    assert other.status_code == 412
    assert reviewed.decided() == []


@pytest.mark.parametrize(
    ("who", "payee", "status"),
    [
        ("cy", "cy", 404),
        ("cy", "zoe", 404),
        ("ana", "ana", 403),
        ("revops", "ana", 403),
        ("admin", "ana", 403),
    ],
)
def test_who_may_not_decide_is_refused(reviewed: Reviewed, who: str, payee: str, status: int) -> None:
    answer = reviewed.served.browser(who).post(path_of(reviewed, payee), sent(reviewed, payee, "approve"))
    assert answer.status_code == status
    assert reviewed.decided() == []


def test_a_form_of_another_site_decides_nothing(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("cy")
    answer = browser.client.post(
        path_of(reviewed, "ana"), data=sent(reviewed, "ana", "approve"), follow_redirects=False
    )
    assert answer.status_code == 403
    many = browser.client.post(
        "/team/decisions",
        data={"verb": "approve", "statement": reviewed.value("ana")},
        follow_redirects=False,
    )
    assert many.status_code == 403
    assert reviewed.decided() == []


def test_the_statement_of_nobody_is_not_there(served: Served) -> None:
    browser = served.browser("finance")
    answer = browser.post(f"/team/statements/{'0' * 20}/decision", {"verb": "approve", "content_digest": "0"})
    assert answer.status_code == 404


def test_a_statements_page_is_where_it_is_decided(served: Served) -> None:
    workspace, folder = served.service.workspace(), served.folder.parent / "january"
    write_run(run(workspace, "2026-01", None, date(2026, 2, 2)), folder)
    recorded = record_run(workspace, folder, served.records, "u-rev", served.clock(), silent)
    key = statement_id(recorded.manifest.results_digest, "ana")
    path = f"/team/statements/{key}/decision"
    browser = served.browser("cy")
    page = browser.get(f"/statements/{key}").text
    (statement,) = recorded.statements
    assert page.count(f'action="{path}"') == 2
    assert page.count(f'name="content_digest" value="{statement.content_digest}"') == 2
    sent = {"verb": "approve", "content_digest": statement.content_digest}
    assert browser.post(path, sent).status_code == 303
    assert "Take the approval back" in browser.get(f"/statements/{key}").text
    theirs = served.browser("ana").get(f"/statements/{key}")
    assert theirs.status_code == 200
    assert path not in theirs.text
