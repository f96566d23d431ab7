"""A long run: values drawn cases for a while and tells what was reached and what was found.

Run it as `python -m comp.fuzz.session --first 0 --seconds 600`; `--only SEED` makes one case small.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter

from comp.fuzz.cases import compare, draw_case, program_of
from comp.fuzz.coverage import CHOICES, NODES, PAIRS, reached
from comp.fuzz.reducing import failure_of, reduced, shown


def main() -> int:
    """Value cases until the time is over; one line for each case on which the engines differ or fail."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--only", type=int)
    given = parser.parse_args()
    if given.only is not None:
        case = draw_case(given.only)
        sys.stdout.write(f"{failure_of(case) or 'the engines agree'}\n")
        if failure_of(case):
            small = reduced(case)
            sys.stdout.write(f"{shown(small)}\n{failure_of(small)}\n")
        return 0
    return _session(given.first, given.seconds)


def _session(seed: int, seconds: float) -> int:
    counts: Counter[str] = Counter()
    found: Counter[str] = Counter()
    triples: set[tuple[int, str, str, str]] = set()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        counts["cases"] += 1
        try:
            case = draw_case(seed)
            program = program_of(case)
            compared = compare(case, program)
        except Exception as fault:  # noqa: BLE001 - whatever is raised is what is looked for
            counts["raised"] += 1
            last = traceback.extract_tb(fault.__traceback__)[-1]
            sys.stdout.write(
                f"{seed}: {type(fault).__name__} at {last.filename}:{last.lineno}: {str(fault)[:200]}\n"
            )
        else:
            counts["too large"] += compared.too_large
            if compared.differences:
                counts["differ"] += 1
                sys.stdout.write(
                    f"{seed}: {len(compared.differences)} differences, {compared.differences[0]}\n"
                )
            for (plan, _), lines in compared.lines.items():
                counts["lines"] += len(lines)
                counts["faults"] += sum(line.amounts is None for line in lines.values())
                triples |= {
                    (seed, plan, str(line.identity[2]), str(line.identity[7])) for line in lines.values()
                }
            paying = {
                plan for (plan, _), lines in compared.lines.items() if any(o.amounts for o in lines.values())
            }
            found.update(reached(program, paying))
        sys.stdout.flush()
        seed += 1
    counts["plan, payee and period"] = len(triples)
    sys.stdout.write(f"next seed {seed}\n")
    for name, count in sorted(counts.items()):
        sys.stdout.write(f"{count:9,} {name}\n")
    for title, names in (("nodes", NODES), ("choices", CHOICES), ("pairs", PAIRS)):
        sys.stdout.write(f"\n{title}\n")
        sys.stdout.writelines(f"{found[name]:9,} {name}\n" for name in sorted(names))
    return 1 if counts["differ"] + counts["raised"] else 0


if __name__ == "__main__":
    sys.exit(main())
