"""Of drawn plans and facts: whoever asks about any deal is answered, and by the lines that there are."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import TypeAlias

import pytest

from comp.facts.snapshot import Snapshot
from comp.fuzz.cases import draw_case, program_of, snapshot_of
from comp.language.core import Program
from comp.reference import Cause, LineValue, valuate, why_not

Pair: TypeAlias = tuple[str, str]
"""A fact and a payee."""


@pytest.mark.parametrize("seed", range(300, 318))
def test_a_deal_pays_exactly_where_the_answer_says_so(seed: int) -> None:
    case = draw_case(seed)
    program, day = program_of(case), case.days[-1]
    snapshot = snapshot_of(program, case.rows)
    lines: dict[Pair, list[LineValue]] = {}
    for plan in program.plans:
        for line in valuate(program, plan, snapshot, case.calendar, day):
            if line.fact is not None:
                lines.setdefault((line.fact, line.payee), []).append(line)
    for fact, payee in _asked(seed, program, snapshot, lines):
        answer = why_not(program, snapshot, case.calendar, day, fact, payee)
        mine = lines.get((fact, payee), [])
        assert answer.sentence
        assert (answer.cause is Cause.PAYS) == any(line.payable_minor for line in mine), (fact, payee, answer)
        if answer.cause is Cause.HELD:
            assert any(line.earned_minor and line.earned_minor != line.payable_minor for line in mine)


def _asked(seed: int, program: Program, snapshot: Snapshot, paid: Iterable[Pair]) -> list[Pair]:
    """Some pairs of a fact and a payee: half of them have lines."""
    order = random.Random(seed)  # noqa: S311 - nothing here is a secret
    sources = sorted({credit.source for credit in program.credits.values()})
    facts = [str(row[snapshot.sources[name].key]) for name in sources for row in snapshot.rows(name)]
    payees = sorted({str(row["payee"]) for row in snapshot.rows("assignment")})
    pairs = [(fact, payee) for fact in facts for payee in payees]
    with_lines = sorted(pair for pair in paid if pair[1] in payees and pair[0] in facts)
    return order.sample(with_lines, min(6, len(with_lines))) + order.sample(pairs, min(6, len(pairs)))
