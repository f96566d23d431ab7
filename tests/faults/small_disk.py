"""Fills a disk of a few pages; runs in a namespace of its own, in which it may mount one. Tells JSON.

python -m tests.faults.small_disk FOLDER COMPANY RUN
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError
from comp.runs import load_run, write_run
from tests.faults.conftest import MORE, set_deals

PAGE = 4096


def mount(disk: Path, pages: int, *, again: bool = True) -> None:
    """Give the disk a size."""
    how = ["remount"] if again else []
    options = ",".join([*how, f"size={pages * PAGE}", "nr_inodes=1000"])
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", str(disk)], check=True)


def used(disk: Path) -> int:
    """How many pages are taken."""
    return shutil.disk_usage(disk).used // PAGE


def names(folder: Path) -> list[str]:
    """Everything in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def fill_page_by_page(disk: Path, source: Path) -> dict[str, Any]:
    """Write a run over an earlier one with no room, a page of room, two pages, until it is written."""
    run, place = load_run(source), disk / "run"
    write_run(replace(run, manifest=replace(run.manifest, period="2026-02")), place)
    refused: list[dict[str, Any]] = []
    taken = used(disk)
    for free in range(200):
        mount(disk, taken + free)
        try:
            write_run(run, place)
        except CompError as error:
            refused.append({"told": str(error), "period": period(place), "left": top(disk)})
        else:
            break
    mount(disk, 1000)
    return {"refused": refused, "written": {"period": period(place), "left": top(disk)}}


def period(place: Path) -> str:
    """What the manifest says, which stands in the same folder as all the rest."""
    return json.loads((place / "manifest.json").read_bytes())["period"]


def top(disk: Path) -> list[str]:
    """What stands on the disk, hidden or not."""
    return sorted(path.name for path in disk.iterdir())


def meet_it(words: list[str], disk: Path) -> dict[str, Any]:
    """Call a command while the disk has no room."""
    mount(disk, used(disk))
    before = names(disk)
    result = CliRunner().invoke(main, words, prog_name="comp")
    after = names(disk)
    mount(disk, 1000)
    return {"code": result.exit_code, "told": result.stderr, "before": before, "after": after}


def main_of(folder: Path, company: Path, run: Path) -> None:
    """Try it all and tell."""
    disk = folder / "disk"
    disk.mkdir()
    mount(disk, 1000, again=False)
    told = fill_page_by_page(disk, run)
    local = Path(shutil.copytree(company, disk / "company"))
    set_deals(local, MORE)
    (local / "comp.toml").write_text((local / "comp.toml").read_text("utf-8") + SETTLEMENT, "utf-8")
    told["commands"] = {
        "data import": meet_it(["data", "import", str(local)], disk),
        "run": meet_it(["run", str(company), "--period", "2026-01", "--out", str(disk / "new")], disk),
        "payroll": meet_it(["payroll", str(local), "--run", str(run), "--out", str(disk / "p.xlsx")], disk),
        "data check": meet_it(["data", "check", str(local), "--xlsx", str(disk / "f.xlsx")], disk),
    }
    sys.stdout.write(json.dumps(told))


SETTLEMENT = '[settlement.earning_codes]\ndefault = "COMM"\n'

if __name__ == "__main__":
    main_of(*map(Path, sys.argv[1:]))
