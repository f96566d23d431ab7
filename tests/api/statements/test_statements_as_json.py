"""One statement in the JSON API: exact amounts as text, lines in parts, and an ETag of its content."""

from api.areas.statements.reading import key_of
from comp.workflow.review import Verb
from tests.api.statements.conftest import Recorded

D2 = key_of("ae_2026.commission:ana:D2#1")


def test_a_statement_says_what_it_says_with_amounts_as_text(recorded: Recorded) -> None:
    said = recorded.served.program("finance").get(recorded.json()).json()
    assert said["payee"] == "ana"
    assert said["period"] == "2026-02"
    # By the note in tests/runs/tiny.py: 400.00 at 10% and 200.00 at 20%.
    assert said["totals"][0]["payable"] == {"amount": "80.00", "currency": "USD"}
    [plan] = said["plans"]
    assert plan["clauses"][0]["lines"] == 1
    # 600.00 of January and 600.00 of February over a quota of 1,000.00.
    assert plan["measures"][0]["value"] == "6/5"
    assert [each["fact"] for each in said["not_paid"]] == ["D5"]
    assert "Ana" not in str(said)


def test_its_etag_is_its_content_digest_and_nothing_is_sent_twice(recorded: Recorded) -> None:
    program = recorded.served.program("finance")
    first = program.get(recorded.json())
    assert first.headers["etag"] == f'"{recorded.rows["ana"].content_digest}"'
    again = program.get(recorded.json(), headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert program.get(recorded.json(), headers={"If-None-Match": '"another"'}).status_code == 200


def test_what_it_says_holds_while_how_it_stands_changes(recorded: Recorded) -> None:
    program = recorded.served.program("finance")
    before = program.get(recorded.json())
    assert program.get(f"{recorded.json()}/state").json()["state"] == "waiting"
    recorded.decides(Verb.APPROVE)
    assert program.get(f"{recorded.json()}/state").json()["state"] == "approved"
    assert program.get(recorded.json()).content == before.content


def test_lines_come_in_parts_and_each_with_its_steps(recorded: Recorded) -> None:
    program = recorded.served.program("finance")
    lines = program.get(f"{recorded.json()}/lines?limit=1").json()
    assert [(each["key"], each["unit"], each["earned"]["amount"]) for each in lines["items"]] == [
        (D2, "D2", "80.00")
    ]
    assert lines["next"] is None
    assert program.get(f"{recorded.json()}/lines?after={D2}").json() == {"items": [], "next": None}
    assert program.get(f"{recorded.json()}/lines?after=nothing").status_code == 404
    assert program.get(f"{recorded.json()}/lines?limit=0").status_code == 400

    one = program.get(f"{recorded.json()}/lines/{D2}").json()
    assert one["line"]["line_id"] == "ae_2026.commission:ana:D2#1"
    assert one["steps"]["value"] == {"kind": "money", "minor": "8000", "currency": "USD"}


def test_a_list_goes_on_where_it_stopped(recorded: Recorded) -> None:
    program = recorded.served.program("auditor")
    first = program.get("/api/v1/statements?limit=1").json()
    assert [each["payee"] for each in first["items"]] == ["ana"]
    then = program.get(f"/api/v1/statements?limit=1&after={first['next']}").json()
    assert [each["payee"] for each in then["items"]] == ["bo"]
    assert then["next"] is None
    assert program.get("/api/v1/statements?state=approved").json() == {"items": [], "next": None}
