"""What trying seeds came to: counts, what was reached, and failures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from comp.fuzz.comparing import Compared
from comp.fuzz.coverage import reached
from comp.language.core import Program


@dataclass(frozen=True, slots=True)
class Failure:
    """A seed whose case the engines fail on: the kind of failure, and what was said first."""

    seed: int
    kind: str
    said: str


@dataclass(slots=True)
class Tally:
    """Sums over seeds. `counts` holds programs, plans, payees, cases, lines, faults, days (a plan on a day),
    lines valued the exact way, and plans on days with too large an amount; `reached` what paying plans are
    made of, and by `plan.pay` lines that are not zero; `hazards` what was hostile in their facts.
    """

    counts: Counter[str] = field(default_factory=Counter[str])
    reached: Counter[str] = field(default_factory=Counter[str])
    hazards: Counter[str] = field(default_factory=Counter[str])
    failures: list[Failure] = field(default_factory=list[Failure])

    def add(self, other: Tally) -> None:
        """Take in what other seeds came to."""
        self.counts.update(other.counts)
        self.reached.update(other.reached)
        self.hazards.update(other.hazards)
        self.failures += other.failures


def tally_of(program: Program, compared: Compared) -> Tally:
    """What one compared case adds."""
    cases = {(plan, *line.case) for (plan, _), lines in compared.lines.items() for line in lines.values()}
    paying = {plan for (plan, _), lines in compared.lines.items() if any(o.amounts for o in lines.values())}
    counts = Counter(
        {
            "programs": 1,
            "plans": len(program.plans),
            "payees": len({payee for _, payee, _ in cases}),
            "cases": len(cases),
            "days": len(compared.lines),
            "lines": sum(len(lines) for lines in compared.lines.values()),
            "faults": sum(o.amounts is None for lines in compared.lines.values() for o in lines.values()),
            "exact way": compared.exact_way,
            "too large": compared.too_large,
            "too large on the way": compared.too_large_on_the_way,
        }
    )
    found = reached(program, paying)
    found.update(
        f"{plan}.{line.identity[1]}"
        for (plan, _), lines in compared.lines.items()
        for line in lines.values()
        if line.amounts and any(line.amounts)
    )
    return Tally(counts, found, compared.hazards)
