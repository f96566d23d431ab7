"""Every route of one statement, for everybody: whose rows they reach, whatever address they send.

Ana's statement is approved, Bo's waits. Cy leads both, Di leads Cy; an address that is not theirs to see is
told like one of nothing.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.records import open_records
from comp.runs import run, write_run
from comp.runs.run import silent
from comp.workflow.review import decide, statement_seen, statements_seen
from statements.documents import record_run
from tests.api.routes import routes_of
from tests.api.served import AT, WHO, Served
from tests.runs import tiny

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


@pytest.fixture(scope="module")
def recorded(served_template: tuple[Path, dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company with a recorded run; Bo has a deal too."""
    folder = tmp_path_factory.mktemp("recorded")
    shutil.copytree(served_template[0], folder / "w")
    tiny.add(folder / "w", "deal", "D9,bo,2026-03-02,USD,500.00")
    tiny.add(folder / "w", "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    workspace = Workspace.open(folder / "w")
    write_run(run(workspace, "2026-03", None, date(2026, 4, 2)), folder / "run")
    with open_records(f"sqlite:///{folder}/w/.comp/comp.db") as records:
        record_run(workspace, folder / "run", records, "u-0", AT, silent)
        finance = Served(folder / "w", records)
        finance.user_ids = served_template[1]
        with records.reading() as session:
            seen = statements_seen(session, finance.actor("finance"), payee="ana").items[0]
        decide(records, finance.actor("finance"), seen.id, "approve", seen.content_digest, "", AT)
    return folder / "w"


@pytest.fixture
def served(recorded: Path, served_template: tuple[Path, dict[str, str]], tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "w"
    shutil.copytree(recorded, folder)
    with open_records(f"sqlite:///{folder}/.comp/comp.db") as records:
        made = Served(folder, records)
        made.user_ids = dict(served_template[1])
        yield made


@pytest.fixture
def ids(served: Served) -> dict[str, str]:
    """The statements of the run, by payee."""
    with served.records.reading() as session:
        return {each.payee: each.id for each in statements_seen(session, served.actor("finance")).items}


def test_everybody_is_asked() -> None:
    assert REACHES.keys() == WHO.keys()


@pytest.mark.parametrize("who", WHO)
def test_whose_statements_somebody_reaches(served: Served, ids: dict[str, str], who: str) -> None:
    reading = [
        route
        for route in routes_of(served.app)
        if "{statement}" in route.path and route.method == "GET" and not route.path.endswith("/pdf")
    ]
    assert len(reading) >= 6
    wrong: list[str] = []
    for route in reading:
        for payee, statement in ids.items():
            if route.path.endswith("/why-not") and payee in REACHES[who] and who != "revops":
                continue  # it opens the run's facts, which takes a while, and answers everybody alike
            client = served.program(who) if route.path.startswith("/api") else served.browser(who)
            status = client.get(route.address(statement=statement) + "?deal=D3").status_code
            # Of an address within a statement that somebody may see, the line may be one that is not there.
            fine = {200, 404} if "{line}" in route.path else {200}
            expected = fine if payee in REACHES[who] else {403} if who == "admin" else {404}
            if status not in expected:
                wrong.append(f"{route.path} of {payee}: {status}")
    assert wrong == []


@pytest.mark.parametrize("who", WHO)
def test_a_pdf_of_somebody_else_is_not_drawn(served: Served, ids: dict[str, str], who: str) -> None:
    for payee in {"ana", "bo"} - REACHES[who]:
        for client, path in (
            (served.program(who), "/api/v1/statements"),
            (served.browser(who), "/statements"),
        ):
            assert client.get(f"{path}/{ids[payee]}/pdf").status_code in {403, 404}


@pytest.mark.parametrize("who", WHO)
def test_whose_statements_somebody_decides_about(served: Served, ids: dict[str, str], who: str) -> None:
    with served.records.reading() as session:
        digest = statement_seen(session, served.actor("finance"), ids["bo"]).content_digest
    answer = served.program(who).post(
        f"/api/v1/statements/{ids['bo']}/decisions",
        json={"verb": "approve"},
        headers={"If-Match": f'"{digest}"'},
    )
    assert (answer.status_code == 200) is ("bo" in DECIDES.get(who, set())), answer.text
    with served.records.reading() as session:
        state = statement_seen(session, served.actor("finance"), ids["bo"]).state
    assert (state.value == "approved") is ("bo" in DECIDES.get(who, set()))


def test_lists_hold_what_somebody_may_see_and_no_more(served: Served, ids: dict[str, str]) -> None:
    for who, payees in REACHES.items():
        if who == "admin":
            continue
        items = served.program(who).get("/api/v1/statements").json()["items"]
        assert {each["payee"] for each in items} == payees, who
        page = served.browser(who).get("/team" if who in DECIDES else "/statements").text
        assert {payee for payee, statement in ids.items() if statement in page} == payees, who
