"""Where in data/ an uploaded file belongs: the place that its source's mapping reads."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import Final

from comp.errors import UnknownNameError
from comp.facts.errors import WorkspaceError
from comp.facts.mapping import Query
from comp.facts.workspace import Workspace
from comp.language.core import Source

_WILD: Final = set("*?[")


def target_of(workspace: Workspace, sources: dict[str, Source], source: str, name: str) -> PurePosixPath:
    """The path below data/ that an upload of this name takes for a source.

    A file for a mapping that names one file takes that name; for one with patterns its own must fit.

    Raises:
        UnknownNameError: the plans declare no such source.
        WorkspaceError: the source reads no file, or none of that name or kind.
    """
    if source not in sources:
        raise UnknownNameError("source", source, sources)
    origin = workspace.mappings(sources)[source].origin
    if isinstance(origin, Query):
        raise WorkspaceError(f"{source} is read from a database, so no file can be uploaded for it")
    if origin is None:
        return PurePosixPath(source + Path(name).suffix)
    found = _fitting(workspace.data, origin.patterns, name)
    if found is None:
        raise WorkspaceError(
            f"{name}: {source} reads {', '.join(origin.patterns)}; send a file of that name and kind"
        )
    _require_plain(workspace.data, found)
    return found


def _fitting(data: Path, patterns: tuple[str, ...], name: str) -> PurePosixPath | None:
    for pattern in map(PurePosixPath, patterns):
        if _WILD & set(str(pattern.parent)):
            # The folder is a pattern as well: only a file that is there already tells which is meant.
            there = [path for path in sorted(data.glob(str(pattern))) if path.name == name]
            if len(there) == 1:
                return PurePosixPath(there[0].relative_to(data).as_posix())
        elif fnmatchcase(name, pattern.name):
            return pattern.parent / name
    [only, *others] = map(PurePosixPath, patterns)
    is_one = not others and not _WILD & set(str(only))
    return only if is_one and only.suffix == Path(name).suffix else None


def _require_plain(data: Path, target: PurePosixPath) -> None:
    """See that the place is below data/ itself: a link would lead elsewhere."""
    place = data / target
    if place.is_symlink() or not place.parent.resolve().is_relative_to(data.resolve()):
        raise WorkspaceError(f"data/{target} is a link; put the file where it leads to by hand")
