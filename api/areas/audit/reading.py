"""What the pages and the JSON of the audit trail share: who reads it, and a head that was kept elsewhere."""

from __future__ import annotations

import re
from typing import Final

from api.access import roles
from comp.errors import CompError
from comp.records import ChainHead
from comp.workflow.access import Role

READS: Final = roles(Role.AUDITOR, rows="the whole chain")
ON_A_PAGE: Final = 50
_HEAD: Final = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")
LARGEST: Final = 2**63 - 1


class NoHeadError(CompError):
    """What was given as a head of the chain is none."""


def head_in(text: str) -> ChainHead | None:
    """The head that somebody kept, as `comp db head` prints it; None where they kept none.

    Raises:
        NoHeadError: it is none.
    """
    if not text.strip():
        return None
    found = _HEAD.fullmatch(text.strip())
    if found is None:
        raise NoHeadError("this is no head; it is a number, a colon and 64 digits, as 'comp db head' prints")
    return ChainHead(int(found[1]), found[2])
