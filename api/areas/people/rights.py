"""Who reaches what of people: admins all of it, auditors all but who signs in."""

from __future__ import annotations

from typing import Final

from api.access import roles
from comp.workflow.access import Role

READS: Final = roles(Role.ADMIN, Role.AUDITOR, rows="all people, without pay; sign-ins for admins alone")
CHANGES: Final = roles(Role.ADMIN, rows="all people and users, without pay")
