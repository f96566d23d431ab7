"""Runs that this process has calculated already: a company's files, a period and a day give one run.

Many tests begin with the same run. It is calculated for the first of them and handed to the others, whose
company imports nothing but finds its facts in its store, as after a run; a test that changes a file of the
company beforehand has its run calculated.
"""

from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TypeAlias

from comp.facts import Workspace
from comp.runs import Run, run, write_run

_Files: TypeAlias = dict[str, bytes]
"""Contents by path seen from a folder."""

_KEPT: dict[str, tuple[_Files, Run]] = {}
"""The store and the run, by what the run was calculated from."""


def run_once(company: Path, period: str, today: date) -> Run:
    """Run a period as `comp run` does; the facts of the company are imported too."""
    key, store = _key(company, period, today), company / ".comp" / "store"
    if key not in _KEPT:
        made = run(Workspace.open(company), period, None, today)
        _KEPT[key] = _read(store), made
    stored, made = _KEPT[key]
    for name, content in stored.items():
        (store / name).parent.mkdir(parents=True, exist_ok=True)
        (store / name).write_bytes(content)
    return made


def run_into(company: Path, period: str, today: date, out: Path) -> None:
    """The same, written into a folder."""
    write_run(run_once(company, period, today), out)


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
