"""Payroll of a posted run as files to hand out: made only where run, books and statements pay the same.

Each file that is handed out leaves an entry in the audit chain, with the digest of its bytes.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Final

from comp.errors import UnknownNameError
from comp.facts import Workspace
from comp.finance import (
    ImportRow,
    Layout,
    LayoutFile,
    Payroll,
    layout_files,
    payroll,
    read_layout,
    require_workbook,
    terms_of,
    workbook,
)
from comp.records import Records, append
from comp.workflow.access import Actor
from comp.workflow.closing.may import require_finance
from comp.workflow.closing.taking import PostedRun, posted_run, run_of_batch
from comp.workflow.closing.tying import require_tied_to_books

EXPORTED: Final = "payroll.export"
"""The action of an audit entry that tells of a file; its subject is the run's results digest."""
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_THE_DAY: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The import rows that a layout's file is to hold: of a currency, of a legal entity; None for all."""

    currency: str | None = None
    legal_entity: str | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A file to hand out; `charset` is that of a text, blank where it is none."""

    name: str
    media_type: str
    content: bytes
    charset: str = ""

    @property
    def sha256(self) -> str:
        """The digest of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def payroll_of(records: Records, workspace: Workspace, results_digest: str) -> Payroll:
    """The payroll of a posted run, tied to its lines, to the books, and to the statements recorded of it.

    Raises:
        NotPostedError: the run is not posted.
        PayrollRefusedError: something does not tie.
        CompError: a folder is not there any more.
    """
    with records.reading() as session:
        found = posted_run(session, workspace.company.calendar, results_digest)
    return _made(workspace, found)


def _made(workspace: Workspace, found: PostedRun) -> Payroll:
    run = run_of_batch(workspace, found.batch)
    last = None if found.paid_last is None else run_of_batch(workspace, found.paid_last)
    made = payroll(run, terms_of(workspace, run), last=last, statements=found.statements)
    require_tied_to_books(made, found.posted)
    return made


def export_workbook(
    records: Records, workspace: Workspace, actor: Actor, results_digest: str, at: datetime
) -> Export:
    """The workbook of a posted run.

    Raises:
        AccessRefusedError: the actor is not of finance.
        CompError: as `payroll_of`.
    """
    require_finance(actor)
    made = payroll_of(records, workspace, results_digest)
    content = workbook(made)
    require_workbook(made, content)
    export = Export(f"payroll_{_safe(made)}.xlsx", XLSX, content)
    told = _told(made, export, "", made.imports)
    with records.transaction() as session:
        append(session, actor.user_id, EXPORTED, made.manifest.results_digest, told, at=at)
    return export


def export_layout(
    records: Records,
    workspace: Workspace,
    actor: Actor,
    results_digest: str,
    at: datetime,
    *,
    layout_name: str,
    chosen: Chosen,
) -> Export:
    """What another system imports of a posted run: a file, or a zip where the layout makes several.

    Raises:
        AccessRefusedError: the actor is not of finance.
        UnknownNameError: there is no such layout, or the run pays nothing of what was chosen.
        PayrollRefusedError: the other system would not take it, or as `payroll_of`.
    """
    require_finance(actor)
    layout = read_layout(workspace.path, layout_name)
    made = payroll_of(records, workspace, results_digest)
    rows = _rows(made, chosen)
    given = workspace.company.settlement.layouts.get(layout_name, {})
    files = layout_files(layout, rows, given)
    export = _one(layout, files[0]) if len(files) == 1 and not layout.per else _zip(layout, made, files)
    told = _told(made, export, layout_name, rows)
    with records.transaction() as session:
        append(session, actor.user_id, EXPORTED, made.manifest.results_digest, told, at=at)
    return export


def _rows(made: Payroll, chosen: Chosen) -> list[ImportRow]:
    _require_paid("currency that this run pays called", chosen.currency, made, "currency")
    _require_paid("legal entity that this run pays for called", chosen.legal_entity, made, "legal_entity")
    return [
        row
        for row in made.imports
        if chosen.currency in {None, row.key.currency} and chosen.legal_entity in {None, row.key.legal_entity}
    ]


def _require_paid(what: str, name: str | None, made: Payroll, field: str) -> None:
    known = {str(getattr(row.key, field)) for row in made.imports}
    if name is not None and name not in known:
        raise UnknownNameError(what, name, known)


def _one(layout: Layout, file: LayoutFile) -> Export:
    kind = "text/plain" if layout.fixed else "text/csv"
    return Export(file.name, kind, file.content, layout.encoding)


def _zip(layout: Layout, made: Payroll, files: Sequence[LayoutFile]) -> Export:
    """One day on every file: the same payroll gives the same bytes."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(file.name, _THE_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, file.content)
    return Export(f"{layout.name}_{_safe(made)}.zip", "application/zip", packed.getvalue())


def _safe(made: Payroll) -> str:
    """The period and the run, as a part of a file's name; corrections say so."""
    told = made.manifest
    what = "corrections_" if told.corrects else ""
    return f"{told.period}_{what}{told.results_digest[:12]}"


def _told(made: Payroll, export: Export, layout: str, rows: Sequence[ImportRow]) -> dict[str, object]:
    """What the audit chain keeps of a file: its digest, and no amount and no payee."""
    return {
        "period": made.manifest.period,
        "layout": layout,
        "rows": len(rows),
        "bytes": len(export.content),
        "sha256": export.sha256,
    }
