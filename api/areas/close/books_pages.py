"""The pages of the books: the batches, their entries, and whether all of it holds."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from litestar import Controller, get
from litestar.params import FromQuery

from api.areas.close.rights import READS
from api.given import TheService
from api.names import logins_of, names_of
from api.pages import Asked, Page, page
from comp.language.money import Money
from comp.workflow import PostedEntry, check_books
from comp.workflow.closing import batches_shown, entries_shown

ENTRIES_ON_A_PAGE: Final = 100


class BooksPages(Controller):
    """The books."""

    path = "/books"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def all(self, request: Asked, service: TheService) -> Page:
        """Every batch in the order in which they were posted."""
        with service.records.reading() as session:
            batches = batches_shown(session)
            logins = logins_of(session, [each.batch.posted_by for each in batches])
        return page(request, "close/books.html", batches=batches, logins=logins)

    @get("/entries", access=READS, sync_to_thread=True)
    def entries(
        self,
        request: Asked,
        service: TheService,
        payee: FromQuery[str] = "",
        line: FromQuery[str] = "",
        after: FromQuery[int] = 0,
    ) -> Page:
        """Entries, those of a payee or of a line where one is named."""
        payee, line = payee.strip(), line.strip()
        with service.records.reading() as session:
            shown = entries_shown(
                session, payee=payee or None, line=line or None, after=after, limit=ENTRIES_ON_A_PAGE
            )
            names = names_of(session, {each.entry.payee for each in shown.items})
        which = {name: text for name, text in (("payee", payee), ("line", line)) if text}
        first = "/books/entries" + (f"?{urlencode(which)}" if which else "")
        more = None if shown.next is None else f"/books/entries?{urlencode({**which, 'after': shown.next})}"
        return page(
            request,
            "close/entries.html",
            rows=[_row(each) for each in shown.items],
            shown=shown,
            names=names,
            payee=payee,
            line=line,
            first=first if after else None,
            more=more,
        )

    @get("/check", access=READS, sync_to_thread=True)
    def check(self, request: Asked, service: TheService) -> Page:
        """Hold the books against the audit chain and the runs' folders."""
        report = check_books(service.records, service.workspace())
        return page(request, "close/check.html", report=report)


def _row(posted: PostedEntry) -> tuple[PostedEntry, Money, Money]:
    """An entry with what it earned and what became payable."""
    entry = posted.entry
    return posted, Money(entry.earned_minor, entry.currency), Money(entry.payable_minor, entry.currency)
