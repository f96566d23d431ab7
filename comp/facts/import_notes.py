"""What to know of an import that was done: what a wrong year in its recorded day would do.

Nothing that was imported can be taken back, so it is said at once.
"""

from __future__ import annotations

from datetime import date

from comp.facts.imports import ImportReport
from comp.facts.workspace import Workspace


def import_notes(workspace: Workspace, found: ImportReport, today: date) -> list[str]:
    """Sentences on an import recorded on a day to come, or before an import that is seen in its place."""
    on = found.recorded_on
    if found.imported and on > today:
        return [f"{on} is still to come; runs see these facts only from that day on."]
    later = {one.source for one in workspace.store.imports() if one.recorded_on > on}
    hidden = [name for name in found.imported if name in later]
    if hidden:
        return [f"{', '.join(hidden)} has a later import; runs as recorded by then do not see this one."]
    return []
