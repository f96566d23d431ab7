"""The fact store `.comp/store/`: immutable files named by their digest, and an append-only list of imports.

A file is written under another name and then renamed, the list last, so a crash leaves the store as it was.
A reader checks every file against its name.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import cast

import polars as pl

from comp.facts.errors import WorkspaceError
from comp.facts.findings import DataReport
from comp.facts.report_file import report_from_json, report_to_json


@dataclass(frozen=True, slots=True)
class Import:
    """One line of the list: what was read of a source, and from when on it is seen.

    `inputs` is the digest of files, mapping and declaration (blank for a query, which is asked each time);
    `table` and `report` name files of the store; `before` is the digest of the line before.
    """

    number: int
    source: str
    recorded_on: date
    extract: str
    key: tuple[str, ...]
    rows: int
    inputs: str
    table: str
    report: str
    before: str = ""

    def line(self) -> str:
        """The import as one line of JSON."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True, slots=True)
class Store:
    """The store of one workspace; `folder` need not exist before the first import."""

    folder: Path

    @property
    def _list(self) -> Path:
        return self.folder / "imports.jsonl"

    def imports(self) -> list[Import]:
        """Every import, in the order of arrival.

        Raises:
            WorkspaceError: the list was cut or altered.
        """
        if not self._list.is_file():
            return []
        before, found = "", list[Import]()
        for number, line in enumerate(self._list.read_text(encoding="utf-8").splitlines(), start=1):
            one = _parse(line)
            if one is None or one.number != number or one.before != before:
                raise WorkspaceError(
                    f"{self._list}:{number}: this line or one before it was altered; restore it from a backup"
                )
            before = hashlib.sha256(line.encode()).hexdigest()
            found.append(one)
        return found

    @contextmanager
    def locked(self) -> Generator[None]:
        """Hold the store for one import; the lock goes with the process, however that ends.

        Raises:
            WorkspaceError: another import holds it.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as fault:
                raise WorkspaceError(
                    f"{self.folder}: another import is running; try again when it is done"
                ) from fault
            yield

    def put_table(self, table: pl.DataFrame) -> str:
        """Keep a table; gives its name."""
        buffer = io.BytesIO()
        table.write_parquet(buffer)
        return self._put(buffer.getvalue(), ".parquet")

    def put_report(self, report: DataReport) -> str:
        """Keep a report, without the values that may be names; gives its name."""
        return self._put(report_to_json(report).encode(), ".json")

    def table(self, name: str) -> pl.DataFrame:
        """A table by its name.

        Raises:
            WorkspaceError: the file is missing, was cut or altered.
        """
        return pl.read_parquet(self._get(name, ".parquet"))

    def report(self, name: str) -> DataReport:
        """A report by its name.

        Raises:
            WorkspaceError: the file is missing, was cut or altered.
        """
        return report_from_json(self._get(name, ".json").decode())

    def append(self, imports: Sequence[Import]) -> None:
        """Add imports to the list, all or none; their numbers and chain are set here."""
        text = self._list.read_text(encoding="utf-8") if self._list.is_file() else ""
        lines = text.splitlines()
        for one in imports:
            before = hashlib.sha256(lines[-1].encode()).hexdigest() if lines else ""
            lines.append(replace(one, number=len(lines) + 1, before=before).line())
        _write(self._list, ("\n".join(lines) + "\n").encode())

    def _put(self, content: bytes, suffix: str) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self.folder / (name + suffix)
        if not path.is_file() or path.read_bytes() != content:
            _write(path, content)
        return name

    def _get(self, name: str, suffix: str) -> bytes:
        path = self.folder / (name + suffix)
        if not path.is_file():
            raise WorkspaceError(f"{path}: missing from the fact store; restore it from a backup")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != name:
            raise WorkspaceError(
                f"{path}: cut or altered, for its digest is another; restore it from a backup"
            )
        return content


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _parse(line: str) -> Import | None:
    try:
        values = cast("dict[str, object]", json.loads(line))
        values["recorded_on"] = date.fromisoformat(str(values["recorded_on"]))
        values["key"] = tuple(cast("list[str]", values["key"]))
        return Import(**values)  # pyright: ignore[reportArgumentType] - a wrong line fails the chain's check
    except (ValueError, KeyError, TypeError):
        return None
