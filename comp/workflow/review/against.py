"""What a run's statements are held against: earlier statements, earlier decisions, and the run as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import func

from comp.records import Approval, RunRecord, Session, StatementAmount, StatementRecord, col, select
from comp.runs import Manifest
from comp.workflow.review.noted import NOTHING_NOTED, Noted, NotedOf
from comp.workflow.review.runs import ReviewedRun, ReviewedRuns
from comp.workflow.review.shown import LastTime, ShownAmounts
from comp.workflow.review.states import Decision, State, Verb, decision_of
from comp.workflow.review.stored import Stored, amounts_of, stored_of

MOST_PERIODS: Final = 13
"""How many earlier periods are looked through; who was not paid in them is new to an approver."""
_HOLD = frozenset({State.APPROVED, State.POSTED})


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier statement of a payee; `apart` are the plans that only one of the two runs pays."""

    run: ReviewedRun
    last: LastTime
    noted: Noted
    apart: frozenset[str]


@dataclass(frozen=True, slots=True)
class DecidedBefore:
    """The last decision about another content of the period's statement, and what that came to."""

    decision: Decision
    amounts: tuple[ShownAmounts, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """All that a run's statements are held against, by payee.

    `beside` is what the run pays whose corrections these are. `typical` holds, by currency, the sum of what
    all statements of the run pay, without signs, and how many they are. `has_before` is whether any earlier
    run is recorded.
    """

    noted: Mapping[str, Noted]
    earlier: Mapping[str, Earlier] = field(default_factory=dict[str, Earlier])
    decided: Mapping[str, DecidedBefore] = field(default_factory=dict[str, DecidedBefore])
    beside: Mapping[str, tuple[ShownAmounts, ...]] = field(
        default_factory=dict[str, "tuple[ShownAmounts, ...]"]
    )
    typical: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, "tuple[int, int]"])
    has_before: bool = False


def held_against(
    session: Session, runs: ReviewedRuns, run: ReviewedRun, statements: Iterable[Stored], noted: NotedOf
) -> Against:
    """Read what statements of one run are held against."""
    those = list(statements)
    payees = frozenset(each.row.payee for each in those)
    waiting = [each.row for each in those if each.state is State.WAITING]
    decided = _decided_before(session, run, waiting)
    told = noted(run.results_digest)
    if run.corrects:
        base = runs.base_of(run)
        beside = amounts_of(session, base.results_digest, payees) if base else {}
        return Against(told, decided=decided, beside=beside)
    before = runs.before(run)
    earlier = _earlier(session, run, before, payees, noted)
    return Against(told, earlier, decided, {}, _typical(session, run), bool(before))


def _earlier(
    session: Session, run: ReviewedRun, before: list[ReviewedRun], payees: frozenset[str], noted: NotedOf
) -> dict[str, Earlier]:
    """Each payee's last statement that is approved or posted; where there is none, the last recorded one."""
    found: dict[str, Stored] = {}
    fallback: dict[str, Stored] = {}
    open_payees = payees
    for each in _of_last_periods(before):
        if not open_payees:
            break
        for stored in stored_of(session, each, open_payees):
            if stored.state in _HOLD:
                found[stored.row.payee] = stored
            else:
                fallback.setdefault(stored.row.payee, stored)
        open_payees -= found.keys()
    of_run: dict[str, list[Stored]] = {}
    for stored in (fallback | found).values():
        of_run.setdefault(stored.run.results_digest, []).append(stored)
    return {
        payee: earlier
        for those in of_run.values()
        for payee, earlier in _with_amounts(session, run, those, noted).items()
    }


def _of_last_periods(before: list[ReviewedRun]) -> list[ReviewedRun]:
    """Of the latest periods first; of one period what is posted, then what was recorded last."""
    days = sorted({run.last_day for run in before}, reverse=True)[:MOST_PERIODS]
    kept = [run for run in before if run.last_day in days]
    return sorted(kept, key=lambda run: (run.last_day, run.is_posted, run.is_current), reverse=True)


def _with_amounts(
    session: Session, run: ReviewedRun, those: list[Stored], noted: NotedOf
) -> dict[str, Earlier]:
    then = those[0].run
    amounts = amounts_of(session, then.results_digest, [each.row.payee for each in those])
    told, apart = noted(then.results_digest), plans_apart(run.manifest, then.manifest)
    return {
        payee: Earlier(
            then, LastTime(then.period, amounts.get(payee, ())), told.get(payee, NOTHING_NOTED), apart
        )
        for payee in (each.row.payee for each in those)
    }


def plans_apart(now: Manifest, then: Manifest) -> frozenset[str]:
    """Plans that only one of two runs pays because they pay in another rhythm: they look like no change.

    A plan of this run alone pays days before the earlier run's end too; one that only began since does not.
    A plan of the earlier run alone paid days before the others of it.
    """
    ours, theirs = ({paid.plan: paid for paid in each.plans} for each in (now, then))
    ended = max((paid.last_day for paid in then.plans), default=then.recorded_on)
    began = max((paid.first_day for paid in then.plans), default=then.recorded_on)
    only_now = {name for name in ours.keys() - theirs.keys() if ours[name].first_day <= ended}
    only_then = {name for name in theirs.keys() - ours.keys() if theirs[name].first_day < began}
    return frozenset(only_now | only_then)


def _decided_before(
    session: Session, run: ReviewedRun, waiting: list[StatementRecord]
) -> dict[str, DecidedBefore]:
    """The last decision about other statements of each payee for the period, unless it was withdrawn."""
    content = {row.payee: row.content_digest for row in waiting}
    if not content:
        return {}
    corrects = col(RunRecord.corrects)
    asked = (
        select(Approval)
        .join(RunRecord, col(RunRecord.results_digest) == col(Approval.results_digest))
        .where(RunRecord.period == run.period)
        .where(corrects.is_not(None) if run.corrects else corrects.is_(None))
        .order_by(col(Approval.number))
    )
    last = {row.payee: row for row in session.exec(asked) if row.payee in content}
    other = {
        payee: row
        for payee, row in last.items()
        if row.content_digest != content[payee] and row.verb != Verb.WITHDRAW
    }
    return {
        payee: DecidedBefore(
            decision_of(row), amounts_of(session, row.results_digest, [payee]).get(payee, ())
        )
        for payee, row in other.items()
    }


def _typical(session: Session, run: ReviewedRun) -> dict[str, tuple[int, int]]:
    """The sum of what statements of a run pay, without signs, and how many they are, by currency."""
    total, count = func.sum(func.abs(col(StatementAmount.payable_minor))), func.count()
    asked = (
        select(StatementAmount.currency, total, count)
        .where(StatementAmount.results_digest == run.results_digest)
        .group_by(col(StatementAmount.currency))
    )
    # PostgreSQL gives sums as exact decimals.
    return {currency: (int(minor), int(many)) for currency, minor, many in session.exec(asked)}


def paid_together(
    amounts: tuple[ShownAmounts, ...], noted: Noted, apart: frozenset[str], currency: str
) -> int:
    """What a statement pays in a currency without the plans that stand apart, in minor units."""
    whole = sum(each.payable.minor for each in amounts if each.currency == currency)
    return whole - sum(
        paid.minor for plan, paid in noted.by_plan if plan in apart and paid.currency == currency
    )
