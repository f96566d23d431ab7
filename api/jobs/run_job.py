"""The job that runs a period: facts, run, corrections of what was paid before, and the recording of both.

Files that changed since they were imported last are imported first, as `comp run` does it (decision 0017), so
that a run never pays from facts that are not those of the workspace; what was imported is said at the end of
the job and in the audit trail. Until the recording, nothing that this writes is known to the database.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Final

from api.jobs.work import Ended, Work
from comp.errors import CompError
from comp.facts import Workspace
from comp.ledger import corrections_by_books
from comp.records import append
from comp.runs import Manifest, Run, load_program, load_run, run, write_run
from comp.whole_files import make_private
from comp.workflow import Books, books_of, paid_before, posted_but
from comp.workflow.jobs import period_to_run
from statements.documents import record_run, run_place
from statements.documents.place import is_kept

IMPORTED: Final = "facts.import"
"""The action of the audit entry that tells of an import; its subject is the day that stamps it."""
_STEPS: Final = 4


def run_period(work: Work) -> Ended:
    """Run the period that the job names, and record what it pays.

    Raises:
        CompError: plans or facts are at fault, the engines differ, or what was paid cannot be corrected.
        StoppedError: the service ends.
    """
    books = _books(work)
    period = period_to_run(books, work.workspace.company.calendar, work.job.subject).name
    imported = _import_facts(work)
    done, folder = _calculate(work, period)
    paid = paid_before(books, work.workspace.company.calendar, period)
    beside = None if paid is None else _corrections(work, work.workspace.path / paid, folder)
    making = work.telling.step(4, _STEPS, "making the statements, each by both engines")
    record_run(
        work.workspace, folder, work.records, work.job.asked_by, work.now(), making, corrections=beside
    )
    said = [
        *_about_imports(imported),
        *_about_run(done.manifest),
        *_about_corrections(books, paid, beside),
    ]
    return Ended(done.manifest.results_digest, " ".join(said))


def _books(work: Work) -> Books:
    with work.records.reading() as session:
        return books_of(session)


def _import_facts(work: Work) -> tuple[str, ...]:
    """Import what changed, and give the names of the sources that did."""
    work.telling.step(1, _STEPS, "reading the facts")
    program = load_program(work.workspace)
    found = work.workspace.import_facts(program.sources, _stamp(work))
    if found.imported:
        told = {"job": work.job.id, "sources": sorted(found.imported)}
        with work.records.transaction() as session:
            append(session, work.job.asked_by, IMPORTED, found.recorded_on.isoformat(), told, at=work.now())
    return found.imported


def _stamp(work: Work) -> date:
    """Today; or a later day that an import is stamped with, behind which another would not be seen."""
    return max([work.today, *(one.recorded_on for one in work.workspace.store.imports())])


def _calculate(work: Work, period: str) -> tuple[Run, Path]:
    """The run, from all that is imported, and its folder."""
    calculating = work.telling.step(2, _STEPS, "calculating what the plans pay")
    done = run(work.workspace, period, _stamp(work), work.today, calculating)
    if not done.manifest.lines:
        raise CompError(f"no plan has a line in {period}, so nobody gets a statement; see to its facts")
    return done, _written(work.workspace, done)


def _corrections(work: Work, paid: Path, folder: Path) -> Path | None:
    """The folder of what is to be paid beside the run for what was paid before; None where nothing is."""
    correcting = work.telling.step(3, _STEPS, "looking for corrections of what was paid before")
    before, now = load_run(paid), load_run(folder)
    with work.records.reading() as session:
        posted = posted_but(session, now.manifest.results_digest)
    owed, _ = corrections_by_books(work.workspace, before, now, posted, correcting)
    return _written(work.workspace, owed) if owed.manifest.lines else None


def _written(workspace: Workspace, done: Run) -> Path:
    """Write a run where recorded ones are kept, unless the very same stands there: it may be sealed."""
    folder = run_place(workspace.path, done.manifest)
    if not is_kept(done.manifest, folder):
        make_private(folder.parent)
        write_run(done, folder)
    return folder


def _about_imports(imported: tuple[str, ...]) -> list[str]:
    return [f"Imported first, as the files had changed: {', '.join(sorted(imported))}."] if imported else []


def _about_run(told: Manifest) -> list[str]:
    faults = [f"Lines or facts that could not be calculated: {told.faults:,}."] if told.faults else []
    refused = [f"Rows that were refused and left out: {told.refused:,}."] if told.refused else []
    return [*faults, *refused]


def _about_corrections(books: Books, paid: str | None, beside: Path | None) -> list[str]:
    if beside is not None:
        return ["Corrections of what was paid before are recorded beside it."]
    if paid is None and books.batches:
        return ["The period before it is not posted, so nothing that was paid before is corrected with it."]
    return []
