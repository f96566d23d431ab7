"""Who reaches the approvals; which statements is the review's to say."""

from __future__ import annotations

from typing import Final

from api.access import Access, roles
from comp.workflow.access import Role

DECIDES: Final[Access] = roles(
    Role.MANAGER, Role.FINANCE, rows="the team's statements, to finance all; never their own"
)
