"""The pages of runs; what they say is worked out in tests/runs/tiny.py and test_a_period_is_run.py."""

import pytest

from api.areas.runs import pages
from comp.workflow.jobs import take_next
from tests.api.runs.at_work import asked, change, current, posts, ran, work
from tests.api.served import Served


def run_page(served: Served, period: str) -> str:
    return f"/runs/{current(served, period).results_digest[:16]}"


def test_revops_starts_a_run_from_the_portal_and_follows_it_to_its_page(served: Served) -> None:
    browser = served.browser("revops")
    assert 'name="period"' in browser.get("/runs").text

    sent = browser.post("/runs", {"period": " 2026-01 "})
    assert sent.status_code == 303
    waiting = browser.get(sent.headers["location"]).text
    assert 'data-refresh="2"' in waiting
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in waiting

    work(served)
    done = browser.get(sent.headers["location"]).text
    assert "refresh" not in done
    page = run_page(served, "2026-01")
    assert f'href="{page}"' in done
    shown = browser.get(page).text
    assert "Run of 2026-01" in shown
    assert "$60.00" in shown
    assert "Ana Ruiz" in shown


def test_a_job_that_runs_shows_how_far_it_is(served: Served) -> None:
    job = asked(served, "2026-01")
    taken = take_next(served.records, served.clock())
    assert taken is not None
    from comp.workflow.jobs import report

    report(served.records, job.id, "Step 4 of 4: making the statements", 30, 120)
    shown = served.browser("auditor").get(f"/jobs/{job.id}").text
    assert "Step 4 of 4: making the statements" in shown
    assert 'value="30" max="120"' in shown


def test_a_name_of_no_period_is_told_beside_the_field(served: Served) -> None:
    answer = served.browser("revops").post("/runs", {"period": "2026-<b>"})
    assert answer.status_code == 422
    assert "no period is called" in answer.text
    assert 'value="2026-&lt;b&gt;"' in answer.text


def test_the_periods_offered_follow_what_is_posted(served: Served) -> None:
    """It is 3 April 2026, and nothing is posted: March is over and April is present."""
    browser = served.browser("revops")
    first = browser.get("/runs").text
    assert 'value="2026-03"' in first
    assert 'value="2026-04"' in first
    assert 'value="2026-02"' not in first

    ran(served, "2026-01")
    posts(served, "2026-01")
    assert 'value="2026-02"' in browser.get("/runs").text
    refused = browser.post("/runs", {"period": "2026-01"})
    assert refused.status_code == 422
    assert "so run 2026-02" in refused.text


def test_who_reads_runs_starts_none_and_others_do_not_reach_them(served: Served) -> None:
    ran(served, "2026-01")
    page = run_page(served, "2026-01")
    for who in ("finance", "auditor"):
        browser = served.browser(who)
        assert 'name="period"' not in browser.get("/runs").text
        assert browser.get(page).status_code == 200
        assert browser.post("/runs", {"period": "2026-01"}).status_code == 403
    for who in ("ana", "cy", "admin"):
        browser = served.browser(who)
        assert browser.get("/runs").status_code == 403
        assert browser.get(page).status_code == 403


def test_the_list_tells_how_many_statements_wait_and_which_run_was_replaced(served: Served) -> None:
    ran(served, "2026-01")
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    ran(served, "2026-01")

    shown = served.browser("finance").get("/runs").text
    assert shown.count("1 waiting") == 1
    assert shown.count("Replaced") == 1
    assert shown.count("Current") == 1
    posts(served, "2026-01")
    assert "1 posted" in served.browser("finance").get("/runs").text


def test_a_run_shows_its_corrections_and_they_show_their_run(served: Served) -> None:
    ran(served, "2026-01")
    posts(served, "2026-01")
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    ran(served, "2026-02")

    browser = served.browser("finance")
    run = current(served, "2026-02")
    assert run.corrections is not None
    beside = f"/runs/{run.corrections.results_digest[:16]}"
    assert f'href="{beside}"' in browser.get("/runs").text
    assert f'href="{beside}"' in browser.get(run_page(served, "2026-02")).text
    shown = browser.get(beside).text
    assert "Corrections with 2026-02" in shown
    assert "$10.00" in shown
    assert f'href="{run_page(served, "2026-02")}"' in shown


def test_faults_and_refused_rows_stand_on_the_page(served: Served) -> None:
    file = served.folder / "comp.toml"
    file.write_text(file.read_text(encoding="utf-8") + "allow_refused = true\n", encoding="utf-8")
    (served.folder / "data" / "deal.toml").write_text('file = "deal.csv"\non_fault = "refuse row"\n')
    change(served.folder, "deal", "D4,zoe,2026-01-20,USD,50.00", "D4,zoe,2026-01-20,USD,much<b>")
    job = ran(served, "2026-01")
    assert job.message.endswith("Rows that were refused and left out: 1."), job.message

    shown = served.browser("revops").get(run_page(served, "2026-01")).text
    assert "Refused rows" in shown
    assert "much&lt;b&gt;" in shown


def test_a_run_whose_folder_is_gone_is_shown_without_it(served: Served) -> None:
    file = served.folder / "comp.toml"
    file.write_text(file.read_text(encoding="utf-8") + "allow_refused = true\n", encoding="utf-8")
    (served.folder / "data" / "deal.toml").write_text('file = "deal.csv"\non_fault = "refuse row"\n')
    change(served.folder, "deal", "D4,zoe,2026-01-20,USD,50.00", "D4,zoe,2026-01-20,USD,much")
    ran(served, "2026-01")
    folder = served.folder / current(served, "2026-01").folder
    folder.rename(folder.with_name("elsewhere"))

    answer = served.browser("revops").get(run_page(served, "2026-01"))
    assert answer.status_code == 200
    assert "$60.00" in answer.text
    assert "is not a run" in answer.text


def test_payees_come_in_parts_and_by_state(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAYEES_ON_A_PAGE", 1)
    (served.folder / "data" / "deal.csv").write_text(
        "id,owner,booked_on,currency,value\nD1,ana,2026-01-15,USD,600.00\nD2,bo,2026-01-16,USD,200.00\n"
    )
    quota = served.folder / "data" / "quota.csv"
    quota.write_text(
        quota.read_text(encoding="utf-8") + "Q2,bo,new_business,2026-01-01,2026-03-31,USD,900.00,,\n"
    )
    (served.folder / "data" / "cancellation.csv").write_text("id,deal,effective_on,currency,lost_value\n")
    ran(served, "2026-01")
    browser, page = served.browser("auditor"), run_page(served, "2026-01")

    first = browser.get(f"{page}?state=waiting").text
    assert ("Ana Ruiz" in first, "Bo Lind" in first) == (True, False)
    following = (
        first.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    )
    second = browser.get(following).text
    assert ("Ana Ruiz" in second, "Bo Lind" in second) == (False, True)
    assert 'rel="next"' not in second
    assert "No statement of this run is in that state" in browser.get(f"{page}?state=approved").text


def test_what_is_not_there_is_not_found(served: Served) -> None:
    browser = served.browser("revops")
    for path in ("/runs/0123456789abcdef", "/runs/x", "/jobs/x", "/runs?after=0123456789abcdef"):
        assert browser.get(path).status_code == 404, path


def test_the_list_comes_in_parts(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "RUNS_ON_A_PAGE", 1)
    ran(served, "2026-01")
    ran(served, "2026-02")

    browser = served.browser("revops")
    first = browser.get("/runs").text
    assert run_page(served, "2026-02") in first
    assert run_page(served, "2026-01") not in first.partition("Recorded runs")[2]
    last = current(served, "2026-02").results_digest[:16]
    assert f'href="/runs?after={last}"' in first
    assert run_page(served, "2026-01") in browser.get(f"/runs?after={last}").text
