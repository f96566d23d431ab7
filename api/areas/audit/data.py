"""The JSON of the audit trail."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Entry(Struct, frozen=True):
    """An entry; `details` is the canonical JSON that its hash is over, as text."""

    number: int
    written_at: datetime
    actor: str
    action: str
    subject: str
    details: str
    hash_before: str
    hash: str


class Entries(Struct, frozen=True):
    """Entries by page, the newest first; `next` is the `after` of the next one."""

    items: list[Entry]
    next: int | None


class Head(Struct, frozen=True):
    """The chain's end, to be kept elsewhere."""

    number: int
    hash: str


class Fault(Struct, frozen=True):
    """The first place at which the chain does not hold."""

    number: int
    what: str


class Check(Struct, frozen=True):
    """Whether the chain holds, how many entries do, its head, and the first fault."""

    holds: bool
    entries: int
    head: Head
    fault: Fault | None
