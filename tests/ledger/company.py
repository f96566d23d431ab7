"""A company in a folder with books: what a month's close does, in one word each."""

import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from comp.facts import Workspace
from comp.ledger import Amounts, LineKey, corrections_by_books
from comp.records import Posting, select
from comp.runs import Run, corrections, load_run, write_run
from comp.workflow import (
    BooksReport,
    Posted,
    Preview,
    books_of,
    check_books,
    open_books,
    post,
    posted_but,
    preview,
    to_post,
)
from tests.runs.kept_runs import run_into

AT = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)


@dataclass(frozen=True)
class Company:
    """A workspace, made to use the database of that URL."""

    path: Path
    url: str

    def __post_init__(self) -> None:
        file = self.path / "comp.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("[company]", f'[company]\ndatabase = "{self.url}"'), encoding="utf-8")

    def becomes(self, other: Self) -> None:
        """Take over what another company has: its files, its runs and its books; both have SQLite."""
        shutil.copytree(other.path.parent, self.path.parent, dirs_exist_ok=True)
        shutil.copyfile(*(company.url.removeprefix("sqlite:///") for company in (other, self)))
        file = self.path / "comp.toml"
        file.write_text(file.read_text(encoding="utf-8").replace(other.url, self.url), encoding="utf-8")

    @property
    def workspace(self) -> Workspace:
        return Workspace.open(self.path)

    def folder(self, name: str) -> Path:
        return self.path.parent / name

    def change(self, source: str, old: str, new: str) -> None:
        """Change a source's file."""
        file = self.path / "data" / f"{source}.csv"
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def runs(self, period: str, today: date, name: str = "") -> Path:
        """Run a period into a folder, named as the period unless said."""
        folder = self.folder(name or period)
        run_into(self.path, period, today, folder)
        return folder

    def corrects(self, a: Path, b: Path, *, by_books: bool = True) -> Path:
        """Write B's corrections into a folder beside it."""
        folder = self.folder(f"{b.name}-corrections")
        write_run(self.corrected(a, b, by_books=by_books), folder)
        return folder

    def corrected(self, a: Path, b: Path, *, by_books: bool = True) -> Run:
        if not by_books:
            return corrections(self.workspace, load_run(a), load_run(b))[0]
        with open_books(self.workspace) as records, records.reading() as session:
            posted = posted_but(session, load_run(b).manifest.results_digest)
        done, found = corrections_by_books(self.workspace, load_run(a), load_run(b), posted)
        moved = {line.line_id: line.earned_minor for line in found.lines if line.earned_minor}
        assert moved == {
            line: minor for line, minor in done.lines.select("line_id", "earned_minor").iter_rows() if minor
        }
        return done

    def previews(self, run_folder: Path, corrections_folder: Path | None = None) -> Preview:
        with open_books(self.workspace) as records:
            return preview(records, to_post(self.workspace, run_folder, corrections_folder))

    def posts(self, run_folder: Path, corrections_folder: Path | None = None) -> Posted:
        with open_books(self.workspace) as records:
            return post(records, to_post(self.workspace, run_folder, corrections_folder), "u-1", AT)

    def posted(self) -> dict[LineKey, Amounts]:
        """What the books hold, by line."""
        with open_books(self.workspace) as records, records.reading() as session:
            return dict(books_of(session).posted)

    def earned(self) -> dict[str, int]:
        """What the books hold as earned, by the deal of a line; in minor units."""
        return {
            line.split(":")[-1].partition("#")[0]: sums.earned_minor
            for (line, _), sums in self.posted().items()
        }

    def rows(self) -> list[dict[str, object]]:
        """Every entry as it stands in the database."""
        with open_books(self.workspace) as records, records.reading() as session:
            return [row.model_dump() for row in session.exec(select(Posting).order_by("number"))]

    def checked(self) -> BooksReport:
        with open_books(self.workspace) as records:
            return check_books(records, self.workspace)
