"""A company in a folder whose runs are recorded, in one word each."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from comp.runs.run import silent
from comp.workflow import open_books
from comp.workflow.recording import RecordedRun, RunShown, current_run, run_of, runs, statement_id
from statements.documents import Document, Working, open_document, open_workings, record_run
from tests.ledger.company import AT, Company


@dataclass(frozen=True)
class Recorder(Company):
    """The company with what recording does; runs are recorded by u-1."""

    def records(self, folder: Path, corrections: Path | None = None, at: datetime = AT) -> RecordedRun:
        with open_books(self.workspace) as records:
            return record_run(self.workspace, folder, records, "u-1", at, silent, corrections)

    def document(self, recorded: RecordedRun, payee: str = "ana") -> Document:
        digest = recorded.manifest.results_digest
        return open_document(self.path, digest, statement_id(digest, payee))

    def workings(self, recorded: RecordedRun, payee: str = "ana") -> dict[str, Working]:
        digest = recorded.manifest.results_digest
        return dict(open_workings(self.path, digest, statement_id(digest, payee)))

    def current(self, period: str) -> RunShown | None:
        with open_books(self.workspace) as records, records.reading() as session:
            return current_run(session, period)

    def run_of(self, digest: str) -> RunShown | None:
        with open_books(self.workspace) as records, records.reading() as session:
            return run_of(session, digest)

    def runs_recorded(self) -> tuple[RunShown, ...]:
        with open_books(self.workspace) as records, records.reading() as session:
            return runs(session)

    def kept_files(self) -> list[Path]:
        """Every file that is kept of statements."""
        return sorted(path for path in (self.path / ".comp" / "statements").rglob("*") if path.is_file())

    def files_of(self, recorded: RecordedRun, payee: str = "ana") -> list[Path]:
        """A statement's document and its workings."""
        key = statement_id(recorded.manifest.results_digest, payee)
        return [path for path in self.kept_files() if path.name.startswith(key)]


def digests(recorded: RecordedRun) -> dict[str, str]:
    """The content digest of each payee's statement."""
    return {each.payee: each.content_digest for each in recorded.statements}
