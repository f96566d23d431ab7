"""What a run needs before it is posted: the one place that says so.

Each need that is not met is one sentence; none means that the run may be posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from comp.ledger import NOTHING, EntryKind
from comp.workflow.books import Books
from comp.workflow.preparing import Part, ToPost
from comp.workflow.review import Approvals, State


def unmet(
    order: ToPost, left: Iterable[Part], books: Books, approvals: Mapping[str, Approvals]
) -> tuple[str, ...]:
    """What stands against posting those parts of a run that are left to post.

    `approvals` are those of each part, by results digest; they count where the order needs them.
    """
    parts = tuple(left)
    return (
        *_faults(order),
        *_other_company(order, books),
        *_days_posted_already(parts, books),
        *_plans_gone(order, books),
        *_not_approved(order, parts, approvals),
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


def _not_approved(order: ToPost, parts: Sequence[Part], approvals: Mapping[str, Approvals]) -> list[str]:
    """Every statement is approved; only of the current run, for nobody can take back those of another."""
    if not order.needs_approvals:
        return []
    found: list[str] = []
    known: list[Approvals] = []
    for part in parts:
        told, period = approvals[part.manifest.results_digest], part.manifest.period
        what = "corrections beside the run" if part.manifest.corrects else "run"
        if not told.is_recorded:
            found.append(
                f"the {what} of {period} is not recorded, so nobody could approve its statements; "
                "'comp run record' records it"
            )
        elif not told.is_current:
            found.append(f"a later {what} of {period} is recorded; approve and post that one")
        else:
            known.append(told)
    return [*found, *_of_counts(known)]


def _of_counts(known: Sequence[Approvals]) -> list[str]:
    """The run and its corrections together, as whoever approves has them before them."""
    count = {state: sum(each.states[state] for each in known) for state in (State.WAITING, State.RETURNED)}
    without, statements = sum(each.without for each in known), sum(each.statements for each in known)
    found: list[str] = []
    if left := sum(count.values()):
        each = ", ".join(f"{many:,} {state}" for state, many in count.items() if many)
        found.append(f"{left:,} of {statements:,} statements are not approved ({each})")
    if without:
        found.append(
            f"{without:,} whom it pays have no statement; record the run again with 'comp run record'"
        )
    return found
