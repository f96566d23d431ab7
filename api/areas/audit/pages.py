"""The pages of the audit trail: its entries, the newest first, and whether the chain holds."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from litestar import Controller, get
from litestar.params import FromQuery, QueryParameter

from api.areas.audit.reading import LARGEST, ON_A_PAGE, READS, NoHeadError, head_in
from api.given import TheService
from api.pages import Asked, Page, page
from comp.records import chain_head, check_chain
from comp.workflow.trail import EntryShown, actions, entries


class AuditPages(Controller):
    """The audit trail."""

    path = "/audit"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def all(  # noqa: PLR0917 - the query, by name
        self,
        request: Asked,
        service: TheService,
        action: FromQuery[str] = "",
        subject: FromQuery[str] = "",
        by: FromQuery[str] = "",
        after: Annotated[int | None, QueryParameter(ge=1, le=LARGEST)] = None,
    ) -> Page:
        """Entries by page, of an action, about a subject, by an actor."""
        wanted = {"action": action.strip(), "subject": subject.strip(), "by": by.strip()}
        with service.records.reading() as session:
            found = entries(
                session, wanted["action"], wanted["subject"], wanted["by"], before=after, limit=ON_A_PAGE + 1
            )
            head, known = chain_head(session), actions(session)
        shown = found[:ON_A_PAGE]
        more = {"after": str(shown[-1].number)} if len(found) > ON_A_PAGE else {}
        filters = {name: text for name, text in wanted.items() if text}
        return page(
            request,
            "audit/list.html",
            entries=[(each, _details(each)) for each in shown],
            head=head,
            wanted=wanted,
            actions=[("", "any"), *((each, each) for each in known)],
            next=f"/audit?{urlencode(filters | more)}" if more else None,
            first=f"/audit?{urlencode(filters)}" if after is not None else None,
        )

    @get("/check", access=READS, sync_to_thread=True)
    def check(self, request: Asked, service: TheService, head: FromQuery[str] = "") -> Page:
        """Follow the chain from its first entry, and hold it against a head that was kept elsewhere."""
        try:
            kept, fault = head_in(head), ""
        except NoHeadError as refused:
            kept, fault = None, str(refused)
        with service.records.reading() as session:
            report = check_chain(session, kept)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK
        return page(
            request, "audit/check.html", status=status, report=report, kept=kept, given=head, fault=fault
        )


def _details(of: EntryShown) -> list[tuple[str, str]]:
    """The details as names and values; what is nested stays JSON."""
    found: dict[str, object] = json.loads(of.details)
    return [
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in found.items()
    ]
