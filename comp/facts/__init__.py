"""Facts on their way in: sources, mappings, validation and immutable snapshots.

A fault in a fact is a value that names file, row and column. This room must not decide what anybody is paid,
and must never repair a fact silently: a value is mapped by a stated rule or it is refused.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from comp.facts.company import Company, Settlement, WeekendRule
    from comp.facts.errors import WorkspaceError
    from comp.facts.findings import DataReport, Finding, Outcome, RowCounts
    from comp.facts.people import People, Person
    from comp.facts.snapshot import Snapshot, Value, schema_of, table_digest
    from comp.facts.workspace import FactsRefused, View, Workspace

__all__ = [
    "Company",
    "DataReport",
    "FactsRefused",
    "Finding",
    "Outcome",
    "People",
    "Person",
    "RowCounts",
    "Settlement",
    "Snapshot",
    "Value",
    "View",
    "WeekendRule",
    "Workspace",
    "WorkspaceError",
    "schema_of",
    "table_digest",
]

# Who only takes a snapshot, as a worker does, does not wait for what reads files.
_HOMES = {
    **dict.fromkeys(("Company", "Settlement", "WeekendRule"), "company"),
    **dict.fromkeys(("DataReport", "Finding", "Outcome", "RowCounts"), "findings"),
    **dict.fromkeys(("FactsRefused", "View", "Workspace"), "workspace"),
    **dict.fromkeys(("People", "Person"), "people"),
    **dict.fromkeys(("Snapshot", "Value", "schema_of", "table_digest"), "snapshot"),
    "WorkspaceError": "errors",
}


def __getattr__(name: str) -> object:
    """Load what is asked for from the module where it stands."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found
    return found
