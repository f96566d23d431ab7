"""Who reaches the close and the books: auditors read them, and finance posts and takes payroll."""

from __future__ import annotations

from typing import Final

from api.access import Access, roles
from comp.workflow.access import Role

READS: Final[Access] = roles(Role.FINANCE, Role.AUDITOR, rows="all runs and the books")
POSTS: Final[Access] = roles(Role.FINANCE, rows="all runs and the books")
