"""What is kept of an upload, `.comp/uploads/ID/`, and how it is read again.

`content` is the file as it came, `upload.json` what was found of it, `report.json` the findings without
names. `previous` is what stood in its place before, and `taken.json` tells since when it has taken that.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, cast

from comp.errors import CompError
from comp.facts.errors import WorkspaceError
from comp.facts.staging_changes import ChangeKind, RowChange, SourceChanges
from comp.frozen import frozen
from comp.whole_files import filled_whole, why_not_written, write_whole

CONTENT: Final = "content"
PREVIOUS: Final = "previous"
REPORT: Final = "report.json"
_UPLOAD: Final = "upload.json"
_TAKEN: Final = "taken.json"
_DAY: Final = "day"


@frozen
class TakenIn:
    """That an upload was taken in: by whom and when, as recorded on which day, and which sources changed."""

    by: str
    at: datetime
    recorded_on: date
    imported: tuple[str, ...]


@frozen
class Staged:
    """An upload that was checked: `target` is its place below data/, `name` what its sender calls it.

    `digest` is the SHA-256 of the file, `seen` that of all inputs it was checked beside, `store` that of the
    imports it was held against. `stops` names the sources whose refused rows keep it out; then nothing would
    change.
    """

    id: str
    source: str
    target: PurePosixPath
    name: str
    digest: str
    length_bytes: int
    by: str
    at: datetime
    seen: str = ""
    store: str = ""
    stops: tuple[str, ...] = ()
    refused: int = 0
    suspicious: int = 0
    changes: tuple[SourceChanges, ...] = ()
    taken_in: TakenIn | None = None

    @property
    def changes_of_own(self) -> SourceChanges | None:
        """What would change in the source that it was sent for."""
        return next((each for each in self.changes if each.source == self.source), None)


def copied(content: IO[bytes], place: Path) -> tuple[str, int]:
    """Write a file whole, piece by piece; gives its SHA-256 and its length in bytes.

    Raises:
        CompError: it cannot be written.
    """
    try:
        with filled_whole(place) as file:
            return measured(content, file)
    except OSError as error:
        raise CompError(why_not_written(place, error)) from error


def measured(content: IO[bytes], copy: IO[bytes] | None = None) -> tuple[str, int]:
    """The SHA-256 and the length in bytes of what is left to read, which is written to the copy."""
    total, length = hashlib.sha256(), 0
    while piece := content.read(2**20):
        total.update(piece)
        length += len(piece)
        if copy is not None:
            copy.write(piece)
    return total.hexdigest(), length


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file; None where there is none."""
    if not path.is_file():
        return None
    with path.open("rb") as content:
        return measured(content)[0]


def write_upload(staged: Staged, folder: Path) -> None:
    """Write what was found of an upload into its folder."""
    values = asdict(replace(staged, taken_in=None))
    _write(values, folder / _UPLOAD)


def write_taken(taken: TakenIn, folder: Path) -> None:
    """Write that an upload was taken in."""
    _write(asdict(taken), folder / _TAKEN)


def read_upload(folder: Path) -> Staged:
    """What is kept of an upload.

    Raises:
        WorkspaceError: it was cut or altered.
    """
    try:
        values = _read(folder / _UPLOAD)
        taken = _read(folder / _TAKEN) if (folder / _TAKEN).is_file() else None
        values["target"] = PurePosixPath(values["target"])
        values["at"] = datetime.fromisoformat(values["at"])
        values["stops"] = tuple(values["stops"])
        values["changes"] = tuple(_changes(each) for each in values["changes"])
        values["taken_in"] = taken and _taken(taken)
        return Staged(**values)
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise WorkspaceError(f"{folder}: was cut or altered; remove it, and upload the file again") from fault


def remove(folder: Path) -> None:
    """Take an upload away; it is gone in one step."""
    gone = folder.with_name(f".{folder.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _taken(values: dict[str, Any]) -> TakenIn:
    return TakenIn(
        values["by"],
        datetime.fromisoformat(values["at"]),
        date.fromisoformat(values["recorded_on"]),
        tuple(values["imported"]),
    )


def _changes(values: dict[str, Any]) -> SourceChanges:
    values["rows"] = tuple(
        RowChange(ChangeKind(each["kind"]), _row(each["before"]), _row(each["after"]))
        for each in values["rows"]
    )
    return SourceChanges(**values)


def _row(values: Mapping[str, object]) -> dict[str, object]:
    """Stored values as they were; of JSON's kinds only a day needs a mark."""
    days = {
        name: date.fromisoformat(str(cast("dict[str, object]", value)[_DAY]))
        for name, value in values.items()
        if isinstance(value, dict)
    }
    return {**values, **days}


def _plain(value: object) -> object:
    match value:
        case datetime() | PurePosixPath():
            return value.isoformat() if isinstance(value, datetime) else str(value)
        case date():
            return {_DAY: value.isoformat()}
        case _:
            raise TypeError(f"{type(value).__name__} is no value of an upload")


def _write(values: dict[str, Any], path: Path) -> None:
    if isinstance(values.get("recorded_on"), date):
        values["recorded_on"] = values["recorded_on"].isoformat()
    write_whole(json.dumps(values, default=_plain, ensure_ascii=False, sort_keys=True).encode(), path)


def _read(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(path.read_bytes()))
