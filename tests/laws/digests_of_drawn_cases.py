"""Prints the digests of facts and results of cases in files, by both engines: what a replay must give.

python -m tests.laws.digests_of_drawn_cases FILE ...
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path

from comp import engine
from comp.fuzz import Case, read
from comp.fuzz.cases import program_of, snapshot_of
from comp.fuzz.comparing import interpreted
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable, results_digest
from comp.runs.spans import PaidSpan


def digests(case: Case) -> Iterator[str]:
    """A line for each plan of a case: its name, and the digests of its texts, facts, results, and of what the
    reference interpreter makes of it.
    """
    program = program_of(case)
    snapshot, day = snapshot_of(program, case.rows), case.days[-1]
    for plan in program.plans:
        lines = engine.valuate(program, plan, snapshot, case.calendar, day).lines
        span = PaidSpan(plan.effective_from, day, plan.effective_from, day)
        results = results_digest(portable(difference(no_lines(), lines, span)))
        told = sorted(interpreted(program, plan, snapshot, case.calendar, day).items())
        reference = hashlib.sha256(repr(told).encode()).hexdigest()
        yield f"{plan.name} {plan.text_digest} {plan.result_digest} {snapshot.digest} {results} {reference}"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        sys.stdout.writelines(f"{line}\n" for line in digests(read(Path(name)).case))
