"""A visit to the portal: somebody's page, the company it is about, and all that the browser complained of."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from tests.browser.cast import Cast
from tests.browser.looking import DESKTOP, Looks

MILLISECONDS_AT_MOST = 60_000  # a PDF takes some seconds, and several times as long where others compute
MILLISECONDS_OF_A_RUN = 120_000


@dataclass
class Visit:
    """A browser window of its own. `looks` is None where pages are not looked at closely."""

    page: Page
    address: str
    cast: Cast
    looks: Looks | None
    complaints: list[str] = field(default_factory=list[str])
    _downloaded: set[str] = field(default_factory=set[str])

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)
        self.page.on("download", lambda download: self._downloaded.add(download.url))

    def _console(self, message: ConsoleMessage) -> None:
        # The browser repeats a refused answer here, which is told by its status already.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: console: {message.text}")

    def _failed(self, request: Request) -> None:
        # A navigation that becomes a download counts as broken off; so does what a page was left amid.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.url}: {response.status}")

    @contextmanager
    def refused(self, status: int) -> Generator[None]:
        """Within it the service answers with that status, once, and with no other fault."""
        before = list(self.complaints)
        yield
        new = self.complaints[len(before) :]
        assert [each.rpartition(": ")[2] for each in new] == [str(status)], new
        self.complaints[:] = before

    def go(self, path: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"{self.address}{path}")

    def follow(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Follow the first link of that name."""
        (within or self.page).get_by_role("link", name=name).first.click()

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """Press the first button of that name."""
        (within or self.page).get_by_role("button", name=name).first.click()

    def look(self, name: str) -> None:
        """See that the page has one heading of its own; look closely at it, if this visit does."""
        expect(self.page.locator("h1")).to_have_count(1)
        if self.looks is not None:
            self.looks.at(self.page, name)

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """The page's content says each of these."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def sees_no(self, *texts: str | re.Pattern[str]) -> None:
        for text in texts:
            expect(self.page.locator("main")).not_to_contain_text(text)

    def addresses(self, links: Locator) -> list[str]:
        """Where links lead."""
        return [each.get_attribute("href") or "" for each in links.all()]

    def takes(self, link: Locator, folder: Path) -> Path:
        """Follow a link or press a button that gives a file."""
        with self.page.expect_download() as started:
            link.click()
        file = folder / started.value.suggested_filename
        started.value.save_as(file)
        return file

    def signs_in(self, login: str, password: str | None = None) -> None:
        """Fill in the sign-in page and send it by Enter."""
        self.go("/sign-in")
        self.page.get_by_label("Mail or login name").fill(login)
        self.page.get_by_label("Password").fill(self.cast.passwords[login] if password is None else password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(re.compile(r"^(?!.*/sign-in)"))

    def signs_out(self) -> None:
        self.press("Sign out")
        expect(self.page.get_by_role("heading", name="Sign in")).to_be_visible()


@contextmanager
def visiting(
    browser: Browser, address: str, cast: Cast, looks: Looks | None, *, with_scripts: bool
) -> Generator[Visit]:
    """A visit in a window of its own; it fails where the browser complained of anything."""
    context = browser.new_context(
        java_script_enabled=with_scripts,
        viewport=DESKTOP,
        locale="en-US",
        timezone_id="UTC",
        reduced_motion="reduce",
        accept_downloads=True,
    )
    context.set_default_timeout(MILLISECONDS_AT_MOST)
    try:
        visit = Visit(context.new_page(), address, cast, looks)
        yield visit
    finally:
        context.close()
    assert visit.complaints == [], "\n".join(visit.complaints)
