"""The books in the JSON API."""

from __future__ import annotations

from typing import Annotated, Final

from litestar import Controller, get
from litestar.params import FromQuery, QueryParameter

from api.areas.close.data import Batches, Entries, batch_data, entries_data
from api.areas.close.rights import READS
from api.given import TheService
from comp.workflow.closing import batches_shown, entries_shown

MOST: Final = 1_000


class BooksJson(Controller):
    """What was posted."""

    path = "/books"
    tags = ("books",)

    @get("/batches", access=READS, sync_to_thread=True)
    def batches(self, service: TheService) -> Batches:
        """Every batch in the order in which they were posted."""
        with service.records.reading() as session:
            return Batches([batch_data(each) for each in batches_shown(session)])

    @get("/entries", access=READS, sync_to_thread=True)
    def entries(
        self,
        service: TheService,
        payee: FromQuery[str | None] = None,
        line: FromQuery[str | None] = None,
        after: Annotated[int, QueryParameter(ge=0)] = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=MOST)] = 100,
    ) -> Entries:
        """Entries in the order in which they were written, and what all that were asked for come to."""
        with service.records.reading() as session:
            return entries_data(entries_shown(session, payee=payee, line=line, after=after, limit=limit))
