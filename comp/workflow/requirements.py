"""What a run needs before it is posted: the one place that says so.

Each need that is not met is one sentence; none means that the run may be posted.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from comp.ledger import NOTHING, EntryKind
from comp.workflow.books import Books
from comp.workflow.preparing import Part, ToPost


def unmet(order: ToPost, left: Iterable[Part], books: Books) -> tuple[str, ...]:
    """What stands against posting those parts of a run that are left to post."""
    parts = tuple(left)
    return (
        *_faults(order),
        *_other_company(order, books),
        *_days_posted_already(parts, books),
        *_plans_gone(order, books),
    )


def _faults(order: ToPost) -> list[str]:
    count = order.run.manifest.faults
    if not count or order.allow_faults:
        return []
    said = (
        f"{count:,} of its lines or facts could not be calculated (faults.csv); mend them and run the period"
    )
    return [f"{said} again, or set allow_refused in comp.toml to post the rest"]


def _other_company(order: ToPost, books: Books) -> list[str]:
    others = {batch.manifest.company for batch in books.batches} - {order.run.manifest.company}
    return [f"these are the books of {name}; each company has a database of its own" for name in others]


def _days_posted_already(parts: tuple[Part, ...], books: Books) -> list[str]:
    """A plan's days are posted once, in order; a gap shows as lines that are worth more than was posted."""
    last: dict[str, tuple[date, str]] = {}
    for batch in books.batches:
        if batch.kind is EntryKind.RUN:
            for paid in batch.manifest.plans:
                last[paid.plan] = max(
                    (paid.last_day, batch.manifest.period), last.get(paid.plan, (date.min, ""))
                )
    return [
        f"plan {paid.plan} is posted up to {last[paid.plan][0]} (run of {last[paid.plan][1]}), and this run "
        f"pays it from {paid.first_day}; 'comp run correct' pays what changed since, with the next period"
        for part in parts
        if not part.manifest.corrects
        for paid in part.manifest.plans
        if paid.plan in last and paid.first_day <= last[paid.plan][0]
    ]


def _plans_gone(order: ToPost, books: Books) -> list[str]:
    posted = {line.partition(".")[0] for (line, _), amounts in books.posted.items() if amounts != NOTHING}
    return [
        f"plan {name} was posted before and is no longer among the plans of this run; keep the plans of past "
        "years"
        for name in sorted(posted - order.values.plans)
    ]
