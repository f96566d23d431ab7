"""Statements with their amounts and last decisions, read for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from comp.language.money import Money
from comp.records import Session, StatementAmount, StatementRecord, col, select
from comp.workflow.review.rows import Rows
from comp.workflow.review.runs import ReviewedRun
from comp.workflow.review.shown import ShownAmounts, StatementShown
from comp.workflow.review.states import Decision, State, last_decisions, state_of


@dataclass(frozen=True, slots=True)
class Stored:
    """A statement of a run with its last decision."""

    row: StatementRecord
    run: ReviewedRun
    decision: Decision | None

    @property
    def state(self) -> State:
        """How it stands."""
        return state_of(self.decision, is_posted=self.run.is_posted)


_FEW = 50
"""Up to so many payees are named one by one; of more, the whole run is read."""


def stored_of(
    session: Session, run: ReviewedRun, payees: frozenset[str] | None, after: str = ""
) -> list[Stored]:
    """The statements of a run by payee, from the one after `after`; `payees` None is everybody's."""
    if payees is not None and not payees:
        return []
    asked = select(StatementRecord).where(StatementRecord.results_digest == run.results_digest)
    if payees is not None and len(payees) <= _FEW:
        asked = asked.where(col(StatementRecord.payee).in_(payees))
    if after:
        asked = asked.where(col(StatementRecord.payee) > after)
    rows = session.exec(asked.order_by(col(StatementRecord.payee)))
    return with_decisions(session, run, [row for row in rows if payees is None or row.payee in payees])


def with_decisions(session: Session, run: ReviewedRun, rows: Sequence[StatementRecord]) -> list[Stored]:
    """Rows of one run with their last decisions."""
    decisions = last_decisions(session, rows)
    return [Stored(row, run, decisions.get((row.payee, row.content_digest))) for row in rows]


def amounts_of(
    session: Session, results_digest: str, payees: Iterable[str]
) -> dict[str, tuple[ShownAmounts, ...]]:
    """What statements of a run come to, by payee and in the order of the currencies' codes."""
    wanted = frozenset(payees)
    if not wanted:
        return {}
    asked = select(StatementAmount).where(StatementAmount.results_digest == results_digest)
    if len(wanted) <= _FEW:
        asked = asked.where(col(StatementAmount.payee).in_(wanted))
    found: dict[str, list[ShownAmounts]] = {}
    for row in session.exec(asked.order_by(col(StatementAmount.currency))):
        if row.payee in wanted:
            minors = (row.earned_minor, row.payable_minor, row.held_minor)
            shown = ShownAmounts(*(Money(minor, row.currency) for minor in minors))
            found.setdefault(row.payee, []).append(shown)
    return {payee: tuple(each) for payee, each in found.items()}


def shown(stored: Stored, amounts: tuple[ShownAmounts, ...], rows: Rows) -> StatementShown:
    """A statement without what it is held against."""
    row, run, decision = stored.row, stored.run, stored.decision
    return StatementShown(
        id=row.id,
        results_digest=row.results_digest,
        payee=row.payee,
        period=run.period,
        last_day=run.last_day,
        corrects=run.corrects,
        is_current=run.is_current,
        content_digest=row.content_digest,
        state=stored.state,
        decided_by=decision.decided_by if decision else "",
        decided_at=decision.decided_at if decision else None,
        reason=decision.reason if decision else "",
        amounts=amounts,
        may_decide=run.is_open and rows.may_decide(row.payee, run),
    )
