"""All lines of a plan as the statements up to one place of its text have left them, and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction

from comp.language.core import Earned, Whose
from comp.reference.facts_index import Facts
from comp.reference.lines import Valued, struck_state
from comp.reference.measures import PlanView
from comp.reference.membership import ASSIGNMENT
from comp.reference.scope import Scope
from comp.reference.values import Amount, Undefined, Value, undefined
from comp.reference.windows import days_of


class Ledger:
    """The lines by pay, in the order in which they came; a statement makes a new one."""

    def __init__(self, view: PlanView, lines: Mapping[str, tuple[Valued, ...]]) -> None:
        self._view = view
        self._lines = lines
        self._by_payee: dict[tuple[str, str], list[Valued]] | None = None
        self._by_manager: dict[tuple[str, str], list[Valued]] | None = None
        self._by_fact: dict[tuple[str, str, str], list[Valued]] | None = None
        self._sums: dict[tuple[object, ...], Value] = {}

    def with_lines(self, pay: str, lines: Iterable[Valued]) -> Ledger:
        """The same with other lines of one pay."""
        return Ledger(self._view, {**self._lines, pay: tuple(lines)})

    def of(self, pay: str) -> tuple[Valued, ...]:
        """The lines of a pay that exist so far."""
        return self._lines.get(pay, ())

    def all(self) -> Iterator[Valued]:
        """Every line."""
        for lines in self._lines.values():
            yield from lines

    def payees_lines(self, pays: Iterable[str], payee: str) -> list[Valued]:
        """One payee's lines of some pays."""
        if self._by_payee is None:
            self._by_payee = {}
            for each in self.all():
                self._by_payee.setdefault((each.line.pay, each.line.payee), []).append(each)
        return [each for pay in pays for each in self._by_payee.get((pay, payee), ())]

    def earned(self, node: Earned, scope: Scope) -> Value:
        """The sum of struck lines that a node asks for; a line without a value leaves none."""
        if scope.period is None or scope.payee is None:
            return undefined("there is no payee and period here")
        if node.of_fact and scope.credit is None:
            return undefined("there is no fact here")
        fact = (scope.credit.of.source, scope.credit.of.fact) if node.of_fact and scope.credit else None
        key = (id(node), scope.payee, scope.period, fact)
        if key not in self._sums:
            self._sums[key] = self._sum(self.asked(node, scope))
        return self._sums[key]

    def asked(self, node: Earned, scope: Scope) -> list[Valued]:
        """The lines that a node adds up."""
        if node.of_fact:
            return self._of_fact(node.pays, scope)
        if scope.period is None:
            return []
        lines = self._whose(node, scope.payee or "")
        if node.window.whole_plan:
            return lines  # also those of a last period that ends after the plan
        first, last = days_of(node.window, self._view.plan, self._view.calendar, scope.period)
        return [each for each in lines if first <= each.line.period.last_day <= last]

    def _whose(self, node: Earned, payee: str) -> list[Valued]:
        match node.whose:
            case Whose.OWN:
                return self.payees_lines(node.pays, payee)
            case Whose.REPORTS:
                if self._by_manager is None:
                    self._by_manager = {}
                    for each in self.all():
                        manager = manager_on(self._view.facts, each.line.payee, each.line.born_on)
                        self._by_manager.setdefault((each.line.pay, manager), []).append(each)
                return [each for pay in node.pays for each in self._by_manager.get((pay, payee), ())]
            case Whose.EVERYONE:
                return [each for pay in node.pays for each in self.of(pay)]

    def _of_fact(self, pays: tuple[str, ...], scope: Scope) -> list[Valued]:
        if self._by_fact is None:
            self._by_fact = {}
            for each in self.all():
                if each.line.credit:
                    of = each.line.credit.of
                    self._by_fact.setdefault((each.line.pay, of.source, of.fact), []).append(each)
        of = scope.credit.of if scope.credit else None
        return [each for pay in pays if of for each in self._by_fact.get((pay, of.source, of.fact), ())]

    def _sum(self, lines: list[Valued]) -> Value:
        total = Fraction(0)
        for each in lines:
            value = struck_state(self._view, each.state).value
            if isinstance(value, Undefined):
                return undefined("{line} has no amount: {reason}", line=each.line.line_id, reason=value)
            total += value
        return Amount(total, self._view.currency)


def manager_on(facts: Facts, payee: str, on: date) -> str:
    """A payee's manager on a day, blank where none is known."""
    row = facts.find(ASSIGNMENT, payee, on, on)
    return "" if isinstance(row, Undefined) or not isinstance(row["manager"], str) else row["manager"]
