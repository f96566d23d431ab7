"""What a statement's page costs under load, beside a file that the same server hands out as it is.

Clients run beside the server on the same machine, each in a session of its own, and ask for the two in turn,
so that both meet the same load. Times are of whole requests over loopback, waiting for others included.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from itertools import cycle
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from comp.errors import CompError
from comp.facts import Workspace
from comp.records import Person, Records, located, upgrade
from comp.runs import Progress, write_run
from comp.runs.run import silent
from comp.workflow import open_books
from comp.workflow.access import Role, add_user, set_password, sign_in
from comp.workflow.access.sessions import begin
from comp.workflow.recording import statement_id
from statements.bench_company import different_values, made_up, quarter
from statements.documents import record_run

CLOCK: Final = "wall clock of each request over loopback, clients and server on one machine, the two in turn"
DUTIES: Final = (
    "Static file: the style sheet, read by the same server. Statement page: the session looked up in the "
    "database, the rows that it may see, the statement's document read and drawn with the payee's name."
)
_STATIC: Final = "/static/portal.css"
_SECONDS_TO_START: Final = 60


@dataclass(frozen=True, slots=True)
class Load:
    """How many clients ask for how long, and of which company: payees, and lines of each."""

    clients: int = 32
    seconds: int = 60
    payees: int = 32
    lines: int = 40


@dataclass(frozen=True, slots=True)
class Served:
    """What was answered of one kind: requests without a fault, and microseconds of the median and of p99."""

    answers: int
    p50_us: int
    p99_us: int


@dataclass(frozen=True, slots=True)
class LoadCost:
    """What the load came to; `errors` are answers that were none, or not the page that was asked for."""

    load: Load
    seconds: int
    page: Served
    static: Served
    errors: tuple[str, ...]


@dataclass(slots=True)
class _Client:
    """One client: its session, and what it measured."""

    token: str
    pages: list[str]
    taken: dict[str, list[int]] = field(default_factory=lambda: {"page": [], "static": []})
    errors: list[str] = field(default_factory=list[str])

    def run(self, address: str, until: float) -> None:
        """Ask in turn until the time is over."""
        place = urlsplit(address)
        connection = HTTPConnection(place.hostname or "", place.port, timeout=30)
        for path in cycle(self.pages):
            for kind, asked in (("page", path), ("static", _STATIC)):
                if time.monotonic() >= until:
                    connection.close()
                    return
                self._ask(connection, kind, asked)

    def _ask(self, connection: HTTPConnection, kind: str, path: str) -> None:
        began = time.perf_counter_ns()
        try:
            connection.request("GET", path, headers={"Cookie": f"comp={self.token}"})
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, HTTPException) as error:
            connection.close()
            self.errors.append(f"{path}: {type(error).__name__}")
            return
        if answer.status != 200 or not body:
            self.errors.append(f"{path}: {answer.status}")
            return
        self.taken[kind].append((time.perf_counter_ns() - began) // 1000)


def measure_load(load: Load, folder: Path, progress: Progress = silent) -> LoadCost:
    """Make a company, serve it by a process of its own, and put the load on it.

    Raises:
        CompError: the service did not start.
    """
    progress("making the company", 0, 3)
    workspace, run_digest = _company(load, folder)
    with open_books(workspace) as records:
        tokens = _sessions(records, load.clients)
    pages = [f"/statements/{statement_id(run_digest, payee)}" for payee in _payees(load)]
    clients = [
        _Client(token, pages[place % len(pages) :] + pages[: place % len(pages)])
        for place, token in enumerate(tokens)
    ]
    with _serving(workspace.path) as address:
        progress("asking", 1, 3)
        began = time.monotonic()
        until = began + load.seconds
        threads = [threading.Thread(target=each.run, args=(address, until)) for each in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seconds = round(time.monotonic() - began)
    progress("done", 3, 3)
    errors = tuple(error for each in clients for error in each.errors)
    return LoadCost(load, seconds, _served(clients, "page"), _served(clients, "static"), errors)


def _payees(load: Load) -> list[str]:
    return [f"r-{number:04}" for number in range(load.payees)]


def _company(load: Load, folder: Path) -> tuple[Workspace, str]:
    payees = _payees(load)
    values = different_values(load.payees * load.lines)
    workspace = made_up(folder / "company", payees, list(zip(cycle(payees), values, strict=False)))
    run, _ = quarter(workspace)
    write_run(run, folder / "run")
    upgrade(located(workspace.company.database, workspace.path))
    at = datetime.now(UTC)
    with open_books(workspace) as records:
        with records.transaction() as session:
            session.add_all([Person(payee=payee, name=f"Payee {payee}") for payee in payees])
        record_run(workspace, folder / "run", records, "bench", at, silent)
    return workspace, run.manifest.results_digest


def _sessions(records: Records, count: int) -> list[str]:
    """Sessions of one auditor, who may see every statement."""
    at = datetime.now(UTC)
    made = add_user(records, None, "bench", None, [Role.AUDITOR], at)
    first = sign_in(records, "bench", made.password, at)
    if first is None:
        raise CompError("the user that was made for the measurement cannot sign in")
    set_password(records, first.actor, made.password, f"{made.password}-{at:%f}", first.token, at)
    with records.transaction() as session:
        return [begin(session, made.user_id, at) for _ in range(count)]


@contextmanager
def _serving(folder: Path) -> Generator[str]:
    """The address of the service, in a process of its own until the block ends."""
    command = [sys.executable, "-m", "comp", "serve", str(folder), "--port", "0"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command, "--requests-a-minute", "1000000000"], stdout=subprocess.PIPE, text=True
    )
    try:
        said = process.stdout.readline() if process.stdout else ""
        address = next((word.rstrip(";") for word in said.split() if word.startswith("http")), "")
        if not address:
            raise CompError(f"the service did not start: {said.strip() or 'it said nothing'}")
        _wait_for(address)
        yield address
    finally:
        process.terminate()
        process.wait(_SECONDS_TO_START)


def _wait_for(address: str) -> None:
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=_SECONDS_TO_START)
    connection.request("GET", "/sign-in")
    connection.getresponse().read()
    connection.close()


def _served(clients: list[_Client], kind: str) -> Served:
    taken = sorted(each for client in clients for each in client.taken[kind])
    if not taken:
        return Served(0, 0, 0)
    return Served(len(taken), taken[len(taken) // 2], taken[min(len(taken) - 1, len(taken) * 99 // 100)])
