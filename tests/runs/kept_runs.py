"""Runs that this process has calculated already: a company's files, a period and a day give one run.

Many tests begin with the same run. It is calculated for the first and written again for the others, each
into a folder of its own; a test that changes a file of the company beforehand has its run calculated.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from comp.facts import Workspace
from comp.runs import run, write_run

_Files: TypeAlias = dict[str, bytes]
"""Contents by path seen from a folder."""

_KEPT: dict[str, tuple[_Files, _Files]] = {}
"""The store and the run's folder, by what the run was calculated from."""


def run_into(company: Path, period: str, today: date, out: Path) -> None:
    """Run a period into a folder as `comp run` does; the facts of the company are imported too."""
    key, store = _key(company, period, today), company / ".comp" / "store"
    if key in _KEPT and not out.exists():
        stored, made = _KEPT[key]
        _write(stored, store)
        _write(made, out)
        return
    write_run(run(Workspace.open(company), period, None, today), out)
    _KEPT[key] = _read(store), _read(out)


def _key(company: Path, period: str, today: date) -> str:
    """A digest of all that a run can depend on: not of the database, nor of what is kept of earlier runs."""
    read = {
        name: _without_database(content) if name == "comp.toml" else content
        for name, content in _read(company).items()
        if not name.startswith(".comp/") or name.startswith(".comp/store/")
    }
    return sha256(repr((period, today, sorted(read.items()))).encode()).hexdigest()


def _without_database(toml: bytes) -> bytes:
    return b"\n".join(line for line in toml.splitlines() if not line.startswith(b"database = "))


def _read(folder: Path) -> _Files:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _write(files: _Files, folder: Path) -> None:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
