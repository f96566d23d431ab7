"""People as their records are kept: names, ids, who leads whom, by which plan; in and out by sheets.

It must not show pay: target incentives and quotas neither stand here nor come in or go out this way.
"""

from comp.workflow.directory.erasing import erase_person
from comp.workflow.directory.people_shown import PersonOnDays, PersonShown, Span, people, person
from comp.workflow.directory.sheets import (
    SheetsRefusedError,
    Staged,
    drop_staged,
    exported,
    import_staged,
    stage,
    staged,
)

__all__ = [
    "PersonOnDays",
    "PersonShown",
    "SheetsRefusedError",
    "Span",
    "Staged",
    "drop_staged",
    "erase_person",
    "exported",
    "import_staged",
    "people",
    "person",
    "stage",
    "staged",
]
