"""Files that are whole or absent, whatever happens (decision 0034).

A file is written under another name, flushed to the disk and renamed, so that a process that is killed, a
full disk or a power cut leaves the earlier file or none. `comp.whole_folders` does the same for a folder.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from comp.errors import CompError

# A name has at most 255 bytes, and a letter up to four; what claims and parts add must fit as well.
_LETTERS_OF_NAME: Final = 60
PART: Final = ".comp-part"
"""How the name of a file ends that is being written, or was when its process was killed."""
_OWNER_ALONE: Final = 0o700
_OTHERS: Final = 0o077
_CANNOT_FLUSH: Final = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOTTY}
_ROOM: Final = "make room there and do it again"
_RIGHTS: Final = "see to its permissions, or name another place"
_HINTS: Final = {
    errno.ENOSPC: _ROOM,
    errno.EDQUOT: _ROOM,
    errno.EFBIG: "raise the limit of the length of files, or name another place",
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: _RIGHTS,
}
# Polars tells the system's errors in words, with their number at the end.
_NUMBER: Final = re.compile(r"\(os error (\d+)\)")


def why_not_written(path: Path, error: Exception) -> str:
    """One line that says what could not be written, why, and what to do."""
    number = error.errno if isinstance(error, OSError) else None
    if number is None and (found := _NUMBER.search(str(error))):
        number = int(found[1])
    said = str(error) if number is None else os.strerror(number)
    return f"{path} cannot be written ({said}); {_HINTS.get(number or 0, 'name another place')}"


def write_whole(content: bytes, path: Path) -> None:
    """Write a file whole or not at all; one that is there is replaced, and its folder made where missing.

    Two processes that write the same file do so one after the other.

    Raises:
        CompError: it cannot be written; what was there is still there.
    """
    _write(content, path, 0o666, only_new=False)


def write_new(content: bytes, path: Path) -> bool:
    """Write a file for its owner alone, whole or not at all; false where there is one, which stays as it is.

    Raises:
        CompError: it cannot be written.
    """
    return _write(content, path, 0o600, only_new=True)


def _write(content: bytes, path: Path, mode: int, *, only_new: bool) -> bool:
    part = _part_of(path)
    try:
        make_folders(path.parent)
        with claimed(part, mode=mode) as descriptor:
            if only_new and path.exists():
                return False
            _fill(descriptor, content)
            part.replace(path)
        flush(path.parent)
        return True
    except OSError as error:
        raise CompError(why_not_written(path, error)) from error


def _part_of(path: Path) -> Path:
    return path.with_name(f".{path.name[:_LETTERS_OF_NAME]}{PART}")


def _fill(descriptor: int, content: bytes) -> None:
    """Write all of it, over what a process that was killed may have left."""
    os.ftruncate(descriptor, 0)
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
    _flush_open(descriptor)


@contextmanager
def filled_whole(path: Path) -> Generator[BinaryIO]:
    """Give a file to fill, piece by piece; it takes its place when the block ends, whole or not at all.

    Raises:
        OSError: it cannot be written; what was there is still there.
    """
    part = _part_of(path)
    make_folders(path.parent)
    with claimed(part) as descriptor:
        os.ftruncate(descriptor, 0)
        with os.fdopen(os.dup(descriptor), "r+b") as file:
            yield file
        _flush_open(descriptor)
        part.replace(path)
    flush(path.parent)


@contextmanager
def claimed(path: Path, *, wait: bool = True, mode: int = 0o666) -> Generator[int]:
    """Hold a file, made where missing, against every other process; gives it open.

    At the end it is removed, where it was not renamed meanwhile. The claim ends with the process, however
    that ends; the file then stays, and is nobody's.

    Raises:
        BlockingIOError: another process holds it, and `wait` is false.
    """
    how = fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, mode)
        try:
            fcntl.flock(descriptor, how)
            # The claim is on the name: what was renamed or removed while this one waited is made anew.
            if is_at(path, descriptor):
                try:
                    yield descriptor
                finally:
                    if is_at(path, descriptor):
                        path.unlink()
                return
        finally:
            os.close(descriptor)


def is_at(path: Path, descriptor: int) -> bool:
    """Whether the path still names what is open."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except (FileNotFoundError, NotADirectoryError):
        return False


def make_folders(folder: Path) -> None:
    """Make a folder and those above it, where they are missing."""
    if not folder.is_dir():
        make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        flush(folder.parent)


def make_private(folder: Path) -> None:
    """Make a folder into which its owner alone looks; one that is there becomes so.

    Raises:
        CompError: it cannot be made, or is somebody else's.
    """
    try:
        make_folders(folder)
        if folder.stat().st_mode & _OTHERS:
            folder.chmod(_OWNER_ALONE)
    except OSError as error:
        raise CompError(why_not_written(folder, error)) from error


def flush(path: Path) -> None:
    """See a file's content, or the names in a folder, onto the disk, so that they outlast a power cut."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        _flush_open(descriptor)
    finally:
        os.close(descriptor)


def _flush_open(descriptor: int) -> None:
    # On macOS fsync ends in the drive's own memory; this order goes through it.
    through: int | None = getattr(fcntl, "F_FULLFSYNC", None)
    try:
        if through is None:
            os.fsync(descriptor)
        else:
            fcntl.fcntl(descriptor, through)
    except OSError as error:
        # Some file systems keep folders in order by themselves and know no such order.
        if error.errno not in _CANNOT_FLUSH:
            raise
