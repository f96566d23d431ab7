"""Runs and jobs in the JSON API."""

from tests.api.runs.at_work import current, done, posts, ran, work
from tests.api.served import Served


def test_a_program_starts_a_run_and_follows_it(served: Served) -> None:
    program = served.program("revops")
    answer = program.post("/api/v1/runs", json={"period": "2026-01"})
    assert answer.status_code == 202
    place = answer.headers["location"]
    assert place == f"/api/v1/jobs/{answer.json()['id']}"
    assert program.get(place).json()["state"] == "waiting"

    work(served)
    job = program.get(place).json()
    assert (job["state"], job["kind"], job["subject"]) == ("done", "run", "2026-01")
    run = program.get(f"/api/v1/runs/{job['run']}").json()
    assert run["run"]["totals"] == [
        {
            "earned": {"amount": "60.00", "currency": "USD"},
            "payable": {"amount": "60.00", "currency": "USD"},
            "held": {"amount": "0.00", "currency": "USD"},
        }
    ]
    assert [(plan["plan"], plan["payees"]) for plan in run["plans"]] == [("ae_2026", 1)]
    assert run["run"]["statements"] == {"waiting": 1, "approved": 0, "returned": 0, "posted": 0}


def test_the_same_key_starts_one_run(served: Served) -> None:
    program = served.program("revops")
    sent = [
        program.post("/api/v1/runs", json={"period": "2026-01"}, headers={"Idempotency-Key": "k"})
        for _ in range(2)
    ]
    work(served)
    sent.append(program.post("/api/v1/runs", json={"period": "2026-01"}, headers={"Idempotency-Key": "k"}))
    assert {(each.status_code, each.headers["location"]) for each in sent} == {
        (202, sent[0].headers["location"])
    }


def test_what_cannot_be_run_is_a_problem(served: Served) -> None:
    ran(served, "2026-01")
    posts(served, "2026-01")
    program = served.program("revops")
    for period, said in (("2026-01", "so run 2026-02"), ("2026-0", "no period is called '2026-0'")):
        answer = program.post("/api/v1/runs", json={"period": period})
        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert said in answer.json()["detail"]
    assert program.post("/api/v1/runs", json={"perod": "2026-02"}).status_code == 400


def test_the_list_goes_on_from_run_to_run(served: Served) -> None:
    for period in ("2026-01", "2026-02", "2026-03"):
        ran(served, period)
    program = served.program("auditor")
    first = program.get("/api/v1/runs?limit=2").json()
    rest = program.get(f"/api/v1/runs?limit=2&after={first['next']}").json()
    assert [run["period"] for run in first["items"] + rest["items"]] == ["2026-03", "2026-02", "2026-01"]
    assert rest["next"] is None
    assert program.get("/api/v1/runs?after=0123456789abcdef").status_code == 404


def test_rights_are_those_of_the_pages(served: Served) -> None:
    job = ran(served, "2026-01")
    run = current(served, "2026-01").results_digest
    paths = ("/api/v1/runs", f"/api/v1/runs/{run}", f"/api/v1/jobs/{job.id}")
    for who, status in (("revops", 200), ("finance", 200), ("auditor", 200), ("ana", 403), ("admin", 403)):
        for path in paths:
            assert served.program(who).get(path).status_code == status, (who, path)
    assert served.program("finance").post("/api/v1/runs", json={"period": "2026-02"}).status_code == 403
    assert done(served, job) == job
