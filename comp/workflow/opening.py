"""Opens the database that a workspace names."""

from __future__ import annotations

from comp.facts import Workspace
from comp.records import Records, located, open_records


def open_books(workspace: Workspace) -> Records:
    """The records of the workspace's company.

    Raises:
        RecordsError: there is no database yet, or it cannot be used.
    """
    return open_records(located(workspace.company.database, workspace.path))
