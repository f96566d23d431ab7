"""What a posting would write, held against the books as they stand; nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from comp.errors import CompError
from comp.language.calendar import Calendar
from comp.ledger import (
    NOTHING,
    Amounts,
    LineKey,
    OpenLine,
    by_line,
    open_lines,
    standing_faults,
)
from comp.workflow.books import Books, PostedBatch
from comp.workflow.preparing import Part, ToPost
from comp.workflow.requirements import unmet
from comp.workflow.review import Approvals


@dataclass(frozen=True, slots=True)
class PlanTotals:
    """A plan's sums in one currency: posted before, posted now and by how many entries, and what it is worth.

    `value` counts a line that is a fault at what was posted of it.
    """

    plan: str
    currency: str
    lines: int
    before: Amounts
    now: Amounts
    value: Amounts

    @property
    def missing(self) -> Amounts:
        """What the books would lack of the value."""
        return self.value.less(self.before.plus(self.now))


@dataclass(frozen=True, slots=True)
class Preview:
    """What is left to post, what was posted of it before, and what stands against posting it.

    `unmet` are sentences, `open` the lines that would not come to their value; both are empty where it may be
    posted. `paid_before` is the folder of the run that corrections start from, as the books name it; None
    where no run of the period before is posted.
    """

    left: tuple[Part, ...]
    already: tuple[PostedBatch, ...]
    totals: tuple[PlanTotals, ...]
    open: tuple[OpenLine, ...]
    standing: tuple[OpenLine, ...]
    unmet: tuple[str, ...]
    paid_before: str | None

    @property
    def may_be_posted(self) -> bool:
        """Whether nothing stands against it."""
        return not self.unmet and not self.open


def previewed(order: ToPost, books: Books, approvals: Mapping[str, Approvals]) -> Preview:
    """Hold what is to be posted against the books, and where they are needed against approvals.

    `approvals` are those of each part, by results digest.

    Raises:
        CompError: another period's run with the very same lines was posted.
    """
    already = tuple(batch for part in order.parts if (batch := _batch_of(part, books)) is not None)
    done = {batch.results_digest for batch in already}
    # What has no line has nothing that a batch could hold, and always the same digest.
    left = tuple(
        part for part in order.parts if part.manifest.lines and part.manifest.results_digest not in done
    )
    if already and not left:
        return Preview((), already, (), (), (), (), None)
    now = by_line((entry.key, entry.amounts) for part in left for entry in part.entries)
    found = tuple(open_lines(order.values, books.posted, now))
    return Preview(
        left=left,
        already=already,
        totals=_totals(order, left, books, now),
        open=found,
        standing=tuple(standing_faults(order.values, books.posted)),
        unmet=unmet(order, left, books, approvals),
        paid_before=paid_before(books, order.calendar, order.run.manifest.period),
    )


def _batch_of(part: Part, books: Books) -> PostedBatch | None:
    batch = books.batch(part.manifest.results_digest)
    if batch is not None and batch.manifest.period != part.manifest.period:
        raise CompError(
            f"the run of {part.manifest.period} has line by line the amounts of the one of "
            f"{batch.manifest.period}, which is posted; the books know a run by the digest of its lines and "
            "cannot hold both"
        )
    return batch


def _totals(
    order: ToPost, left: tuple[Part, ...], books: Books, now: dict[LineKey, Amounts]
) -> tuple[PlanTotals, ...]:
    sums: dict[tuple[str, str], list[Amounts]] = defaultdict(lambda: [NOTHING, NOTHING, NOTHING])
    for key in order.values.lines.keys() | books.posted.keys() | now.keys():
        before, value = books.posted.get(key, NOTHING), order.values.of(key)
        of_plan = sums[key[0].partition(".")[0], key[1]]
        for place, amounts in enumerate((before, now.get(key, NOTHING), before if value is None else value)):
            of_plan[place] = of_plan[place].plus(amounts)
    lines: dict[tuple[str, str], int] = defaultdict(int)
    for part in left:
        for entry in part.entries:
            lines[entry.plan, entry.currency] += 1
    return tuple(PlanTotals(*key, lines[key], *sums[key]) for key in sorted(sums))


def paid_before(books: Books, calendar: Calendar, period: str) -> str | None:
    """The folder of the run, posted last, of the period that ends where this one begins; None without one."""
    starts_on = calendar.parse(period).starts_on
    folders = [
        batch.folder
        for batch in books.batches
        if not batch.manifest.corrects and calendar.parse(batch.manifest.period).ends_before == starts_on
    ]
    return folders[-1] if folders else None
