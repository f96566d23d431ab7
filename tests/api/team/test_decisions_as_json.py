"""Approvals by programs: what there is, one decision, and many at once."""

from typing import Any

import pytest

from comp.records import Person, ReportingLine
from tests.api.team.reviewing import APRIL, Reviewed
from tests.workflow.review.world import FIRST


def tag(reviewed: Reviewed, payee: str) -> dict[str, str]:
    return {"if-match": f'"{reviewed.row(payee).content_digest}"'}


def address(reviewed: Reviewed, payee: str) -> str:
    return f"/api/v1/statements/{reviewed.row(payee).id}/decisions"


def test_what_there_is_to_approve_with_what_is_unusual(reviewed: Reviewed) -> None:
    told = reviewed.served.program("cy").get("/api/v1/review?period=2026-04").json()
    assert [each["payee"] for each in told["items"]] == ["ana", "bo"]
    assert told["next"] is None
    bo = told["items"][1]
    assert bo["name"] == "Bo Lind"
    assert bo["amounts"] == [
        {
            "earned": {"amount": "500.00", "currency": "USD"},
            "payable": {"amount": "500.00", "currency": "USD"},
            "held": {"amount": "0.00", "currency": "USD"},
        }
    ]
    assert bo["last"]["period"] == "2026-03"
    assert bo["last"]["amounts"][0]["payable"] == {"amount": "200.00", "currency": "USD"}
    assert bo["unusual"] == [
        {"sign": "much more than last", "text": "500.00 USD, 300.00 more than in 2026-03 (+150%)."}
    ]
    assert (bo["state"], bo["may_decide"], bo["decided_by"], bo["decided_at"]) == ("waiting", True, "", None)
    assert bo["content_digest"] == reviewed.row("bo").content_digest


def test_lists_come_in_parts_and_by_what_is_asked_for(reviewed: Reviewed) -> None:
    program = reviewed.served.program("finance")
    found: list[tuple[str, str]] = []
    after = ""
    for _ in range(9):
        told = program.get(f"/api/v1/review?limit=3{after}").json()
        found += [(each["period"], each["payee"]) for each in told["items"]]
        if told["next"] is None:
            break
        after = f"&after={told['next']}"
    assert found == [(period, payee) for period in ("2026-04", "2026-03") for payee in sorted(APRIL)]
    reviewed.world.decides(reviewed.served.actor("finance"), "bo", results=reviewed.april)
    approved = program.get("/api/v1/review?state=approved").json()["items"]
    assert [each["payee"] for each in approved] == ["bo"]
    run = program.get(f"/api/v1/review?run={reviewed.april[:16]}&payee=zoe").json()["items"]
    assert [each["payee"] for each in run] == ["zoe"]
    assert program.get("/api/v1/review?state=paid").status_code == 400
    assert program.get("/api/v1/review?limit=501").status_code == 400
    assert program.get("/api/v1/review?after=nothing").status_code == 404


def test_a_decision_names_what_was_seen(reviewed: Reviewed) -> None:
    program, path = reviewed.served.program("cy"), address(reviewed, "ana")
    lacking = program.post(path, json={"verb": "approve"})
    assert lacking.status_code == 428
    assert lacking.headers["content-type"] == "application/problem+json"
    assert program.post(path, json={"verb": "approve"}, headers={"if-match": "*"}).status_code == 428
    stale = program.post(path, json={"verb": "approve"}, headers={"if-match": f'"{"0" * 64}"'})
    assert stale.status_code == 412
    assert "another one than you saw" in stale.json()["detail"]
    assert reviewed.decided() == []
    done = program.post(path, json={"verb": "approve"}, headers=tag(reviewed, "ana"))
    assert done.status_code == 200
    assert done.json()["state"] == "approved"
    assert done.json()["decided_by"] == reviewed.served.user_ids["cy"]
    assert done.headers["etag"] == tag(reviewed, "ana")["if-match"]
    assert reviewed.decided() == [("ana", "approve")]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"verb": "return"}, 409),
        ({"verb": "return", "reason": "one\ntwo"}, 409),
        ({"verb": "pay"}, 400),
        ({"verb": "approve", "force": True}, 400),
        ({}, 400),
    ],
)
def test_what_is_no_decision_is_refused(reviewed: Reviewed, body: dict[str, Any], status: int) -> None:
    answer = reviewed.served.program("cy").post(
        address(reviewed, "ana"), json=body, headers=tag(reviewed, "ana")
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert reviewed.decided() == []


def test_their_own_is_refused_and_others_are_not_there(reviewed: Reviewed) -> None:
    def decides(who: str, payee: str) -> int:
        program = reviewed.served.program(who)
        body, headers = {"verb": "approve"}, tag(reviewed, payee)
        return program.post(address(reviewed, payee), json=body, headers=headers).status_code

    assert [decides("cy", "cy"), decides("cy", "zoe"), decides("ana", "ana"), decides("auditor", "ana")] == [
        404, 404, 403, 403,
    ]  # fmt: skip
    assert reviewed.decided() == []


def test_the_same_request_is_done_once(reviewed: Reviewed) -> None:
    program, path = reviewed.served.program("cy"), address(reviewed, "ana")
    key = tag(reviewed, "ana") | {"idempotency-key": "k-1"}
    first = program.post(path, json={"verb": "return", "reason": "Deal 7."}, headers=key)
    again = program.post(path, json={"verb": "return", "reason": "Deal 7."}, headers=key)
    other = program.post(path, json={"verb": "return", "reason": "Deal 8."}, headers=key)
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 422)
    assert again.json() == first.json()
    assert reviewed.decided() == [("ana", "return")]


def test_of_many_each_is_told(reviewed: Reviewed) -> None:
    seen = [
        {"id": reviewed.row(payee).id, "content_digest": reviewed.row(payee).content_digest}
        for payee in ("ana", "bo", "zoe")
    ]
    seen[1] = {**seen[1], "content_digest": "0" * 64}
    answer = reviewed.served.program("cy").post(
        "/api/v1/decisions", json={"verb": "approve", "statements": seen}
    )
    assert answer.status_code == 200
    ana, bo, zoe = answer.json()["items"]
    assert ana == {"id": seen[0]["id"], "changed": True, "state": "approved", "problem": None}
    assert (bo["changed"], bo["state"], bo["problem"]["status"]) == (False, "waiting", 412)
    assert (zoe["changed"], zoe["state"], zoe["problem"]["status"]) == (False, None, 404)
    assert reviewed.decided() == [("ana", "approve")]


def test_two_hundred_are_decided_by_one_request(reviewed: Reviewed) -> None:
    names = [f"p{number:03}" for number in range(200)]
    with reviewed.served.records.transaction() as session:
        session.add_all(Person(payee=name) for name in names)
        session.flush()
        session.add_all(ReportingLine(payee=name, manager="cy", starts_on=FIRST) for name in names)
    results = reviewed.world.run("2026-05", dict.fromkeys(names, 1_00))
    seen = [
        {"id": each.id, "content_digest": each.content_digest}
        for each in (reviewed.row(name, results) for name in names)
    ]
    program = reviewed.served.program("cy")
    answer = program.post("/api/v1/decisions", json={"verb": "approve", "statements": seen})
    assert sum(each["changed"] for each in answer.json()["items"]) == 200
    page = reviewed.served.browser("cy").get("/team")
    assert page.text.count(">Approved<") >= 200
    assert len(reviewed.decided()) == 200
