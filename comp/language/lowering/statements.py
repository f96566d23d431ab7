"""Lowers pays and what acts on them, in the order of the text."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from comp.language import core, syntax
from comp.language.calendar import Cadence
from comp.language.core import Kind
from comp.language.diagnostic import Label
from comp.language.lowering.arithmetic import in_plan_money
from comp.language.lowering.bounds import lower_cap, lower_floor
from comp.language.lowering.draws import lower_draw, lower_guarantee
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.holds import lower_hold, lower_pay_out, lower_split
from comp.language.lowering.losses import Losses
from comp.language.lowering.plan_names import Names, target_share
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import Typed

Paying: TypeAlias = syntax.PayStatement | syntax.GuaranteeStatement | syntax.DrawStatement
_LENGTHS = tuple(Cadence)


class Statements:
    """Lowers the statements of a plan; pays are known from the place where they stand."""

    def __init__(
        self,
        elaborator: Elaborator,
        names: Names,
        clauses: tuple[syntax.ClauseBlock, ...],
        performance: Cadence,
    ) -> None:
        """Know every pay of the plan, and where each stands."""
        self.elaborator = elaborator
        self.faults = elaborator.faults
        self.names = names
        self.performance = performance
        self.pays: dict[str, tuple[Paying, syntax.ClauseBlock]] = {}
        self.lowered: dict[str, core.Pay | core.Draw] = {}
        self.capped: dict[str, syntax.CapStatement] = {}
        self._losses = Losses(self)
        self._passed: set[str] = set()  # pays that stand above, faulty ones too
        for clause in clauses:
            for statement in clause.statements:
                if isinstance(statement, Paying):
                    self._declare(statement, clause)

    def _declare(self, statement: Paying, clause: syntax.ClauseBlock) -> None:
        other = self.pays.get(statement.name.text)
        if other is not None:
            label = Label(other[0].name.span, "the other one")
            said = f"There are two pays `{statement.name.text}`."
            self.faults.error("N004", statement.name.span, said, "Give one another name.", labels=(label,))
        else:
            self.pays[statement.name.text] = (statement, clause)

    def lower(self, statement: syntax.Statement, clause: syntax.ClauseBlock) -> list[core.Statement]:
        """Lower one statement, once for each pay that it names where it acts on each alone; nothing for
        what neither is a pay nor acts on one, or is faulty.
        """
        found = self._lower(statement, clause)
        if isinstance(statement, Paying):
            self._passed.add(statement.name.text)
        return found

    def _lower(self, statement: syntax.Statement, clause: syntax.ClauseBlock) -> list[core.Statement]:
        match statement:
            case syntax.PayStatement():
                found = self._pay(statement, clause)
            case syntax.GuaranteeStatement():
                found = self._known(lower_guarantee(self, statement, clause))
            case syntax.DrawStatement():
                found = self._known(lower_draw(self, statement, clause))
            case syntax.CapStatement():
                found = lower_cap(self, statement, clause)
            case syntax.MultiplyStatement():
                return [one for pay in statement.pays for one in self._multiply(statement, pay, clause)]
            case syntax.ClawBackStatement():
                lowered = [self._losses.lower(statement, target, clause) for target in statement.targets]
                return [one for one in lowered if one is not None]
            case syntax.FloorStatement():
                return [*lower_floor(self, statement, clause)]
            case syntax.HoldStatement():
                return [*lower_hold(self, statement, clause)]
            case syntax.PayOutStatement():
                return [*lower_pay_out(self, statement, clause)]
            case syntax.SplitStatement():
                return [*lower_split(self, statement)]
            case _:
                return []
        return [] if found is None else [found]

    def _known(self, draw: core.Draw) -> core.Draw:
        self.lowered[draw.name] = draw
        return draw

    def _pay(self, statement: syntax.PayStatement, clause: syntax.ClauseBlock) -> core.Pay | None:
        scope = self._pay_scope(statement, clause)
        if scope is None:
            return None
        value = self.elaborator.of_kind(statement.value, scope, {Kind.MONEY, Kind.ROW_MONEY}, "money")
        if scope.money_on is not None:
            value = in_plan_money(value, self.names.currency, scope.money_on, self.names.rounding)
        self.check_currency(statement.value, value)
        where = self.elaborator.condition(statement.where, scope) if statement.where is not None else None
        pay = core.Pay(
            statement.name.text,
            value.expr,
            statement.each.text if statement.each is not None else None,
            where,
            self._cadence(statement),
            statement.on_account,
            statement.evened,
            span=statement.span,
        )
        self.lowered[pay.name] = pay
        return pay

    def _cadence(self, statement: syntax.PayStatement) -> Cadence | None:
        """The longer period that the pay is for; None where it is the performance period."""
        wanted = statement.cadence
        if wanted is None or wanted is self.performance:
            return None
        if _LENGTHS.index(wanted) < _LENGTHS.index(self.performance):
            self.faults.error(
                "L010",
                statement.span,
                f"The plan's performance period is a {self.performance}, which is longer than a {wanted}.",
                "Pay `once per performance period`, or make the performance period shorter.",
            )
        return wanted

    def _pay_scope(self, statement: Paying, clause: syntax.ClauseBlock) -> Scope | None:
        scope = self.period_scope("a pay", clause)
        if not isinstance(statement, syntax.PayStatement):
            return scope
        if statement.each is None:
            return replace(scope, cadence=statement.cadence)
        world = self.elaborator.world
        credit = world.credits.get(statement.each.text)
        if credit is None:
            if statement.each.text not in world.lost:
                self.faults.unknown(
                    "N003", statement.each.span, "credit", statement.each.text, names=world.credits
                )
            return None
        return replace(scope, rows=(credit.source,), credit=credit.name, money_on=core.BornOn())

    def period_scope(self, place: str, clause: syntax.ClauseBlock) -> Scope:
        """What is in reach for a line without a row of its own."""
        return Scope(
            place,
            payee=True,
            plan=self.names,
            measures=True,
            tables=True,
            target_share=target_share(clause),
            pay_above=self.stands_above,
        )

    def scope_of_pay(self, pay: str, place: str) -> Scope:
        """What is in reach for the lines of a pay."""
        found = self.pays.get(pay)
        scope = self._pay_scope(*found) if found is not None else None
        if scope is None:
            scope = Scope(
                place, payee=True, plan=self.names, measures=True, tables=True, pay_above=self.stands_above
            )
        return replace(scope, place=place)

    def credit_of_pay(self, pay: str) -> core.Credit | None:
        """The credit that a pay is for each of, None for a pay of periods."""
        lowered = self.lowered.get(pay)
        each = lowered.each if isinstance(lowered, core.Pay) else None
        return self.elaborator.world.credits.get(each) if each is not None else None

    def check_currency(self, node: syntax.Expression, value: Typed) -> None:
        """Money of a statement is in the plan's currency."""
        if value.type.kind is Kind.MONEY and value.type.of != self.names.currency:
            said = f"This is {value.type}, but the plan pays in {self.names.currency}."
            self.faults.error("T003", node.span, said, "Write the amount in the plan's currency.")

    def stands_above(self, name: syntax.Name) -> bool:
        """Whether a pay of that name is known here; where it is not, that is told."""
        if name.text in self.lowered:
            return True
        found = self.pays.get(name.text)
        if found is None:
            if name.text not in self.names.lost:
                self.faults.unknown("N006", name.span, "pay", name.text, names=self.pays)
        elif name.text not in self._passed:
            self.faults.error(
                "L001",
                name.span,
                f"`{name.text}` is defined further down, and statements act in the order of the text.",
                f"Move this below `pay {name.text}`.",
                labels=(Label(found[0].name.span, "the pay stands here"),),
            )
        return False

    def _multiply(
        self, statement: syntax.MultiplyStatement, pay: syntax.Name, clause: syntax.ClauseBlock
    ) -> list[core.Statement]:
        scope = replace(
            self.scope_of_pay(pay.text, "a multiplier"), target_share=target_share(clause), cadence=None
        )
        factor = self.elaborator.of_kind(statement.factor, scope, {Kind.NUMBER}, "a number")
        when = self.elaborator.condition(statement.when, scope) if statement.when is not None else None
        if not self.stands_above(pay):
            return []
        cap = self.capped.get(pay.text)
        if cap is not None:
            self.faults.warning(
                "W004",
                statement.span,
                f"`{pay.text}` is capped before it is multiplied, so it can pass the cap.",
                "Move the cap below the multiplier if the cap is to be the last word.",
                labels=(Label(cap.span, "the cap"),),
            )
        return [core.Multiply(pay.text, factor.expr, when, span=statement.span)]
