"""A workspace: the folder that holds a company's plans, mappings and facts, and the door to all of them."""

from __future__ import annotations

from collections.abc import Mapping as ByName
from datetime import date
from pathlib import Path

from comp.facts.checks import Checker
from comp.facts.company import Company, read_company
from comp.facts.errors import WorkspaceError, nearest
from comp.facts.findings import DataReport, Outcome
from comp.facts.imports import (
    ImportReport,
    append_changed,
    contributing,
    folded,
    inputs_digest,
    latest,
    report_of,
)
from comp.facts.mapping import Extract, Mapping
from comp.facts.mapping_file import default_mapping, read_mapping
from comp.facts.people import People
from comp.facts.people_file import read_people
from comp.facts.reading import SourceReading, read_source
from comp.facts.snapshot import Snapshot
from comp.facts.store import Import, Store
from comp.frozen import frozen
from comp.language.core import Source


class FactsRefused(WorkspaceError):  # noqa: N818 - named for what happened, as callers speak of it
    """Facts are at fault and the mapping does not let a run go on without them; `report` says which."""

    exit_code = 1

    def __init__(self, report: DataReport) -> None:
        super().__init__(
            f"{', '.join(report.stops)}: {_refusal(report)}, and nothing allows a run without that; "
            "'comp data check' shows all"
        )
        self.report = report


def _refusal(report: DataReport) -> str:
    """The first thing that is refused, where it stands, and how many rows are."""
    refused = sum(report.rows[name].refused for name in report.stops)
    first = next(
        each for each in report.findings if each.outcome is Outcome.REFUSED and each.source in report.stops
    )
    place = first.file if first.row is None else f"{first.file}, row {first.row}"
    counted = f"{refused:,} row{' is' if refused == 1 else 's are'} refused, first " if refused else ""
    return f"{counted}{place}: {first.reason if not first.private else 'an id of nobody in data/people'}"


@frozen
class View:
    """What was known on a recorded date: the snapshot, and what was found in the imports that made it."""

    snapshot: Snapshot
    report: DataReport
    recorded_on: date


@frozen
class Workspace:
    """An opened workspace."""

    path: Path
    company: Company
    people: People

    @classmethod
    def open(cls, path: Path | str) -> Workspace:
        """Read a workspace's company file and people.

        Raises:
            WorkspaceError: it is no workspace, or one of its files is at fault.
        """
        folder = Path(path)
        if not folder.is_dir():
            raise WorkspaceError(f"{folder}: no such folder; 'comp init {folder}' makes a workspace")
        if not (folder / "comp.toml").is_file():
            raise WorkspaceError(
                f"{folder}: not a workspace, for it has no comp.toml; 'comp init' writes one"
            )
        company = read_company(folder / "comp.toml")
        return cls(folder, company, read_people(folder / "data", company.time_zone))

    @property
    def data(self) -> Path:
        """The folder of facts and mappings."""
        return self.path / "data"

    def plan_paths(self) -> list[Path]:
        """Every plan file, in the order of their names.

        Raises:
            WorkspaceError: there is none.
        """
        paths = sorted((self.path / "plans").glob("*.plan"))
        if not paths:
            raise WorkspaceError(f"{self.path}: no plans; expected files plans/*.plan")
        return paths

    def mappings(self, sources: ByName[str, Source]) -> dict[str, Mapping]:
        """The mapping of every source.

        Raises:
            WorkspaceError: a mapping is at fault, or belongs to no source.
        """
        for path in sorted(self.data.glob("*.toml")):
            if path.stem not in sources and path.stem != "people":
                hint = nearest(path.stem, sources)
                raise WorkspaceError(f"data/{path.name}: the plans declare no source {path.stem!r}; {hint}")
        return {name: self._mapping(source) for name, source in sources.items()}

    def view(
        self, sources: ByName[str, Source], recorded: date | None = None, *, today: date | None = None
    ) -> View:
        """The facts as recorded on a day; without one, import first what changed, stamped with `today`.

        Raises:
            FactsRefused: rows are refused that nothing allows to leave out.
            WorkspaceError: the workspace or its store is at fault.
        """
        if recorded is None and today is None:
            raise ValueError("a view needs `recorded` or `today`; nothing below the commands asks a clock")
        if recorded is None and today is not None:
            # A stamp before an earlier one would hide what is imported now behind that.
            self.import_facts(sources, max([today, *(one.recorded_on for one in self.store.imports())]))
        imports = self.store.imports()
        seen_on = recorded or max([one.recorded_on for one in imports] + ([today] if today else []))
        tables = {name: folded(self.store, imports, source, seen_on) for name, source in sources.items()}
        return View(Snapshot.of(sources, tables), self._found(imports, sources, seen_on), seen_on)

    def import_facts(self, sources: ByName[str, Source], recorded_on: date) -> ImportReport:
        """Add what changed since the last import to the store, stamped with that day.

        Raises:
            FactsRefused: rows are refused that nothing allows to leave out; nothing has been added.
            WorkspaceError: the workspace or its store is at fault, or another import is running.
        """
        digests = self.digests(sources)
        # Asked before the store is held, so that runs of facts that nobody changed never wait for each other.
        imports = self.store.imports()
        last = {name: one.inputs for name, one in latest(imports).items()}
        if all(last.get(name) == digest for name, digest in digests.items() if digest is not None):
            return ImportReport((), self._found(imports, sources, date.max), recorded_on)
        with self.store.locked():
            readings = self.read(sources)
            report = DataReport.merged(report_of(each) for each in readings.values())
            if report.stops:
                raise FactsRefused(report)
            known = {name: digest or "" for name, digest in digests.items()}
            return ImportReport(append_changed(self.store, readings, known, recorded_on), report, recorded_on)

    def read(self, sources: ByName[str, Source]) -> dict[str, SourceReading]:
        """Every source as its files are now, held against each other and against what deltas build on."""
        mappings = self.mappings(sources)
        readings = {
            name: read_source(source, mappings[name], self.data, self.company, self.people)
            for name, source in sources.items()
        }
        imports = self.store.imports()
        deltas = [source for name, source in sources.items() if mappings[name].extract is Extract.DELTA]
        earlier = {source.name: folded(self.store, imports, source, date.max) for source in deltas}
        Checker(readings, earlier, self.people).check()
        return readings

    def check(self, sources: ByName[str, Source]) -> DataReport:
        """What is found in the files as they are now; writes nothing."""
        return DataReport.merged(report_of(each) for each in self.read(sources).values())

    @property
    def store(self) -> Store:
        """The fact store."""
        return Store(self.path / ".comp" / "store")

    def digests(self, sources: ByName[str, Source]) -> dict[str, str | None]:
        """The digest of each source's inputs; None where there are none yet and none were ever imported.

        It is blank for a query, which must be asked.

        Raises:
            WorkspaceError: a mapping or the store is at fault.
        """
        mappings = self.mappings(sources)
        context = f"{self.company!r} {self.people!r}"
        known = {one.source for one in self.store.imports()}
        return {
            name: inputs_digest(source, mappings[name], self.data, context)
            if mappings[name].origin is not None or name in known
            else None
            for name, source in sources.items()
        }

    def require_facts(self, recorded: date) -> None:
        """See that something was recorded by the day, for a run that sees no fact would pay nothing, unsaid.

        Raises:
            WorkspaceError: nothing was; the message says when the first import was.
        """
        imports = self.store.imports()
        if not imports:
            raise WorkspaceError(f"{self.path}: nothing was imported yet; 'comp data import' does it")
        first = min(one.recorded_on for one in imports)
        if recorded < first:
            raise WorkspaceError(
                f"{self.path}: nothing was recorded by {recorded}; the first import is of {first}"
            )

    def _found(self, imports: list[Import], sources: ByName[str, Source], seen_on: date) -> DataReport:
        used = [one for name in sources for one in contributing(imports, name, seen_on)]
        return DataReport.merged(self.store.report(one.report) for one in used)

    def _mapping(self, source: Source) -> Mapping:
        path = self.data / f"{source.name}.toml"
        allow_refused = self.company.allow_refused
        if path.is_file():
            return read_mapping(path, source, self.people, allow_refused=allow_refused)
        return default_mapping(source, self.data, allow_refused=allow_refused)
