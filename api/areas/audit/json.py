"""The audit trail as JSON."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from litestar import Controller, get
from litestar.exceptions import HTTPException
from litestar.params import FromQuery, QueryParameter

from api.areas.audit.data import Check, Entries, Entry, Fault, Head
from api.areas.audit.reading import LARGEST, ON_A_PAGE, READS, NoHeadError, head_in
from api.given import TheService
from comp.records import chain_head, check_chain
from comp.workflow.trail import EntryShown, entries


class AuditJson(Controller):
    """The audit trail."""

    path = "/audit"
    tags = ("audit",)

    @get("/", access=READS, sync_to_thread=True)
    def all(  # noqa: PLR0917 - the query, by name
        self,
        service: TheService,
        action: FromQuery[str] = "",
        subject: FromQuery[str] = "",
        by: FromQuery[str] = "",
        after: Annotated[int | None, QueryParameter(ge=1, le=LARGEST)] = None,
        limit: Annotated[int, QueryParameter(ge=1, le=500)] = ON_A_PAGE,
    ) -> Entries:
        """Entries, the newest first; of an action, about a subject, by an actor where these are given."""
        with service.records.reading() as session:
            found = entries(session, action, subject, by, before=after, limit=limit + 1)
        items = [_entry(each) for each in found[:limit]]
        return Entries(items, items[-1].number if len(found) > limit else None)

    @get("/head", access=READS, sync_to_thread=True)
    def head(self, service: TheService) -> Head:
        """The chain's head."""
        with service.records.reading() as session:
            found = chain_head(session)
        return Head(found.number, found.hash)

    @get("/check", access=READS, sync_to_thread=True)
    def check(self, service: TheService, head: FromQuery[str] = "") -> Check:
        """Follow the chain from its first entry; `head` is one that was kept, such as `12:9f2c...`."""
        try:
            kept = head_in(head)
        except NoHeadError as refused:
            raise HTTPException(str(refused), status_code=HTTPStatus.UNPROCESSABLE_ENTITY) from refused
        with service.records.reading() as session:
            report = check_chain(session, kept)
        fault = Fault(report.fault.number, report.fault.what) if report.fault else None
        return Check(fault is None, report.entries, Head(report.head.number, report.head.hash), fault)


def _entry(of: EntryShown) -> Entry:
    return Entry(
        of.number, of.written_at, of.actor, of.action, of.subject, of.details, of.hash_before, of.hash
    )
