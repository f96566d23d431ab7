"""How far the statements of a run are approved: what posting asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from comp.records import Session
from comp.workflow.review.runs import reviewed_runs
from comp.workflow.review.states import State, counted
from comp.workflow.review.stored import stored_of


@dataclass(frozen=True, slots=True)
class Approvals:
    """The statements of one run by state; `without` counts payees with pay in it and no statement.

    `is_recorded` is whether it has statements at all, `is_current` whether a later run stands in its place.
    """

    is_recorded: bool
    is_current: bool
    states: Mapping[State, int]
    without: int = 0

    @property
    def statements(self) -> int:
        """How many there are."""
        return sum(self.states.values())


def approvals_of(session: Session, results_digest: str, payees: Collection[str]) -> Approvals:
    """How far a run is approved; `payees` are those whom it pays."""
    run = reviewed_runs(session).by_digest.get(results_digest)
    stored = [] if run is None else stored_of(session, run, None)
    return Approvals(
        is_recorded=bool(stored),
        is_current=run is not None and run.is_current,
        states=counted(each.state for each in stored),
        without=len(set(payees) - {each.row.payee for each in stored}),
    )
