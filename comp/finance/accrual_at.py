"""What is earned and not yet paid at a day, by what it is booked to, with journal and controls.

Decision 0039 states the rule. Amounts are whole minor units; nothing here rounds, converts or formats.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from comp.errors import CompError
from comp.finance.accrual_controls import checks_of
from comp.finance.accrual_journal import journal_of
from comp.finance.accrual_lines import AccrualInputs, AccrualLine, plan_accruals
from comp.finance.accrual_result import Accrual, AccrualKey, AccrualRow, Accrued, Movement
from comp.runs import Progress


class AccrualRefusedError(CompError):
    """Two ways to the same total differ, so there is no accrual."""

    exit_code = 1


def accrual_at(inputs: AccrualInputs, on: date, since: date | None, progress: Progress) -> Accrual:
    """The accrual of a day, and with `since` how it moved from there.

    Raises:
        AccrualRefusedError: no plan is in effect by the day, or totals do not tie.
        EnginesDifferError: the two engines differ on one of the days.
    """
    if since is not None and since >= on:
        raise AccrualRefusedError(f"the books of {on} cannot move from {since}; name an earlier day")
    plans = plan_accruals(inputs, on, progress)
    if not plans:
        raise AccrualRefusedError(f"no plan is in effect by {on}; name a later day")
    opening = [] if since is None else plan_accruals(inputs, since, progress)
    now = [line for plan in plans for line in plan.lines]
    before = [line for plan in opening for line in plan.lines]
    faults = [fault for plan in plans for fault in plan.faults]
    rows = _rows(now, before, {fault.line_id for fault in faults}, moved=since is not None)
    made = Accrual(
        on=on,
        since=since,
        plans=tuple(plans),
        rows=rows,
        working=tuple(line for line in now if line.open_minor or line.due_minor or line.held_minor),
        faults=tuple(faults),
        journal=journal_of(rows),
        checks=(),
    )
    checked = replace(made, checks=tuple(checks_of(made, before)))
    for check in checked.checks:
        if check.expected_minor != check.found_minor:
            raise AccrualRefusedError(
                f"no accrual: {check.what}: {check.found_minor} where {check.expected_minor} minor units "
                f"{check.currency} were expected; this is a fault of comp, please report it"
            )
    return checked


def key_of(line: AccrualLine) -> AccrualKey:
    """What a line is summed under."""
    return AccrualKey(line.legal_entity, line.cost_centre, line.plan, line.clause, line.payee, line.currency)


def _summed(lines: Iterable[AccrualLine]) -> dict[AccrualKey, Accrued]:
    sums: dict[AccrualKey, Accrued] = defaultdict(Accrued)
    for line in lines:
        key = key_of(line)
        sums[key] = sums[key].plus(line)
    return sums


def _rows(
    now: Sequence[AccrualLine], before: Sequence[AccrualLine], faulty: set[str], *, moved: bool
) -> tuple[AccrualRow, ...]:
    """A row for each key under which something is accrued or moved."""
    sums, opening = _summed(now), _summed(before)
    no_longer = _summed(line for line in before if line.line_id in faulty)
    nothing = Accrued()
    rows: list[AccrualRow] = []
    for key in sorted({*sums, *opening}):
        held = sums.get(key, nothing)
        movement = _movement(opening.get(key, nothing), no_longer.get(key, nothing), held)
        if _is_shown(held) or (moved and _moves(movement)):
            rows.append(AccrualRow(key, held, movement if moved else None))
    return tuple(rows)


def _is_shown(accrued: Accrued) -> bool:
    return any((accrued.held_minor, accrued.due_minor, accrued.open_minor))


def _moves(movement: Movement) -> bool:
    return any((
        movement.opening_minor, movement.earned_minor, movement.paid_minor, movement.no_longer_minor
    ))  # fmt: skip


def _movement(opening: Accrued, no_longer: Accrued, closing: Accrued) -> Movement:
    """What moved; lines that cannot be valued on the later day are taken out and nothing else."""
    paid_minor = closing.paid_minor - (opening.paid_minor - no_longer.paid_minor)
    return Movement(
        opening_minor=opening.accrued_minor,
        earned_minor=closing.earned_minor - (opening.earned_minor - no_longer.earned_minor),
        payable_minor=closing.due_minor - opening.due_minor + paid_minor,
        paid_minor=paid_minor,
        no_longer_minor=-no_longer.accrued_minor,
        closing_minor=closing.accrued_minor,
    )
