"""Who reaches the facts: RevOps alone."""

from __future__ import annotations

from typing import Final

from api.access import Access, roles
from comp.facts.uploaded import MAX_BYTES
from comp.workflow.access import Role

KEEPS: Final[Access] = roles(Role.REVOPS, rows="all facts")
BODY_BYTES: Final = MAX_BYTES + 2**20
"""The most bytes of a request that brings a file: the file itself, and the form around it."""
