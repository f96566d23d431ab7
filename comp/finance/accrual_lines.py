"""What every line is worth on the days that an accrual rests on, both engines compared on each of them.

Amounts are whole minor units. This module must not sum up or book anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from comp import engine, reference
from comp.errors import CompError
from comp.facts.company import Settlement
from comp.facts.snapshot import Snapshot
from comp.finance.accrual_days import AccrualDays, accrual_days
from comp.language.calendar import Calendar
from comp.language.core import Plan, Program
from comp.reference import Facts
from comp.runs import Progress, compare


class EnginesDifferError(CompError):
    """The books of a day rest on amounts on which both engines agree, or on none."""

    exit_code = 1


@dataclass(frozen=True, slots=True)
class AccrualInputs:
    """Everything that decides an accrual: plans, facts, the calendar, and how the company settles."""

    program: Program
    snapshot: Snapshot
    calendar: Calendar
    settlement: Settlement
    legal_entity: Callable[[str, date], str]
    cost_centre: Callable[[str, date], str]


@dataclass(frozen=True, slots=True)
class AccrualLine:
    """A line on the plan's days: earned by the day of the books, by the last close, and what was paid.

    Amounts are minor units of `currency`; 0 where the line was not there yet, is gone, or was a fault.
    """

    line_id: str
    plan: str
    clause: str
    payee: str
    unit: str  # the deal, or the performance period
    born_on: date
    legal_entity: str
    cost_centre: str
    currency: str
    earned_minor: int
    earned_closed_minor: int
    payable_closed_minor: int
    paid_minor: int

    @property
    def open_minor(self) -> int:
        """Earned since the last close."""
        return self.earned_minor - self.earned_closed_minor

    @property
    def held_minor(self) -> int:
        """Earned by the last close and not payable by it."""
        return self.earned_closed_minor - self.payable_closed_minor

    @property
    def due_minor(self) -> int:
        """Payable by the last close, on a pay date that is still to come."""
        return self.payable_closed_minor - self.paid_minor

    @property
    def accrued_minor(self) -> int:
        """Earned and not paid: the three parts together."""
        return self.earned_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class AccrualFault:
    """A line that nobody can value on the day of the books; it is in no total, with what was paid for it."""

    line_id: str
    plan: str
    clause: str
    payee: str
    fault: str
    currency: str
    paid_minor: int


@dataclass(frozen=True, slots=True)
class PlanAccrual:
    """A plan's lines on its days, and what the second engine makes of their totals."""

    plan: Plan
    days: AccrualDays
    lines: tuple[AccrualLine, ...]
    faults: tuple[AccrualFault, ...]
    second_earned_minor: int
    second_paid_minor: int


def plan_accruals(inputs: AccrualInputs, on: date, progress: Progress) -> list[PlanAccrual]:
    """Value every plan on its days for the books of a day.

    Raises:
        EnginesDifferError: the two engines give a line different amounts on one of the days.
    """
    facts = Facts(inputs.snapshot)
    plans = sorted(inputs.program.plans, key=lambda plan: plan.name)
    found: list[PlanAccrual] = []
    for done, plan in enumerate(plans):
        progress(f"{plan.name} as of {on}", done, len(plans))
        days = accrual_days(plan, inputs.calendar, inputs.settlement, on)
        if days is not None:
            found.append(_plan_accrual(inputs, facts, plan, days))
    return found


@dataclass(frozen=True, slots=True)
class _Valued:
    """A plan's lines on one day, by the first engine, and the second's totals of those without a fault."""

    rows: Mapping[str, dict[str, object]]
    second: Mapping[str, tuple[int, int]]  # by line: earned, payable


_NOTHING = _Valued({}, {})


def _plan_accrual(inputs: AccrualInputs, facts: Facts, plan: Plan, days: AccrualDays) -> PlanAccrual:
    valued = {day: _valued(inputs, facts, plan, day) for day in {days.on, days.closed_on, days.paid_on}}
    now, closed, paid = valued[days.on], valued[days.closed_on], valued[days.paid_on]
    rows = {**paid.rows, **closed.rows, **now.rows}
    faulty = {line_id for line_id, row in now.rows.items() if row["fault"] is not None}
    lines = [
        _line(inputs, row, (now, closed, paid)) for line_id, row in rows.items() if line_id not in faulty
    ]
    faults = [_fault(now.rows[line_id], paid) for line_id in sorted(faulty)]
    return PlanAccrual(
        plan,
        days,
        tuple(sorted(lines, key=lambda line: line.line_id)),
        tuple(faults),
        sum(earned for earned, _ in now.second.values()),
        sum(payable for line_id, (_, payable) in paid.second.items() if line_id not in faulty),
    )


def _valued(inputs: AccrualInputs, facts: Facts, plan: Plan, day: date | None) -> _Valued:
    if day is None:
        return _NOTHING
    ours = engine.valuate(inputs.program, plan, inputs.snapshot, inputs.calendar, day).lines
    theirs = reference.valuate(inputs.program, plan, inputs.snapshot, inputs.calendar, day, facts=facts)
    for one in compare(ours, theirs, day):
        raise EnginesDifferError(
            f"no accrual: the engines differ on {one.line_id}, {one.what} at {one.date}: the engine says "
            f"{one.engine_minor} minor units, the second engine {one.reference_minor}"
        )
    return _Valued(dict(_rows(ours)), {
        line.line_id: (line.earned_minor, line.payable_minor)
        for line in theirs
        if line.earned_minor is not None and line.payable_minor is not None
    })  # fmt: skip


def _rows(lines: pl.DataFrame) -> Iterator[tuple[str, dict[str, object]]]:
    names = (
        *("line_id", "plan", "clause", "payee", "fact", "performance_period", "born_on", "currency"),
        *("earned_minor", "payable_minor", "fault"),
    )
    for row in lines.select(names).iter_rows(named=True):
        yield row["line_id"], row


def _line(
    inputs: AccrualInputs, row: Mapping[str, object], on_days: tuple[_Valued, _Valued, _Valued]
) -> AccrualLine:
    line_id, payee, born_on = str(row["line_id"]), str(row["payee"]), row["born_on"]
    if not isinstance(born_on, date):
        raise TypeError(f"{line_id} has no day of birth")
    now, closed, paid = on_days
    return AccrualLine(
        line_id=line_id,
        plan=str(row["plan"]),
        clause=str(row["clause"]),
        payee=payee,
        unit=str(row["performance_period"] if row["fact"] is None else row["fact"]),
        born_on=born_on,
        legal_entity=inputs.legal_entity(payee, born_on),
        cost_centre=inputs.cost_centre(payee, born_on),
        currency=str(row["currency"]),
        earned_minor=_amount(now, line_id, "earned_minor"),
        earned_closed_minor=_amount(closed, line_id, "earned_minor"),
        payable_closed_minor=_amount(closed, line_id, "payable_minor"),
        paid_minor=_amount(paid, line_id, "payable_minor"),
    )


def _fault(row: Mapping[str, object], paid: _Valued) -> AccrualFault:
    line_id = str(row["line_id"])
    return AccrualFault(
        line_id=line_id,
        plan=str(row["plan"]),
        clause=str(row["clause"]),
        payee=str(row["payee"]),
        fault=str(row["fault"]),
        currency=str(row["currency"]),
        paid_minor=_amount(paid, line_id, "payable_minor"),
    )


def _amount(valued: _Valued, line_id: str, column: str) -> int:
    """A line's amount on a day: 0 where it is not there, or was a fault and so paid nothing."""
    row = valued.rows.get(line_id)
    amount = None if row is None else row[column]
    return amount if isinstance(amount, int) else 0
