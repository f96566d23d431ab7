"""The digests of a folder's files, in the form that `sha256sum -c` checks: they tell which one changed."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Set as AbstractSet
from io import BufferedReader
from pathlib import Path
from typing import Final

DIGESTS: Final = "digests.sha256"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([\w.-]+)")


def write_digests(folder: Path) -> None:
    """Add the file of digests, once every other file of the folder is there."""
    lines: list[str] = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            lines.append(f"{_digest(file)}  {path.name}\n")
    (folder / DIGESTS).write_text("".join(lines), encoding="utf-8")


def first_changed(folder: int, expected: AbstractSet[str]) -> str | None:
    """The first file of a folder, given open, that is not what it was; None where all are.

    Where the digests cannot be read, or an expected file is not among them, it is they that were changed.

    Raises:
        FileNotFoundError: a file is missing.
    """
    with open_within(folder, DIGESTS) as file:
        *lines, end = file.read().decode(errors="replace").split("\n")
    found = [_LINE.fullmatch(line) for line in lines]
    listed = {line[2]: line[1] for line in found if line}
    if None in found or end or expected - listed.keys():
        return DIGESTS
    for name, digest in listed.items():
        with open_within(folder, name) as file:
            if _digest(file) != digest:
                return name
    return None


def open_within(folder: int, name: str) -> BufferedReader:
    """Open a file of a folder that is open, whatever stands at the folder's place by now."""
    return os.fdopen(os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=folder), "rb")


def _digest(file: BufferedReader) -> str:
    return hashlib.file_digest(file, "sha256").hexdigest()
