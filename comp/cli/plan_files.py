"""Which plan files a command's arguments mean: a workspace's, a folder's, or themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from comp.errors import CompError
from comp.language import Loaded, load

_SHARES = re.compile(r"^shared\b", re.MULTILINE)


def plan_files(paths: Sequence[Path]) -> list[Path]:
    """The plan files at the paths, each once, in the order given; in a folder by name.

    Raises:
        CompError: there are none.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
        elif (path / "comp.toml").is_file():
            found += _of_workspace(path)
        else:
            found += sorted(path.glob("*.plan"))
    if not found:
        raise CompError(f"{paths[0]}: neither a workspace nor a place with .plan files")
    return list(dict.fromkeys(found))


def _of_workspace(workspace: Path) -> list[Path]:
    """Found without opening the workspace: what reads its facts loads slowly, and plans need none."""
    found = sorted((workspace / "plans").glob("*.plan"))
    if not found:
        raise CompError(f"{workspace}: no plans; expected files plans/*.plan")
    return found


def load_given(paths: Sequence[Path]) -> Loaded:
    """Load what is given. Files that cannot stand alone take names from the shared files beside them, whose
    warnings are not those of the files that were asked about.

    Raises:
        CompError: there are no plans.
    """
    found = plan_files(paths)
    loaded = load(found)
    beside = [path for path in _shared_beside(paths) if path not in found]
    if not loaded.errors or not beside:
        return loaded
    wider, asked = load([*found, *beside]), {str(path) for path in found}
    if len(wider.errors) >= len(loaded.errors):
        return loaded  # nothing was missing that stands beside
    told = [one for one in wider.diagnostics if one.severity == "error" or one.span.file in asked]
    return replace(wider, diagnostics=told)


def _shared_beside(paths: Sequence[Path]) -> list[Path]:
    folders = dict.fromkeys(path.parent for path in paths if not path.is_dir())
    files = [file for folder in folders for file in sorted(folder.glob("*.plan"))]
    return [file for file in files if _SHARES.search(file.read_text("utf-8", errors="replace"))]
