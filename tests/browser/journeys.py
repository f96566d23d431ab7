"""What each role comes to the portal for, from signing in to signing out.

Each journey is a function of a visit and of a folder for what it takes home. It knows a company by its cast
alone, so the same journeys are made through the small company of the tests and through the demo company.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import Locator, expect

from tests.browser.visiting import MILLISECONDS_OF_A_RUN, Visit

A_NEW_PASSWORD = "purple river stone"  # noqa: S105 - of a made-up user
WHY = 'The value of the last deal is <odd>, "please" ask'


def rep(visit: Visit, folder: Path) -> None:
    """Reads a statement down to one line's steps, takes the PDF, asks why deals paid nothing."""
    cast = visit.cast
    visit.signs_in("rep")
    _area(visit, "Statements")
    visit.look("own statements")
    visit.follow(f"Statement of {cast.posted}")
    visit.sees(cast.rep, "Posted")
    visit.look("own statement")
    statement = visit.page.url

    link = visit.page.locator(".steps-link").first
    line = link.get_attribute("href") or ""
    link.click()
    expect(visit.page.locator("ol li").filter(has_text=re.compile(r"\d")).first).to_be_visible()
    visit.look("own statement, a line opened")
    visit.go(line)
    visit.look("steps of a line")

    visit.page.goto(statement)
    pdf = visit.takes(visit.page.get_by_role("link", name="PDF with proof"), folder)
    assert pdf.read_bytes().startswith(b"%PDF-")
    _says(pdf, cast.rep)

    visit.follow("Why did a deal not pay?")
    visit.look("why not, before it is asked")
    visit.page.get_by_label("Id of the deal").fill(cast.deal_that_does_not)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("region", name="Answer")).to_contain_text(cast.deal_that_does_not)
    visit.look("why not, nothing was paid")
    if visit.looks is not None:  # the answer has other parts, which are no matter of scripts
        visit.page.get_by_label("Id of the deal").fill(cast.deal_that_pays)
        visit.press("Ask")
        expect(visit.page.get_by_role("link", name="How it came about").first).to_be_visible()
        visit.look("why not, it was paid")

    with visit.refused(404):
        visit.go(f"/statements/{cast.others_statement}")
    visit.look("a page that is not there")
    with visit.refused(403):
        visit.go("/runs")
    visit.look("a page that is not for them")
    visit.go("/account")
    visit.look("own account")
    visit.signs_out()


def manager(visit: Visit, folder: Path) -> None:
    """Looks at what is unusual, approves one by itself and many at once, returns one with the reason."""
    cast = visit.cast
    visit.signs_in("manager")
    _approvals_of(visit, cast.decided)
    visit.look("approvals")

    unusual = visit.page.get_by_role("region", name="Statements to look at first")
    reasons = unusual.get_by_role("listitem").first.inner_text()
    unusual.locator("tbody a").first.click()
    visit.sees(reasons)
    visit.look("a statement to decide about")
    address = visit.page.url
    visit.press(re.compile("^Approve$"))
    visit.page.goto(address)
    expect(visit.page.get_by_role("button", name="Take the approval back")).to_be_visible()
    visit.look("a statement that is approved")

    _approvals_of(visit, cast.decided)
    visit.page.get_by_label(f"Choose {cast.report}").check()
    visit.page.get_by_label("Reason, for a return").fill(WHY)
    visit.press("Return the chosen")
    expect(visit.page.get_by_role("region", name="Statements that are decided about")).to_contain_text(WHY)
    _approve_all(visit)
    decided = visit.page.get_by_role("region", name="Statements that are decided about").locator("tbody tr")
    expect(decided.filter(has_text=cast.report)).to_contain_text("Returned")
    expect(decided.filter(has_text="Approved").first).to_be_visible()
    visit.look("approvals, all decided")
    visit.signs_out()


def revops(visit: Visit, folder: Path) -> None:
    """Sends a file with a faulty row, mends it, takes it in, runs a period and looks at what changed."""
    upload = visit.cast.upload
    visit.signs_in("revops")
    _area(visit, "Facts")
    visit.look("facts")
    visit.follow(re.compile(f"^{upload.source}$"))
    visit.look("a source")

    _send(visit, upload.name, upload.faulty)
    visit.sees("cannot be taken in", upload.fault)
    visit.look("an upload with faults")
    visit.follow(re.compile(f"^{upload.source}$"))
    _send(visit, upload.name, upload.mended)
    visit.sees("Nothing has changed yet")
    visit.look("an upload without faults")
    visit.press("Take this file in")
    visit.sees("since it was taken in")
    visit.look("an upload that was taken in")

    _area(visit, "Runs")
    visit.look("runs")
    visit.page.get_by_label("Another period").fill(visit.cast.started)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(f"Run of {visit.cast.started}")
    _done(visit, "To the run of").click()
    visit.sees(f"Run of {visit.cast.started}", "Current")
    visit.look("a run")

    visit.follow(re.compile("^What changed since"))
    visit.look("two runs")
    visit.press("Find the causes")
    ready = _done(visit, "To what changed")
    visit.look("a job that is done")
    ready.click()
    expect(visit.page.get_by_role("region", name=re.compile("^Causes, in the order"))).to_be_visible()
    visit.look("two runs, with causes")
    visit.signs_out()


def finance(visit: Visit, folder: Path) -> None:
    """Sees what stands against posting, approves what is left, posts, and takes payroll."""
    period = visit.cast.closed
    visit.signs_in("finance")
    _area(visit, "Close")
    visit.look("close")
    visit.follow(f"Close {period}")
    against = visit.page.get_by_role("region", name="What stands against posting")
    expect(against.get_by_role("listitem").first).to_be_visible()
    visit.look("a period to close")

    _approvals_of(visit, period)
    _approve_all(visit)
    visit.look("approvals of finance")
    for path in visit.addresses(visit.page.locator("tbody tr").filter(has_text="Returned").locator("th a")):
        visit.go(path)
        visit.sees("Returned, because")
        visit.look("a statement that was returned")
        visit.press(re.compile("^Approve$"))

    _area(visit, "Close")
    visit.follow(f"Close {period}")
    visit.look("a period that may be posted")
    visit.follow(re.compile(f"^Post {period}$"))
    visit.look("what posting writes")
    visit.press(re.compile(f"^Post {period}$"))
    expect(visit.page.get_by_role("status")).to_contain_text("Posted")
    visit.look("a period that is posted")

    workbook = visit.takes(visit.page.get_by_role("link", name="Workbook of the run"), folder)
    sheets = load_workbook(workbook, read_only=True)
    assert {"Import", "Controls"} <= set(sheets.sheetnames), sheets.sheetnames
    assert len(list(sheets["Import"].iter_rows())) > 1
    sheets.close()
    layout = visit.takes(visit.page.get_by_role("button", name="Download"), folder)
    assert len(layout.read_text(encoding="utf-8-sig").splitlines()) > 1

    _area(visit, "Books")
    expect(visit.page.locator("tbody tr").filter(has_text=period).first).to_be_visible()
    visit.look("books")
    visit.press("Show entries")
    visit.look("entries of the books")
    visit.go("/books/check")
    visit.sees("All of it holds.")
    visit.look("check of the books")
    visit.signs_out()


def auditor(visit: Visit, folder: Path) -> None:
    """Reads whatever there is, and finds nothing to press that changes anything."""
    cast = visit.cast
    visit.signs_in("auditor")
    _area(visit, "Statements")
    visit.look("everybody's statements")
    _changes_nothing(visit)
    visit.page.get_by_label("Name or id").fill(cast.report)
    visit.page.keyboard.press("Enter")
    visit.page.locator("tbody th a").filter(has_text=cast.posted).first.click()
    visit.sees(cast.report)
    visit.look("a statement as auditors see it")
    _changes_nothing(visit)
    for area in ("Runs", "Close", "Books"):
        _area(visit, area)
        _changes_nothing(visit)
        visit.page.locator("tbody th a, tbody td a").first.click()
        _changes_nothing(visit)

    _area(visit, "Audit")
    visit.sees("run.record")
    visit.look("audit trail")
    _changes_nothing(visit)
    visit.page.get_by_label("Action").select_option("post")
    visit.press("Filter")
    expect(visit.page.locator("tbody tr").first).to_contain_text("post")
    visit.follow("Does the chain hold?")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text("The chain holds")
    visit.look("whether the chain holds")
    _changes_nothing(visit)
    visit.signs_out()


def admin(visit: Visit, folder: Path) -> None:
    """Adds a user, who has to choose a password of their own; meets no pay anywhere."""
    newcomer = visit.cast.newcomer
    visit.signs_in("admin")
    _area(visit, "People")
    visit.look("people")
    _shows_no_pay(visit)
    visit.page.locator("tbody th a").first.click()
    visit.look("a person")
    _shows_no_pay(visit)
    visit.go("/people/sheets")
    visit.look("people's sheets")
    visit.go("/people/users")
    visit.look("users")
    _shows_no_pay(visit)
    for path in ("/statements", "/team", "/facts", "/runs", "/close", "/books", "/audit"):
        with visit.refused(403):
            visit.go(path)

    visit.go("/people/users")
    visit.follow("Add a user")
    visit.look("a user to add")
    visit.page.get_by_label("Login").fill("newcomer@example.com")
    visit.page.get_by_label("Payee", exact=False).first.fill(newcomer)
    visit.page.locator('input[name="roles"][value="payee"]').check()
    visit.press("Add the user")
    password = visit.page.locator("dl.particulars div").filter(has_text="Password").locator("dd").inner_text()
    visit.look("the password of a new user")
    visit.follow(re.compile("^To the user"))
    visit.look("a user")
    visit.signs_out()

    visit.signs_in("newcomer@example.com", password)
    visit.go("/statements")
    visit.sees("Choose one of your own")
    visit.look("a password to change")
    visit.page.get_by_label("Present password").fill(password)
    visit.page.get_by_label("New password", exact=True).fill(A_NEW_PASSWORD)
    visit.page.get_by_label("New password again").fill(A_NEW_PASSWORD)
    visit.page.keyboard.press("Enter")
    expect(visit.page.get_by_role("status")).to_be_visible()
    _area(visit, "Statements")
    visit.sees("Your statements")
    visit.signs_out()


JOURNEYS = (rep, manager, revops, finance, auditor, admin)


def _area(visit: Visit, name: str) -> None:
    """Go to an area by the navigation."""
    visit.follow(re.compile(f"^{name}"), visit.page.get_by_role("navigation", name="Areas"))


def _approvals_of(visit: Visit, period: str) -> None:
    _area(visit, "Approvals")
    visit.page.get_by_label("Period").select_option(period)
    visit.press("Show")
    expect(visit.page.get_by_role("heading", name=period, exact=True)).to_be_visible()


def _approve_all(visit: Visit) -> None:
    """Approve what is as expected by its own button, and then all that waits still."""
    chosen = visit.page.get_by_role("checkbox")
    plain = visit.page.get_by_role("button", name=re.compile("not unusual$"))
    while plain.count() or chosen.count():
        if plain.count():
            plain.click()
        else:
            for each in chosen.all():
                each.check()
            visit.press("Approve the chosen")
        expect(visit.page.get_by_role("heading", level=1)).to_have_text("Approvals")


def _send(visit: Visit, name: str, content: bytes) -> None:
    """Send a file at the page of its source."""
    visit.page.locator("#file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    visit.press("Check this file")
    expect(visit.page.get_by_role("heading", level=1)).to_have_text(name)


def _done(visit: Visit, link: str) -> Locator:
    """What a job leads to, once it is done."""
    found = visit.page.get_by_role("link", name=link)
    expect(found).to_be_visible(timeout=MILLISECONDS_OF_A_RUN)
    return found


def _changes_nothing(visit: Visit) -> None:
    """The page sends no form but the one that signs out."""
    expect(visit.page.locator("main")).to_be_visible()
    expect(visit.page.locator('form[method="post"]:not([action="/sign-out"])')).to_have_count(0)


def _shows_no_pay(visit: Visit) -> None:
    expect(visit.page.locator("main")).to_be_visible()
    expect(visit.page.locator("main .money, main .amount")).to_have_count(0)


def _says(pdf: Path, text: str) -> None:
    """A reader of PDFs finds the text on the pages."""
    words = ("pdftotext", "-layout", str(pdf), "-")
    said = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    assert text in said, said
