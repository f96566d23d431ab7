"""The pages of users: who signs in as what, adding one, and changing one who is as one saw them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery, URLEncodedBody

from api.areas.people.rights import CHANGES
from api.given import TheActor, TheService
from api.pages import Asked, Page, go, page
from api.service import Service
from comp.errors import CompError
from comp.workflow.access import (
    Actor,
    Role,
    add_user,
    disable,
    enable,
    grant,
    reset_password,
    revoke,
    role_named,
    user,
    users,
)

ON_A_PAGE: Final = 50


@dataclass
class _NewUser:
    """What the form of a new user sends."""

    login: str = ""
    payee: str = ""
    roles: str | list[str] = ""
    """One box that is ticked comes as a text, several as a list."""

    def named(self) -> list[str]:
        """The roles that are ticked."""
        ticked = [self.roles] if isinstance(self.roles, str) else self.roles
        return [name for name in ticked if name]


@dataclass
class _Change:
    """What the forms of one user send: the version that was seen, and a role where it is about one."""

    seen: str = ""
    role: str = ""


class UserPages(Controller):
    """Users."""

    path = "/people/users"
    include_in_schema = False

    @get("/", access=CHANGES, sync_to_thread=True)
    def all(
        self, request: Asked, service: TheService, search: FromQuery[str] = "", after: FromQuery[str] = ""
    ) -> Page:
        """Users by page, found by login, id or payee."""
        with service.records.reading() as session:
            found = users(session, search, after=after, limit=ON_A_PAGE + 1)
        shown = found[:ON_A_PAGE]
        return page(
            request,
            "people/users.html",
            users=shown,
            search=search,
            after=after,
            next_after=shown[-1].user_id if len(found) > ON_A_PAGE else "",
            at=service.now(),
        )

    @get("/new", access=CHANGES, sync_to_thread=False)
    def form(self, request: Asked, payee: FromQuery[str] = "") -> Page:
        """The form of a new user."""
        return _form(request, _NewUser(payee=payee))

    @post("/", access=CHANGES, sync_to_thread=True)
    def add(
        self, request: Asked, service: TheService, actor: TheActor, data: URLEncodedBody[_NewUser]
    ) -> Response[Any]:
        """Add a user, and show their password this once."""
        try:
            roles = [role_named(name) for name in data.named()]
            new = add_user(
                service.records, actor, data.login, data.payee.strip() or None, roles, service.now()
            )
        except CompError as refused:
            return _form(request, data, str(refused))
        return _password(request, service, new.user_id, new.password, HTTPStatus.CREATED)

    @get("/{user_id:str}", access=CHANGES, sync_to_thread=True)
    def one(self, request: Asked, service: TheService, actor: TheActor, user_id: FromPath[str]) -> Page:
        """One user, with what can be changed of them."""
        return _one(request, service, actor, user_id)

    @post("/{user_id:str}/grant", access=CHANGES, sync_to_thread=True)
    def grant(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        data: URLEncodedBody[_Change],
    ) -> Response[Any]:
        """Give a role."""

        def change() -> None:
            grant(service.records, actor, user_id, role_named(data.role), service.now(), data.seen)

        return _changed(request, service, actor, user_id, change, f"{data.role} is granted.")

    @post("/{user_id:str}/revoke", access=CHANGES, sync_to_thread=True)
    def revoke(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        data: URLEncodedBody[_Change],
    ) -> Response[Any]:
        """Take a role away."""

        def change() -> None:
            revoke(service.records, actor, user_id, role_named(data.role), service.now(), data.seen)

        return _changed(request, service, actor, user_id, change, f"{data.role} is revoked.")

    @post("/{user_id:str}/disable", access=CHANGES, sync_to_thread=True)
    def disable(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        data: URLEncodedBody[_Change],
    ) -> Response[Any]:
        """Let somebody in no more."""

        def change() -> None:
            disable(service.records, actor, user_id, service.now(), data.seen)

        return _changed(request, service, actor, user_id, change, "The user is disabled.")

    @post("/{user_id:str}/enable", access=CHANGES, sync_to_thread=True)
    def enable(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        data: URLEncodedBody[_Change],
    ) -> Response[Any]:
        """Let somebody in again."""

        def change() -> None:
            enable(service.records, actor, user_id, service.now(), data.seen)

        return _changed(request, service, actor, user_id, change, "The user is let in again.")

    @post("/{user_id:str}/reset", access=CHANGES, sync_to_thread=True)
    def reset(
        self,
        request: Asked,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        data: URLEncodedBody[_Change],
    ) -> Response[Any]:
        """Make a new password, and show it this once."""
        try:
            new = reset_password(service.records, actor, user_id, service.now(), data.seen)
        except CompError as refused:
            return _one(request, service, actor, user_id, str(refused))
        return _password(request, service, new.user_id, new.password, HTTPStatus.OK)


def _form(request: Asked, data: _NewUser, fault: str = "") -> Page:
    return page(
        request,
        "people/new_user.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if fault else HTTPStatus.OK,
        login=data.login,
        payee=data.payee,
        roles=[(role.value, _ABOUT[role], role.value in data.named()) for role in Role],
        fault=fault,
    )


def _one(request: Asked, service: Service, actor: Actor, user_id: str, fault: str = "") -> Page:
    with service.records.reading() as session:
        shown = user(session, user_id)
    at = service.now()
    return page(
        request,
        "people/user.html",
        status=HTTPStatus.CONFLICT if fault else HTTPStatus.OK,
        shown=shown,
        state=shown.state(at),
        others=[(role.value, _ABOUT[role]) for role in Role if role not in shown.roles],
        is_self=user_id == actor.user_id,
        fault=fault,
    )


def _changed(  # noqa: PLR0917 - who asks, about whom, and what is done and told
    request: Asked,
    service: Service,
    actor: Actor,
    user_id: str,
    change: Callable[[], None],
    told: str,
) -> Response[Any]:
    """Do it and go back to the user; what the rules refuse is told on their page."""
    try:
        change()
    except CompError as refused:
        return _one(request, service, actor, user_id, str(refused))
    return go(f"/people/users/{user_id}", told)


def _password(request: Asked, service: Service, user_id: str, password: str, status: HTTPStatus) -> Page:
    with service.records.reading() as session:
        shown = user(session, user_id)
    return page(request, "people/password.html", status=status, shown=shown, password=password)


_ABOUT: Final = {
    Role.PAYEE: "payee: reads their own statements",
    Role.MANAGER: "manager: approves for those who report to them",
    Role.REVOPS: "revops: uploads facts and starts runs",
    Role.FINANCE: "finance: approves, posts and pays",
    Role.AUDITOR: "auditor: reads everything, changes nothing",
    Role.ADMIN: "admin: adds users and hands out roles; sees no pay",
}
