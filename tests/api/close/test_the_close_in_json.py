# January pays ana 60.00; February 80.00, and bo 20.00.
from typing import Any

from tests.api.close.shop import Shop
from tests.workflow.closing.closed import FEBRUARY, MARCH

USD = {"currency": "USD"}


def sums(amount: str) -> dict[str, Any]:
    return {"earned": {"amount": amount, **USD}, "payable": {"amount": amount, **USD}}


def test_a_run_tells_what_posting_would_write_and_what_stands_against_it(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    with shop.program("auditor") as program:
        before = program.get(f"/api/v1/close/{january}").json()
        shop.closed.approves(january)
        after = program.get(f"/api/v1/close/{january[:16]}").json()
        listed = program.get("/api/v1/close").json()

    assert before["may_be_posted"] is False
    assert before["against"] == ["1 of 1 statements are not approved (1 waiting)"]
    assert (after["may_be_posted"], after["against"], after["open"]) == (True, [], [])
    assert after["plans"] == [
        {
            "plan": "ae_2026",
            "entries": 1,
            "before": sums("0.00"),
            "now": sums("60.00"),
            "value": sums("60.00"),
            "missing": sums("0.00"),
        }
    ]
    assert [each["period"] for each in listed["items"]] == ["2026-01"]
    assert listed["items"][0]["statements"]["approved"] == 1


def test_posting_is_refused_with_the_sentences_and_the_key_may_be_used_again(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    key = {"Idempotency-Key": "january"}
    with shop.program() as program:
        refused = program.post(f"/api/v1/runs/{january}/posting", headers=key)
        assert refused.status_code == 409
        assert refused.headers["content-type"].startswith("application/problem+json")
        assert refused.json()["against"] == ["1 of 1 statements are not approved (1 waiting)"]
        assert shop.closed.batches() == []

        shop.closed.approves(january)
        first = program.post(f"/api/v1/runs/{january}/posting", headers=key)
        again = program.post(f"/api/v1/runs/{january}/posting", headers=key)
        other = program.post(f"/api/v1/runs/{january}/posting", headers={"Idempotency-Key": "new"})

    assert (first.status_code, first.json()) == (
        201,
        {"batches": [january], "entries": 1, "posted_already": []},
    )
    assert (again.status_code, again.json()) == (201, first.json())
    assert (other.status_code, other.json()) == (
        200,
        {"batches": [], "entries": 0, "posted_already": [january]},
    )
    assert len(shop.closed.rows()) == 1


def test_open_lines_stand_against_it(shop: Shop) -> None:
    shop.closed.approved_and_closed("2026-01", FEBRUARY)
    shop.closed.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = shop.closed.recorded("2026-02", MARCH)
    shop.closed.approves(february)
    with shop.program() as program:
        shown = program.get(f"/api/v1/close/{february}").json()
        refused = program.post(f"/api/v1/runs/{february}/posting").json()

    [line] = shown["open"]
    assert (line["line"], line["missing"]) == ("ae_2026.commission:ana:D1#1", sums("10.00"))
    assert refused["against"] == ["ae_2026.commission:ana:D1#1 would not come to what it is worth"]


def test_the_books_are_read_by_batch_and_entry(shop: Shop) -> None:
    january = shop.closed.approved_and_closed("2026-01", FEBRUARY)
    february = shop.closed.approved_and_closed("2026-02", MARCH)
    with shop.program("auditor") as program:
        batches = program.get("/api/v1/books/batches").json()["items"]
        bo = program.get("/api/v1/books/entries", params={"payee": "bo"}).json()
        first = program.get("/api/v1/books/entries", params={"limit": 2}).json()
        rest = program.get("/api/v1/books/entries", params={"limit": 2, "after": first["next"]}).json()

    assert [(each["results_digest"], each["totals"]) for each in batches] == [
        (january, [{"entries": 1, **sums("60.00")}]),
        (february, [{"entries": 2, **sums("100.00")}]),
    ]
    assert [(each["line"], each["payable"]["amount"]) for each in bo["items"]] == [
        ("ae_2026.commission:bo:D5#1", "20.00")
    ]
    assert bo["totals"] == [{"entries": 1, **sums("20.00")}]
    assert [len(first["items"]), len(rest["items"]), rest["next"]] == [2, 1, None]
    assert first["totals"] == [{"entries": 3, **sums("160.00")}]


def test_payroll_is_taken_by_a_program(shop: Shop) -> None:
    january = shop.closed.approved_and_closed("2026-01", FEBRUARY)
    with shop.program() as program:
        file = program.get(f"/api/v1/runs/{january}/payroll/generic-csv")
        book = program.get(f"/api/v1/runs/{january}/payroll.xlsx")

    assert file.text.splitlines()[1] == "ana,COMM,Tiny,,60.00,USD,2026-02-13,2026-01"
    assert book.content.startswith(b"PK")
    assert len(shop.closed.told("payroll.export")) == 2


def test_a_program_of_somebody_else_posts_nothing(shop: Shop) -> None:
    january = shop.closed.recorded("2026-01", FEBRUARY)
    shop.closed.approves(january)
    for who in ("auditor", "revops", "cy", "ana", "admin"):
        with shop.program(who) as program:
            assert program.post(f"/api/v1/runs/{january}/posting").status_code == 403
            assert program.get(f"/api/v1/runs/{january}/payroll.xlsx").status_code == 403
    assert shop.closed.batches() == []
