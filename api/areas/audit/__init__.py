"""The audit trail, for auditors: the chain by page, and whether it holds."""

from api.areas.audit.json import AuditJson
from api.areas.audit.pages import AuditPages

PAGES = (AuditPages,)
JSON = (AuditJson,)
