"""Who reaches the runs: all who see everybody's pay read them, and RevOps starts and compares them."""

from __future__ import annotations

from typing import Final

from api.access import Access, roles
from comp.workflow.access import Role

READS: Final[Access] = roles(Role.REVOPS, Role.FINANCE, Role.AUDITOR, rows="all runs")
STARTS: Final[Access] = roles(Role.REVOPS, rows="all runs")
