"""Every route with every role: who reaches it is what the route declares, and what `docs/routes.md` says."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from litestar.handlers import HTTPRouteHandler

from api.access import access_of
from comp.workflow.access import Role
from tests.api.routes import PAGE, Route, routes_of, table_of
from tests.api.served import WHO, Served

ONE_EACH = {"ana": Role.PAYEE, "di": Role.MANAGER} | {role.value: role for role in list(Role)[2:]}
"""Somebody for each role, who holds no other."""


def test_there_is_somebody_for_each_role_and_nothing_else() -> None:
    assert {frozenset({role}) for role in Role} == {WHO[who][1] for who in ONE_EACH}
    assert set(ONE_EACH.values()) == set(Role)


def test_the_table_of_routes_is_the_applications_own(served: Served) -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(table_of(served.app)), (
        "docs/routes.md is not the application's own table; `python -m tests.api.routes` writes it"
    )


def test_every_route_that_shows_rows_says_which(served: Served) -> None:
    assert [
        route.row for route in routes_of(served.app) if route.access.roles and not route.access.rows
    ] == []


@pytest.fixture
def asked(served: Served) -> Callable[[Route, str | None], Any]:
    """Ask for a route as somebody who signs in anew each time, for some routes end sessions."""

    def ask(route: Route, who: str | None) -> Any:  # noqa: ANN401 - an httpx response
        if route.path.startswith("/api"):
            return served.program(who).request(route.method, route.address(), json={}, follow_redirects=False)
        browser = served.browser(who)
        return browser.get(route.address()) if route.method == "GET" else browser.post(route.address())

    return ask


def test_every_route_with_every_role(served: Served, asked: Callable[[Route, str | None], Any]) -> None:
    wrong: list[str] = []
    for route in routes_of(served.app):
        if route.access.is_public or route.path == "/sign-out":
            continue
        for who, role in ONE_EACH.items():
            status = asked(route, who).status_code
            may = not route.access.roles or role in route.access.roles
            if status >= 500 or may is (status in {401, 403}):
                wrong.append(f"{route.method} {route.path} as {role}: {status}")
    assert wrong == []


def test_nobody_reaches_anything_without_signing_in(
    served: Served, asked: Callable[[Route, str | None], Any]
) -> None:
    wrong: list[str] = []
    for route in routes_of(served.app):
        if route.access.is_public:
            continue
        answer = asked(route, None)
        is_sent = answer.status_code == 303 and answer.headers["location"].startswith("/sign-in")
        if not (answer.status_code == 401 if route.path.startswith("/api") else is_sent):
            wrong.append(f"{route.method} {route.path}: {answer.status_code}")
    assert wrong == []


def test_the_guard_of_roles_stands_before_every_route(served: Served) -> None:
    for route in served.app.routes:
        handlers: Any = getattr(route, "route_handlers", ())
        for handler in handlers:
            assert isinstance(handler, HTTPRouteHandler)
            guards: list[Any] = cast("Any", handler).resolve_guards()
            names = {getattr(guard, "func", guard).__name__ for guard in guards}
            assert {"require_access", "require_own_form"} <= names, route.path
            if handler.http_methods != {"OPTIONS"}:
                access_of(handler)
