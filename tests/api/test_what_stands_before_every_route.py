"""Forms of our own, headers, limits, and that every route declares who may reach it."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from litestar import Controller, get
from litestar.exceptions import ImproperlyConfiguredException
from litestar.params import FromPath

from api.access import PUBLIC, SIGNED_IN
from api.app import AREAS, create_app
from api.security.forms import FIELD
from api.security.headers import CONTENT_SECURITY_POLICY
from tests.api.served import Browser, Served


class _Area:
    """An area of routes that no real one has."""

    def __init__(self, *pages: type[Controller]) -> None:
        self.PAGES: Sequence[type[Controller]] = pages
        self.JSON: Sequence[type[Controller]] = ()


@pytest.fixture
def with_pages(served: Served) -> Callable[..., Browser]:
    def build(*pages: type[Controller]) -> Browser:
        served.app = create_app(served.service, (*AREAS, _Area(*pages)))
        return served.browser("ana", raises=False)

    return build


def test_no_form_is_taken_without_the_sessions_token(served: Served) -> None:
    for given in ({}, {FIELD: ""}, {FIELD: served.service.signed("form", "another session")}):
        browser = served.browser("ana")
        refused = browser.client.post("/sign-out", data=given, follow_redirects=False)
        assert refused.status_code == 403
        assert browser.get("/").status_code == 200
    assert served.browser("ana").post("/sign-out").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
    ],
)
def test_no_form_is_taken_from_another_site(served: Served, headers: dict[str, str]) -> None:
    assert served.browser("ana").post("/sign-out", headers=headers).status_code == 403


def test_the_sign_in_form_is_bound_to_the_browser_that_was_given_it(served: Served) -> None:
    mine, theirs = served.browser(), served.browser()
    stolen = theirs.get("/sign-in").text.partition('name="form_token" value="')[2].partition('"')[0]
    mine.get("/sign-in")
    given = {FIELD: stolen, "login": "ana", "password": "correct horse battery"}
    assert mine.client.post("/sign-in", data=given, follow_redirects=False).status_code == 403
    assert theirs.client.post("/sign-in", data=given, follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nothing", "/static/portal.css", "/api/v1/me", "/api/v1/no"]
)
def test_every_answer_has_the_headers(served: Served, path: str) -> None:
    headers = served.browser("ana").get(path).headers
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert "server" not in headers
    if not path.startswith("/static"):
        assert headers["cache-control"] == "no-store"


def test_the_policy_lets_nothing_in_from_elsewhere_and_no_inline_script() -> None:
    rules = {
        name: value
        for name, _, value in (each.partition(" ") for each in CONTENT_SECURITY_POLICY.split("; "))
    }
    assert rules["default-src"] == "'none'"
    assert set(" ".join(rules.values()).split()) == {"'none'", "'self'", "data:"}
    assert rules["script-src"] == rules["style-src"] == "'self'"


def test_over_https_cookies_are_bound_to_the_host_and_never_sent_in_the_clear(served: Served) -> None:
    browser = served.restarted(is_https=True).browser()
    answer = browser.get("/sign-in")
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert answer.headers["set-cookie"].startswith("__Host-comp-visitor=")
    assert "Secure" in answer.headers["set-cookie"]


def test_who_asks_too_often_is_told_to_wait(served: Served) -> None:
    few = served.restarted(requests_a_minute=3)
    ana, bo = few.browser("ana"), few.browser("bo")
    assert [ana.get("/").status_code for _ in range(4)] == [200, 200, 200, 429]
    assert bo.get("/").status_code == 200


def test_passwords_are_not_tried_faster_by_coming_without_cookies(served: Served) -> None:
    few = served.restarted(sign_ins_a_minute=2)
    token = few.browser().get("/sign-in").text.partition('name="form_token" value="')[2].partition('"')[0]
    given = {FIELD: token, "login": "ana", "password": "wrong-wrong-wrong"}
    codes = [few.browser().client.post("/sign-in", data=given).status_code for _ in range(4)]
    assert codes[-1] == 429


def test_a_host_that_is_not_ours_is_not_answered(served: Served) -> None:
    named = served.restarted(hosts=("comp.example",)).browser()
    assert named.get("/sign-in", headers={"host": "evil.example"}).status_code == 400
    assert named.get("/sign-in", headers={"host": "comp.example"}).status_code == 200


def test_a_body_that_is_too_large_is_refused(served: Served) -> None:
    answer = served.browser("ana").post("/sign-out", {"more": "x" * 2_000_000})
    assert answer.status_code == 413


def test_the_application_does_not_start_with_a_route_that_declares_no_access(
    with_pages: Callable[..., Browser],
) -> None:
    class Open(Controller):
        path = "/open"

        @get("/", sync_to_thread=False)
        def forgotten(self) -> str:
            return "pay"

    with pytest.raises(ImproperlyConfiguredException, match="declares no access"):
        with_pages(Open)


def test_a_fault_of_ours_is_logged_and_tells_nothing(
    with_pages: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Controller):
        path = "/broken"
        include_in_schema = False

        @get("/", access=SIGNED_IN, sync_to_thread=False)
        def breaks(self) -> str:
            raise RuntimeError("ana's salary")

    with caplog.at_level(logging.ERROR, logger="comp.service"):
        answer: Any = with_pages(Broken).get("/broken")
    assert answer.status_code == 500
    assert "salary" not in answer.text
    assert "salary" in caplog.text


@pytest.mark.parametrize(
    "path", ["/static/%00", f"/static/{'x' * 5_000}", "/static/..%2fapp.py", "/static/a/b"]
)
def test_a_static_file_that_no_system_could_have_is_not_there(served: Served, path: str) -> None:
    assert served.browser(raises=False).get(path).status_code == 404


def test_what_no_database_keeps_is_the_fault_of_who_sent_it(served: Served) -> None:
    browser = served.browser("finance", raises=False)
    assert browser.get("/statements?after=%00").status_code == 422
    assert browser.get("/books/entries?after=99999999999999999999").status_code == 422


def test_a_fault_of_the_database_tells_nothing_of_where_it_is(
    served: Served, caplog: pytest.LogCaptureFixture
) -> None:
    """SQLite refuses to look for so long a part of a name."""
    with caplog.at_level(logging.ERROR, logger="comp.service"):
        answer = served.browser("ana").get(f"/statements/all?who={'a' * 60_000}")
    assert answer.status_code == 503
    assert "sqlite" not in answer.text
    assert "sqlite" in caplog.text


def test_json_within_json_is_refused(served: Served) -> None:
    program = served.program("finance")
    answer = program.post(
        "/api/v1/decisions", content="[" * 100_000, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 400


def test_nobody_writes_a_line_of_the_log_by_an_address(
    with_pages: Callable[..., Browser], caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Controller):
        path = "/broken"
        include_in_schema = False

        @get("/{what:str}", access=SIGNED_IN, sync_to_thread=False)
        def breaks(self, what: FromPath[str]) -> str:
            raise RuntimeError(str(len(what)))

    with caplog.at_level(logging.ERROR, logger="comp.service"):
        with_pages(Broken).get("/broken/a%0aGET%20made%20up")
    assert "/broken/a%0AGET%20made%20up failed" in caplog.messages[0]


def test_what_needs_no_sign_in_is_the_sign_in_page_the_schema_and_static_files(served: Served) -> None:
    public = {
        route.path
        for route in served.app.routes
        for handler in getattr(route, "route_handlers", ())
        if handler.opt.get("access") == PUBLIC
    }
    assert {path for path in public if not path.startswith(("/static", "/api/schema"))} == {"/sign-in"}
