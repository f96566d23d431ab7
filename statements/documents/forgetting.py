"""What was drawn of a payee and kept, and how it goes when the payee is erased: a PDF holds their name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from comp.records import Records, StatementRecord, select

DRAWN: Final = Path(".comp", "statements", "pdf")
"""Where PDFs that were asked for are kept, seen from the workspace, by the statement's id."""


def forget_drawn(workspace_path: Path, records: Records, payee: str) -> int:
    """Remove the kept PDFs of a payee, and say how many there were; the documents hold no name and stay."""
    with records.reading() as session:
        ids = session.exec(select(StatementRecord.id).where(StatementRecord.payee == payee)).all()
    files = [file for each in ids for file in (workspace_path / DRAWN).glob(f"{each}-*.pdf")]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)
