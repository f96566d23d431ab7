"""Records a run: its folder is kept, its statements are made and kept, and the database is told of them.

Folders come first and the database last, so whatever ends this, the database tells of nothing that is not
there; the same call again does what is left.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from comp.errors import CompError
from comp.facts import Workspace
from comp.facts.people import Person
from comp.proofs import read_seal
from comp.records import Person as PersonRow
from comp.records import Records, select
from comp.runs import Manifest, Progress, Run, load_run
from comp.runs.folder import SEAL
from comp.verifier.commitments import canonical
from comp.workflow.preparing import require_beside
from comp.workflow.recording import (
    RecordedRun,
    RecordedStatement,
    plans_of,
    record,
    recorded_statements,
    statement_id,
)
from comp.workflow.review import Noted
from statements.documents.document import content_digest
from statements.documents.known_names import KnownNames
from statements.documents.making import made_statements
from statements.documents.noted import NAME, noted_text
from statements.documents.place import (
    is_kept,
    keep_run,
    open_document,
    open_noted,
    open_workings,
    run_place,
    statements_place,
    written_documents,
)


def record_run(  # noqa: PLR0917 - what is recorded where, by whom, and who watches
    workspace: Workspace,
    run_folder: Path,
    records: Records,
    by: str,
    at: datetime,
    progress: Progress,
    corrections: Path | None = None,
) -> RecordedRun:
    """Record a run and the corrections that are paid beside it; takes about as long as drawing a few pages.

    What stands there already is not made again, and `is_new` says so. Corrections without a line are none.

    Raises:
        InputFaultsError: the two engines differ on a line; nothing is recorded.
        CompError: a folder cannot be read or kept, they do not belong together or are of another workspace.
    """
    run = load_run(run_folder)
    _require_own(workspace, run.manifest, run_folder)
    beside = None if corrections is None else load_run(corrections)
    if beside is not None:
        require_beside(run.manifest, beside.manifest)
    recorded = _kept(workspace, run, run_folder, records, progress)
    if beside is not None and corrections is not None and beside.manifest.lines:
        kept = _kept(workspace, beside, corrections, records, progress)
        recorded = replace(recorded, corrections=kept)
    return record(records, recorded, by, at)


def _require_own(workspace: Workspace, told: Manifest, folder: Path) -> None:
    if told.company != workspace.company.name:
        raise CompError(
            f"{folder} is a run of {told.company}, and the workspace is that of {workspace.company.name}; "
            "name the workspace that it was run in"
        )
    if told.corrects:
        raise CompError(
            f"{folder} pays corrections; name it with --corrections, beside the run of its period"
        )
    if not told.lines:
        raise CompError(f"{folder} has no line, so there is no statement to record")


def _kept(workspace: Workspace, run: Run, folder: Path, records: Records, progress: Progress) -> RecordedRun:
    """Keep the folder and the documents of a run."""
    path, told = workspace.path, run.manifest
    with records.reading() as session:
        standing = recorded_statements(session, told)
    if standing is None or not _documents_hold(path, told.results_digest, standing):
        standing = _made(workspace, run, _known_names(workspace, records), progress)
    place = run_place(path, told)
    if not is_kept(told, place):
        keep_run(run, folder, place)
    return RecordedRun(
        manifest=told,
        folder=os.path.relpath(place.resolve(), path.resolve()),
        statements=standing,
        plans=plans_of(run),
        root=_root_of(place),
    )


def _root_of(place: Path) -> str | None:
    """SHA-256 of the root of the run's seal, None where it was not sealed before it was recorded."""
    seal = read_seal(place)
    try:
        return None if seal is None else hashlib.sha256(canonical(seal["root"])).hexdigest()
    except (KeyError, TypeError) as error:
        raise CompError(f"{place / SEAL} cannot be read; run the period again") from error


def _known_names(workspace: Workspace, records: Records) -> KnownNames:
    """Everybody whom the workspace or the database calls by name."""
    with records.reading() as session:
        rows = session.exec(select(PersonRow)).all()
    return KnownNames([
        *workspace.people.by_payee.values(),
        *(Person(row.payee, row.name, row.mail) for row in rows),
    ])  # fmt: skip


def _made(
    workspace: Workspace, run: Run, names: KnownNames, progress: Progress
) -> tuple[RecordedStatement, ...]:
    digest = run.manifest.results_digest
    found: list[RecordedStatement] = []
    noted: dict[str, Noted] = {}
    with written_documents(statements_place(workspace.path, digest)) as write:
        for made in made_statements(workspace, run, names, progress):
            key = statement_id(digest, made.recorded.payee)
            write(f"{key}.json", made.document)
            write(f"{key}.workings.json.gz", made.workings)
            noted[made.recorded.payee] = made.noted
            found.append(made.recorded)
        write(NAME, noted_text(noted))
    return tuple(sorted(found, key=lambda each: each.payee))


def _documents_hold(path: Path, results_digest: str, standing: tuple[RecordedStatement, ...]) -> bool:
    """Whether every document is there, undamaged, and says what the database knows of it."""
    try:
        open_noted(path, results_digest)
        for each in standing:
            key = statement_id(results_digest, each.payee)
            open_workings(path, results_digest, key)
            if content_digest(open_document(path, results_digest, key).statement) != each.content_digest:
                return False
    except CompError:
        return False
    return True
