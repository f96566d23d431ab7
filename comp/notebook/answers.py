"""What the second engine answers: how lines came about, and why a fact pays nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pandas as pd

from comp.language.span import NOWHERE
from comp.notebook.frames import Holds, amount, frame, major
from comp.notebook.html import shown
from comp.reference import Step
from comp.reference.explain import sentence
from comp.reference.values import Amount
from comp.runs import ExplainedLine
from comp.runs.explaining import pays_no_line
from comp.runs.reasons import Reason

_LINES: Final = {
    **dict.fromkeys(("line_id", "plan", "clause", "pay", "payee", "fact"), Holds.TEXT),
    "born_on": Holds.DAY,
    "performance_period": Holds.TEXT,
    "currency": Holds.TEXT,
    **dict.fromkeys(("earned", "payable", "paid_earned", "paid_payable"), Holds.EXACT),
    "fault": Holds.TEXT,
    "sentence": Holds.TEXT,
}
_STEPS: Final = {
    "line_id": Holds.TEXT,
    "depth": Holds.COUNT,
    "kind": Holds.TEXT,
    "name": Holds.TEXT,
    "sentence": Holds.TEXT,
    "value": Holds.EXACT,
    "currency": Holds.TEXT,
    "at": Holds.TEXT,
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Lines of a run with what made them; as text it is what `comp explain` says."""

    asked: str
    explained: Sequence[ExplainedLine]

    @property
    def lines(self) -> pd.DataFrame:
        """A row for each line.

        Columns: line_id, plan, clause, pay, payee, fact, born_on, performance_period, currency; earned and
        payable are the line's value in all, paid_earned and paid_payable what this run pays of it (None where
        it is a fault); fault, sentence.
        """
        return frame(_LINES, (_line(each) for each in self.explained))

    @property
    def steps(self) -> pd.DataFrame:
        """A row for each step, each followed by those it rests on.

        Columns: line_id, depth (0 for the line itself), kind, name, sentence, value (a Fraction, in the major
        unit where it is money; text; a day; a truth), currency (of money), at (the place in the plan).
        """
        return frame(
            _STEPS,
            (
                (each.line.line_id, *_step(step, depth))
                for each in self.explained
                for step, depth in _walk(each.line.trace, 0)
            ),
        )

    def __str__(self) -> str:
        return "\n".join(map(str, self.explained)) or pays_no_line(self.asked)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        columns = ["line_id", "currency", "earned", "payable", "paid_earned", "paid_payable", "sentence"]
        return shown(self.asked, [self.lines[columns]], [] if self.explained else [str(self)])


class WhyNot(Reason):
    """Why a fact pays a payee nothing, or that it pays; as text it is what `comp why-not` says."""

    __slots__ = ()

    @classmethod
    def of(cls, reason: Reason) -> WhyNot:
        """The reason, as a notebook shows it."""
        return cls(reason.cause, reason.sentence, reason.details, reason.steps)

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        return shown(self.sentence, (), [*self.details, *(step.sentence for step in self.steps)])


def _line(each: ExplainedLine) -> tuple[object, ...]:
    line = each.line
    amounts = (line.earned_minor, line.payable_minor, each.paid_earned_minor, each.paid_payable_minor)
    return (
        *(line.line_id, line.plan, line.clause, line.pay, line.payee, line.fact),
        *(line.born_on, line.performance_period, line.currency),
        *(amount(minor, line.currency) for minor in amounts),
        *(line.fault, sentence(line)),
    )


def _walk(step: Step, depth: int) -> Iterator[tuple[Step, int]]:
    yield step, depth
    for each in step.inputs:
        yield from _walk(each, depth + 1)


def _step(step: Step, depth: int) -> tuple[object, ...]:
    value, currency = _value(step)
    at = None if step.span == NOWHERE else str(step.span)
    return depth, step.kind.value, step.name, step.sentence, value, currency, at


def _value(step: Step) -> tuple[Fraction | Decimal | str | date | bool | None, str | None]:
    match step.value:
        case Amount(minor=minor, currency=currency):
            return major(minor, currency), currency
        case value:
            return value, None
