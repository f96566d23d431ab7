"""The page of approvals: what is unusual stands first, and what changed meanwhile is told."""

import html
import re
from datetime import date

import pytest

from comp.runs import run, write_run
from comp.runs.run import silent
from statements.documents import record_run
from tests.api.served import Served
from tests.api.team.reviewing import APRIL, Reviewed, choices
from tests.runs import tiny


def text_of(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_what_is_unusual_stands_first_with_its_sentences_and_is_not_chosen(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("cy")
    page = browser.get("/team")
    assert page.status_code == 200
    assert choices(page.text).off == {reviewed.value("bo")}
    assert choices(page.text).on == {reviewed.value("ana")}
    assert choices(page.text).plain == (reviewed.value("ana"),)
    said = text_of(page.text)
    assert said.index("Look at these first") < said.index("Bo Lind") < said.index("As expected")
    assert said.index("As expected") < said.index("Ana Ruiz")
    assert "500.00 USD, 300.00 more than in 2026-03 (+150%)." in said
    assert "$500.00 $200.00 +$300.00" in said
    # Their own is not there, and neither is who reports to nobody.
    assert "Berg" not in said.replace("Cy <b>Berg</b> Sign out", "")
    assert "Zoe Fox" not in said


def test_names_are_text_and_no_markup(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("di")
    page = browser.get("/team").text
    assert "Cy <b>Berg</b>" not in page
    assert page.count("Cy &lt;b&gt;Berg&lt;/b&gt;") == 2  # the link and the checkbox
    assert "<style" not in page
    assert "style=" not in page
    assert "<script>" not in page


def test_all_that_is_as_expected_is_approved_at_once(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("finance")
    plain = choices(browser.get("/team").text).plain
    sent = {"verb": "approve", "period": "2026-04", "statement": list(plain)}
    answer = browser.post("/team/decisions", sent)
    assert (answer.status_code, answer.headers["location"]) == (303, "/team?period=2026-04")
    after = text_of(browser.get("/team?period=2026-04").text)
    assert sorted(reviewed.decided()) == [("ana", "approve"), ("cy", "approve"), ("zoe", "approve")]
    assert "3 statements were approved." in after
    assert after.index("Decided") < after.index("Ana Ruiz")


def test_one_alone_is_approved(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("cy")
    sent = {"verb": "approve", "period": "2026-04", "statement": reviewed.value("bo")}
    assert browser.post("/team/decisions", sent).status_code == 303
    assert "1 statement was approved." in text_of(browser.get("/team").text)
    assert reviewed.decided() == [("bo", "approve")]


def test_several_are_returned_with_a_reason_on_one_line(reviewed: Reviewed) -> None:
    chosen = [reviewed.value("ana"), reviewed.value("bo")]
    browser = reviewed.served.browser("cy")
    refused = browser.post("/team/decisions", {"verb": "return", "period": "2026-04", "statement": chosen})
    assert refused.status_code == 409
    assert "say why" in text_of(refused.text)
    assert reviewed.decided() == []
    reason = "Deal 7\r\nis missing."
    sent = {"verb": "return", "reason": reason, "period": "2026-04", "statement": chosen}
    assert browser.post("/team/decisions", sent).status_code == 303
    assert "2 statements were returned." in text_of(browser.get("/team").text)
    assert [row.reason for row in reviewed.world.approvals()] == ["Deal 7 is missing."] * 2


def test_what_changed_meanwhile_is_told_and_not_approved(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("cy")
    seen = choices(browser.get("/team").text)
    # Recorded between the look and the press of the button: ana's is another one, bo's as it was.
    later = reviewed.world.run("2026-04", APRIL | {"ana": 110_00})
    sent = {"verb": "approve", "period": "2026-04", "statement": [*seen.on, *seen.off]}
    answer = browser.post("/team/decisions", sent)
    assert answer.status_code == 409
    said = text_of(answer.text)
    assert "2 were left alone" in said
    assert "Ana Ruiz : a later run of 2026-04 is recorded" in said
    assert reviewed.decided() == []
    # The page that tells it holds what counts now.
    now = choices(answer.text)
    assert now.on == {reviewed.value("ana", later)}
    assert browser.post("/team/decisions", {**sent, "statement": [*now.on]}).status_code == 303
    assert reviewed.decided() == [("ana", "approve")]


def test_of_a_bulk_what_may_be_is_done_and_the_rest_told(reviewed: Reviewed) -> None:
    other = f"{reviewed.row('bo').id}.{'0' * 64}"
    chosen = [reviewed.value("ana"), other, reviewed.value("zoe")]
    browser = reviewed.served.browser("cy")
    answer = browser.post("/team/decisions", {"verb": "approve", "period": "2026-04", "statement": chosen})
    said = text_of(answer.text)
    assert answer.status_code == 409
    assert "1 statement of 3 was approved." in said
    assert "Bo Lind : the statement is another one than you saw; look at it again." in said
    assert "there is no such statement, or it is not yours to see." in said
    assert "Zoe Fox" not in said
    assert reviewed.decided() == [("ana", "approve")]


@pytest.mark.parametrize("sent", [{}, {"statement": "x"}, {"statement": ["../../etc.x", "y"]}])
def test_what_is_no_choice_is_refused(reviewed: Reviewed, sent: dict[str, object]) -> None:
    browser = reviewed.served.browser("cy")
    answer = browser.post("/team/decisions", {"verb": "approve", "period": "2026-04", **sent})
    unknown = browser.post("/team/decisions", {"verb": "pay", "statement": reviewed.value("ana")})
    assert answer.status_code == unknown.status_code == 409
    assert reviewed.decided() == []


def test_a_period_that_is_not_there_shows_the_latest(reviewed: Reviewed) -> None:
    browser = reviewed.served.browser("cy")
    assert 'value="2026-04" selected' in browser.get("/team?period=2031-01").text
    assert 'value="2026-03" selected' in browser.get("/team?period=2026-03").text


def test_without_a_run_it_says_so(served: Served) -> None:
    browser = served.browser("finance")
    assert "There is nothing to approve yet" in browser.get("/team").text


def test_a_manager_of_nobody_who_is_paid_is_told_so(reviewed: Reviewed) -> None:
    reviewed.world.run("2026-05", {"zoe": 1_00})
    browser = reviewed.served.browser("cy")
    assert "There is nothing for you to approve in 2026-05" in browser.get("/team").text


def test_more_than_a_page_are_sorted_over_all_pages(
    reviewed: Reviewed, monkeypatch: pytest.MonkeyPatch
) -> None:
    from api.areas.team import pages, reading

    monkeypatch.setattr(reading, "ON_A_PAGE", 3)
    monkeypatch.setattr(pages, "ON_A_PAGE", 3)
    browser = reviewed.served.browser("finance")
    first = browser.get("/team")
    assert "/team?period=2026-04&amp;from=3" in first.text
    second = browser.get("/team?period=2026-04&from=3")
    assert choices(first.text).off == {reviewed.value("bo")}
    assert choices(first.text).on == {reviewed.value("ana"), reviewed.value("cy")}
    assert choices(second.text).on == {reviewed.value("zoe")}


def test_what_documents_say_is_looked_at_and_told_where_it_cannot(served: Served) -> None:
    """By tests/runs/tiny.py March takes 40.00 back that February paid, and pays 20.00."""
    workspace = served.service.workspace()
    for period, today in (("2026-02", date(2026, 3, 2)), ("2026-03", date(2026, 4, 2))):
        folder = served.folder.parent / period
        write_run(run(workspace, period, None, today), folder)
        record_run(workspace, folder, served.records, "u-rev", served.clock(), silent)
        served.clock.at = served.clock.at.replace(hour=11)
    browser = served.browser("finance")
    said = text_of(browser.get("/team").text)
    assert "-20.00 USD: more is taken back than is paid." in said
    assert "-40.00 USD of changes to earlier periods in -20.00 USD." in said
    assert "only the amounts could be read" not in said
    for path in (served.folder / ".comp" / "statements").rglob("noted.json"):
        path.unlink()
    said = text_of(browser.get("/team").text)
    assert "only the amounts could be read" in said
    assert "-20.00 USD: more is taken back than is paid." in said


def test_tiny_is_what_the_note_says() -> None:
    assert "L2,D2,2026-03-05" in tiny.FACTS["cancellation"]
