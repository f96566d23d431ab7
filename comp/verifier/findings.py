"""What the verifier finds: one place, and one plain sentence about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Something that is not as it should be: the thing, and what was found and expected there."""

    where: str
    what: str
