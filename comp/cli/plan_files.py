"""Which plan files a command's arguments mean: a workspace's, a folder's, or themselves."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from comp.errors import CompError
from comp.facts import Workspace


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
            found += Workspace.open(path).plan_paths()
        else:
            found += sorted(path.glob("*.plan"))
    if not found:
        raise CompError(f"{paths[0]}: neither a workspace nor a place with .plan files")
    return list(dict.fromkeys(found))
