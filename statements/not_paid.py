"""The deals that did not pay: facts that have to do with a payee, without a line of theirs in the run."""

from __future__ import annotations

from collections.abc import Sequence

from comp.language.core import Program
from comp.reference import Facts, UnpaidFacts
from comp.runs import Inputs
from statements.about import About
from statements.build import Row
from statements.view import NotPaid


class NotPaidDeals:
    """Finds them for every payee of a run, by one index of its facts."""

    def __init__(self, inputs: Inputs, facts: Facts, about: About) -> None:
        days = {name: (span.first, span.last) for name, span in inputs.spans.items()}
        self._found = UnpaidFacts(inputs.program, facts, inputs.calendar, days, inputs.period.last_day)
        self._program = inputs.program
        self._about = about

    def of(self, payee: str, rows: Sequence[Row]) -> tuple[NotPaid, ...]:
        """A payee's, by day; `rows` are their lines of the run."""
        return tuple(
            NotPaid(each.fact, each.source, each.on, each.reason, self._about.of_row(each.source, each.row))
            for each in self._found.of(payee, _with_a_line(self._program, rows))
        )


def _with_a_line(program: Program, rows: Sequence[Row]) -> set[tuple[str, str]]:
    """The sources and ids of the facts that lines are for."""
    return {
        (program.credits[row["credit"]].source, str(row["fact"]))
        for row in rows
        if row["credit"] is not None and row["fact"] is not None
    }
