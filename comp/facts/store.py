"""The fact store `.comp/store/`: immutable files named by their digest, and an append-only list of imports.

A file is written whole or not at all, the list last, so a crash leaves the store as it was (decision 0034).
A reader checks every file against its name, and the list against its last line.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import cast

import polars as pl

from comp.facts.errors import WorkspaceError
from comp.facts.findings import DataReport
from comp.facts.report_file import report_from_json, report_to_json
from comp.frozen import frozen
from comp.whole_files import PART, claimed, make_folders, why_not_written, write_whole


@frozen
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


@frozen
class Store:
    """The store of one workspace; `folder` need not exist before the first import."""

    folder: Path

    @property
    def _list(self) -> Path:
        return self.folder / "imports.jsonl"

    def imports(self) -> list[Import]:
        """Every import, in the order of arrival.

        Raises:
            WorkspaceError: the list was cut or altered, or is missing.
        """
        before, found = "", list[Import]()
        for number, line in enumerate(self._lines(), start=1):
            one = _parse(line)
            if one is None or one.number != number or one.before != before:
                raise self._altered()
            before = hashlib.sha256(line.encode()).hexdigest()
            found.append(one)
        return found

    def _lines(self) -> list[str]:
        """The lines of the list without the last, which tells how many there are and what they say."""
        if not self._list.is_file():
            # The list is there before the first table is.
            if any(self.folder.glob("*.parquet")):
                raise WorkspaceError(f"{self._list}: missing from the fact store; restore it from a backup")
            return []
        lines = self._list.read_bytes().split(b"\n")
        if len(lines) < 2 or lines[-2:] != [_last_line(lines[:-2]), b""]:
            raise self._altered()
        return [line.decode() for line in lines[:-2]]

    def _altered(self) -> WorkspaceError:
        return WorkspaceError(
            f"{self._list}: cut or altered, for its last line does not tell what stands above; "
            "restore the fact store from a backup"
        )

    @contextmanager
    def locked(self) -> Generator[None]:
        """Hold the store for one import; the lock goes with the process, however that ends.

        Raises:
            WorkspaceError: another import holds it.
        """
        with ExitStack() as held:
            try:
                make_folders(self.folder)
                held.enter_context(claimed(self.folder / "lock", wait=False))
            except BlockingIOError as fault:
                raise WorkspaceError(
                    f"{self.folder}: another import is running; try again when it is done"
                ) from fault
            except OSError as fault:
                raise WorkspaceError(why_not_written(self.folder, fault)) from fault
            for left_by_a_crash in self.folder.glob(f"*{PART}"):
                left_by_a_crash.unlink(missing_ok=True)
            yield

    def put_table(self, table: pl.DataFrame) -> str:
        """Keep a table; gives its name."""
        buffer = io.BytesIO()
        # In one piece, for the pieces that a table happens to be held in would show in the file.
        table.rechunk().write_parquet(buffer)
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
        lines = self._lines()
        for one in imports:
            before = hashlib.sha256(lines[-1].encode()).hexdigest() if lines else ""
            lines.append(replace(one, number=len(lines) + 1, before=before).line())
        self._write_list(lines)

    def _write_list(self, lines: Sequence[str]) -> None:
        encoded = [line.encode() for line in lines]
        write_whole(b"\n".join([*encoded, _last_line(encoded), b""]), self._list)

    def _put(self, content: bytes, suffix: str) -> str:
        # Before the first table, so that tables without a list tell that the list was lost.
        if not self._lines() and not self._list.exists():
            self._write_list([])
        name = hashlib.sha256(content).hexdigest()
        path = self.folder / (name + suffix)
        if not path.is_file() or path.read_bytes() != content:
            write_whole(content, path)
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


def _last_line(lines: Sequence[bytes]) -> bytes:
    """What tells that the lines above it are all there, and are as they were written."""
    digest = hashlib.sha256(b"\n".join(lines)).hexdigest()
    return json.dumps({"imports": len(lines), "digest": digest}).encode()


def _parse(line: str) -> Import | None:
    try:
        values = cast("dict[str, object]", json.loads(line))
        values["recorded_on"] = date.fromisoformat(str(values["recorded_on"]))
        values["key"] = tuple(cast("list[str]", values["key"]))
        return Import(**values)  # pyright: ignore[reportArgumentType] - a wrong line fails the chain's check
    except (ValueError, KeyError, TypeError):
        return None
