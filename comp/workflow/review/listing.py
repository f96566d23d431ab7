"""Statements as somebody sees them: one by its id, or lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from comp.records import Session, StatementRecord, select
from comp.workflow.access import Actor
from comp.workflow.review.against import held_against
from comp.workflow.review.errors import NotFoundError
from comp.workflow.review.noted import NotedOf, nothing_noted
from comp.workflow.review.rows import Rows
from comp.workflow.review.runs import ReviewedRun, ReviewedRuns, reviewed_runs
from comp.workflow.review.shown import Page, StatementShown
from comp.workflow.review.states import State
from comp.workflow.review.stored import Stored, amounts_of, shown, stored_of, with_decisions
from comp.workflow.review.unusual import unusual_of

LIMIT = 100
"""How many statements a list gives where nobody says."""


def statements_seen(
    session: Session,
    actor: Actor,
    *,
    run: str | None = None,
    period: str | None = None,
    state: State | None = None,
    payee: str | None = None,
    after: str | None = None,
    limit: int = LIMIT,
    noted: NotedOf = nothing_noted,
) -> Page[StatementShown]:
    """Statements that an actor may see: the latest period first, a run before its corrections, by payee.

    `run` is a results digest; without one they are of the runs that count, which are current or posted.
    `after` is the id of the statement after which the list goes on, as `Page.next` gives it.

    Raises:
        NotFoundError: there is no statement `after` for them.
    """
    runs, rows = reviewed_runs(session), Rows(session, actor)
    chosen = _chosen(runs, run, period)
    place = None if after is None else _place(session, after, runs, rows)
    if place is not None:
        digests = [each.results_digest for each in chosen]
        start = digests.index(place.results_digest) if place.results_digest in digests else len(chosen)
        chosen = chosen[start:]
    found: list[Stored] = []
    for each in chosen:
        after_payee = place.payee if place is not None and place.results_digest == each.results_digest else ""
        found += [
            stored
            for stored in stored_of(session, each, _wanted(rows.within(each), payee), after_payee)
            if rows.may_see(stored.row.payee, each, stored.state) and state in {None, stored.state}
        ]
        if len(found) > limit:
            break
    items = told(session, runs, rows, found[:limit], noted)
    return Page(items, items[-1].id if len(found) > limit and items else None)


def statement_seen(
    session: Session, actor: Actor, statement_id: str, *, noted: NotedOf = nothing_noted
) -> StatementShown:
    """One statement.

    Raises:
        NotFoundError: there is none of that id, or it is not for them to see.
    """
    runs, rows = reviewed_runs(session), Rows(session, actor)
    row = _found(session, statement_id, runs)
    run = runs.by_digest[row.results_digest]
    (stored,) = with_decisions(session, run, [row])
    if not rows.may_see(row.payee, run, stored.state):
        raise not_found()
    return told(session, runs, rows, [stored], noted)[0]


def told(
    session: Session, runs: ReviewedRuns, rows: Rows, found: Sequence[Stored], noted: NotedOf
) -> tuple[StatementShown, ...]:
    """Statements with their amounts and, for those who approve, what is unusual; in the same order."""
    by_id: dict[str, StatementShown] = {}
    for digest in dict.fromkeys(stored.run.results_digest for stored in found):
        run, those = runs.by_digest[digest], [each for each in found if each.run.results_digest == digest]
        amounts = amounts_of(session, digest, [each.row.payee for each in those])
        looked_at = [each for each in those if rows.sees_all or each.row.payee in rows.team(run.last_day)]
        against = held_against(session, runs, run, looked_at, noted) if looked_at else None
        approvers = {each.row.id for each in looked_at}
        for each in those:
            one = shown(each, amounts.get(each.row.payee, ()), rows)
            if against is not None and one.id in approvers:
                earlier = against.earlier.get(one.payee)
                last = None if earlier is None else earlier.last
                one = replace(one, unusual=unusual_of(one, against), last=last)
            by_id[one.id] = one
    return tuple(by_id[stored.row.id] for stored in found)


def not_found() -> NotFoundError:
    """What is said of a statement that is not there, and of one that is not for whoever asks."""
    return NotFoundError("there is no such statement, or it is not yours to see")


def _found(session: Session, statement_id: str, runs: ReviewedRuns) -> StatementRecord:
    row = session.exec(select(StatementRecord).where(StatementRecord.id == statement_id)).one_or_none()
    if row is None or row.results_digest not in runs.by_digest:
        raise not_found()
    return row


def _place(session: Session, after: str, runs: ReviewedRuns, rows: Rows) -> StatementRecord:
    """Where a list goes on; nobody learns by it whether somebody else has a statement."""
    row = _found(session, after, runs)
    within = rows.within(runs.by_digest[row.results_digest])
    if within is not None and row.payee not in within:
        raise not_found()
    return row


def _chosen(runs: ReviewedRuns, digest: str | None, period: str | None) -> list[ReviewedRun]:
    if digest is not None:
        one = runs.by_digest.get(digest)
        return [one] if one is not None and period in {None, one.period} else []
    chosen = [run for run in runs.shown() if period in {None, run.period}]
    return sorted(chosen, key=lambda run: (-run.last_day.toordinal(), run.period, run.corrects))


def _wanted(within: frozenset[str] | None, payee: str | None) -> frozenset[str] | None:
    if payee is None:
        return within
    return frozenset({payee}) if within is None or payee in within else frozenset()
