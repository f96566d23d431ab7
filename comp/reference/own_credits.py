"""The credits of each payee under one plan: converted once, taken back once, in order."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.language.core import NUMBER_SCALE, AmongOwn, ClawBack, CreditSet, CreditValue, Pay, Plan, Program
from comp.language.money import strike
from comp.reference.credited import Credited, Credits, Loss, OwnCredit
from comp.reference.crediting import credit_facts
from comp.reference.evaluate import convert, struck
from comp.reference.losses import loss_of
from comp.reference.membership import Membership
from comp.reference.mentions import nodes
from comp.reference.scope import PlanReader, Scope, Sight
from comp.reference.values import Amount, Undefined, Value


def credits_used(plan: Plan) -> set[str]:
    """The names of the credits that a plan pays, counts or takes back."""
    used = {
        statement.each for _, statement in plan.statements() if isinstance(statement, Pay) and statement.each
    }
    for node in nodes([plan.clauses, plan.measures, plan.tables]):
        if isinstance(node, CreditSet | AmongOwn | CreditValue):
            used.add(node.credit)
    return used


class OwnCredits:
    """A plan's credits by name and payee, each in order; credits dated after the day are left out."""

    def __init__(self, program: Program, plan: Plan, members: Membership, reader: PlanReader) -> None:
        self._plan = plan
        self._facts = facts = members.facts
        self._as_of = as_of = members.as_of
        self._members = members
        self._reader = reader
        names = sorted(credits_used(plan))
        made: Credits = credit_facts(facts, [program.credits[name] for name in names], as_of)
        self.faults = made.faults
        self._taken_back = [s for _, s in plan.statements() if isinstance(s, ClawBack) and s.of_credit]
        self._entries: dict[tuple[str, str], list[Credited]] = {}
        for entry in sorted(made.credits, key=lambda entry: (entry.order, entry.fact, entry.place)):
            if entry.on <= as_of:
                self._entries.setdefault((entry.credit, entry.payee), []).append(entry)
        self._own: dict[tuple[str, str], list[OwnCredit]] = {}
        self._everyones: dict[str, list[OwnCredit]] = {}

    def of(self, credit: str, payee: str) -> list[OwnCredit]:
        """A payee's credits of one name, members of the plan or not, in order."""
        if (credit, payee) not in self._own:
            self._own[credit, payee] = [
                self._valued(entry) for entry in self._entries.get((credit, payee), ())
            ]
        return self._own[credit, payee]

    def everyones(self, credit: str) -> list[OwnCredit]:
        """All payees' credits of one name, in order whoever has them."""
        if credit not in self._everyones:
            payees = [payee for name, payee in self._entries if name == credit]
            owned = [own for payee in payees for own in self.of(credit, payee)]
            self._everyones[credit] = sorted(owned, key=lambda own: (own.of.order, own.of.fact, own.of.place))
        return self._everyones[credit]

    def _valued(self, entry: Credited) -> OwnCredit:
        amount = entry.amount
        converted: Value = amount
        if isinstance(amount, Amount):
            converted = convert(
                self._facts, amount, self._plan.currency, self.rate_day(entry), self._plan.rounding
            )
        value, losses = converted, list[Loss]()
        for statement in self._taken_back:
            if statement.target == entry.credit:
                loss = loss_of(statement, entry, self._scope(entry), self._as_of)
                losses.append(loss)
                value = self._less(value, loss)
        return OwnCredit(
            entry, converted, value, tuple(losses), self._members.includes(entry.payee, entry.on)
        )

    def rate_day(self, entry: Credited) -> date:
        """The day whose exchange rate a credit is converted at: its own, or the plan's fixed one."""
        return self._plan.rate_on or entry.on

    def _scope(self, entry: Credited) -> Scope:
        rows = {entry.source: entry.row}
        return Scope(self._facts, Sight(self._as_of), rows, entry.payee, entry.on, plan=self._reader)

    def _less(self, value: Value, loss: Loss) -> Value:
        """The value times what is kept, struck: money to its minor unit, a number to a billionth."""
        if isinstance(value, Undefined):
            return value
        if not loss.rows:
            return value
        if isinstance(loss.kept, Undefined):
            return loss.kept
        match value:
            case Amount():
                return struck(Amount(value.minor * loss.kept, value.currency), self._plan.rounding)
            case Fraction():
                return Fraction(strike(value * loss.kept * NUMBER_SCALE, self._plan.rounding), NUMBER_SCALE)
            case _:
                raise TypeError(f"a credit is money or a number, not {value!r}")
