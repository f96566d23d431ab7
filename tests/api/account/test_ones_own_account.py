"""Everybody changes their password, ends their sessions and makes tokens; and sees nobody else's."""

import re
from datetime import timedelta

import pytest

from comp.workflow.access import list_tokens, make_token, reset_password, sign_in
from tests.api.served import PASSWORD, Browser, Served

CHOSEN = "a quite new password"


def reset(served: Served, who: str) -> tuple[Browser, str]:
    """Somebody with a password that an admin saw, signed in by it."""
    new = reset_password(served.records, served.actor("admin"), served.user_ids[who], served.clock())
    begun = sign_in(served.records, who, new.password, served.clock())
    assert begun is not None
    browser = served.browser()
    browser.client.cookies.set("comp", begun.token)
    return browser, new.password


def change(browser: Browser, present: str = PASSWORD, chosen: str = CHOSEN, again: str | None = None) -> int:
    form = {"present": present, "chosen": chosen, "again": chosen if again is None else again}
    return browser.post("/account/password", form).status_code


def test_the_page_shows_who_one_is(served: Served) -> None:
    page = served.browser("cy").get("/account")

    assert page.status_code == 200
    for told in (served.user_ids["cy"], "payee, manager", "This one"):
        assert told in page.text


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(served: Served) -> None:
    this, other = served.browser("ana"), served.browser("ana")

    assert change(this) == 303

    assert this.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert sign_in(served.records, "ana", PASSWORD, served.clock()) is None
    assert sign_in(served.records, "ana", CHOSEN, served.clock()) is not None


@pytest.mark.parametrize(
    ("present", "chosen", "again", "told"),
    [
        ("wrong-wrong-wrong", CHOSEN, CHOSEN, "The present password is not the one"),
        (PASSWORD, "short", "short", "The password has 5 letters"),
        (PASSWORD, CHOSEN, CHOSEN + "x", "The two new passwords differ"),
        (PASSWORD, PASSWORD, PASSWORD, "is the one that is there"),
        ("", "", "", "has 0 letters"),
    ],
)
def test_a_password_that_is_not_taken_is_told_beside_its_field(
    served: Served, present: str, chosen: str, again: str, told: str
) -> None:
    browser = served.browser("ana")

    page = browser.post("/account/password", {"present": present, "chosen": chosen, "again": again})

    assert page.status_code == 422
    assert told in page.text
    assert not chosen or f'value="{chosen}"' not in page.text
    assert sign_in(served.records, "ana", PASSWORD, served.clock()) is not None


def test_who_must_change_the_password_reaches_nothing_else(served: Served) -> None:
    browser, given = reset(served, "cy")

    for path in ("/", "/runs"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/account"), path
    for path in ("/account/tokens", "/account/sessions/end"):
        assert browser.post(path, {"name": "x"}).headers["location"] == "/account"
    page = browser.get("/account")
    assert "Somebody else has seen the password" in page.text
    assert "/account/tokens" not in page.text
    assert change(browser, given) == 303
    assert browser.get("/").status_code == 200


def test_who_must_change_may_sign_out(served: Served) -> None:
    browser, _ = reset(served, "cy")

    assert browser.post("/sign-out").headers["location"] == "/sign-in"


def test_a_token_is_shown_once_and_then_only_by_its_name(served: Served) -> None:
    browser = served.browser("ana")

    made = browser.post("/account/tokens", {"name": "payroll <import>", "days": "7"})

    assert made.status_code == 201
    assert made.headers["cache-control"] == "no-store"
    (token,) = re.findall(r"comp_[\w-]{43}", made.text)
    page = browser.get("/account").text
    assert "payroll &lt;import&gt;" in page
    assert token not in page
    program = served.program()
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/api/v1/me").json()["payee"] == "ana"
    served.clock.pass_by(timedelta(days=7))
    assert program.get("/api/v1/me").status_code == 401


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"name": "", "days": "30"}, 422),
        ({"name": "x" * 81, "days": "30"}, 422),
        ({"name": "x", "days": "0"}, 422),
        ({"name": "x", "days": "-3"}, 422),
        ({"name": "x", "days": "367"}, 422),
        ({"name": "x", "days": "9" * 30}, 422),
        ({"name": "x", "days": "many"}, 400),
    ],
)
def test_a_token_without_a_name_or_an_end_is_not_made(
    served: Served, form: dict[str, str], status: int
) -> None:
    assert served.browser("ana").post("/account/tokens", form).status_code == status
    assert list_tokens(served.records, served.actor("ana"), served.clock()) == ()


def test_a_token_is_revoked_by_its_owner_alone(served: Served) -> None:
    until = served.clock() + timedelta(days=1)
    make_token(served.records, served.actor("ana"), "books of the year", until, served.clock())
    (token,) = list_tokens(served.records, served.actor("ana"), served.clock())

    assert served.browser("bo").post(f"/account/tokens/{token.id}/revoke").status_code == 404
    assert served.program("bo").delete(f"/api/v1/tokens/{token.id}").status_code == 404
    assert "books of the year" not in served.browser("bo").get("/account").text
    assert served.browser("ana").post(f"/account/tokens/{token.id}/revoke").status_code == 303
    assert list_tokens(served.records, served.actor("ana"), served.clock()) == ()


def test_one_ends_ones_other_sessions(served: Served) -> None:
    this, other, theirs = served.browser("ana"), served.browser("ana"), served.browser("bo")
    # One more was begun when ana chose her password.
    assert this.get("/account").text.count("Another one") == 2

    assert this.post("/account/sessions/end").status_code == 303

    assert this.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert theirs.get("/account").status_code == 200


def test_tokens_and_sessions_as_json(served: Served) -> None:
    browser, program = served.browser("ana"), served.program("ana")

    (token,) = program.get("/api/v1/tokens").json()["items"]
    assert (token["name"], token["created_at"]) == ("test", "2026-04-03T10:30:00Z")
    assert "hash" not in str(token)
    assert len(program.get("/api/v1/sessions").json()["items"]) == 2
    assert program.delete("/api/v1/sessions").status_code == 204
    assert browser.get("/account").status_code == 303
    assert program.delete(f"/api/v1/tokens/{token['id']}").status_code == 204
    assert program.get("/api/v1/tokens").status_code == 401


def test_the_json_api_makes_no_token(served: Served) -> None:
    assert served.program("ana").post("/api/v1/tokens", json={"name": "x"}).status_code == 405
