"""What an approver has before them: a period's statements, sorted by what is to be done about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from api.names import names_of
from api.notes import KeptNotes
from comp.language.money import Money
from comp.records import Session
from comp.workflow.access import Actor
from comp.workflow.review import (
    ReviewedRun,
    Sign,
    State,
    StatementShown,
    reviewed_runs,
    statements_seen,
)

MOST = 10_000
"""The most statements of a period that are sorted for one approver."""
ON_A_PAGE = 250
_ORDER = {sign: place for place, sign in enumerate(Sign)}


@dataclass(frozen=True, slots=True)
class Change:
    """What a statement pays in a currency now and last time; `then` is None where there is no last time."""

    payable: Money
    then: Money | None

    @property
    def more(self) -> Money | None:
        """The difference."""
        return None if self.then is None else Money(self.payable.minor - self.then.minor, self.then.currency)


@dataclass(frozen=True, slots=True)
class Review:
    """A part of a period's statements: to look at first, as expected, and decided about already.

    `counts` are of all of them, by state, and `unusual` how many wait with something unusual. `left` is how
    many stand on later pages. `refused` and `faults` are of the whole run.
    """

    period: str
    periods: tuple[str, ...]
    look_at: tuple[StatementShown, ...]
    expected: tuple[StatementShown, ...]
    decided: tuple[StatementShown, ...]
    counts: Mapping[State, int]
    unusual: int
    names: Mapping[str, str]
    refused: int
    faults: int
    lacking: bool
    left: int

    @property
    def total(self) -> int:
        """How many statements there are."""
        return sum(self.counts.values())


def review_of(session: Session, actor: Actor, workspace_path: Path, period: str, start: int = 0) -> Review:
    """A page of a period's statements; the latest period where none is asked for."""
    shown_runs = reviewed_runs(session).shown()
    periods = tuple(dict.fromkeys(run.period for run in shown_runs))
    wanted = period if period in periods else next(iter(periods), "")
    notes = KeptNotes(workspace_path)
    seen = statements_seen(session, actor, period=wanted, limit=MOST, noted=notes).items if wanted else ()
    mine = sorted((each for each in seen if each.payee != actor.payee), key=_place)
    part = mine[start : start + ON_A_PAGE]
    runs = [run for run in shown_runs if run.period == wanted]
    return Review(
        period=wanted,
        periods=periods,
        look_at=tuple(each for each in part if _waits(each) and each.unusual),
        expected=tuple(each for each in part if _waits(each) and not each.unusual),
        decided=tuple(each for each in part if not _waits(each)),
        counts={state: sum(each.state is state for each in mine) for state in State},
        unusual=sum(_waits(each) and bool(each.unusual) for each in mine),
        names=names_of(session, [each.payee for each in part]),
        refused=_refused(runs),
        faults=max((run.manifest.faults for run in runs), default=0),
        lacking=notes.lacking,
        left=max(len(mine) - start - len(part), 0),
    )


def _refused(runs: Sequence[ReviewedRun]) -> int:
    return max((run.manifest.refused for run in runs), default=0)


def _waits(statement: StatementShown) -> bool:
    return statement.state is State.WAITING


def _place(statement: StatementShown) -> tuple[object, ...]:
    """What waits and is unusual first, the most urgent sign and the biggest change before others."""
    states = (State.WAITING, State.RETURNED, State.APPROVED, State.POSTED)
    urgent = _ORDER[statement.unusual[0].sign] if statement.unusual else len(_ORDER)
    moved = max((abs(each.more.minor) for each in changes(statement) if each.more), default=0)
    by_size = -moved if statement.unusual else 0
    return states.index(statement.state), urgent, by_size, statement.payee, statement.corrects


def changes(statement: StatementShown) -> tuple[Change, ...]:
    """What it pays by currency, beside last time."""
    last = statement.last
    return tuple(
        Change(each.payable, None if last is None else last.payable(each.currency))
        for each in statement.amounts
    )
