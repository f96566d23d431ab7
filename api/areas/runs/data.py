"""The shapes of the JSON of runs and jobs."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from api.amounts import Amount, amount_of
from api.areas.runs.reading import RunListed, run_id
from api.areas.runs.why import CauseShown, LineShown
from comp.language.money import Money
from comp.workflow.comparing import Moved
from comp.workflow.jobs import JobShown
from comp.workflow.recording import RunTotal


class Total(Struct, frozen=True):
    """What a run comes to in one currency."""

    earned: Amount
    payable: Amount
    held: Amount


class Run(Struct, frozen=True):
    """A recorded run. `id` is what addresses name it by, the beginning of `results_digest`.

    `corrections` are those paid beside it. `statements` counts its statements by state, with those of its
    corrections; null where nothing is decided about it any more, as another run of the period is current.
    """

    id: str
    results_digest: str
    period: str
    first_day: date
    last_day: date
    recorded_at: datetime
    recorded_by: str
    is_current: bool
    is_posted: bool
    corrects: str | None
    corrections: str | None
    payees: int
    lines: int
    faults: int
    refused: int
    totals: list[Total]
    statements: dict[str, int] | None


class PlanPaid(Struct, frozen=True):
    """What a run pays by one plan."""

    plan: str
    title: str
    first_day: date
    last_day: date
    payees: int
    lines: int
    faults: int
    earned: Amount
    payable: Amount
    text_digest: str


class RunInFull(Struct, frozen=True):
    """A run, its plans, and what it rests on."""

    run: Run
    plans: list[PlanPaid]
    recorded_on: date
    facts_digest: str
    plans_digest: str
    engine: str


class Runs(Struct, frozen=True):
    """A part of the list of runs; `next` is what `after` takes for the part after it."""

    items: list[Run]
    next: str | None


class NewRun(Struct, frozen=True, forbid_unknown_fields=True):
    """The period to run, such as 2026-03 or 2026-Q1."""

    period: str


class Job(Struct, frozen=True):
    """A piece of work. `done` of `total` parts of its step are done; `total` 0 where nobody knows.

    `state` is waiting, running, done, failed or lost; `run` is the run that came of it.
    """

    id: str
    kind: str
    subject: str
    state: str
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    step: str
    done: int
    total: int
    run: str | None
    message: str


class MovedData(Struct, frozen=True):
    """What a plan or a payee comes to in runs A and B, and B less A."""

    name: str
    a_earned: Amount
    b_earned: Amount
    earned: Amount
    a_payable: Amount
    b_payable: Amount
    payable: Amount


class MovedBy(Struct, frozen=True):
    """What a cause moved in one currency."""

    lines: int
    earned: Amount
    payable: Amount


class CauseData(Struct, frozen=True):
    """An input that differs between the runs: period, fact, correction, plan, engine or books."""

    kind: str
    text: str
    moved: list[MovedBy]


class PartData(Struct, frozen=True):
    """A cause in words, and what it moved of a line."""

    cause: str
    earned: Amount
    payable: Amount


class LineData(Struct, frozen=True):
    """A line that differs; an amount is null where the line is a fault. `only_in` is a, b or blank."""

    line_id: str
    plan: str
    payee: str
    only_in: str
    a_earned: Amount | None
    b_earned: Amount | None
    earned: Amount | None
    a_payable: Amount | None
    b_payable: Amount | None
    payable: Amount | None
    causes: list[PartData]


class ComparisonData(Struct, frozen=True):
    """Run B held against run A. `causes` is null until they were looked for (POST to the same address).

    `payees` is a part of those who differ, who changed most first, and `lines` a part of the lines that
    differ; `next` is what `after` takes for the part of both after it.
    """

    a: str
    b: str
    said: list[str]
    plans: list[MovedData]
    payees: list[MovedData]
    causes: list[CauseData] | None
    notes: list[str]
    lines: list[LineData]
    next: int | None


def run_data(each: RunListed) -> Run:
    """A run as the JSON API tells of it."""
    run = each.run
    return Run(
        id=run_id(run),
        results_digest=run.results_digest,
        period=run.period,
        first_day=run.first_day,
        last_day=run.last_day,
        recorded_at=run.recorded_at,
        recorded_by=run.recorded_by,
        is_current=run.is_current,
        is_posted=run.is_posted,
        corrects=run.corrects,
        corrections=run_id(run.corrections) if run.corrections else None,
        payees=run.statements,
        lines=run.lines,
        faults=run.faults,
        refused=run.refused,
        totals=[_total(total) for total in run.totals],
        statements=None if each.states is None else {str(state): n for state, n in each.states.items()},
    )


def run_in_full(each: RunListed) -> RunInFull:
    """A run with its plans."""
    told = each.run.manifest
    plans = [
        PlanPaid(
            plan=plan.plan,
            title=plan.title,
            first_day=plan.first_day,
            last_day=plan.last_day,
            payees=plan.payees,
            lines=plan.lines,
            faults=plan.faults,
            earned=amount_of(Money(plan.earned_minor, plan.currency)),
            payable=amount_of(Money(plan.payable_minor, plan.currency)),
            text_digest=plan.text_digest,
        )
        for plan in told.plans
    ]
    return RunInFull(
        run_data(each), plans, told.recorded_on, told.facts_digest, told.plans_digest, told.engine
    )


def job_data(job: JobShown) -> Job:
    """A job as the JSON API tells of it."""
    return Job(
        id=job.id,
        kind=job.kind,
        subject=job.subject,
        state=job.state.value,
        asked_by=job.asked_by,
        asked_at=job.asked_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        step=job.step,
        done=job.done,
        total=job.total,
        run=job.results_digest,
        message=job.message,
    )


def moved_data(moved: Moved) -> MovedData:
    """A plan or a payee in two runs."""
    return MovedData(
        name=moved.name,
        a_earned=amount_of(moved.a_earned),
        b_earned=amount_of(moved.b_earned),
        earned=amount_of(moved.earned),
        a_payable=amount_of(moved.a_payable),
        b_payable=amount_of(moved.b_payable),
        payable=amount_of(moved.payable),
    )


def cause_data(cause: CauseShown) -> CauseData:
    """A cause and what it moved."""
    moved = [MovedBy(lines, amount_of(earned), amount_of(payable)) for lines, earned, payable in cause.moved]
    return CauseData(cause.kind, cause.text, moved)


def line_data(line: LineShown) -> LineData:
    """A line that differs, with its causes."""
    return LineData(
        line_id=line.line_id,
        plan=line.plan,
        payee=line.payee,
        only_in=line.only_in,
        a_earned=_amount(line.a_earned),
        b_earned=_amount(line.b_earned),
        earned=_amount(line.earned),
        a_payable=_amount(line.a_payable),
        b_payable=_amount(line.b_payable),
        payable=_amount(line.payable),
        causes=[PartData(part.text, amount_of(part.earned), amount_of(part.payable)) for part in line.parts],
    )


def _amount(money: Money | None) -> Amount | None:
    return None if money is None else amount_of(money)


def _total(total: RunTotal) -> Total:
    return Total(amount_of(total.earned), amount_of(total.payable), amount_of(total.held))
