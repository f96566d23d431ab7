"""Takes the pictures of the portal: `python docs/pictures/portal.py`. It needs Debian's Chromium.

The demo company is copied, two quarters are recorded and the first is posted, all at fixed times.
Its application is served with a clock that stands still; a browser with a fixed locale, time zone and size
looks at it as each role does. The browser draws with the fonts of this machine, so look at what you keep.
"""

# ruff: noqa: INP001 - a script that is started by its path, not a package

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import module_from_spec, spec_from_file_location
from itertools import count
from pathlib import Path
from socket import create_server
from threading import Thread
from time import sleep
from types import ModuleType
from typing import Final, Literal
from unittest.mock import patch

import uvicorn
from click.testing import CliRunner
from litestar import Litestar
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

from api.app import create_app
from api.jobs import worker_beside
from api.service import Service, Settings
from comp.cli import main as comp
from comp.facts import Workspace
from comp.records import Records
from comp.runs.run import silent
from comp.workflow import open_books
from comp.workflow.access import Actor, Role, add_user, set_password, sign_in
from comp.workflow.review import Verb, decide, statements_seen
from statements.documents import record_run

HERE: Final = Path(__file__).parent
DEMO: Final = HERE.parents[1] / "fixtures" / "demo"
POSTED: Final = "2026-Q1"
DECIDED: Final = "2026-Q2"
# The value of OP-20768 as it is, and as it was typed first.
SLIP: Final = ('2026-05-01,"15,708.00",,"15,708.00"', '2026-05-01,"157,080.00",,"157,080.00"')
RETURNED: Final = ("p-038", "Is the value of OP-20768 right? It looks ten times too high.")
AT: Final = datetime(2026, 7, 6, 14, 20, tzinfo=UTC)
PASSWORD: Final = "a password of the pictures"  # noqa: S105 - of users who are gone when the pictures are taken
DESKTOP: Final[ViewportSize] = {"width": 1280, "height": 800}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
MILLISECONDS_OF_A_JOB: Final = 300_000
_COLOURS: Final = 128
_DEAL: Final = "OP-20624"  # of the rep; the cap is met within it


@dataclass(frozen=True, slots=True)
class Picture:
    """What is seen by whom. `find` goes there; what it gives is where the picture begins, else at the top."""

    name: str
    login: str
    size: ViewportSize
    find: Callable[[Page], Locator | None]


def _statement(page: Page) -> None:
    _area(page, "Statements")
    page.get_by_role("link", name=f"Statement of {POSTED}").first.click()


def _line(page: Page) -> Locator:
    _statement(page)
    page.get_by_role("link", name=f"({_DEAL})").last.click()
    expect(page.locator(".opened")).to_be_visible()
    return page.locator("tbody tr").filter(has_text=_DEAL).last


def _approvals(page: Page) -> None:
    _area(page, "Approvals")


def _compare(page: Page) -> Locator:
    _area(page, "Runs")
    page.locator("tbody th a").filter(has_text=DECIDED).first.click()
    page.get_by_role("link", name="What changed since").first.click()
    ask = page.get_by_role("button", name="Find the causes")
    if ask.count():
        ask.click()
        page.get_by_role("link", name="To what changed").click(timeout=MILLISECONDS_OF_A_JOB)
    return page.get_by_role("heading", name="Causes", exact=True)


def _close(page: Page) -> None:
    _area(page, "Close")
    page.get_by_role("link", name=f"Close {POSTED}").first.click()


def _audit(page: Page) -> None:
    _area(page, "Audit trail")
    page.get_by_label("Action").select_option("run.record")
    page.get_by_role("button", name="Filter").click()


PICTURES: Final = (
    Picture("portal-statement", "rep", DESKTOP, _statement),
    Picture("portal-statement-phone", "rep", PHONE, _statement),
    Picture("portal-line", "rep", DESKTOP, _line),
    Picture("portal-approvals", "manager", DESKTOP, _approvals),
    Picture("portal-approvals-phone", "manager", PHONE, _approvals),
    Picture("portal-close", "finance", DESKTOP, _close),
    Picture("portal-audit", "auditor", DESKTOP, _audit),
    # Last: to find the causes leaves a job of a random id in the audit trail.
    Picture("portal-compare", "revops", DESKTOP, _compare),
)


def main() -> None:
    """Take every picture, or those that are named."""
    wanted = [each for each in PICTURES if each.name in sys.argv[1:] or not sys.argv[1:]]
    with tempfile.TemporaryDirectory() as scratch:
        os.chdir(scratch)
        folder = Path("demo")
        make_company(folder)
        with served(folder) as address, browser() as opened:
            for each in wanted:
                take(opened, address, each)
        os.chdir(HERE)


def make_company(folder: Path) -> None:
    """The demo company with a user for each role; a quarter is posted, and one was run again for a slip."""
    shutil.copytree(DEMO, folder, ignore=shutil.ignore_patterns(".comp"))
    _comp("db", "upgrade", str(folder))
    _comp("people", "import", "--from-workspace", "--yes", str(folder))
    demo = _demo()
    workspace, deals = Workspace.open(folder), folder / "data" / "opportunities.csv"
    right = deals.read_text(encoding="utf-8")
    with open_books(workspace) as records, _numbered_users():
        ids = _users(records, demo)
        _record(records, workspace, POSTED, datetime(2026, 4, 2, 9, 30, tzinfo=UTC), ids["revops"])
        demo.close(records, workspace, POSTED, datetime(2026, 4, 8, 13, 5, tzinfo=UTC))
        deals.write_text(right.replace(*SLIP), encoding="utf-8")
        _record(records, workspace, DECIDED, datetime(2026, 7, 2, 9, 40, tzinfo=UTC), ids["revops"])
        _return(records, ids["manager"], datetime(2026, 7, 3, 15, 10, tzinfo=UTC))
        deals.write_text(right, encoding="utf-8")
        _record(records, workspace, DECIDED, datetime(2026, 7, 6, 8, 15, tzinfo=UTC), ids["revops"])


def _record(records: Records, workspace: Workspace, period: str, at: datetime, by: str) -> None:
    """Import what there is on a day, run a period and record it."""
    day, folder = at.date().isoformat(), Path(f"{period}-{at.date()}")
    _comp("data", "import", str(workspace.path), "--recorded", day)
    _comp("run", str(workspace.path), "--period", period, "--recorded", day, "--out", str(folder))
    record_run(workspace, folder, records, by, at, silent)


def _return(records: Records, manager: str, at: datetime) -> None:
    """The manager returns the statement that has the slip."""
    payee, reason = RETURNED
    actor = Actor(manager, "p-011", frozenset({Role.MANAGER}))
    with records.reading() as session:
        [found] = statements_seen(session, actor, period=DECIDED, payee=payee, limit=9).items
    decide(records, actor, found.id, Verb.RETURN, found.content_digest, reason, at)


def _users(records: Records, demo: ModuleType) -> Mapping[str, str]:
    """Add the users of the demo company, before the first quarter is recorded; gives their ids."""
    at, ids = datetime(2026, 4, 1, 8, tzinfo=UTC), dict[str, str]()
    for login, payee, roles, _ in demo.USERS:
        made = add_user(records, None, login, payee, roles, at)
        first = sign_in(records, login, made.password, at)
        if first is None:
            sys.exit(f"{login} cannot sign in")
        set_password(records, first.actor, made.password, PASSWORD, first.token, at)
        ids[login] = made.user_id
    return ids


@contextmanager
def _numbered_users() -> Generator[None]:
    """Ids of users as always, but not by chance: the audit trail is in a picture."""
    numbers = count(1)
    with patch(
        "comp.workflow.access.users.new_user_id", lambda: f"u-{next(numbers) * 0x5EED1234567:012x}"[:14]
    ):
        yield


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serve a workspace at a free port with a clock that stands still; gives its address."""
    workspace = Workspace.open(folder)
    company = workspace.company
    with open_books(workspace) as records, worker_beside(folder.resolve()):
        service = Service(
            folder.resolve(), company.name, company.locale, records, b"p" * 64, Settings(), lambda: AT
        )
        with _listening(create_app(service)) as address:
            yield address


@contextmanager
def _listening(app: Litestar) -> Generator[str]:
    listener = create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    thread = Thread(target=server.run, args=([listener],))
    thread.start()
    while not server.started:
        sleep(0.05)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium without a window; as root it has no sandbox."""
    found = shutil.which("chromium")
    if found is None:
        sys.exit("the pictures are taken with chromium; install Debian's package of that name")
    with sync_playwright() as playwright:
        words = ["--no-sandbox"] if os.geteuid() == 0 else []
        yield playwright.chromium.launch(
            executable_path=found, args=[*words, "--font-render-hinting=none", "--force-color-profile=srgb"]
        )


def take(
    browser: Browser, address: str, picture: Picture, scheme: Literal["light", "dark"] = "light"
) -> None:
    """Sign in, go where the picture is, and keep it in few colours."""
    context = browser.new_context(
        viewport=picture.size,
        locale="en-US",
        timezone_id="UTC",
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{address}/sign-in")
    page.get_by_label("Mail or login name").fill(picture.login)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    begins = picture.find(page)
    page.wait_for_load_state("networkidle")
    page.mouse.move(0, 0)
    if begins is not None:
        begins.evaluate("(each) => scrollTo(0, each.getBoundingClientRect().top + scrollY - 24)")
    shot = page.screenshot(animations="disabled", caret="hide")
    context.close()
    with Image.open(io.BytesIO(shot)) as image:
        few = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
        few.save(HERE / f"{picture.name}.png", optimize=True)


def _area(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Areas").get_by_role("link", name=name).click()


def _comp(*words: str) -> None:
    """Run a command of comp, which must succeed."""
    result = CliRunner().invoke(comp, list(words))
    if result.exit_code != 0:
        sys.exit(result.output)


def _demo() -> ModuleType:
    """The script beside the demo company that closes its first quarter."""
    spec = spec_from_file_location("demo_portal", DEMO / "portal.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{DEMO} has no portal.py")
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


if __name__ == "__main__":
    main()
