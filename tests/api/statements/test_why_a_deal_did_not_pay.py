"""Why a deal pays nothing: a payee is told what names nobody else, whoever sees all pay is told all."""

from typing import Any

import pytest

from api.areas.statements.reading import opened
from api.areas.statements.why_not import answered
from comp.workflow.access import Actor, Role
from comp.workflow.review import Verb
from statements import apart
from tests.api.statements.conftest import Recorded


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long is done here rather than in a process of its own."""
    monkeypatch.setattr("api.areas.statements.why_not.done_apart", apart.done)


def told(recorded: Recorded, who: str, deal: str, payee: str = "ana") -> dict[str, Any]:
    answer = recorded.served.program(who).get(f"{recorded.json(payee)}/why-not", params={"deal": deal})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_the_statement_says_is_told_from_it(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    pays = told(recorded, "ana", "D2")
    assert pays["sentences"][0] == "D2 stands on this statement."
    assert pays["sentences"][1].startswith("600.00 USD of D2")
    assert [each["line_id"] for each in pays["lines"]] == ["ae_2026.commission:ana:D2#1"]
    assert told(recorded, "ana", "D5")["sentences"] == [
        "D5 is not new business: deal.value must be above 0 but is 0.00 USD."
    ]


def test_a_payees_own_deal_of_other_days_is_told_of(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    assert told(recorded, "ana", "D8")["sentences"] == [
        "D8 is credited on 1 May 2026, after 28 February 2026."
    ]
    assert told(recorded, "ana", "D1")["sentences"] == [
        "D1 is credited on 15 January 2026, which is not among the days paid."
    ]


def test_a_payee_is_told_nothing_of_what_others_are_paid(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    for deal in ("D4", "D7"):
        answer = str(told(recorded, "ana", deal))
        assert "does not name you" in answer
        for hidden in ("zoe", "bo", "50.00", "300.00", "Bo Lind", "Zoe Fox"):
            assert hidden not in answer, deal


def test_who_leads_the_payee_is_told_no_more(recorded: Recorded) -> None:
    assert "does not name you" in str(told(recorded, "cy", "D4"))


def test_who_sees_all_pay_is_told_whom_it_went_to(recorded: Recorded) -> None:
    answer = told(recorded, "revops", "D4")
    assert answer["sentences"] == ["ana has no share of D4; its new business went to zoe (50.00 USD)."]


def test_who_sees_all_pay_is_told_no_more_of_their_own(recorded: Recorded) -> None:
    """Somebody may be finance and a payee: about themselves they are told what every payee is."""
    recorded.decides(Verb.APPROVE)
    actor = Actor("u-both", "ana", frozenset({Role.PAYEE, Role.FINANCE}))
    one = opened(recorded.served.service, actor, recorded.rows["ana"].id)
    assert "does not name you" in str(answered(recorded.served.service, actor, one, "D4").sentences)


def test_a_deal_that_nobody_knows_is_told_without_a_guess_at_others(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    [said] = told(recorded, "ana", "D44 <b>")["sentences"]
    assert said.startswith("No deal or other fact is called D44 <b>.")
    assert "did you mean" not in said


def test_a_row_that_was_not_taken_in_is_told_without_its_values(recorded: Recorded) -> None:
    recorded.decides(Verb.APPROVE)
    file = recorded.served.folder / "data" / "deal.csv"
    with file.open("a", encoding="utf-8") as rows:
        rows.write("D9,bo,not a day,USD,12345.00\n")
    answer = str(told(recorded, "ana", "D9"))
    assert "D9 stands in a file of the company and was not taken in" in answer
    assert "12345" not in answer
    assert "not a day" not in answer


def test_the_page_asks_and_answers_without_a_script(recorded: Recorded) -> None:
    browser = recorded.served.browser("finance")
    page = browser.get(f"{recorded.page()}/why-not?deal=D4<i>").text
    assert '<form class="filter" method="get"' in page
    assert "D4<i>" not in page
    assert "No deal is called D4&lt;i&gt;" in page
