"""People as JSON."""

from __future__ import annotations

from typing import Annotated

from litestar import Controller, get, post
from litestar.params import FromPath, FromQuery, QueryParameter

from api.areas.people.data import Erased, People, PersonInFull, in_full, person_json
from api.areas.people.rights import CHANGES, READS
from api.given import TheActor, TheService
from comp.workflow.directory import erase_person, people, person
from statements.documents import forget_drawn

Limit = Annotated[int, QueryParameter(ge=1, le=200, description="At most so many on a page.")]


class PeopleJson(Controller):
    """People."""

    path = "/people"
    tags = ("people",)

    @get("/", access=READS, sync_to_thread=True)
    def all(
        self,
        service: TheService,
        search: FromQuery[str] = "",
        after: FromQuery[str] = "",
        limit: Limit = 50,
    ) -> People:
        """People in the order of their ids, found by id, name or mail."""
        on = service.today(service.workspace())
        with service.records.reading() as session:
            found = people(session, on, search, after=after, limit=limit + 1)
        items = [person_json(each) for each in found[:limit]]
        return People(items, items[-1].payee if len(found) > limit else None)

    @get("/{payee:str}", access=READS, sync_to_thread=True)
    def one(self, service: TheService, payee: FromPath[str]) -> PersonInFull:
        """One person with their ids, managers and plans by date."""
        on = service.today(service.workspace())
        with service.records.reading() as session:
            return in_full(person(session, payee, on))

    @post("/{payee:str}/erase", access=CHANGES, sync_to_thread=True, status_code=200)
    def erase(self, service: TheService, actor: TheActor, payee: FromPath[str]) -> Erased:
        """Empty a person's name, mail and login; this cannot be taken back."""
        erased = erase_person(service.records, actor, payee, service.now())
        forget_drawn(service.folder, service.records, payee)
        return Erased(erased.payee, erased.again, erased.sign_ins)
