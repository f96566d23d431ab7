"""What payroll is made from: a posted run, what the books hold of it, and the run that was paid last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from comp.errors import CompError
from comp.facts import Workspace
from comp.finance import StatementTold
from comp.language.calendar import Calendar
from comp.records import Posting, Session, StatementAmount, select
from comp.runs import Run, load_run
from comp.workflow.books import Books, PostedBatch, batches_of, entry_of
from comp.workflow.closing.tying import PaidKey, posted_by_payee


class NotPostedError(CompError):
    """Payroll was asked of a run that is not posted."""


@dataclass(frozen=True, slots=True)
class PostedRun:
    """A posted run: minor units that it pays by payee and currency, and what its statements say.

    `paid_last` is the batch of the run paid before it, None where it is the first. `statements` is None where
    none were recorded: the run was posted without the service.
    """

    batch: PostedBatch
    posted: dict[PaidKey, int]
    paid_last: PostedBatch | None
    statements: tuple[StatementTold, ...] | None


def posted_run(session: Session, calendar: Calendar, results_digest: str) -> PostedRun:
    """What the books and the statements say of a run.

    Raises:
        NotPostedError: it is not posted.
    """
    books = Books(batches_of(session), {})
    batch = books.batch(results_digest)
    if batch is None:
        raise NotPostedError(
            "this run is not posted, and payroll is taken from a run that is; post it first, once all of its "
            "statements are approved"
        )
    rows = session.exec(select(Posting).where(Posting.results_digest == results_digest))
    return PostedRun(
        batch,
        posted_by_payee(entry_of(row) for row in rows),
        paid_last(books, calendar, batch),
        _statements(session, batch),
    )


def paid_last(books: Books, calendar: Calendar, batch: PostedBatch) -> PostedBatch | None:
    """The run that was paid before this one: the one that corrections start from, else of the period before.

    None where no such run is posted.
    """
    told = batch.manifest
    if told.corrects:
        return books.batch(told.corrects)
    starts_on = calendar.parse(told.period).starts_on
    before = [
        (calendar.parse(each.manifest.period).ends_before, place)
        for place, each in enumerate(books.batches)
        if not each.manifest.corrects and calendar.parse(each.manifest.period).ends_before <= starts_on
    ]
    return books.batches[max(before)[1]] if before else None


def run_of_batch(workspace: Workspace, batch: PostedBatch) -> Run:
    """The run of a batch, from its folder.

    Raises:
        CompError: it is not there any more, was changed, or another run stands in its place.
    """
    folder: Path = workspace.path / batch.folder
    name = f"the folder of the run of {batch.manifest.period} ({batch.results_digest[:12]}), {batch.folder},"
    if not folder.is_dir():
        raise CompError(f"{name} is not there any more; put it back from a backup")
    run = load_run(folder)
    if run.manifest.results_digest != batch.results_digest:
        raise CompError(f"{name} holds another run; put back the one that was posted")
    return run


def _statements(session: Session, batch: PostedBatch) -> tuple[StatementTold, ...] | None:
    asked = select(StatementAmount).where(StatementAmount.results_digest == batch.results_digest)
    told = tuple(
        StatementTold(row.payee, batch.manifest.period, row.currency, row.payable_minor)
        for row in session.exec(asked)
    )
    return told or None
