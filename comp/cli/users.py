"""`comp users`: who signs in to the service, and as what; by whoever may write the company's database."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from comp.cli.output import console, counted, json_option, workspace_argument, write_json

if TYPE_CHECKING:
    from comp.records import Records
    from comp.workflow.access import NewUser, UserShown


ROLES = ("payee", "manager", "revops", "finance", "auditor", "admin")
"""The roles' names; a test holds them to the roles', which help does without."""

_user_argument = click.argument("user_name", metavar="USER")
_role_argument = click.argument("role", type=click.Choice(ROLES), metavar="ROLE")


@click.group()
def command() -> None:
    """Users of the service: sign-ins and roles. USER is a login or an id.

    Roles: payee, manager, revops, finance, auditor, admin. A password is made at random, shown once, and has
    to be changed by whom it is for.
    """


@command.command()
@click.argument("login", metavar="LOGIN")
@workspace_argument
@click.option("--payee", metavar="PAYEE", help="The payee who the user is, by id.")
@click.option(
    "--role",
    "roles",
    type=click.Choice(ROLES),
    multiple=True,
    required=True,
    help="A role; may be given again.",
)
@json_option
def add(login: str, workspace: Path, *, payee: str | None, roles: tuple[str, ...], as_json: bool) -> None:
    """Add a user who signs in as LOGIN, a mail or a name, and show the password once."""
    from comp.cli.db_place import records_of
    from comp.workflow.access import Role, add_user

    with records_of(workspace) as records:
        new = add_user(records, None, login, payee, [Role(role) for role in roles], _now())
    _show_password(new, "is added", as_json=as_json)


@command.command("list")
@workspace_argument
@click.option("--search", default="", metavar="TEXT", help="Only those whose login, id or payee holds TEXT.")
@json_option
def list_(workspace: Path, *, search: str, as_json: bool) -> None:
    """List users with their payee, roles and state, in the order in which they were added."""
    from rich.table import Table

    from comp.cli.db_place import records_of
    from comp.workflow.access import users

    at = _now()
    with records_of(workspace) as records, records.reading() as session:
        # An id is drawn at random and says nothing about who came first.
        found = sorted(users(session, search), key=lambda each: (each.created_at, each.user_id))
    if as_json:
        write_json([_plain(each) for each in found])
        return
    table = Table("user", "login", "payee", "roles", "state")
    for each in found:
        table.add_row(
            each.user_id,
            each.login or "(erased)",
            each.payee or "",
            ", ".join(each.roles) or "(none)",
            each.state(at),
        )
    console().print(table, markup=False)
    click.echo(f"{counted(len(found), 'user')}.")


@command.command("grant")
@_user_argument
@_role_argument
@workspace_argument
@json_option
def grant_(user_name: str, role: str, workspace: Path, *, as_json: bool) -> None:
    """Give USER a ROLE; they sign in anew."""
    from comp.cli.db_place import records_of
    from comp.workflow.access import Role, grant

    with records_of(workspace) as records:
        user_id = _id_of(records, user_name)
        grant(records, None, user_id, Role(role), _now())
        _show(records, user_id, as_json=as_json)


@command.command("revoke")
@_user_argument
@_role_argument
@workspace_argument
@json_option
def revoke_(user_name: str, role: str, workspace: Path, *, as_json: bool) -> None:
    """Take a ROLE from USER; they sign in anew."""
    from comp.cli.db_place import records_of
    from comp.workflow.access import Role, revoke

    with records_of(workspace) as records:
        user_id = _id_of(records, user_name)
        revoke(records, None, user_id, Role(role), _now())
        _show(records, user_id, as_json=as_json)


@command.command("disable")
@_user_argument
@workspace_argument
@json_option
def disable_(user_name: str, workspace: Path, *, as_json: bool) -> None:
    """Let USER in no more: sessions end and tokens are revoked, at once."""
    from comp.cli.db_place import records_of
    from comp.workflow.access import disable

    with records_of(workspace) as records:
        user_id = _id_of(records, user_name)
        disable(records, None, user_id, _now())
        _show(records, user_id, as_json=as_json)


@command.command("enable")
@_user_argument
@workspace_argument
@json_option
def enable_(user_name: str, workspace: Path, *, as_json: bool) -> None:
    """Let USER in again who was disabled, or locked by failed sign-ins."""
    from comp.cli.db_place import records_of
    from comp.workflow.access import enable

    with records_of(workspace) as records:
        user_id = _id_of(records, user_name)
        enable(records, None, user_id, _now())
        _show(records, user_id, as_json=as_json)


@command.command()
@_user_argument
@workspace_argument
@json_option
def password(user_name: str, workspace: Path, *, as_json: bool) -> None:
    """Make USER a new password and show it once; sessions end and tokens are revoked."""
    from comp.cli.db_place import records_of
    from comp.workflow.access import reset_password

    with records_of(workspace) as records:
        new = reset_password(records, None, _id_of(records, user_name), _now())
    _show_password(new, "has a new password", as_json=as_json)


def _id_of(records: Records, name: str) -> str:
    from comp.workflow.access import named_user

    with records.reading() as session:
        return named_user(session, name).user_id


def _show(records: Records, user_id: str, *, as_json: bool) -> None:
    from comp.workflow.access import user

    with records.reading() as session:
        found = user(session, user_id)
    if as_json:
        write_json(_plain(found))
        return
    roles = ", ".join(found.roles) or "none"
    click.echo(f"{found.user_id} is {found.state(_now())}; roles: {roles}.")


def _show_password(new: NewUser, what: str, *, as_json: bool) -> None:
    """The one time that a password is shown."""
    if as_json:
        write_json(asdict(new))
        return
    click.echo(
        f"{new.user_id} {what}. The password is shown this once, and is to be changed at first sign-in:"
    )
    click.echo(new.password)


def _plain(found: UserShown) -> dict[str, Any]:
    """A user for machines; moments are text."""
    told = asdict(found)
    moments = {name: value.isoformat() for name, value in told.items() if isinstance(value, datetime)}
    return told | moments | {"state": found.state(_now())}


def _now() -> datetime:
    return datetime.now(UTC)
