"""The audit chain: who did what, about what, each entry bound to the one before by its hash.

An entry is written in the transaction of what it tells of. It holds opaque ids, digests and counts; the one
who writes it must not put a name or a mail into it, for the chain is never edited.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

import sqlalchemy
from sqlalchemy import Dialect, type_coerce
from sqlmodel import Session, select

from comp.records import tables
from comp.records.column_types import Moment, moment_text
from comp.records.errors import RecordsError, RefusedValueError
from comp.records.tables import AuditEntry, AuditHead

NO_HASH: Final = "0" * 64
"""What the first entry has before it."""
Plain = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ChainHead:
    """How long the chain is, and its last hash: what somebody keeps elsewhere to hold the chain against."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first place at which the chain does not hold."""

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """How many entries hold, the head as it is written, and the first fault; None where all hold."""

    entries: int
    head: ChainHead
    fault: ChainFault | None


@dataclass(frozen=True, slots=True)
class _Link:
    """An entry as it stands in the database."""

    number: int
    written_at: str
    actor: str
    action: str
    subject: str
    details: str
    hash_before: str
    hash: str


class _MomentAsText(Moment):
    """A moment's text, whatever stands there."""

    cache_ok = True

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:  # noqa: ANN401 - a driver's value
        """The text."""
        del dialect
        return moment_text(value.astimezone(UTC)) if isinstance(value, datetime) else value


def canonical(details: Plain) -> str:
    """JSON with sorted keys and no spaces.

    Raises:
        RefusedValueError: something in it is no text, whole number, truth, list or mapping of these.
    """
    plain = dict(details)
    _require_exact(plain)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _require_exact(value: object) -> None:
    """Refuse what JSON would write in more ways than one, a float above all."""
    match value:
        case None | bool() | int() | str():
            return
        case list() | tuple():
            inner = list(cast("Sequence[object]", value))
        case dict() if all(isinstance(key, str) for key in cast("dict[object, object]", value)):
            inner = list(cast("dict[str, object]", value).values())
        case _:
            kind = type(value).__name__
            raise RefusedValueError(
                f"details of an audit entry hold a {kind}; expected texts and whole numbers"
            )
    for each in inner:
        _require_exact(each)


def hold_chain(session: Session) -> ChainHead:
    """Wait until nobody else writes to the chain, and hold it until the transaction ends.

    Whoever reads first and then writes by what was read calls this before the reading: in PostgreSQL too
    nobody else who calls it can come between.
    """
    head = _head_row(session)
    return ChainHead(head.number, head.hash)


def append(
    session: Session, actor: str, action: str, subject: str, details: Plain, *, at: datetime
) -> AuditEntry:
    """Add an entry to the chain, in the caller's transaction; others who add one wait until it ends.

    Raises:
        RefusedValueError: the details are not exact, or the moment has no zone.
    """
    if at.utcoffset() is None:
        raise RefusedValueError("a moment without a time zone was given; the database holds UTC")
    head = _head_row(session)
    number, text = head.number + 1, canonical(details)
    link = _Link(number, moment_text(at.astimezone(UTC)), actor, action, subject, text, head.hash, "")
    entry = AuditEntry(
        number=number,
        written_at=at,
        actor=actor,
        action=action,
        subject=subject,
        details=text,
        hash_before=head.hash,
        hash=_hash(link),
    )
    session.add(entry)
    head.number, head.hash = number, entry.hash
    session.flush()
    return entry


def _head_row(session: Session) -> AuditHead:
    asked = select(AuditHead).where(AuditHead.id == 1).with_for_update()
    head = session.exec(asked, execution_options={"populate_existing": True}).one_or_none()
    if head is None:
        raise RecordsError("the head of the audit chain is gone; 'comp db check' tells what is left")
    return head


def _hash(link: _Link) -> str:
    told = [
        link.number,
        link.written_at,
        link.actor,
        link.action,
        link.subject,
        link.details,
        link.hash_before,
    ]
    return hashlib.sha256(json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def chain_head(session: Session) -> ChainHead:
    """The chain's head, without holding it.

    Raises:
        RecordsError: it is gone.
    """
    head = session.get(AuditHead, 1)
    if head is None:
        raise RecordsError("the head of the audit chain is gone; 'comp db check' tells what is left")
    return ChainHead(head.number, head.hash)


def check_chain(session: Session, kept: ChainHead | None = None) -> ChainReport:
    """Follow the chain from its first entry, and hold it against its head and one that was kept elsewhere."""
    row = session.get(AuditHead, 1)
    head = ChainHead(row.number, row.hash) if row is not None else ChainHead(0, "")
    with closing(_links(session)) as links:
        last, fault = _followed(links, kept)
    return ChainReport(last.number, head, fault or _fault_at_end(last, head, kept))


def _followed(links: Iterator[_Link], kept: ChainHead | None) -> tuple[ChainHead, ChainFault | None]:
    """The last entry that holds, and what is wrong with the one after it."""
    last = ChainHead(0, NO_HASH)
    for link in links:
        what = _fault_of(link, last.number + 1, last.hash, kept)
        if what is not None:
            return last, ChainFault(last.number + 1, what)
        last = ChainHead(link.number, link.hash)
    return last, None


def _links(session: Session) -> Generator[_Link]:
    table = tables.METADATA.tables["audit"].c
    columns = [
        table[name] for name in ("number", "actor", "action", "subject", "details", "hash_before", "hash")
    ]
    moment = type_coerce(table["written_at"], _MomentAsText).label("written_at")
    asked = sqlalchemy.select(*columns, moment).order_by(table["number"]).execution_options(yield_per=1000)
    with session.connection().execute(asked) as found:
        for row in found.mappings():
            yield _Link(**{str(name): value for name, value in row.items()})


def _fault_of(link: _Link, expected: int, before: str, kept: ChainHead | None) -> str | None:
    if link.number != expected:
        return f"entry {expected} is missing; the next one there is {link.number}"
    if link.hash_before != before:
        return "it does not follow the entry before it"
    if _hash(link) != link.hash:
        return "it was changed after it was written"
    if kept is not None and kept.number == link.number and kept.hash != link.hash:
        return "it is not the entry that the head kept elsewhere names"
    return None


def _fault_at_end(last: ChainHead, head: ChainHead, kept: ChainHead | None) -> ChainFault | None:
    if not head.hash:
        return ChainFault(last.number, "the head of the chain is gone")
    if head != last:
        return ChainFault(
            last.number + 1, f"the head names entry {head.number} as the last, and the last is {last.number}"
        )
    if kept is not None and kept.number > last.number:
        return ChainFault(
            last.number + 1, f"the head kept elsewhere names entry {kept.number}; the last is {last.number}"
        )
    return None
