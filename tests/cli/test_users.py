"""`comp users`: users come, are given roles and leave; passwords are shown once and never taken."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from comp.cli import main
from comp.cli.users import command
from comp.records import Person, open_records, upgrade
from comp.workflow.access import sign_in
from tests.workflow.access.cast import AT, DAY
from tests.workflow.access.cheap import CHEAP, STANDARD

NOW = AT + 36_500 * DAY
"""A moment behind every sign-in that the command writes by its own clock."""


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(STANDARD, CHEAP)


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """A workspace with a database, and one person in it."""
    shop = tmp_path / "shop"
    CliRunner().invoke(main, ["init", str(shop)])
    upgrade(url_of(str(shop)))
    with open_records(url_of(str(shop))) as records, records.transaction() as session:
        session.add(Person(payee="p-1", name="Ana"))
    return str(shop)


def url_of(shop: str) -> str:
    return f"sqlite:///{shop}/.comp/comp.db"


def comp(*words: str) -> Result:
    return CliRunner().invoke(main, ["users", *words])


def told(*words: str) -> Any:  # noqa: ANN401 - a command's own JSON
    result = comp(*words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def lets_in(shop: str, login: str, password: str) -> bool:
    with open_records(url_of(shop)) as records:
        return sign_in(records, login, password, NOW) is not None


def test_a_user_is_added_and_the_password_shown_once_lets_them_in(shop: str) -> None:
    result = comp("add", "Ana@example.com", shop, "--payee", "p-1", "--role", "payee", "--role", "manager")

    assert result.exit_code == 0, result.output
    first, password = result.stdout.splitlines()
    user_id = first.split()[0]
    assert "shown this once" in first
    assert lets_in(shop, "ana@example.com", password)
    (shown,) = told("list", shop)
    assert (shown["user_id"], shown["login"], shown["payee"]) == (user_id, "ana@example.com", "p-1")
    assert (shown["roles"], shown["state"]) == (["payee", "manager"], "invited")
    assert password not in json.dumps(shown)
    assert "hash" not in json.dumps(shown)


def test_users_are_listed_as_a_table(shop: str) -> None:
    told("add", "[red]ana", shop, "--role", "finance")
    told("add", "leo", shop, "--role", "admin")

    result = comp("list", shop)
    one = comp("list", shop, "--search", "LEO")

    assert "[red]ana" in result.stdout, "a login is no markup"
    assert "2 users." in result.stdout
    assert "1 user." in one.stdout
    assert "ana" not in one.stdout


def test_roles_are_given_and_taken(shop: str) -> None:
    told("add", "ana", shop, "--role", "finance")

    assert told("grant", "ana", "revops", shop)["roles"] == ["revops", "finance"]
    assert told("revoke", "ANA", "finance", shop)["roles"] == ["revops"]
    assert comp("revoke", "ana", "revops", shop).stdout.endswith("is invited; roles: none.\n")


def test_a_user_is_disabled_enabled_and_given_a_new_password(shop: str) -> None:
    first = told("add", "ana", shop, "--role", "finance")["password"]

    assert told("disable", "ana", shop)["state"] == "disabled"
    assert not lets_in(shop, "ana", first)
    assert told("enable", "ana", shop)["state"] == "invited"
    second = comp("password", "ana", shop).stdout.splitlines()[-1]

    assert not lets_in(shop, "ana", first)
    assert lets_in(shop, "ana", second)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["add", "new", "SHOP", "--role", "emperor"], "'emperor' is not one of"),
        (["add", "new", "SHOP"], "Missing option '--role'"),
        (["add", "new", "SHOP", "--role", "admin", "--role", "finance"], "admin goes with payee"),
        (["add", "new", "SHOP", "--role", "payee"], "needs a payee"),
        (["add", "new", "SHOP", "--payee", "p-9", "--role", "payee"], "there is no payee 'p-9'"),
        (["add", "root", "SHOP", "--role", "finance"], "has this login already"),
        (["grant", "nobody", "finance", "SHOP"], "there is no user 'nobody'"),
        (["grant", "root", "finance", "SHOP"], "admin goes with payee"),
        (["revoke", "root", "admin", "SHOP"], "is the last admin"),
        (["disable", "root", "SHOP"], "is the last admin"),
        (["list", "nowhere"], "nowhere"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line_with_exit_code_2(
    shop: str, words: list[str], why: str
) -> None:
    told("add", "root", shop, "--role", "admin")

    result = comp(*[shop if word == "SHOP" else word for word in words])

    assert result.exit_code == 2
    assert why in result.stderr
    assert len(told("list", shop)) == 1


def test_no_command_takes_a_password() -> None:
    assert [
        parameter.name
        for each in command.commands.values()
        for parameter in each.params
        if "password" in str(parameter.name)
    ] == []
