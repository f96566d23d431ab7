"""`comp key make` and `comp key show`: the key with which the company signs its runs."""

from __future__ import annotations

from pathlib import Path

import click

from comp.cli.output import console, workspace_argument
from comp.errors import CompError


@click.group()
def command() -> None:
    """The key with which the company signs its runs and statements."""


@command.command()
@workspace_argument
def make(workspace: Path) -> None:
    """Make the workspace's signing key and show its public half, which the company publishes.

    The private half stays in WORKSPACE/.comp/signing.key, readable by its owner alone. Back it up where you
    keep secrets, and keep it out of git.
    """
    from comp.facts import Workspace
    from comp.proofs import make_key

    key = make_key(Workspace.open(workspace).path)
    screen = console()
    screen.print(f"Made {workspace / '.comp' / 'signing.key'}. Back it up; keep it out of git.", markup=False)
    screen.print("Publish this key, so that anybody can check who signed:", markup=False)
    screen.print(key.public, markup=False)


@command.command()
@workspace_argument
def show(workspace: Path) -> None:
    """Show the public half of the workspace's signing key."""
    from comp.facts import Workspace
    from comp.proofs import signing_key

    key = signing_key(Workspace.open(workspace).path)
    if key is None:
        raise CompError(f"{workspace}: there is no signing key; 'comp key make {workspace}' makes one")
    click.echo(key.public)
