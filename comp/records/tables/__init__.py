"""The tables, a module a topic. They must not decide anything: rules stand in the rooms that use them.

Their modules do without postponed annotations, which hide the types of fields from SQLModel.
"""

from sqlmodel import SQLModel

from comp.records.tables.access import ApiToken, IdempotencyKey, RoleGrant, SignedIn, SignIn
from comp.records.tables.audit_trail import AuditEntry, AuditHead
from comp.records.tables.books import Batch, Posting
from comp.records.tables.jobs import Job
from comp.records.tables.people import Identity, Person, PlanAssignment, Quota, ReportingLine
from comp.records.tables.runs import (
    Approval,
    PlanVersion,
    RunRecord,
    StatementAmount,
    StatementRecord,
    statement_id,
)

METADATA = SQLModel.metadata
"""All tables, as the models say them."""

__all__ = [
    "METADATA",
    "ApiToken",
    "Approval",
    "AuditEntry",
    "AuditHead",
    "Batch",
    "IdempotencyKey",
    "Identity",
    "Job",
    "Person",
    "PlanAssignment",
    "PlanVersion",
    "Posting",
    "Quota",
    "ReportingLine",
    "RoleGrant",
    "RunRecord",
    "SignIn",
    "SignedIn",
    "StatementAmount",
    "StatementRecord",
    "statement_id",
]
