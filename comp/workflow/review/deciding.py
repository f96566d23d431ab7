"""Deciding about statements: approve, return, withdraw.

A decision names the content that its maker saw. Everything is read again while the chain is held, so that of
two who decide at once the second sees what the first did.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from comp.errors import CompError
from comp.records import Approval, Records, Session, StatementRecord, append, col, hold_chain, select
from comp.workflow.access import AccessRefusedError, Actor
from comp.workflow.review.errors import NotAllowedError, StaleContentError
from comp.workflow.review.listing import not_found, told
from comp.workflow.review.noted import NotedOf, nothing_noted
from comp.workflow.review.reasons import checked_reason
from comp.workflow.review.rows import Rows
from comp.workflow.review.runs import ReviewedRuns, reviewed_runs
from comp.workflow.review.shown import StatementShown
from comp.workflow.review.states import Decision, State, Verb, last_decisions
from comp.workflow.review.stored import Stored

ACTIONS: Final = {verb: f"statement.{verb}" for verb in Verb}
"""The actions of the audit entries that tell of decisions; their subject is the statement's id."""
MOST_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one decision of many: the statement as it stands now, and what stood against deciding.

    `statement` is None where it is not for them to see. `changed` is whether something was written; the same
    decision again writes nothing.
    """

    statement_id: str
    statement: StatementShown | None
    changed: bool
    error: CompError | None


def decide(  # noqa: PLR0917 - a decision is these things
    records: Records,
    actor: Actor,
    statement_id: str,
    verb: Verb | str,
    content_digest: str,
    reason: str,
    at: datetime,
) -> StatementShown:
    """Decide about one statement, whose content digest the actor saw.

    Raises:
        NotFoundError: it is not there, or not for them to see.
        AccessRefusedError: they see it and may not decide about it.
        StaleContentError: it says something else, or a later run of its period is recorded.
        NotAllowedError: it is posted, nothing is there to withdraw, or the reason is missing.
    """
    (done,) = decide_many(records, actor, [(statement_id, content_digest)], verb, reason, at)
    if done.error is not None or done.statement is None:
        raise done.error or not_found()
    return done.statement


def decide_many(  # noqa: PLR0917 - and this is several
    records: Records,
    actor: Actor,
    statements: Sequence[tuple[str, str]],
    verb: Verb | str,
    reason: str,
    at: datetime,
    *,
    noted: NotedOf = nothing_noted,
) -> tuple[Outcome, ...]:
    """Decide the same about several statements, given by id and the content digest that was seen.

    Each has an outcome of its own, in their order; what may be decided is written in one transaction.

    Raises:
        NotAllowedError: the reason is missing or no plain text, or they are too many at once.
    """
    what = known_verb(verb)
    said = checked_reason(what, reason)
    if len(statements) > MOST_AT_ONCE:
        raise NotAllowedError(f"{len(statements):,} statements at once; expected at most {MOST_AT_ONCE:,}")
    with records.transaction() as session:
        hold_chain(session)
        deciding = _Deciding.opened(session, actor, [each for each, _ in statements])
        done: dict[str, bool | CompError] = {}
        for statement_id, content_digest in statements:
            if statement_id not in done:
                done[statement_id] = deciding.decided(
                    statement_id, content_digest, Decision(what, actor.user_id, at, said)
                )
        shown = deciding.shown(noted)
    return tuple(_outcome(each, done[each], shown.get(each)) for each, _ in statements)


def known_verb(verb: Verb | str) -> Verb:
    """A verb by its name.

    Raises:
        NotAllowedError: there is none of that name.
    """
    try:
        return Verb(verb)
    except ValueError as error:
        raise NotAllowedError("a decision is approve, return or withdraw") from error


def _outcome(statement_id: str, done: bool | CompError, shown: StatementShown | None) -> Outcome:  # noqa: FBT001 - not a switch: what was done
    if isinstance(done, CompError):
        return Outcome(statement_id, shown, changed=False, error=done)
    return Outcome(statement_id, shown, changed=done, error=None)


@dataclass(frozen=True, slots=True)
class _Deciding:
    """The statements that somebody decides about, by id, within a transaction that holds the chain."""

    session: Session
    runs: ReviewedRuns
    rows: Rows
    statements: dict[str, Stored]

    @classmethod
    def opened(cls, session: Session, actor: Actor, ids: Sequence[str]) -> _Deciding:
        runs, rows = reviewed_runs(session), Rows(session, actor)
        asked = select(StatementRecord).where(col(StatementRecord.id).in_(set(ids)))
        found = [row for row in session.exec(asked) if row.results_digest in runs.by_digest]
        last = last_decisions(session, found)
        statements = {
            row.id: Stored(row, runs.by_digest[row.results_digest], last.get((row.payee, row.content_digest)))
            for row in found
        }
        return cls(session, runs, rows, statements)

    def decided(self, statement_id: str, content_digest: str, decision: Decision) -> bool | CompError:
        """Write a decision: whether it changed anything, or what stands against it."""
        stored = self.statements.get(statement_id)
        if stored is None or not self.rows.may_see(stored.row.payee, stored.run, stored.state):
            return not_found()
        against = self._against(stored, content_digest, decision.verb)
        if against is not None:
            return against
        if _is_the_same(stored.decision, decision):
            return False
        self._write(stored.row, decision)
        self.statements[statement_id] = Stored(stored.row, stored.run, decision)
        return True

    def _against(self, stored: Stored, content_digest: str, verb: Verb) -> CompError | None:
        row, run = stored.row, stored.run
        if not self.rows.may_decide(row.payee, run):
            own = row.payee == self.rows.actor.payee
            return AccessRefusedError(
                "nobody decides about their own statement"
                if own
                else "only the payee's managers and finance decide about a statement"
            )
        if run.is_posted:
            return NotAllowedError(f"the run of {run.period} is posted, and nothing is decided about it now")
        if not run.is_current:
            return StaleContentError(
                f"a later run of {run.period} is recorded; look at its statement and decide about that one"
            )
        if content_digest != row.content_digest:
            return StaleContentError("the statement is another one than you saw; look at it again")
        if verb is Verb.WITHDRAW and stored.state is State.RETURNED:
            return NotAllowedError("the statement is returned; there is no approval to withdraw")
        if verb is Verb.WITHDRAW and stored.decision is None:
            return NotAllowedError("the statement waits; there is no approval to withdraw")
        return None

    def _write(self, row: StatementRecord, decision: Decision) -> None:
        self.session.add(
            Approval(
                results_digest=row.results_digest,
                payee=row.payee,
                content_digest=row.content_digest,
                verb=decision.verb.value,
                decided_by=decision.decided_by,
                decided_at=decision.decided_at,
                reason=decision.reason,
            )
        )
        details = {"results_digest": row.results_digest, "content_digest": row.content_digest}
        if decision.reason:
            # The words themselves may hold a name, which a chain could never forget.
            details["reason_digest"] = hashlib.sha256(decision.reason.encode()).hexdigest()
        action = ACTIONS[decision.verb]
        append(self.session, decision.decided_by, action, row.id, details, at=decision.decided_at)

    def shown(self, noted: NotedOf) -> dict[str, StatementShown]:
        """The statements as they stand now, those that the actor may not see left out."""
        seen = [
            each
            for each in self.statements.values()
            if self.rows.may_see(each.row.payee, each.run, each.state)
        ]
        return {one.id: one for one in told(self.session, self.runs, self.rows, seen, noted)}


def _is_the_same(last: Decision | None, decision: Decision) -> bool:
    """Whether the last decision says it already, whoever made it; another reason says something else."""
    if last is None or last.verb is not decision.verb:
        return False
    return decision.verb is not Verb.RETURN or last.reason == decision.reason
