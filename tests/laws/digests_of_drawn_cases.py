"""Prints the digests of facts and results of drawn cases, by both engines: what a replay elsewhere must give.

    python -m tests.laws.digests_of_drawn_cases SEED ...
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence

from comp import engine
from comp.fuzz.cases import draw_case, draw_crowded, program_of, snapshot_of
from comp.fuzz.comparing import interpreted
from comp.runs.difference import difference, no_lines
from comp.runs.folder import portable, results_digest
from comp.runs.spans import PaidSpan

CROWD = 3


def digests(seeds: Sequence[int]) -> Iterator[str]:
    """A line for each plan of each seed: its name, and the digests of its texts, facts, results, and of what the
    reference interpreter makes of it. The seed `CROWD` draws more than a hundred payees.
    """
    for seed in seeds:
        case = draw_crowded(seed, groups=40) if seed == CROWD else draw_case(seed)
        program = program_of(case)
        snapshot, day = snapshot_of(program, case.rows), case.days[-1]
        for plan in program.plans:
            lines = engine.valuate(program, plan, snapshot, case.calendar, day).lines
            span = PaidSpan(plan.effective_from, day, plan.effective_from, day)
            results = results_digest(portable(difference(no_lines(), lines, span)))
            told = sorted(interpreted(program, plan, snapshot, case.calendar, day).items())
            yield " ".join(
                (
                    f"{seed} {plan.name}",
                    plan.text_digest,
                    plan.result_digest,
                    snapshot.digest,
                    results,
                    hashlib.sha256(repr(told).encode()).hexdigest(),
                )
            )


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in digests([int(seed) for seed in sys.argv[1:]]))
