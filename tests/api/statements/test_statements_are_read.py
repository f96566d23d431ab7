"""The pages of statements: whose they are, what they say, and what stays shut."""

import html
import re
from itertools import pairwise

from api.areas.statements.reading import key_of
from comp.workflow.review import Verb
from tests.api.statements.conftest import Recorded

D2 = key_of("ae_2026.commission:ana:D2#1")


def text_of(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_payee_reads_their_own_statement_once_it_is_approved(recorded: Recorded) -> None:
    browser = recorded.served.browser("ana")
    assert browser.get(recorded.page()).status_code == 404
    assert "No statement yet" in browser.get("/statements").text

    recorded.decides(Verb.APPROVE)

    assert f'href="{recorded.page()}"' in browser.get("/statements").text
    said = text_of(browser.get(recorded.page()).text)
    # 400.00 at 10% and 200.00 at 20%, by the note in tests/runs/tiny.py.
    assert "Payable with this statement $80.00" in said
    assert "Ana Ruiz ana" in said
    assert "Approved on Apr 3, 2026" in said


def test_nobody_reads_anothers_statement(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    ways = ("", f"/lines/{D2}", "/pdf", "/why-not?deal=D2")
    for who in ("bo", "admin"):
        browser = recorded.served.browser(who)
        for way in ways:
            status = browser.get(recorded.page() + way).status_code
            assert status == (403 if who == "admin" else 404), (who, way)
            program = recorded.served.program(who)
            assert program.get(recorded.json() + way.replace("/pdf", "/state")).status_code == status


def test_whoever_leads_or_sees_all_pay_reads_it_before(recorded: Recorded) -> None:
    for who in ("cy", "di", "revops", "finance", "auditor"):
        page = recorded.served.browser(who).get(recorded.page())
        assert page.status_code == 200, who


def test_all_statements_are_found_by_name_period_and_state(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    browser = recorded.served.browser("finance")

    def found(query: str) -> set[str]:
        text = browser.get(f"/statements/all?{query}").text
        return {payee for payee in ("ana", "bo") if recorded.page(payee) in text}

    assert found("") == {"ana", "bo"}
    assert found("who=RUI") == {"ana"}
    assert found("who=bo") == {"bo"}
    assert found("who=i") == {"ana", "bo"}
    assert found("who=%25") == set()
    assert found("state=approved") == {"ana"}
    assert found("state=nonsense&period=2026-02") == {"ana", "bo"}
    assert found("period=2026-03") == set()


def test_the_list_of_all_shows_a_payee_only_their_own(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    recorded.decides(Verb.APPROVE, "bo")
    text = recorded.served.browser("ana").get("/statements/all?who=bo").text
    assert recorded.page("bo") not in text
    assert recorded.page("ana") in recorded.served.browser("ana").get("/statements/all").text


def test_each_line_leads_to_its_steps(recorded: Recorded) -> None:
    browser = recorded.served.browser("finance")
    assert f'href="{recorded.page()}/lines/{D2}"' in browser.get(recorded.page()).text

    said = text_of(browser.get(f"{recorded.page()}/lines/{D2}").text)

    assert "How D2 came about, step by step" in said
    assert "400.00 at 10% and 200.00 at 20% = 80.00 USD" in said
    assert "100% of deal D2: 600.00 USD" in said
    assert browser.get(f"{recorded.page()}/lines/0123456789abcdef").status_code == 404


def test_a_page_of_a_statement_holds_no_style_and_no_script(recorded: Recorded) -> None:
    browser = recorded.served.browser("finance")
    for path in (
        recorded.page(),
        f"{recorded.page()}/lines/{D2}",
        "/statements",
        f"{recorded.page()}/why-not",
    ):
        page = browser.get(path).text
        assert (
            re.findall(r"<style|\sstyle=|<script(?! src=\"/static/portal\.js\" defer>)|\son\w+=", page) == []
        )


def test_headings_stand_in_order_and_ids_once(recorded: Recorded) -> None:
    browser = recorded.served.browser("finance")
    for path in (
        recorded.page(),
        f"{recorded.page()}/lines/{D2}",
        "/statements",
        f"{recorded.page()}/why-not",
    ):
        page = browser.get(path).text
        levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        ids = re.findall(r'\sid="([^"]*)"', page)
        assert len(ids) == len(set(ids))


def test_who_returned_it_says_why_to_who_decides(recorded: Recorded) -> None:
    recorded.decides(Verb.RETURN, reason="D2 is <b>Bo's</b>.")
    page = recorded.served.browser("finance").get(recorded.page()).text
    assert "D2 is <b>" not in page
    assert "D2 is &lt;b&gt;Bo&#39;s&lt;/b&gt;." in page


def test_a_damaged_document_is_told_in_a_sentence(recorded: Recorded) -> None:
    row = recorded.rows["bo"]
    [kept] = (recorded.served.folder / ".comp" / "statements").rglob(f"{row.id}.json")
    kept.write_text(kept.read_text(encoding="utf-8").replace("D7", "D9"), encoding="utf-8")
    answer = recorded.served.browser("finance").get(recorded.page("bo"))
    assert answer.status_code == 409
    assert "a statement that was recorded has been changed since" in answer.text
