"""The books as finance reads them: batches with what they come to, and entries a page at a time."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import ColumnElement, func

from comp.language.money import Money
from comp.records import Posting, Session, col, select
from comp.workflow.books import PostedBatch, PostedEntry, batches_of, entry_of


@dataclass(frozen=True, slots=True)
class PostedTotal:
    """What entries come to in one currency, and how many they are."""

    entries: int
    earned: Money
    payable: Money


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch with its totals by currency; none where it holds no entry."""

    batch: PostedBatch
    totals: tuple[PostedTotal, ...]

    @property
    def entries(self) -> int:
        """How many entries it holds."""
        return sum(total.entries for total in self.totals)


@dataclass(frozen=True, slots=True)
class EntriesShown:
    """A part of the entries that were asked for, and what all of them come to by currency.

    `next` is the number of the entry after which the list goes on, None at the end.
    """

    items: tuple[PostedEntry, ...]
    totals: tuple[PostedTotal, ...]
    next: int | None


def batches_shown(session: Session) -> tuple[BatchShown, ...]:
    """Every batch, in the order in which they were posted."""
    by_batch = _totals(session, ())
    return tuple(BatchShown(batch, by_batch.get(batch.results_digest, ())) for batch in batches_of(session))


def entries_shown(
    session: Session, *, payee: str | None, line: str | None, after: int, limit: int
) -> EntriesShown:
    """Entries in the order in which they were written, of a payee and of a line where these are named."""
    which: list[ColumnElement[bool]] = []
    if payee is not None:
        which.append(col(Posting.payee) == payee)
    if line is not None:
        which.append(col(Posting.line) == line)
    asked = select(Posting).where(*which, col(Posting.number) > after).order_by(col(Posting.number))
    rows = session.exec(asked.limit(limit + 1)).all()
    batches = {batch.results_digest: batch for batch in batches_of(session)}
    items = tuple(
        PostedEntry(row.number or 0, batches[row.results_digest], entry_of(row)) for row in rows[:limit]
    )
    sums: dict[str, PostedTotal] = {}
    for totals in _totals(session, which).values():
        for each in totals:
            sums[each.earned.currency] = _plus(sums.get(each.earned.currency), each)
    more = items[-1].number if len(rows) > limit else None
    return EntriesShown(items, tuple(sums[key] for key in sorted(sums)), more)


def _plus(one: PostedTotal | None, other: PostedTotal) -> PostedTotal:
    if one is None:
        return other
    currency = other.earned.currency
    return PostedTotal(
        one.entries + other.entries,
        Money(one.earned.minor + other.earned.minor, currency),
        Money(one.payable.minor + other.payable.minor, currency),
    )


def _totals(
    session: Session, which: list[ColumnElement[bool]] | tuple[()]
) -> dict[str, tuple[PostedTotal, ...]]:
    """The totals of entries by batch, in the order of the currencies' codes."""
    digest, currency = col(Posting.results_digest), col(Posting.currency)
    sums = func.sum(col(Posting.earned_minor)), func.sum(col(Posting.payable_minor))
    asked = sqlalchemy.select(digest, currency, func.count(), *sums).where(*which)
    found: dict[str, tuple[PostedTotal, ...]] = {}
    rows = session.connection().execute(asked.group_by(digest, currency).order_by(currency))
    for of, code, count, earned, payable in rows:
        # PostgreSQL gives sums as exact decimals.
        total = PostedTotal(count, Money(int(earned), code), Money(int(payable), code))
        found[of] = (*found.get(of, ()), total)
    return found
