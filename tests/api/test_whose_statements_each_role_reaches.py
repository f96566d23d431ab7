"""Every route of one statement, for everybody: whose rows they reach, whatever address they send.

Ana's statement is approved, Bo's waits. Cy leads both, Di leads Cy; an address that is not theirs to see is
told like one of nothing.
"""

import pytest

from comp.workflow.review import statement_seen, statements_seen
from tests.api.routes import routes_of
from tests.api.served import WHO, Served

REACHES = {
    "ana": {"ana"},
    "bo": set[str](),
    "cy": {"ana", "bo"},
    "di": {"ana", "bo"},
    "revops": {"ana", "bo"},
    "finance": {"ana", "bo"},
    "auditor": {"ana", "bo"},
    "admin": set[str](),
}
"""Whose statements somebody may see: their own once approved, and everybody's who reports to them."""
DECIDES = {"cy": {"bo"}, "di": {"bo"}, "finance": {"bo"}}


@pytest.fixture
def ids(with_run: Served) -> dict[str, str]:
    """The statements of the run, by payee."""
    with with_run.records.reading() as session:
        return {each.payee: each.id for each in statements_seen(session, with_run.actor("finance")).items}


def test_everybody_is_asked() -> None:
    assert REACHES.keys() == WHO.keys()


@pytest.mark.parametrize("who", WHO)
def test_whose_statements_somebody_reaches(with_run: Served, ids: dict[str, str], who: str) -> None:
    reading = [
        route
        for route in routes_of(with_run.app)
        if "{statement}" in route.path and route.method == "GET" and not route.path.endswith("/pdf")
    ]
    assert len(reading) >= 6
    wrong: list[str] = []
    for route in reading:
        for payee, statement in ids.items():
            if route.path.endswith("/why-not") and payee in REACHES[who] and who != "revops":
                continue  # it opens the run's facts, which takes a while, and answers everybody alike
            client = with_run.program(who) if route.path.startswith("/api") else with_run.browser(who)
            status = client.get(route.address(statement=statement) + "?deal=D3").status_code
            # Of an address within a statement that somebody may see, the line may be one that is not there.
            fine = {200, 404} if "{line}" in route.path else {200}
            expected = fine if payee in REACHES[who] else {403} if who == "admin" else {404}
            if status not in expected:
                wrong.append(f"{route.path} of {payee}: {status}")
    assert wrong == []


@pytest.mark.parametrize("who", WHO)
def test_a_pdf_of_somebody_else_is_not_drawn(with_run: Served, ids: dict[str, str], who: str) -> None:
    for payee in {"ana", "bo"} - REACHES[who]:
        for client, path in (
            (with_run.program(who), "/api/v1/statements"),
            (with_run.browser(who), "/statements"),
        ):
            assert client.get(f"{path}/{ids[payee]}/pdf").status_code in {403, 404}


@pytest.mark.parametrize("who", WHO)
def test_whose_statements_somebody_decides_about(with_run: Served, ids: dict[str, str], who: str) -> None:
    with with_run.records.reading() as session:
        digest = statement_seen(session, with_run.actor("finance"), ids["bo"]).content_digest
    answer = with_run.program(who).post(
        f"/api/v1/statements/{ids['bo']}/decisions",
        json={"verb": "approve"},
        headers={"If-Match": f'"{digest}"'},
    )
    assert (answer.status_code == 200) is ("bo" in DECIDES.get(who, set())), answer.text
    with with_run.records.reading() as session:
        state = statement_seen(session, with_run.actor("finance"), ids["bo"]).state
    assert (state.value == "approved") is ("bo" in DECIDES.get(who, set()))


def test_lists_hold_what_somebody_may_see_and_no_more(with_run: Served, ids: dict[str, str]) -> None:
    for who, payees in REACHES.items():
        if who == "admin":
            continue
        items = with_run.program(who).get("/api/v1/statements").json()["items"]
        assert {each["payee"] for each in items} == payees, who
        page = with_run.browser(who).get("/team" if who in DECIDES else "/statements").text
        assert {payee for payee, statement in ids.items() if statement in page} == payees, who
