"""Who reaches statements: whoever is paid, leads, or sees everybody's pay. Which rows, the review says."""

from __future__ import annotations

from typing import Final

from api.access import Access, roles
from comp.workflow.access import Role

READS: Final[Access] = roles(
    *(Role.PAYEE, Role.MANAGER, Role.REVOPS, Role.FINANCE, Role.AUDITOR),
    rows="their own once approved, those of their team, or all",
)
