"""What the pages and the JSON API show of sources, imports and uploads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.service import Service
from comp.errors import UnknownNameError
from comp.facts import DataReport, Finding, Outcome, Workspace
from comp.facts.imports import latest
from comp.facts.mapping import Files, Query
from comp.facts.staging import RowChange, Staged, report_of_staged, staged, staged_as
from comp.facts.store import Import
from comp.language.core import Source
from comp.runs import load_program
from comp.runs.fact_texts import row_texts

SHOWN_FINDINGS = 100
_ORDER = {Outcome.REFUSED: 0, Outcome.SUSPICIOUS: 1, Outcome.CHANGED: 2, Outcome.LEFT_OUT: 3}


@dataclass(frozen=True, slots=True)
class SourceShown:
    """A source, what it is read from (blank where it has no file yet), and its imports, the newest first."""

    name: str
    about: str
    reads: tuple[str, ...]
    takes_files: bool
    extract: str
    imports: tuple[Import, ...]
    report: DataReport | None

    @property
    def last(self) -> Import | None:
        """The import that a run today ends with."""
        return latest(self.imports).get(self.name)


@dataclass(frozen=True, slots=True)
class UploadShown:
    """An upload with all that was found, and the sources as the plans declare them now."""

    staged: Staged
    report: DataReport
    sources: Mapping[str, Source]

    @property
    def state(self) -> str:
        """One word for where it stands."""
        return state_of(self.staged)

    @property
    def findings(self) -> list[Finding]:
        """The first findings: those that stop it and those of its own source before others."""
        return first_findings(self.report, self.staged.source)

    def texts(self, source: str, values: Mapping[str, object]) -> dict[str, str]:
        """A row's values in words; as stored where the plans declare the source no more."""
        declared = self.sources.get(source)
        if declared is None or any(name not in values for name in _columns(declared)):
            return {name: "blank" if value is None else str(value) for name, value in values.items()}
        return row_texts(declared, values)

    def differences(self, source: str, change: RowChange) -> list[tuple[str, str, str]]:
        """What differs in a changed row: column, before, after."""
        before, after = self.texts(source, change.before), self.texts(source, change.after)
        return [(name, before[name], after[name]) for name in after if before.get(name) != after[name]]

    def key(self, source: str, change: RowChange) -> str:
        """What names a row to a person: the value of its source's key."""
        values = self.texts(source, change.after or change.before)
        declared = self.sources.get(source)
        return values.get(declared.key, "") if declared is not None else next(iter(values.values()), "")


def _columns(source: Source) -> list[str]:
    return [column.name for column in source.columns]


def state_of(one: Staged) -> str:
    """Where an upload stands: `refused`, `waiting` to be taken in, or `taken in`."""
    if one.taken_in is not None:
        return "taken in"
    return "refused" if one.stops else "waiting"


def first_findings(report: DataReport, source: str) -> list[Finding]:
    """The first of a report's findings, the worst and those of a source before others."""
    return sorted(
        report.findings, key=lambda each: (_ORDER[each.outcome], each.source != source, each.row or 0)
    )[:SHOWN_FINDINGS]


def sources_of(workspace: Workspace) -> dict[str, Source]:
    """The sources that the plans declare, by name.

    Raises:
        CompError: the plans have faults.
    """
    return dict(load_program(workspace).sources)


def sources_shown(service: Service) -> list[SourceShown]:
    """Every source with its file and imports; nothing in data/ is read.

    Raises:
        CompError: the workspace is at fault.
    """
    workspace = service.workspace()
    sources = sources_of(workspace)
    mappings = workspace.mappings(sources)
    imports = workspace.store.imports()
    found: list[SourceShown] = []
    for name, source in sorted(sources.items()):
        origin = mappings[name].origin
        own = tuple(one for one in reversed(imports) if one.source == name)
        last = latest(own).get(name)
        found.append(
            SourceShown(
                name,
                source.title,
                origin.patterns if isinstance(origin, Files) else (),
                not isinstance(origin, Query),
                mappings[name].extract.value,
                own,
                workspace.store.report(last.report) if last is not None else None,
            )
        )
    return found


def source_shown(service: Service, name: str) -> SourceShown:
    """One source.

    Raises:
        UnknownNameError: the plans declare none of that name.
    """
    found = {each.name: each for each in sources_shown(service)}
    if name not in found:
        raise UnknownNameError("source", name, found)
    return found[name]


def uploads_shown(service: Service, source: str | None = None) -> list[Staged]:
    """Uploads, the newest first; of one source alone where it is named."""
    return [each for each in staged(service.workspace()) if source in {None, each.source}]


def upload_shown(service: Service, upload_id: str) -> UploadShown:
    """One upload.

    Raises:
        UnknownNameError: there is none of that id.
        CompError: it was altered, or the plans have faults.
    """
    workspace = service.workspace()
    one = staged_as(workspace, upload_id)
    return UploadShown(one, report_of_staged(workspace, upload_id), sources_of(workspace))
