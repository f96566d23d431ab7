"""Cases of plans that somebody has written: each seed draws other facts for them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from comp.fuzz.bounds import bounds_of, on_bounds
from comp.fuzz.cases import CROWD_EVERY, Case, program_of
from comp.fuzz.coverage import KINDS_OF_CONSTRUCT, reached
from comp.fuzz.drawing import Drawing
from comp.fuzz.own_facts import draw_own_facts
from comp.fuzz.own_words import words_of
from comp.language.calendar import Calendar
from comp.language.core import Pay, Program

_FEW, _MANY = (5, 25), (40, 120)  # payees for each so many plans
_PLANS_OF_SO_MANY = 8


@dataclass(frozen=True, slots=True)
class OwnPlans:
    """Plans as text by file name, and the calendar of their company."""

    texts: dict[str, str]
    calendar: Calendar

    def __call__(self, seed: int) -> Case:
        """The case of a seed: few payees, or a crowd for each seed that `CROWD_EVERY` divides."""
        draw = Drawing(seed)
        case = Case(self.texts, {}, self.calendar, ())
        program = program_of(case)
        words = words_of(program)
        edges = bounds_of(program, self.calendar, ()).days
        days = tuple(sorted({draw.pick(edges), words.last_day + timedelta(days=draw.pick((0, 45, 400)))}))
        bounds = bounds_of(program, self.calendar, days)
        payees = draw.whole(*(_MANY if seed % CROWD_EVERY == 0 else _FEW))
        payees *= 1 + len(program.plans) // _PLANS_OF_SO_MANY
        rows = draw_own_facts(draw, program, words, bounds, payees)
        return replace(case, rows=on_bounds(draw, program.sources, rows, bounds), days=days)


def own_constructs(program: Program) -> tuple[tuple[str, frozenset[str]], ...]:
    """What a program is made of, by kind, and its pays: what facts that reach all of it would reach."""
    made_of = set(reached(program, {plan.name for plan in program.plans}))
    kinds = [(title, names & made_of) for title, names in KINDS_OF_CONSTRUCT]
    pays = {f"{p.name}.{s.name}" for p in program.plans for _, s in p.statements() if isinstance(s, Pay)}
    return (("Pays", frozenset(pays)), *kinds)
