"""Finds out who asks: pages know the cookie of a session, the JSON API a bearer token; neither the other."""

from __future__ import annotations

from typing import Final

from litestar.concurrency import sync_to_thread
from litestar.datastructures import Cookie
from litestar.middleware.authentication import AbstractAuthenticationMiddleware, AuthenticationResult

from api.names import called
from api.service import Connection, Service
from comp.workflow.access import Actor, actor_of_session, actor_of_token

API: Final = "/api/"
"""How the paths of the JSON API begin."""
NAME: Final = "name"
"""Where a request keeps what its page calls whoever asks."""
_BEARER: Final = "Bearer "


def is_api(connection: Connection) -> bool:
    """Whether this asks the JSON API, and not for a page."""
    return connection.scope["path"].startswith(API)


class WhoAsks(AbstractAuthenticationMiddleware):
    """Puts the actor where handlers find it, or None; the guard of the route decides whether that will do."""

    async def authenticate_request(self, connection: Connection) -> AuthenticationResult:
        """Look the session or the token up."""
        service: Service = connection.app.state.service
        token = bearer_of(connection) if is_api(connection) else session_of(connection, service)
        if not token:
            return AuthenticationResult(None, None)
        if is_api(connection):
            actor = await sync_to_thread(actor_of_token, service.records, token, service.now())
        else:
            actor, name = await sync_to_thread(_held_by, service, token)
            connection.state[NAME] = name
        return AuthenticationResult(actor, token if actor else None)


def _held_by(service: Service, token: str) -> tuple[Actor | None, str]:
    """Who holds a session, and what their pages call them."""
    actor = actor_of_session(service.records, token, service.now())
    return actor, called(service.records, actor) if actor else ""


def bearer_of(connection: Connection) -> str:
    """The bearer token of a request; blank where there is none."""
    given = connection.headers.get("authorization", "")
    return given[len(_BEARER) :].strip() if given.startswith(_BEARER) else ""


def cookie_name(service: Service) -> str:
    """The cookie of a session; over https its name binds it to this host alone."""
    return "__Host-comp" if service.settings.is_https else "comp"


def session_of(connection: Connection, service: Service) -> str:
    """The token of the session that the browser holds; blank where there is none."""
    return connection.cookies.get(cookie_name(service), "")


def session_cookie(service: Service, token: str) -> Cookie:
    """The cookie that a browser is given when somebody signs in; the database says how long it holds."""
    return Cookie(
        key=cookie_name(service),
        value=token,
        path="/",
        httponly=True,
        secure=service.settings.is_https,
        samesite="lax",
    )


def no_cookie(service: Service) -> Cookie:
    """What takes it away."""
    return Cookie(
        key=cookie_name(service),
        value="",
        max_age=0,
        path="/",
        httponly=True,
        secure=service.settings.is_https,
        samesite="lax",
    )
