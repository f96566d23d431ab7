"""Two runs held against each other.

January is run twice: D1 is 600.00 first, 60.00 at 10%, and found to be 700.00, which is 70.00. The rate
of the plan is raised to 15% meanwhile: 105.00. So a correction moves 10.00, the plan 35.00, together 45.00.
"""

import pytest

from api.areas.runs import compare_pages
from api.jobs.compared import FOLDER
from tests.api.runs.at_work import change, current, posts, ran, work
from tests.api.served import Served


def name(served: Served, period: str) -> str:
    return current(served, period).results_digest[:16]


@pytest.fixture
def two(served: Served) -> tuple[str, str]:
    """The ids of both runs."""
    ran(served, "2026-01")
    first = name(served, "2026-01")
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    plan = served.folder / "plans" / "ae_2026.plan"
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("| 0%   | 10%  |", "| 0%   | 15%  |").partition("example ")[0])
    ran(served, "2026-01")
    return first, name(served, "2026-01")


def test_a_run_leads_to_what_changed_since_the_one_before(served: Served, two: tuple[str, str]) -> None:
    first, second = two
    shown = served.browser("finance").get(f"/runs/{second}").text
    assert f'href="/runs/{first}/compare/{second}"' in shown

    page = served.browser("finance").get(f"/runs/{first}/compare/{second}").text
    for said in ("Plan ae_2026 changed.", "The facts changed.", "$60.00", "$105.00", "$45.00", "Ana Ruiz"):
        assert said in page
    assert "Nobody has looked for the causes" in page


def test_causes_are_found_by_a_job_and_come_to_the_difference(served: Served, two: tuple[str, str]) -> None:
    path = "/runs/{}/compare/{}".format(*two)
    browser = served.browser("revops")
    assert "Find the causes" in browser.get(path).text
    sent = browser.post(path)
    assert sent.status_code == 303
    assert browser.post(path).headers["location"] == sent.headers["location"]
    work(served)
    assert f'href="{path}"' in browser.get(sent.headers["location"]).text

    [line] = served.program("auditor").get(f"/api/v1{path}").json()["lines"]
    assert line["earned"] == {"amount": "45.00", "currency": "USD"}
    moved = {part["cause"]: part["earned"]["amount"] for part in line["causes"]}
    assert moved == {
        "corrected deal D1: value 600.00 USD -> 700.00 USD": "10.00",
        "plan ae_2026: table rate of clause commission changed": "35.00",
    }
    assert (served.folder / FOLDER).stat().st_mode & 0o077 == 0
    page = browser.get(path).text
    assert "corrected deal D1" in page
    assert "Find the causes" not in page


def test_a_period_is_compared_with_the_one_before_it(served: Served) -> None:
    ran(served, "2026-01")
    ran(served, "2026-02")
    first, second = name(served, "2026-01"), name(served, "2026-02")

    shown = served.browser("auditor").get(f"/runs/{second}").text
    assert f'href="/runs/{first}/compare/{second}"' in shown
    assert "compare" not in served.browser("auditor").get(f"/runs/{first}").text
    page = served.browser("auditor").get(f"/runs/{first}/compare/{second}").text
    assert "A pays 2026-01, B pays 2026-02." in page


def test_a_period_that_is_run_again_is_compared_with_itself_though_another_came_between(
    served: Served,
) -> None:
    ran(served, "2026-01")
    first = name(served, "2026-01")
    ran(served, "2026-02")
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    ran(served, "2026-01")

    again = name(served, "2026-01")
    assert again != first
    shown = served.browser("auditor").get(f"/runs/{again}").text
    assert f'href="/runs/{first}/compare/{again}"' in shown


def test_payees_and_lines_come_in_parts(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare_pages, "ON_A_PAGE", 1)
    ran(served, "2026-01")
    ran(served, "2026-02")
    path = f"/runs/{name(served, '2026-01')}/compare/{name(served, '2026-02')}"
    browser = served.browser("auditor")

    # D2 pays 80.00 in February, D1 paid 60.00 in January: the larger change comes first.
    first, second = browser.get(path).text, browser.get(f"{path}?lines=1").text
    assert f'href="{path}?lines=1#lines"' in first
    assert ("D2#1" in first, "D1#1" in first) == (True, False)
    assert ("D2#1" in second, "D1#1" in second) == (False, True)
    assert "2 lines differ" in second


def test_only_revops_asks_for_causes(served: Served, two: tuple[str, str]) -> None:
    path = "/runs/{}/compare/{}".format(*two)
    for who in ("finance", "auditor"):
        assert served.browser(who).post(path).status_code == 403
        assert served.program(who).post(f"/api/v1{path}").status_code == 403
    assert served.browser("ana").get(path).status_code == 403
    assert served.browser("revops").get(path.replace(two[0], "0123456789abcdef")).status_code == 404


def test_corrections_say_themselves_why_and_have_no_causes_to_look_for(served: Served) -> None:
    ran(served, "2026-01")
    posts(served, "2026-01")
    change(served.folder, "deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    ran(served, "2026-02")
    run = current(served, "2026-02")
    assert run.corrections is not None
    path = f"/runs/{run.results_digest[:16]}/compare/{run.corrections.results_digest[:16]}"

    answer = served.browser("revops").post(path)
    assert answer.status_code == 409
    assert "says on each line why" in answer.text
    assert "Find the causes" not in served.browser("revops").get(path).text


def test_a_program_reads_a_comparison_in_parts(served: Served) -> None:
    ran(served, "2026-01")
    ran(served, "2026-02")
    path = f"/api/v1/runs/{name(served, '2026-01')}/compare/{name(served, '2026-02')}"
    program = served.program("auditor")

    first = program.get(f"{path}?limit=1").json()
    assert [line["payable"]["amount"] for line in first["lines"]] == ["80.00"]
    assert [(each["name"], each["payable"]["amount"]) for each in first["payees"]] == [("ana", "20.00")]
    assert (first["next"], first["causes"]) == (1, None)
    rest = program.get(f"{path}?limit=1&after=1").json()
    assert [line["payable"]["amount"] for line in rest["lines"]] == ["-60.00"]
    assert (rest["payees"], rest["next"]) == ([], None)
