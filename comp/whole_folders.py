"""Folders that are whole or absent, whatever happens, and are read as of one moment (decision 0034).

A folder is filled beside its place, `run` in `.run.comp-new`, and changes places with what is there in one
step. `.run.comp-lock` is held meanwhile, so whatever a killed process has left under these names is nobody's,
and is removed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from comp.whole_files import claimed, flush, is_at, make_folders

T = TypeVar("T")
_SWAP: Final = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS alike
_FROM_HERE: Final = -100  # AT_FDCWD of Linux: paths are taken as everywhere


@contextmanager
def written_whole(place: Path) -> Generator[Path]:
    """Give an empty folder to fill; it takes its place when the block ends, or vanishes when that fails.

    A folder that is there is replaced, and what it held is removed.

    Raises:
        BlockingIOError: another process is writing there.
        OSError: it cannot be written; what was there is still there.
    """
    place = place.resolve()
    make_folders(place.parent)
    new = _beside(place, "new")
    with claimed(_beside(place, "lock"), wait=False):
        _tidy(place)
        new.mkdir()
        try:
            yield new
            _flush_all(new)
            _put(new, place)
            flush(place.parent)
        finally:
            _remove(new)


def read_whole(place: Path, read: Callable[[int], T]) -> T:
    """Read a folder, which `read` is given open; called again where the folder was replaced meanwhile.

    Raises:
        OSError: there is no such folder, or `read` does not find a file.
    """
    while True:
        descriptor = _opened(place)
        try:
            found = read(descriptor)
            if _is_current(place, descriptor):
                return found
        except FileNotFoundError:
            if _is_current(place, descriptor):
                raise
        finally:
            os.close(descriptor)


def names_in(place: Path) -> set[str]:
    """The names of what is in a folder.

    Raises:
        OSError: there is no such folder.
    """
    # Not by its path: that may name another folder by now, while this one is being emptied.
    return read_whole(place, lambda folder: set(os.listdir(folder)))  # noqa: PTH208 - see above


def _beside(place: Path, what: str) -> Path:
    return place.with_name(f".{place.name}.comp-{what}")


def _put(new: Path, place: Path) -> None:
    """Put the new folder in its place; what was there, if anything, is in `new` afterwards or gone."""
    if not place.exists():
        new.rename(place)
    elif not exchanged(new, place):
        _put_in_two_steps(new, place)


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; false where the system or the file system cannot."""
    names = os.fsencode(one), os.fsencode(other)
    system = _system()
    if hasattr(system, "renameat2"):
        done = system.renameat2(_FROM_HERE, names[0], _FROM_HERE, names[1], _SWAP)
    elif hasattr(system, "renamex_np"):
        done = system.renamex_np(*names, _SWAP)
    else:
        return False
    return done == 0


@cache
def _system() -> ctypes.CDLL:
    return ctypes.CDLL(None)


def _put_in_two_steps(new: Path, place: Path) -> None:
    """Where that is impossible; between the steps nothing is there, and `_opened` and `_tidy` look aside."""
    old = _beside(place, "old")
    place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        old.rename(place)
        raise
    _remove(old)


def _tidy(place: Path) -> None:
    """Bring back what was put aside by a process that was killed then, and remove what it was writing."""
    old = _beside(place, "old")
    if old.exists() and not place.exists():
        old.rename(place)
    _remove(old)
    _remove(_beside(place, "new"))


def _remove(folder: Path) -> None:
    # What cannot be removed now is removed, or told, by the next who writes here.
    shutil.rmtree(folder, ignore_errors=True)


def _flush_all(folder: Path) -> None:
    for above, _, names in os.walk(folder):
        for name in names:
            flush(Path(above, name))
        flush(Path(above))


def _opened(place: Path) -> int:
    """Open the folder, or that which was put aside while another takes its place."""
    try:
        return _open(place)
    except FileNotFoundError:
        try:
            return _open(_put_aside(place))
        except FileNotFoundError:
            return _open(place)


def _open(folder: Path) -> int:
    return os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def _put_aside(place: Path) -> Path:
    return _beside(place.resolve(), "old")


def _is_current(place: Path, descriptor: int) -> bool:
    return is_at(place, descriptor) or (not place.exists() and is_at(_put_aside(place), descriptor))
