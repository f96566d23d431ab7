"""The database: who people are, what was decided about runs, the books, and the audit chain.

It keeps and gives back. It must not calculate pay, decide who may do what, or hold a plan's or a run's
content: these stand in the workspace and in the runs' folders, and are named here by digest.
"""

from sqlmodel import Session, col, select

from comp.records.audit import (
    NO_HASH,
    ChainFault,
    ChainHead,
    ChainReport,
    append,
    chain_head,
    check_chain,
    hold_chain,
)
from comp.records.backups import Restoring, backup, restore
from comp.records.door import Records, open_records
from comp.records.engines import located
from comp.records.errors import RecordsError, RefusedValueError
from comp.records.migrating import upgrade
from comp.records.revisions import CURRENT
from comp.records.standing import Standing, file_faults, standing
from comp.records.tables import (
    ApiToken,
    Approval,
    AuditEntry,
    AuditHead,
    Batch,
    IdempotencyKey,
    Identity,
    Job,
    Person,
    PlanAssignment,
    PlanVersion,
    Posting,
    Quota,
    ReportingLine,
    RoleGrant,
    RunRecord,
    SignedIn,
    SignIn,
    StatementAmount,
    StatementRecord,
    statement_id,
)

__all__ = [
    "CURRENT",
    "NO_HASH",
    "ApiToken",
    "Approval",
    "AuditEntry",
    "AuditHead",
    "Batch",
    "ChainFault",
    "ChainHead",
    "ChainReport",
    "IdempotencyKey",
    "Identity",
    "Job",
    "Person",
    "PlanAssignment",
    "PlanVersion",
    "Posting",
    "Quota",
    "Records",
    "RecordsError",
    "RefusedValueError",
    "ReportingLine",
    "Restoring",
    "RoleGrant",
    "RunRecord",
    "Session",
    "SignIn",
    "SignedIn",
    "Standing",
    "StatementAmount",
    "StatementRecord",
    "append",
    "backup",
    "chain_head",
    "check_chain",
    "col",
    "file_faults",
    "hold_chain",
    "located",
    "open_records",
    "restore",
    "select",
    "standing",
    "statement_id",
    "upgrade",
]
