"""Builds the application from a service: every area's routes behind the same guards."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from typing import Final, Protocol

from litestar import Controller, Litestar, Request, Router
from litestar.config.allowed_hosts import AllowedHostsConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware

# The types of Litestar's own function are not all said.
from litestar.static_files import create_static_files_router  # pyright: ignore[reportUnknownVariableType]
from litestar.types import ControllerRouterHandler

from api.access import OPT, PUBLIC, require_access, require_all_declare
from api.areas import account, audit, close, facts, home, people, runs, sign_in, statements, team
from api.faults import HANDLERS
from api.pages import static_folder
from api.schema import schema_config, tell_faults
from api.security.forms import require_own_form
from api.security.headers import add_headers
from api.security.limits import limit_of_requests, limit_of_sign_ins
from api.security.who_asks import WhoAsks
from api.service import BODY_LIMIT, Connection, Service
from comp.workflow.access import Actor

VERSION: Final = "/api/v1"
_STATIC: Final = re.compile(r"/static/[a-z0-9._-]{1,80}")


class Area(Protocol):
    """What an area hands the application: controllers of pages, and of the JSON API."""

    @property
    def PAGES(self) -> Sequence[type[Controller]]:  # noqa: N802 - a constant of the area's package
        """The controllers of its pages."""
        ...

    @property
    def JSON(self) -> Sequence[type[Controller]]:  # noqa: N802 - a constant of the area's package
        """The controllers of its JSON."""
        ...


AREAS: Final[Sequence[Area]] = (sign_in, home, account, statements, facts, runs, close, team, people, audit)


def create_app(service: Service, areas: Sequence[Area] = AREAS) -> Litestar:
    """The application of a service.

    Raises:
        ImproperlyConfiguredException: a route declares no access.
    """
    hosts = service.settings.hosts
    app = Litestar(
        route_handlers=[*_pages(areas), _json(areas), _static()],
        state=State({"service": service}),
        dependencies={
            "service": Provide(_service, sync_to_thread=False),
            "actor": Provide(_actor, sync_to_thread=False),
        },
        guards=[require_access, require_own_form],
        middleware=[
            DefineMiddleware(WhoAsks, exclude=["^/static/"]),
            limit_of_requests(service.settings),
            limit_of_sign_ins(service.settings),
        ],
        before_send=[add_headers],
        exception_handlers={**HANDLERS},
        allowed_hosts=AllowedHostsConfig(allowed_hosts=list(hosts)) if hosts else None,
        request_max_body_size=BODY_LIMIT,
        openapi_config=schema_config(),
        on_shutdown=[_close],
        debug=False,
        logging_config=None,
    )
    require_all_declare(app)
    tell_faults(app.openapi_schema)
    return app


def _pages(areas: Sequence[Area]) -> Sequence[ControllerRouterHandler]:
    return [controller for area in areas for controller in area.PAGES]


def _json(areas: Sequence[Area]) -> Router:
    return Router(VERSION, route_handlers=[controller for area in areas for controller in area.JSON])


def _static() -> Router:
    return create_static_files_router(
        "/static",
        [static_folder()],
        opt={OPT: PUBLIC},
        guards=[_require_name_of_ours],
        include_in_schema=False,
        cache_control=None,
    )


def _require_name_of_ours(connection: Connection, handler: BaseRouteHandler) -> None:
    """Ask the file system for no name that it takes for a fault, so that nobody fills the log with them."""
    del handler
    if not _STATIC.fullmatch(connection.scope["path"]):
        raise NotFoundException


def _service(state: State) -> Service:
    return state.service


def _actor(request: Request[Actor, str, State]) -> Actor:
    return request.user


def _close(app: Litestar) -> None:
    logging.getLogger("comp.service").info("the service ends")
    app.state.service.records.close()
