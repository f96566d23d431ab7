"""Facts and uploads in the JSON API."""

import hashlib

from tests.api.facts.sent import NEXT, WRONG, deals, imported, trail
from tests.api.served import Served
from tests.runs.tiny import FACTS

PATH = "/api/v1/facts/deal/uploads"


def test_every_source_is_listed_with_its_last_import(served: Served) -> None:
    imported(served)
    found = served.program("revops").get("/api/v1/facts").json()
    assert found["next"] is None
    [deal] = [each for each in found["items"] if each["name"] == "deal"]
    last = deal.pop("last_import")
    assert deal == {
        "name": "deal",
        "title": "A signed order",
        "reads": ["deal.csv"],
        "takes_files": True,
        "extract": "full",
    }
    assert (last["rows"], last["recorded_on"], last["extract"]) == (4, "2026-04-03", "full")


def test_a_program_sends_a_file_reads_its_report_and_takes_it_in(served: Served) -> None:
    imported(served)
    program = served.program("revops")
    answer = program.post(PATH, files={"file": ("deal.csv", NEXT)})
    assert answer.status_code == 201
    upload = answer.json()
    assert answer.headers["location"] == f"/api/v1/uploads/{upload['id']}"
    assert program.get(answer.headers["location"]).json() == upload
    assert (upload["state"], upload["target"], upload["stops"]) == ("waiting", "deal.csv", [])
    assert upload["digest"] == hashlib.sha256(NEXT.encode()).hexdigest()
    [changes] = upload["changes"]
    rows = changes.pop("rows")
    assert changes == {
        "source": "deal", "rows_before": 4, "rows_after": 3, "new": 1, "changed": 1, "gone": 2,
    }  # fmt: skip
    assert [(row["kind"], row["before"].get("value"), row["after"].get("value")) for row in rows] == [
        ("new", None, "10.00 USD"),
        ("changed", "600.00 USD", "700.00 USD"),
        ("gone", "100.00 USD", None),
        ("gone", "50.00 USD", None),
    ]
    assert deals(served) == FACTS["deal"]

    taken = program.post(f"/api/v1/uploads/{upload['id']}/acceptance")
    assert taken.status_code == 200
    assert taken.json()["state"] == "taken in"
    assert taken.json()["taken_in"]["imported"] == ["deal"]
    assert deals(served) == NEXT
    assert program.delete(f"/api/v1/uploads/{upload['id']}").status_code == 409


def test_refused_rows_are_findings_with_file_row_and_column(served: Served) -> None:
    program = served.program("revops")
    upload = program.post(PATH, files={"file": ("deal.csv", WRONG)}).json()
    assert (upload["state"], upload["stops"], upload["changes"]) == ("refused", ["deal"], [])
    [finding] = [each for each in upload["findings"] if each["outcome"] == "refused"]
    assert {name: finding[name] for name in ("file", "row", "column", "value")} == {
        "file": "deal.csv",
        "row": 4,
        "column": "value",
        "value": "=1+1",
    }
    assert finding["remedy"]
    answer = program.post(f"/api/v1/uploads/{upload['id']}/acceptance")
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert "deal.csv, row 4" in answer.json()["detail"]


def test_the_same_key_takes_a_file_once(served: Served) -> None:
    imported(served)
    program = served.program("revops")
    key = {"Idempotency-Key": "k1"}
    first = program.post(PATH, files={"file": ("deal.csv", NEXT)}, headers=key)
    again = program.post(PATH, files={"file": ("deal.csv", NEXT)}, headers=key)
    assert again.json() == first.json()
    assert again.headers["location"] == first.headers["location"]
    other = program.post(PATH, files={"file": ("deal.csv", NEXT + "\n")}, headers=key)
    assert other.status_code == 422, other.json()["detail"]
    where = f"/api/v1/uploads/{first.json()['id']}"
    taken = [program.post(f"{where}/acceptance", headers={"Idempotency-Key": "k2"}) for _ in range(2)]
    assert taken[0].json() == taken[1].json()
    assert [action for action, _, _ in trail(served)] == ["facts.stage", "facts.take-in"]


def test_an_upload_is_discarded_once(served: Served) -> None:
    program = served.program("revops")
    upload = program.post(PATH, files={"file": ("deal.csv", NEXT)}).json()
    where = f"/api/v1/uploads/{upload['id']}"
    assert program.delete(where).json() == upload
    assert program.delete(where).status_code == 404
    assert program.get(where).status_code == 404
    assert [action for action, _, _ in trail(served)] == ["facts.stage", "facts.discard"]


def test_what_is_not_there_and_who_may_not_is_answered_as_everywhere(served: Served) -> None:
    program = served.program("revops")
    assert program.post("/api/v1/facts/deals/uploads", files={"file": ("a.csv", NEXT)}).status_code == 404
    assert program.post(PATH, json={"file": "deal.csv"}).status_code == 400
    answer = program.post(PATH, files={"file": ("deal.csv", b"id\0")})
    assert (answer.status_code, answer.json()["detail"][:28]) == (422, "deal.csv, row 1: holds NUL c")
    for who in ("ana", "cy", "finance", "auditor", "admin"):
        other = served.program(who)
        assert other.get("/api/v1/facts").status_code == 403
        assert other.post(PATH, files={"file": ("deal.csv", NEXT)}).status_code == 403
    assert served.program().get("/api/v1/facts").status_code == 401
