"""Files of facts that the tests send for the company of tests/runs/tiny.py, and the trail that they leave."""

import json
from datetime import date
from typing import Any

from comp.facts import Workspace
from comp.records import AuditEntry, col, select
from comp.runs import load_program
from tests.api.served import Browser, Served

HEAD = "id,owner,booked_on,currency,value\n"
# D2 is worth more, D3 and D4 are gone, D5 is new.
NEXT = HEAD + ("D1,ana,2026-01-15,USD,600.00\nD2,ana,2026-02-10,USD,700.00\nD5,bo,2026-03-21,USD,10.00\n")
WRONG = NEXT.replace("10.00", "=1+1")


def imported(served: Served, on: date | None = None) -> None:
    """Import the company's facts as they are, recorded today or on that day."""
    workspace = Workspace.open(served.folder)
    workspace.view(load_program(workspace).sources, today=on or served.clock().date())


# It gives an httpx response.
def send(browser: Browser, content: str | bytes, source: str = "deal", name: str = "deal.csv") -> Any:  # noqa: ANN401
    """Send a file as the form does."""
    return browser.post(f"/facts/sources/{source}/uploads", files={"file": (name, content)})


def place(answer: Any) -> str:  # noqa: ANN401 - an httpx response
    """Where an answer leads; fails where it does not."""
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def trail(served: Served) -> list[tuple[str, str, dict[str, Any]]]:
    """The entries about facts: action, subject, details."""
    with served.records.reading() as session:
        entries = session.exec(select(AuditEntry).order_by(col(AuditEntry.number))).all()
    return [
        (one.action, one.subject, json.loads(one.details))
        for one in entries
        if one.action.startswith("facts.")
    ]


def deals(served: Served) -> str:
    return (served.folder / "data" / "deal.csv").read_text(encoding="utf-8")
