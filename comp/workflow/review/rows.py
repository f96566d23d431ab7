"""Which rows somebody sees and decides about: the table of decision 0043."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from comp.records import Session, StatementRecord
from comp.workflow.access import Actor, Role
from comp.workflow.review.reporting import team_of
from comp.workflow.review.runs import ReviewedRun, reviewed_runs
from comp.workflow.review.states import State, last_decisions, state_of

_RELEASED = frozenset({State.APPROVED, State.POSTED})
"""The states in which payees see their own statements."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What an actor reaches; teams are read once a day that is asked for."""

    session: Session
    actor: Actor
    teams: dict[date, frozenset[str]] = field(default_factory=dict[date, frozenset[str]])

    @property
    def sees_all(self) -> bool:
        """Whether every payee's statements are theirs to see; never to whoever hands out roles."""
        return self.actor.sees_all_pay and Role.ADMIN not in self.actor.roles

    def team(self, on: date) -> frozenset[str]:
        """Who reported to them on a day; nobody to who is no manager or no payee."""
        actor = self.actor
        if actor.payee is None or Role.MANAGER not in actor.roles or Role.ADMIN in actor.roles:
            return frozenset()
        if on not in self.teams:
            self.teams[on] = team_of(self.session, actor.payee, on)
        return self.teams[on]

    def within(self, run: ReviewedRun) -> frozenset[str] | None:
        """The payees of a run whose statements may be seen in some state; None is all of them."""
        if self.sees_all:
            return None
        return self.team(run.last_day) | self._own()

    def may_see(self, payee: str, run: ReviewedRun, state: State) -> bool:
        """Whether a payee's statement of a run is theirs to see."""
        if self.sees_all or payee in self.team(run.last_day):
            return True
        counts = run.is_current or run.is_posted
        return payee in self._own() and counts and state in _RELEASED

    def may_decide(self, payee: str, run: ReviewedRun) -> bool:
        """Whether who they are lets them decide about a payee's statement of a run."""
        roles = self.actor.roles
        if Role.ADMIN in roles or payee == self.actor.payee:
            return False
        return Role.FINANCE in roles or payee in self.team(run.last_day)

    def _own(self) -> frozenset[str]:
        actor = self.actor
        return frozenset({actor.payee} if actor.payee and Role.PAYEE in actor.roles else ())


def may_see(session: Session, actor: Actor, statement: StatementRecord) -> bool:
    """Whether somebody may see a statement as it stands now."""
    run = reviewed_runs(session).by_digest[statement.results_digest]
    decision = last_decisions(session, [statement]).get((statement.payee, statement.content_digest))
    return Rows(session, actor).may_see(statement.payee, run, state_of(decision, is_posted=run.is_posted))


def may_decide(session: Session, actor: Actor, statement: StatementRecord) -> bool:
    """Whether somebody may decide about a statement now: about its run, which is current and not posted."""
    run = reviewed_runs(session).by_digest[statement.results_digest]
    return run.is_open and Rows(session, actor).may_decide(statement.payee, run)
