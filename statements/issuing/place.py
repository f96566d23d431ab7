"""Where statements go: a folder, or a zip that is filled in a folder beside it and packed at the end.

One command at a time writes there. A zip is whole or is not there; its folder outlasts a killed command, and
the next one goes on with it.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from comp.errors import CompError
from comp.whole_files import PART, claimed, filled_whole, make_folders, why_not_written, write_whole

_FIRST_YEAR: Final = 1980  # a zip knows no earlier one
_READABLE: Final = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Place:
    """A folder that this command alone writes into; `zip_file` is what it becomes in the end, if anything."""

    folder: Path
    zip_file: Path | None

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where it is not there."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, content: bytes) -> None:
        """Write a file whole or not at all."""
        write_whole(content, self.folder / name)

    def remove(self, name: str) -> None:
        """Remove a file, where it is there."""
        (self.folder / name).unlink(missing_ok=True)

    def finish(self, names: Iterable[str], day: date) -> None:
        """Pack the files that are named, dated by the day; a folder stays as it is.

        Raises:
            CompError: the zip cannot be written; one that was there is still there.
        """
        if self.zip_file is None:
            return
        try:
            with filled_whole(self.zip_file) as file, ZipFile(file, "w", ZIP_STORED) as packed:
                for name in sorted(names):
                    packed.writestr(_entry(name, day), (self.folder / name).read_bytes())
        except OSError as error:
            raise CompError(why_not_written(self.zip_file, error)) from error
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def opened_place(out: Path) -> Generator[Place]:
    """Hold the place against every other command.

    Raises:
        CompError: another command writes there, or it cannot be written to.
    """
    is_zip = out.suffix.lower() == ".zip"
    if out.is_dir() if is_zip else out.is_file():
        what = (
            "a folder; a zip was to be written" if is_zip else "a file; name a folder, or a file called .zip"
        )
        raise CompError(f"{out} is {what}")
    whole = out.resolve()
    try:
        make_folders(whole.parent)
        with claimed(whole.with_name(f".{whole.name}.comp-lock"), wait=False):
            place = (
                Place(whole.with_name(f".{whole.name}.comp-work"), whole) if is_zip else Place(whole, None)
            )
            _prepare(place)
            yield place
    except BlockingIOError as error:
        raise CompError(
            f"other statements are being written to {out}; wait until they are done, or name another place "
            "with --out"
        ) from error
    except OSError as error:
        raise CompError(why_not_written(out, error)) from error


def _prepare(place: Place) -> None:
    """Make the folder, take what is packed already, and remove what a killed command was just writing."""
    if place.zip_file is not None and not place.folder.is_dir():
        make_folders(place.folder)
        _unpack(place, place.zip_file)
    make_folders(place.folder)
    for part in place.folder.glob(f".*{PART}"):
        part.unlink(missing_ok=True)


def _unpack(place: Place, packed: Path) -> None:
    """What stands in a zip need not be drawn again; one that cannot be read is replaced."""
    try:
        with ZipFile(packed) as file:
            for entry in file.infolist():
                if entry.filename == Path(entry.filename).name:
                    place.write(entry.filename, file.read(entry))
    except (FileNotFoundError, BadZipFile, NotImplementedError, RuntimeError):
        return


def _entry(name: str, day: date) -> ZipInfo:
    """The same on every machine: packed under Unix, for everybody to read, at the day's beginning."""
    entry = ZipInfo(name, (max(day.year, _FIRST_YEAR), day.month, day.day, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = _READABLE
    return entry
