"""The lines of a payee or a fact, or one line, as the second engine explains them, and what a run pays."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from comp import engine, reference
from comp.errors import CompError, UnknownNameError
from comp.language.core import Plan
from comp.language.money import Money
from comp.reference import Facts, LineValue
from comp.reference.explain import tree
from comp.runs.inputs import Inputs
from comp.runs.spans import PaidSpan

ASSIGNMENT = "assignment"


@dataclass(frozen=True, slots=True)
class ExplainedLine:
    """A line at the end of the days paid, with its trace, and what the run pays of it.

    The amounts paid are minor units; None where the line is a fault. `earlier` is the line before these days.
    """

    line: LineValue
    earlier: LineValue | None
    paid_earned_minor: int | None
    paid_payable_minor: int | None

    @property
    def paid(self) -> str:
        """What the run pays of it, in words."""
        if self.paid_earned_minor is None or self.paid_payable_minor is None:
            return "This run pays nothing of it: it is a fault."
        currency = self.line.currency
        earned, payable = Money(self.paid_earned_minor, currency), Money(self.paid_payable_minor, currency)
        return f"This run: earned {earned}, payable {payable}."

    def __str__(self) -> str:
        """The line, its steps, and what the run pays of it."""
        return f"{self.line.line_id}  {worth(self.line)}\n{tree(self.line.trace, 1)}\n  {self.paid}"


def worth(line: LineValue) -> str:
    """What a line is worth in all, in words."""
    if line.earned_minor is None or line.payable_minor is None:
        return f"fault: {line.fault}"
    earned = f"earned {Money(line.earned_minor, line.currency)}"
    if line.payable_minor == line.earned_minor:
        return earned
    return f"{earned}, payable {Money(line.payable_minor, line.currency)}"


def pays_no_line(what: str) -> str:
    """What is said where nothing is explained."""
    return f"{what}: the period pays no line."


def explain(inputs: Inputs, what: str, facts: Facts | None = None) -> list[ExplainedLine]:
    """Explain the lines that the run pays: of a payee, of a fact, or one by its id (whether paid now or not).

    `facts` is the snapshot's index, where the lines are to be proved too.

    Raises:
        UnknownNameError: nothing is called so, with the nearest names that exist.
    """
    facts = facts or Facts(inputs.snapshot)
    payees = payee_names(inputs)
    if what in payees:
        return [each for each in _lines(inputs, facts, {what}) if _is_paid(inputs, each)]
    credited = _credited(inputs)
    if what in credited:
        return [each for each in _lines(inputs, facts, credited[what]) if each.line.fact == what]
    named = {payee for payee in payees if f":{payee}:" in what}
    found = [each for each in _lines(inputs, facts, named) if each.line.line_id == what] if named else []
    if not found and (reasons := _faults(inputs, what)):
        raise CompError(f"{what} pays nobody, for it could not be credited: {'; '.join(reasons)}")
    if not found:
        raise _unknown(inputs, facts, what, payees | credited.keys(), named)
    return found


def payee_names(inputs: Inputs) -> set[str]:
    """Everyone who was ever assigned."""
    source = inputs.snapshot.sources.get(ASSIGNMENT)
    return (
        set() if source is None else set(inputs.snapshot.tables[ASSIGNMENT].get_column(source.key).to_list())
    )


def _credited(inputs: Inputs) -> dict[str, set[str]]:
    """Who is credited for each fact by the last day of the period."""
    found: dict[str, set[str]] = {}
    tables = engine.credits(inputs.program, inputs.snapshot, inputs.period.last_day)
    for table in tables.values():
        facts = table.rows.table.get_column(table.rows.source.key).gather(table.frame.get_column("row"))
        for fact, payee in zip(facts, table.frame.get_column("payee"), strict=True):
            found.setdefault(fact, set()).add(payee)
    return found


def _faults(inputs: Inputs, fact: str) -> list[str]:
    """Why a fact could not be credited, for each credit that should have come of it."""
    credited = reference.credits(inputs.program, inputs.snapshot, inputs.period.last_day)
    return [f"{fault.credit}: {fault.reason}" for fault in credited.faults if fault.fact == fact]


def _lines(inputs: Inputs, facts: Facts, payees: AbstractSet[str]) -> list[ExplainedLine]:
    return [
        each for plan, span in inputs.plans() for each in _lines_of_plan(inputs, facts, plan, span, payees)
    ]


def _lines_of_plan(
    inputs: Inputs, facts: Facts, plan: Plan, span: PaidSpan, payees: AbstractSet[str]
) -> list[ExplainedLine]:
    before, after = (
        reference.valuate(
            inputs.program, plan, inputs.snapshot, inputs.calendar, on, sorted(payees), facts=facts
        )
        for on in (span.before_on, span.after_on)
    )
    earlier = {line.line_id: line for line in before}
    return [
        ExplainedLine(
            line,
            was,
            _less(line.earned_minor, was and was.earned_minor),
            _less(line.payable_minor, was and was.payable_minor),
        )
        for line, was in ((line, earlier.get(line.line_id)) for line in after)
    ]


def _less(after: int | None, before: int | None) -> int | None:
    """As in a run: a line that was a fault, or not there, had paid nothing."""
    return None if after is None else after - (before or 0)


def _is_paid(inputs: Inputs, each: ExplainedLine) -> bool:
    span = inputs.spans[each.line.plan]
    return each.line.born_on in span or each.paid_earned_minor != 0 or each.paid_payable_minor != 0


def _unknown(
    inputs: Inputs, facts: Facts, what: str, names: AbstractSet[str], payees: AbstractSet[str]
) -> UnknownNameError:
    """Suggest line ids of the payee that is named, else payees and facts."""
    if payees:
        return UnknownNameError("line", what, [each.line.line_id for each in _lines(inputs, facts, payees)])
    return UnknownNameError("payee, deal or line", what, names)
