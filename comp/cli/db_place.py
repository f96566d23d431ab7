"""How commands find the database of a workspace."""

from __future__ import annotations

from pathlib import Path

from comp.facts import Workspace
from comp.records import Records, located, open_records


def url_of(workspace: Path) -> str:
    """The URL of a workspace's database.

    Raises:
        CompError: it is no workspace, or `database` in comp.toml is no URL.
    """
    opened = Workspace.open(workspace)
    return located(opened.company.database, opened.path)


def records_of(workspace: Path) -> Records:
    """A workspace's database, opened.

    Raises:
        CompError: there is none, or its revision is not this comp's.
    """
    return open_records(url_of(workspace))
