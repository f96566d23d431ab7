"""Keeps other sites from sending our forms: each holds a token that only the session it was made for has.

The token is a signed hash of the session's own; before there is a session, of a cookie that the sign-in page
sets. Litestar's own protection is not used: it takes the value of a cookie over into pages as it came, knows
no session, and reads a body before anybody has asked who sends it.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie
from litestar.exceptions import PermissionDeniedException
from litestar.handlers import BaseRouteHandler

from api.security.who_asks import is_api, session_of
from api.service import Connection, Service

FIELD: Final = "form_token"
"""The name of the hidden field."""
_SAFE: Final = {"GET", "HEAD", "OPTIONS"}
_OWN: Final = {"same-origin", "none"}


def form_token(connection: Connection) -> str:
    """The token that the forms of a page hold; blank where the browser holds nothing to bind it to."""
    service: Service = connection.app.state.service
    bound = session_of(connection, service) or connection.cookies.get(_visitor_name(service), "")
    return service.signed("form", bound) if bound else ""


def visitor_cookie(service: Service) -> tuple[Cookie, str]:
    """What binds the form of the sign-in page to a browser, and the token for that form."""
    value = secrets.token_urlsafe(32)
    cookie = Cookie(
        key=_visitor_name(service),
        value=value,
        path="/",
        httponly=True,
        secure=service.settings.is_https,
        samesite="strict",
    )
    return cookie, service.signed("form", value)


async def require_own_form(connection: Connection, handler: BaseRouteHandler) -> None:
    """The guard of every page that changes something: it was sent by a form of ours.

    It stands behind the one that asks for roles, so nobody's body is read who may not send it.

    Raises:
        PermissionDeniedException: another site sent it, or the form is of another session.
    """
    del handler
    if is_api(connection) or connection.scope.get("method") in _SAFE or not isinstance(connection, Request):
        return
    if not _is_own(connection):
        raise PermissionDeniedException("another site sent this form; open the page here and send it again")
    given = connection.headers.get("x-form-token") or str((await connection.form()).get(FIELD, ""))
    expected = form_token(connection)
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise PermissionDeniedException("this form is out of date; open the page again and send it once more")


def _is_own(connection: Connection) -> bool:
    """Whether the browser says that one of our pages sent it; a browser that says nothing is believed."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in _OWN
    origin = connection.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == connection.headers.get("host", "")


def _visitor_name(service: Service) -> str:
    return "__Host-comp-visitor" if service.settings.is_https else "comp-visitor"
