"""The pages of people: all of them, one with their spans, and erasing one."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.params import FromQuery, URLEncodedBody

from api.areas.people.rights import CHANGES, READS
from api.given import TheActor, TheService
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.workflow.access import AccessRefusedError, Role, UserRuleError, users_of
from comp.workflow.directory import erase_person, people, person
from statements.documents import forget_drawn

ON_A_PAGE: Final = 50


@dataclass
class _Erasing:
    """What the form sends: the id, and the same id typed by hand."""

    payee: str = ""
    typed: str = ""


class PeoplePages(Controller):
    """People."""

    path = "/people"
    include_in_schema = False

    @get("/", access=READS, sync_to_thread=True)
    def all(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        search: FromQuery[str] = "",
        after: FromQuery[str] = "",
    ) -> Page:
        """People by page, found by id, name or mail."""
        on = service.today(service.workspace())
        with service.records.reading() as session:
            found = people(session, on, search, after=after, limit=ON_A_PAGE + 1)
            shown = found[:ON_A_PAGE]
            signing_in = users_of(session, [each.payee for each in shown])
        return page(
            request,
            "people/list.html",
            people=shown,
            users={each.payee: each for each in signing_in},
            is_admin=Role.ADMIN in actor.roles,
            search=search,
            after=after,
            next_after=shown[-1].payee if len(found) > ON_A_PAGE else "",
            at=service.now(),
        )

    @get("/person", access=READS, sync_to_thread=True)
    def one(self, request: Asked, service: TheService, actor: TheActor, payee: FromQuery[str]) -> Page:
        """One person: ids in other systems, managers and plans by date; for admins, how they sign in."""
        on = service.today(service.workspace())
        is_admin = Role.ADMIN in actor.roles
        with service.records.reading() as session:
            found = person(session, payee, on)
            signing_in = users_of(session, [payee]) if is_admin else ()
        return page(
            request,
            "people/person.html",
            found=found,
            shown=found.shown,
            users=signing_in,
            is_admin=is_admin,
            at=service.now(),
        )

    @get("/erase", access=CHANGES, sync_to_thread=True)
    def ask(self, request: Asked, service: TheService, payee: FromQuery[str]) -> Page:
        """What erasing a person takes away and what stays, and the form for it."""
        return _erasing(request, service, payee)

    @post("/erase", access=CHANGES, sync_to_thread=True)
    def erase(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_Erasing]
    ) -> Response[Any]:
        """Erase a person whose id was typed once more."""
        if data.typed.strip() != data.payee:
            return _erasing(request, service, data.payee, f"Type {data.payee} to erase this person.")
        try:
            erase_person(service.records, actor, data.payee, service.now())
        except (AccessRefusedError, UserRuleError) as refused:
            return _erasing(request, service, data.payee, str(refused))
        forget_drawn(service.folder, service.records, data.payee)
        return go("/people", f"{data.payee} is erased.")


def _erasing(request: Asked, service: Service, payee: str, fault: str = "") -> Page:
    on = service.today(service.workspace())
    with service.records.reading() as session:
        found = person(session, payee, on)
        signing_in = users_of(session, [payee])
    return page(
        request,
        "people/erase.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        shown=found.shown,
        users=signing_in,
        fault=fault,
    )
