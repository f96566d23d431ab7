"""Users as JSON. Each change names by `If-Match` the user as they were read.

An answer with a password is told once: it is not kept for a second request with the same `Idempotency-Key`.
A user who is added again has a login that is taken, and is refused.
"""

from __future__ import annotations

from http import HTTPStatus

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from api.areas.people.data import NewUserAsked, NewUserMade, UserJson, Users, user_json
from api.areas.people.json import Limit
from api.areas.people.rights import CHANGES
from api.conditions import IfMatch, etag, version_in
from api.given import TheActor, TheService
from api.service import Service
from comp.workflow.access import (
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


class UsersJson(Controller):
    """Users."""

    path = "/users"
    tags = ("people",)

    @get("/", access=CHANGES, sync_to_thread=True)
    def all(
        self,
        service: TheService,
        search: FromQuery[str] = "",
        after: FromQuery[str] = "",
        limit: Limit = 50,
    ) -> Users:
        """Users in the order of their ids, found by login, id or payee."""
        with service.records.reading() as session:
            found = users(session, search, after=after, limit=limit + 1)
        items = [user_json(each, service.now()) for each in found[:limit]]
        return Users(items, items[-1].user_id if len(found) > limit else None)

    @post("/", access=CHANGES, sync_to_thread=True)
    def add(self, service: TheService, actor: TheActor, data: JSONBody[NewUserAsked]) -> NewUserMade:
        """Add a user with a random password, which they must change at first sign-in."""
        roles = [role_named(name) for name in data.roles]
        new = add_user(service.records, actor, data.login, data.payee, roles, service.now())
        return NewUserMade(new.user_id, new.password)

    @get("/{user_id:str}", access=CHANGES, sync_to_thread=True)
    def one(self, service: TheService, user_id: FromPath[str]) -> Response[UserJson]:
        """One user; the ETag is what `If-Match` of a change takes."""
        return _one(service, user_id)

    @put("/{user_id:str}/roles/{role:str}", access=CHANGES, sync_to_thread=True)
    def grant(
        self,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        role: FromPath[str],
        seen: IfMatch = None,
    ) -> Response[UserJson]:
        """Give a role; their sessions end."""
        grant(service.records, actor, user_id, role_named(role), service.now(), version_in(seen))
        return _one(service, user_id)

    @delete("/{user_id:str}/roles/{role:str}", access=CHANGES, sync_to_thread=True, status_code=HTTPStatus.OK)
    def revoke(
        self,
        service: TheService,
        actor: TheActor,
        user_id: FromPath[str],
        role: FromPath[str],
        seen: IfMatch = None,
    ) -> Response[UserJson]:
        """Take a role away; their sessions end."""
        revoke(service.records, actor, user_id, role_named(role), service.now(), version_in(seen))
        return _one(service, user_id)

    @post("/{user_id:str}/disable", access=CHANGES, sync_to_thread=True, status_code=HTTPStatus.OK)
    def disable(
        self, service: TheService, actor: TheActor, user_id: FromPath[str], seen: IfMatch = None
    ) -> Response[UserJson]:
        """Let a user in no more: sessions end, tokens are revoked."""
        disable(service.records, actor, user_id, service.now(), version_in(seen))
        return _one(service, user_id)

    @post("/{user_id:str}/enable", access=CHANGES, sync_to_thread=True, status_code=HTTPStatus.OK)
    def enable(
        self, service: TheService, actor: TheActor, user_id: FromPath[str], seen: IfMatch = None
    ) -> Response[UserJson]:
        """Let a user in again who is disabled or locked."""
        enable(service.records, actor, user_id, service.now(), version_in(seen))
        return _one(service, user_id)

    @post("/{user_id:str}/reset", access=CHANGES, sync_to_thread=True, status_code=HTTPStatus.OK)
    def reset(
        self, service: TheService, actor: TheActor, user_id: FromPath[str], seen: IfMatch = None
    ) -> NewUserMade:
        """Make a new password; sessions end, tokens are revoked."""
        new = reset_password(service.records, actor, user_id, service.now(), version_in(seen))
        return NewUserMade(new.user_id, new.password)


def _one(service: Service, user_id: str) -> Response[UserJson]:
    with service.records.reading() as session:
        shown = user(session, user_id)
    return Response(user_json(shown, service.now()), headers=etag(shown.version))
