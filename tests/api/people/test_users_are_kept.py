"""Admins add users and change them as they saw them; a password is shown once."""

import re
from typing import Any

import pytest

from comp.workflow.access import sign_in
from tests.api.served import PASSWORD, Served

MADE = re.compile(r"(?:[a-z2-9]{4}-){4}[a-z2-9]{4}")


def seen(served: Served, who: str) -> str:
    """The version of a user as their page holds it."""
    page = served.browser("admin").get(f"/people/users/{served.user_ids[who]}").text
    return page.partition('name="seen" value="')[2].partition('"')[0]


def roles(served: Served, who: str) -> list[str]:
    return served.program("admin").get(f"/api/v1/users/{served.user_ids[who]}").json()["roles"]


def enters(served: Served, login: str, password: str = PASSWORD) -> bool:
    return sign_in(served.records, login, password, served.clock()) is not None


def test_a_user_is_added_and_the_password_shown_this_once(served: Served) -> None:
    admin = served.browser("admin")
    form = {"login": "Zoe@example.com", "payee": "zoe", "roles": ["payee", "manager"]}

    answer = admin.post("/people/users", form)

    assert answer.status_code == 201
    assert answer.headers["cache-control"] == "no-store"
    (password,) = MADE.findall(answer.text)
    assert enters(served, "zoe@example.com", password)
    page = admin.get("/people/users?search=zoe").text
    assert "payee, manager" in page
    assert "Invited" in page
    assert password not in page


def test_one_role_in_a_form_is_taken_as_well(served: Served) -> None:
    answer = served.browser("admin").post("/people/users", {"login": "new", "roles": "finance"})

    assert answer.status_code == 201


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"login": "", "roles": ["finance"]}, "a login is a mail or a name"),
        ({"login": "new"}, "a user needs a role"),
        ({"login": "new", "roles": ["emperor"]}, "there is no role"),
        ({"login": "ANA", "roles": ["finance"]}, "somebody has this login already"),
        ({"login": "new", "roles": ["admin", "finance"]}, "admin goes with payee"),
        ({"login": "new", "roles": ["payee"]}, "needs a payee"),
        ({"login": "new", "roles": ["payee"], "payee": "nobody"}, "there is no payee"),
        ({"login": "new", "roles": ["payee"], "payee": "ana"}, "ana has a sign-in already"),
    ],
)
def test_a_user_who_cannot_be_added_is_told_in_the_form(
    served: Served, form: dict[str, Any], told: str
) -> None:
    answer = served.browser("admin").post("/people/users", form)

    assert answer.status_code == 422
    assert told in answer.text


def test_roles_are_given_and_taken_on_a_users_page(served: Served) -> None:
    admin, path = served.browser("admin"), f"/people/users/{served.user_ids['cy']}"
    theirs = served.browser("cy")

    assert admin.post(f"{path}/grant", {"seen": seen(served, "cy"), "role": "revops"}).status_code == 303
    assert roles(served, "cy") == ["payee", "manager", "revops"]
    assert theirs.get("/account").status_code == 303, "their session has ended"
    assert admin.post(f"{path}/revoke", {"seen": seen(served, "cy"), "role": "manager"}).status_code == 303
    assert roles(served, "cy") == ["payee", "revops"]


def test_a_user_is_disabled_let_in_again_and_reset(served: Served) -> None:
    admin, path = served.browser("admin"), f"/people/users/{served.user_ids['ana']}"

    assert admin.post(f"{path}/disable", {"seen": seen(served, "ana")}).status_code == 303
    assert not enters(served, "ana")
    assert "Disabled" in admin.get(path).text
    assert admin.post(f"{path}/enable", {"seen": seen(served, "ana")}).status_code == 303
    assert enters(served, "ana")
    answer = admin.post(f"{path}/reset", {"seen": seen(served, "ana")})
    (password,) = MADE.findall(answer.text)
    assert not enters(served, "ana")
    assert enters(served, "ana", password)
    assert password not in admin.get(path).text


@pytest.mark.parametrize("verb", ["grant", "revoke", "disable", "enable", "reset"])
def test_a_user_who_was_changed_since_is_not_changed_over(served: Served, verb: str) -> None:
    admin, path = served.browser("admin"), f"/people/users/{served.user_ids['finance']}"
    before = seen(served, "finance")
    admin.post(f"{path}/grant", {"seen": before, "role": "auditor"})

    answer = admin.post(f"{path}/{verb}", {"seen": before, "role": "finance"})

    assert answer.status_code == 409
    assert "was changed since you looked" in answer.text
    assert not MADE.search(answer.text)
    assert roles(served, "finance") == ["finance", "auditor"]
    assert admin.post(f"{path}/{verb}", {"role": "finance"}).status_code == 409, "nothing was seen"


def test_rules_and_unknown_roles_are_told_on_the_users_page(served: Served) -> None:
    admin, path = served.browser("admin"), f"/people/users/{served.user_ids['finance']}"

    for role, told in (
        ("admin", "admin goes with payee"),
        ("payee", "needs a payee"),
        ("emperor", "there is no role"),
        ("", "there is no role"),
    ):
        answer = admin.post(f"{path}/grant", {"seen": seen(served, "finance"), "role": role})
        assert answer.status_code == 409
        assert told in answer.text
    assert admin.post("/people/users/u-x/grant", {"seen": "x", "role": "finance"}).status_code == 404


def test_an_admin_changes_nothing_about_themselves(served: Served) -> None:
    admin, own = served.browser("admin"), served.user_ids["admin"]

    page = admin.get(f"/people/users/{own}").text
    assert "This is you" in page
    assert f"/people/users/{own}/" not in page
    for verb in ("grant", "revoke", "disable", "enable", "reset"):
        answer = admin.post(f"/people/users/{own}/{verb}", {"role": "payee", "seen": ""})
        assert answer.status_code == 409
        assert "nobody changes their own roles" in answer.text
    assert enters(served, "admin")


def test_users_as_json_are_changed_by_their_etag(served: Served) -> None:
    program, path = served.program("admin"), f"/api/v1/users/{served.user_ids['finance']}"
    first = program.get(path)
    assert (first.json()["roles"], first.json()["state"]) == (["finance"], "active")
    assert "hash" not in first.text

    assert program.put(f"{path}/roles/revops").status_code == 428
    granted = program.put(f"{path}/roles/revops", headers={"If-Match": first.headers["etag"]})
    assert (granted.status_code, granted.json()["roles"]) == (200, ["revops", "finance"])
    for stale in (first.headers["etag"], "*", "x", '"a", "b"', f"W/{granted.headers['etag']}"):
        answer = program.delete(f"{path}/roles/finance", headers={"If-Match": stale})
        assert answer.status_code == 412, stale
        assert answer.headers["content-type"].startswith("application/problem+json")
    now = {"If-Match": granted.headers["etag"]}
    revoked = program.delete(f"{path}/roles/finance", headers=now)
    assert revoked.json()["roles"] == ["revops"]
    disabled = program.post(f"{path}/disable", headers={"If-Match": revoked.headers["etag"]})
    assert disabled.json()["state"] == "disabled"
    enabled = program.post(f"{path}/enable", headers={"If-Match": disabled.headers["etag"]})
    assert enabled.json()["state"] == "active"
    reset = program.post(f"{path}/reset", headers={"If-Match": enabled.headers["etag"]})
    assert enters(served, "finance", reset.json()["password"])
    for verb in ("disable", "enable", "reset"):
        assert program.post(f"{path}/{verb}").status_code == 428
        assert program.post(f"{path}/{verb}", headers=now).status_code == 412


def test_users_are_added_and_listed_as_json(served: Served) -> None:
    program = served.program("admin")

    made = program.post("/api/v1/users", json={"login": "new", "roles": ["finance"]})
    assert made.status_code == 201
    assert enters(served, "new", made.json()["password"])
    assert program.post("/api/v1/users", json={"login": "new", "roles": ["finance"]}).status_code == 409, (
        "a user who is added again is refused, and no second password is made"
    )
    assert program.post("/api/v1/users", json={"login": "x", "roles": ["emperor"]}).status_code == 404
    assert program.post("/api/v1/users", json={"login": "x", "roles": [], "admin": True}).status_code == 400
    assert program.post("/api/v1/users", json={"login": "x" * 300, "roles": ["finance"]}).status_code == 400
    (found,) = program.get("/api/v1/users?search=new").json()["items"]
    assert (found["user_id"], found["state"]) == (made.json()["user_id"], "invited")
    first = program.get("/api/v1/users?limit=3").json()
    rest = program.get(f"/api/v1/users?after={first['next']}").json()
    assert len(first["items"]) + len(rest["items"]) == 9
    assert rest["next"] is None


def test_a_password_is_never_kept_for_a_second_answer(served: Served) -> None:
    """An answer that is kept for a key stands in the database, and a password must not."""
    program = served.program("admin")
    made = program.post(
        "/api/v1/users", json={"login": "new", "roles": ["finance"]}, headers={"Idempotency-Key": "k"}
    )

    password = made.json()["password"]
    with served.records.reading() as session:
        connection = session.connection()
        raw = connection.exec_driver_sql("SELECT answer FROM idempotency_key").all()
    assert password not in str(raw)
