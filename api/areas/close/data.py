"""The shapes of the JSON of the close and the books."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from api.amounts import Amount, amount_of
from api.areas.close.previewing import LineShown, Pair, PlanShown, RunToClose
from api.areas.runs.reading import run_id
from comp.language.money import Money
from comp.ledger import Amounts
from comp.workflow import Posted, PostedBatch, PostedEntry
from comp.workflow.closing import BatchShown, ClosingShown, EntriesShown, PostedTotal


class Sums(Struct, frozen=True):
    """Earned and payable in one currency."""

    earned: Amount
    payable: Amount


class PostedWhen(Struct, frozen=True):
    """Who posted it, and when."""

    by: str
    at: datetime


class Period(Struct, frozen=True):
    """A period's run and how far its close is. `run` is what addresses name it by.

    `statements` counts the statements of the run and its corrections by state; `against` are sentences of
    what is still to be done about them.
    """

    period: str
    run: str
    results_digest: str
    corrections: str | None
    statements: dict[str, int]
    against: list[str]
    posted: PostedWhen | None


class Periods(Struct, frozen=True):
    """Every period with its run, the latest first; `next` is always null."""

    items: list[Period]
    next: None = None


class PlanSums(Struct, frozen=True):
    """A plan in one currency: posted before, posted now, worth, and what the books would lack."""

    plan: str
    entries: int
    before: Sums
    now: Sums
    value: Sums
    missing: Sums


class OpenLineData(Struct, frozen=True):
    """A line whose entries would not come to its worth; `value` is null where it is a fault."""

    line: str
    before: Sums
    now: Sums
    value: Sums | None
    missing: Sums


class Close(Struct, frozen=True):
    """A run to close. `may_be_posted` is whether nothing stands against it and it is not posted yet.

    `against` are sentences, `open` lines that corrections by the books would settle, and
    `faults_that_were_posted` lines that are faults by now and keep what was posted of them.
    """

    period: Period
    may_be_posted: bool
    against: list[str]
    plans: list[PlanSums]
    open: list[OpenLineData]
    faults_that_were_posted: list[OpenLineData]


class Posting(Struct, frozen=True):
    """What a posting wrote: the results digests of its batches, none where all was posted before."""

    batches: list[str]
    entries: int
    posted_already: list[str]


class Total(Struct, frozen=True):
    """Entries in one currency."""

    entries: int
    earned: Amount
    payable: Amount


class BatchData(Struct, frozen=True):
    """What was posted of one run; `kind` is run or correction."""

    results_digest: str
    period: str
    kind: str
    posted_by: str
    posted_at: datetime
    entries_digest: str | None
    totals: list[Total]


class Batches(Struct, frozen=True):
    """Every batch, in the order in which they were posted; `next` is always null."""

    items: list[BatchData]
    next: None = None


class EntryData(Struct, frozen=True):
    """An entry of the books; `number` counts in the order in which entries were written."""

    number: int
    line: str
    payee: str
    plan: str
    clause: str
    pay: str
    period: str
    kind: str
    results_digest: str
    posted_at: datetime
    earned: Amount
    payable: Amount


class Entries(Struct, frozen=True):
    """A part of the entries that were asked for; `totals` are those of all of them.

    `next` is what `after` takes for the part after it.
    """

    items: list[EntryData]
    totals: list[Total]
    next: int | None


def period_data(shown: ClosingShown) -> Period:
    """A period as the JSON API tells of it."""
    corrections, posted = shown.closing.corrections, shown.posted
    return Period(
        period=shown.run.period,
        run=run_id(shown.run),
        results_digest=shown.run.results_digest,
        corrections=None if corrections is None else corrections.results_digest,
        statements={str(state): count for state, count in shown.states.items()},
        against=list(shown.stands),
        posted=None if posted is None else PostedWhen(posted.posted_by, posted.posted_at),
    )


def close_data(closing: RunToClose) -> Close:
    """A run to close."""
    told = closing.preview
    return Close(
        period=period_data(closing.shown),
        may_be_posted=closing.may_be_posted,
        against=[] if told is None else list(told.unmet),
        plans=[_plan(each) for each in closing.plans],
        open=[_line(each) for each in closing.open],
        faults_that_were_posted=[_line(each) for each in closing.standing],
    )


def posting_data(done: Posted) -> Posting:
    """What was written."""
    already = [batch.results_digest for batch in done.preview.already]
    return Posting(list(done.batches), done.entries, already)


def batch_data(shown: BatchShown) -> BatchData:
    """A batch."""
    batch: PostedBatch = shown.batch
    told = batch.told.get("entries_digest")
    return BatchData(
        results_digest=batch.results_digest,
        period=batch.manifest.period,
        kind=batch.kind.value,
        posted_by=batch.posted_by,
        posted_at=batch.posted_at,
        entries_digest=None if told is None else str(told),
        totals=[_total(each) for each in shown.totals],
    )


def entries_data(shown: EntriesShown) -> Entries:
    """A part of the entries."""
    return Entries(
        [_entry(each) for each in shown.items], [_total(each) for each in shown.totals], shown.next
    )


def _entry(posted: PostedEntry) -> EntryData:
    entry, batch = posted.entry, posted.batch
    earned, payable = _sums_of(entry.amounts, entry.currency)
    return EntryData(
        number=posted.number,
        line=entry.line,
        payee=entry.payee,
        plan=entry.plan,
        clause=entry.clause,
        pay=entry.pay,
        period=entry.period,
        kind=entry.kind.value,
        results_digest=batch.results_digest,
        posted_at=batch.posted_at,
        earned=earned,
        payable=payable,
    )


def _sums_of(amounts: Amounts, currency: str) -> tuple[Amount, Amount]:
    earned, payable = (amount_of(Money(minor, currency)) for minor in amounts)
    return earned, payable


def _total(total: PostedTotal) -> Total:
    return Total(total.entries, amount_of(total.earned), amount_of(total.payable))


def _sums(pair: Pair) -> Sums:
    return Sums(amount_of(pair.earned), amount_of(pair.payable))


def _plan(plan: PlanShown) -> PlanSums:
    sums = (_sums(each) for each in (plan.before, plan.now, plan.value, plan.missing))
    return PlanSums(plan.plan, plan.entries, *sums)


def _line(line: LineShown) -> OpenLineData:
    value = None if line.value is None else _sums(line.value)
    return OpenLineData(line.line, _sums(line.before), _sums(line.now), value, _sums(line.missing))
