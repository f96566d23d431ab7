"""The journeys through the demo company: `python -m tests.browser.on_demo FOLDER PASSWORDS`.

FOLDER is a copy of the demo company that fixtures/demo/portal.py has made ready, and PASSWORDS the file that
it wrote where COMP_DEMO_PASSWORDS said. The folder is copied for each way of looking: with scripts, where
every page is looked at closely, and without. It takes some minutes and is no part of the suite.
"""

# ruff: noqa: T201 - a script that speaks on the terminal

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from time import monotonic
from typing import Final

from playwright.sync_api import Browser, expect

from comp.facts import Workspace
from comp.workflow import open_books
from comp.workflow.recording import current_run, statement_id
from tests.browser.cast import Cast, Upload
from tests.browser.chromium import chromium
from tests.browser.journeys import JOURNEYS
from tests.browser.looking import Looks
from tests.browser.serving import serving
from tests.browser.visiting import MILLISECONDS_AT_MOST, visiting

_CANCELLED: Final = 'CX-999,OP-50065,2026-09-20,"{value}",EUR\n'


def main(folder: Path, passwords: Path) -> int:
    """Make every journey; 1 where one failed or a page broke a rule."""
    cast = cast_of(folder, passwords)
    expect.set_options(timeout=MILLISECONDS_AT_MOST)
    looks, failed = Looks(), 0
    with chromium() as browser, tempfile.TemporaryDirectory() as scratch:
        for with_scripts in (True, False):
            copy = Path(scratch) / ("with" if with_scripts else "without")
            shutil.copytree(folder, copy)
            with serving(copy) as [address]:
                failed += _made(browser, address, cast, looks if with_scripts else None, Path(scratch))
    for name, faults in looks.seen.items():
        print(f"{faults} faults: {name}")
    print("\n".join(looks.faults))
    return 1 if failed or looks.faults else 0


def _made(browser: Browser, address: str, cast: Cast, looks: Looks | None, folder: Path) -> int:
    """Make every journey at an address; gives how many failed."""
    failed = 0
    for journey in JOURNEYS:
        began, told = monotonic(), "made"
        try:
            with visiting(browser, address, cast, looks, with_scripts=looks is not None) as visit:
                journey(visit, folder)
        except Exception as error:  # noqa: BLE001 - the others are to be made all the same
            failed, told = failed + 1, f"FAILED: {error}"
        ways = "with" if looks is not None else "without"
        print(f"{journey.__name__} {ways} scripts, {monotonic() - began:.1f} s: {told}", flush=True)
    return failed


def cast_of(folder: Path, passwords: Path) -> Cast:
    """Who is who in the demo company."""
    with open_books(Workspace.open(folder)) as records, records.reading() as session:
        posted = current_run(session, "2026-Q1")
    if posted is None:
        sys.exit(f"{folder} has no run of 2026-Q1; record it first")
    told = dict(line.split() for line in passwords.read_text(encoding="utf-8").splitlines())
    cancelled = (folder / "data" / "cancellations.csv").read_text(encoding="utf-8") + _CANCELLED
    return Cast(
        passwords=told,
        company="Orrery Systems",
        rep="Caleb Whitcombe",
        report="Caleb Whitcombe",
        posted="2026-Q1",
        decided="2026-Q2",
        closed="2026-Q2",
        started="2026-Q3",
        others_statement=statement_id(posted.results_digest, "p-040"),
        newcomer="p-040",
        deal_that_pays="OP-20624",
        deal_that_does_not="OP-20631",
        upload=Upload(
            "cancellation",
            "cancellations.csv",
            cancelled.format(value="twelve").encode(),
            cancelled.format(value="1,200.00").encode(),
            "twelve",
        ),
    )


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
