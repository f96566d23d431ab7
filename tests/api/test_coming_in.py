"""Signing in and out, and what stands before every page."""

from datetime import timedelta

from tests.api.served import PASSWORD, Served


def test_nobody_is_sent_to_the_sign_in_page_and_then_where_they_wanted(served: Served) -> None:
    browser = served.browser()
    sent = browser.get("/")
    assert sent.status_code == 303
    assert sent.headers["location"] == "/sign-in?to=/"

    form = browser.get("/sign-in?to=/account")
    token = form.text.partition('name="form_token" value="')[2].partition('"')[0]
    answer = browser.post(
        "/sign-in", {"form_token": token, "login": "ana", "password": PASSWORD, "to": "/account"}
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == "/account"
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert browser.get("/").status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_alike(served: Served) -> None:
    told: set[str] = set()
    for login in ("ana", "nobody"):
        browser = served.browser()
        token = browser.get("/sign-in").text.partition('name="form_token" value="')[2].partition('"')[0]
        answer = browser.post("/sign-in", {"form_token": token, "login": login, "password": "wrong-wrong"})
        assert answer.status_code == 422
        told.add(answer.text.replace(login, "").replace(token, "").partition("<form")[0])
    assert len(told) == 1


def test_signing_out_ends_the_session(served: Served) -> None:
    browser = served.browser("ana")
    token = browser.client.cookies["comp"]
    assert browser.get("/").status_code == 200
    assert browser.post("/sign-out").status_code == 303
    browser.client.cookies.set("comp", token)
    assert browser.get("/").status_code == 303


def test_a_session_ends_when_nobody_uses_it(served: Served) -> None:
    browser = served.browser("ana")
    served.clock.pass_by(timedelta(minutes=29))
    assert browser.get("/").status_code == 200
    served.clock.pass_by(timedelta(minutes=31))
    assert browser.get("/").status_code == 303


def test_a_token_opens_no_page_and_a_session_no_api(served: Served) -> None:
    assert served.program("ana").get("/api/v1/me").json() == {
        "user_id": served.user_ids["ana"],
        "payee": "ana",
        "roles": ["payee"],
    }
    assert served.browser("ana").get("/api/v1/me").status_code == 401
    assert served.program("ana").get("/", follow_redirects=False).status_code == 303


def test_the_api_tells_faults_as_problems(served: Served) -> None:
    refused = served.program().get("/api/v1/me")
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["www-authenticate"] == "Bearer"
    assert refused.json()["title"] == "Unauthorized"
    assert served.program("ana").get("/api/v1/nothing").json()["status"] == 404


def test_where_to_go_on_is_never_another_site(served: Served) -> None:
    for to in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        browser = served.browser()
        token = browser.get("/sign-in").text.partition('name="form_token" value="')[2].partition('"')[0]
        answer = browser.post(
            "/sign-in", {"form_token": token, "login": "ana", "password": PASSWORD, "to": to}
        )
        assert answer.headers["location"] == "/"
