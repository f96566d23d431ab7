"""Facts on their way in: sources, mappings, validation and immutable snapshots.

A fault in a fact is a value that names file, row and column. This room must not decide what anybody is paid,
and must never repair a fact silently: a value is mapped by a stated rule or it is refused.
"""

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
