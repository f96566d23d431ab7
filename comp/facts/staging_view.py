"""The workspace as it would be with one file of data/ replaced: all others are linked to, none is copied."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from comp.facts.workspace import Workspace
from comp.language.core import Source


@contextmanager
def workspace_with(workspace: Workspace, target: PurePosixPath, content: Path) -> Generator[Workspace]:
    """Give the workspace in which `content` stands at `target` below data/; it is for reading alone."""
    with TemporaryDirectory(prefix="comp-upload-") as folder:
        seen = Path(folder)
        _link_all(workspace.data.resolve(), seen / "data")
        place = seen / "data" / target
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(content.resolve())
        (seen / ".comp").mkdir()
        (seen / ".comp" / "store").symlink_to(workspace.store.folder.resolve())
        yield replace(workspace, path=seen)


def _link_all(there: Path, here: Path) -> None:
    here.mkdir()
    for entry in os.scandir(there):
        if entry.is_dir(follow_symlinks=False):
            _link_all(Path(entry.path), here / entry.name)
        else:
            (here / entry.name).symlink_to(entry.path)


def inputs_seen(workspace: Workspace, sources: dict[str, Source]) -> str:
    """SHA-256 of everything that decides what a reading of all sources gives, but queries."""
    digests = sorted(workspace.digests(sources).items())
    return hashlib.sha256(repr(digests).encode()).hexdigest()


def store_seen(workspace: Workspace) -> str:
    """SHA-256 of the list of imports, by its last line, which is chained to all others; blank without one."""
    imports = workspace.store.imports()
    return hashlib.sha256(imports[-1].line().encode()).hexdigest() if imports else ""
