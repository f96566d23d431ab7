"""What every route declares: which roles reach it, and which rows they see there.

The application does not start with a route that declares nothing; `docs/routes.md` is the table of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from litestar import Litestar
from litestar.exceptions import (
    ImproperlyConfiguredException,
    NotAuthorizedException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from api.service import Connection
from comp.workflow.access import Actor, Role

OPT: Final = "access"
"""The keyword by which a handler declares its access."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who reaches a route, and which rows they see there; `roles` is empty for whoever is signed in.

    `is_public` is for what needs no sign-in at all, and `before_change` for what somebody who must change
    their password may still reach.
    """

    roles: frozenset[Role] = frozenset()
    rows: str = "none"
    is_public: bool = False
    before_change: bool = False

    def admits(self, actor: Actor) -> bool:
        """Whether one of the actor's roles reaches the route."""
        return not self.roles or bool(self.roles & actor.roles)


def roles(*of: Role, rows: str) -> Access:
    """Access for some roles."""
    return Access(frozenset(of), rows)


PUBLIC: Final = Access(is_public=True)
SIGNED_IN: Final = Access(rows="their own")


def require_access(connection: Connection, handler: BaseRouteHandler) -> None:
    """The guard of every route.

    Raises:
        NotAuthorizedException: nobody is signed in, or their token is not taken.
        PermissionDeniedException: their roles do not reach the route.
    """
    if _is_automatic(handler) or (access := access_of(handler)).is_public:
        return
    actor = connection.scope.get("user")
    if not isinstance(actor, Actor):
        raise NotAuthorizedException("nobody is signed in")
    if actor.must_change and not access.before_change:
        raise PermissionDeniedException("the password that was given must be changed first")
    if not access.admits(actor):
        raise PermissionDeniedException("your roles do not reach this")


def access_of(handler: BaseRouteHandler) -> Access:
    """What a handler declares.

    Raises:
        ImproperlyConfiguredException: nothing.
    """
    found = handler.opt.get(OPT)
    if not isinstance(found, Access):
        raise ImproperlyConfiguredException(f"{handler} declares no access")
    return found


def require_all_declare(app: Litestar) -> None:
    """See when the application starts that each of its routes declares its access."""
    for route in app.routes:
        for handler in getattr(route, "route_handlers", None) or [getattr(route, "route_handler", None)]:
            if isinstance(handler, BaseRouteHandler) and not _is_automatic(handler):
                access_of(handler)


def _is_automatic(handler: BaseRouteHandler) -> bool:
    """Whether Litestar made it itself, to answer OPTIONS."""
    return isinstance(handler, HTTPRouteHandler) and handler.http_methods == {"OPTIONS"}
