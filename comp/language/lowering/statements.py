"""Lowers pays and what acts on them, in the order of the text."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from comp.language import core, syntax
from comp.language.core import Kind, Reading
from comp.language.diagnostic import Label
from comp.language.lowering.arithmetic import in_plan_money
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.plan_names import Names, target_share
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import Typed

_Acting: TypeAlias = syntax.MultiplyStatement | syntax.CapStatement | syntax.HoldStatement


class Statements:
    """Lowers the statements of a plan; pays are known from the place where they stand."""

    def __init__(self, elaborator: Elaborator, names: Names, clauses: tuple[syntax.ClauseBlock, ...]) -> None:
        """Know every pay of the plan, and where each stands."""
        self.elaborator = elaborator
        self.faults = elaborator.faults
        self.names = names
        self.pays: dict[str, tuple[syntax.PayStatement, syntax.ClauseBlock]] = {}
        self.lowered: dict[str, core.Pay] = {}
        self._capped: dict[str, syntax.CapStatement] = {}
        self._losses: dict[tuple[str, str, bool], syntax.ClawBackStatement] = {}
        for clause in clauses:
            for statement in clause.statements:
                if isinstance(statement, syntax.PayStatement):
                    self._declare(statement, clause)

    def _declare(self, statement: syntax.PayStatement, clause: syntax.ClauseBlock) -> None:
        other = self.pays.get(statement.name.text)
        if other is not None:
            label = Label(other[0].name.span, "the other one")
            said = f"There are two pays `{statement.name.text}`."
            self.faults.error("N004", statement.name.span, said, "Give one another name.", labels=(label,))
        else:
            self.pays[statement.name.text] = (statement, clause)

    def lower(self, statement: syntax.Statement, clause: syntax.ClauseBlock) -> core.Statement | None:
        """Lower one statement; None for what is not a pay and does not act on one, or is faulty."""
        match statement:
            case syntax.PayStatement():
                return self._pay(statement, clause)
            case syntax.MultiplyStatement():
                return self._multiply(statement)
            case syntax.ClawBackStatement():
                return self._claw_back(statement, clause)
            case syntax.CapStatement():
                return self._cap(statement, clause)
            case syntax.HoldStatement():
                return self._hold(statement, clause)
            case _:
                return None

    def _pay(self, statement: syntax.PayStatement, clause: syntax.ClauseBlock) -> core.Pay | None:
        scope = self._pay_scope(statement, clause)
        if scope is None:
            return None
        value = self.elaborator.of_kind(statement.value, scope, {Kind.MONEY, Kind.ROW_MONEY}, "money")
        if scope.money_on is not None:
            value = in_plan_money(value, self.names.currency, scope.money_on, self.names.rounding)
        self._check_currency(statement.value, value)
        each = statement.each.text if statement.each is not None else None
        pay = core.Pay(statement.name.text, value.expr, each, span=statement.span)
        self.lowered[pay.name] = pay
        return pay

    def _pay_scope(self, statement: syntax.PayStatement, clause: syntax.ClauseBlock) -> Scope | None:
        scope = Scope(
            "a pay",
            payee=True,
            plan=self.names,
            measures=True,
            tables=True,
            target_share=target_share(clause),
        )
        if statement.each is None:
            return scope
        world = self.elaborator.world
        credit = world.credits.get(statement.each.text)
        if credit is None:
            if statement.each.text not in world.lost:
                self.faults.unknown(
                    "N003", statement.each.span, "credit", statement.each.text, names=world.credits
                )
            return None
        return replace(scope, rows=(credit.source,), credit=credit.name, money_on=core.BornOn())

    def _check_currency(self, node: syntax.Expression, value: Typed) -> None:
        if value.type.kind is Kind.MONEY and value.type.of != self.names.currency:
            said = f"This is {value.type}, but the plan pays in {self.names.currency}."
            self.faults.error("T003", node.span, said, "Write the amount in the plan's currency.")

    def _known_pay(self, statement: _Acting | syntax.ClawBackStatement, name: syntax.Name) -> bool:
        if name.text in self.lowered:
            return True
        found = self.pays.get(name.text)
        if found is None:
            if name.text not in self.names.lost:
                self.faults.unknown("N006", name.span, "pay", name.text, names=self.pays)
        elif found[0].span.start > statement.span.start:
            self.faults.error(
                "L001",
                name.span,
                f"`{name.text}` is defined further down, and statements act in the order of the text.",
                f"Move this below `pay {name.text}`.",
                labels=(Label(found[0].name.span, "the pay stands here"),),
            )
        return False

    def _multiply(self, statement: syntax.MultiplyStatement) -> core.Multiply | None:
        scope = self._scope_of_pay(statement.pay.text, "a multiplier")
        factor = self.elaborator.of_kind(statement.factor, scope, {Kind.NUMBER}, "a number")
        if not self._known_pay(statement, statement.pay):
            return None
        cap = self._capped.get(statement.pay.text)
        if cap is not None:
            self.faults.warning(
                "W004",
                statement.span,
                f"`{statement.pay.text}` is capped before it is multiplied, so it can pass the cap.",
                "Move the cap below the multiplier if the cap is to be the last word.",
                labels=(Label(cap.span, "the cap"),),
            )
        return core.Multiply(statement.pay.text, factor.expr, span=statement.span)

    def _scope_of_pay(self, pay: str, place: str) -> Scope:
        found = self.pays.get(pay)
        scope = self._pay_scope(*found) if found is not None else None
        if scope is None:
            scope = Scope(place, payee=True, plan=self.names, measures=True, tables=True)
        return replace(scope, place=place)

    def _claw_back(
        self, statement: syntax.ClawBackStatement, clause: syntax.ClauseBlock
    ) -> core.ClawBack | None:
        portion = statement.portion
        if portion is None or portion.of_credit is None:
            if not clause.faulty:
                self._incomplete_claw_back(statement)
            return None
        credit = self._clawed_credit(statement, of_credit=portion.of_credit)
        losses = self.elaborator.world.sources.get(statement.losses.text)
        if losses is None:
            if statement.losses.text not in self.elaborator.world.lost:
                self.faults.unknown(
                    "N001",
                    statement.losses.span,
                    "source",
                    statement.losses.text,
                    names=self.elaborator.world.sources,
                )
            return None
        if credit is None:
            return None
        link = self._link(statement, losses, credit)
        self._check_counted_once(statement, credit, of_credit=portion.of_credit)
        if portion.at_most.value != 1:
            self.faults.error(
                "L002",
                portion.at_most.span,
                "A deal cannot be lost by more or less than 100%.",
                "Write `at most 100%`.",
            )
        if link is None:
            return None
        day = core.BornOn() if not portion.of_credit else credit.on
        scope = Scope("a claw back", (losses.name, credit.source), money_on=day, plan=self.names)
        when = self.elaborator.condition(statement.when, scope) if statement.when is not None else None
        share = self.elaborator.of_kind(portion.share, scope, {Kind.NUMBER}, "a share")
        return core.ClawBack(
            statement.target.text, losses.name, link, when, share.expr, portion.of_credit, span=statement.span
        )

    def _incomplete_claw_back(self, statement: syntax.ClawBackStatement) -> None:
        if statement.portion is None:
            said = "How much of it is lost?"
            hint = (
                "Below it write `portion LOST / WHOLE, at most 100% of a deal "
                "in total`, and what the loss does."
            )
            self.faults.error("C008", statement.span, said, hint)
        else:
            self.faults.error(
                "C004",
                statement.portion.span,
                "Does the loss take back money only, or the credit with it?",
                "Say it below `portion`.",
                expected=("`as money, attainment stays`", "`as credit, attainment falls`"),
            )

    def _clawed_credit(self, statement: syntax.ClawBackStatement, *, of_credit: bool) -> core.Credit | None:
        name, world = statement.target, self.elaborator.world
        if of_credit:
            if name.text not in world.credits and name.text not in world.lost:
                self.faults.unknown(
                    "N003",
                    name.span,
                    "credit",
                    name.text,
                    names=world.credits,
                    hint="As credit, it is a credit that is taken back.",
                )
            return world.credits.get(name.text)
        if not self._known_pay(statement, name):
            return None
        pay = self.lowered[name.text]
        if pay.each is None:
            self.faults.error(
                "L002",
                name.span,
                f"`{name.text}` is paid once per period, so no deal stands behind a line of it.",
                "Take back the credit that it is measured by: `as credit, attainment falls`.",
                labels=(Label(self.pays[name.text][0].span, "the pay"),),
            )
            return None
        return world.credits.get(pay.each)

    def _link(
        self, statement: syntax.ClawBackStatement, losses: core.Source, credit: core.Credit
    ) -> str | None:
        links = [column for column in losses.columns if column.refers_to == credit.source]
        if len(links) == 1 and losses.dated is not None:
            return links[0].name
        said = (
            f"`{losses.name}` has no `dated` column, so nobody knows when something was lost."
            if losses.dated is None
            else f"`{losses.name}` must have exactly one column `to {credit.source}`; it has {len(links)}."
        )
        labels = tuple(Label(column.span, "one of them") for column in links)
        self.faults.error(
            "L002",
            statement.losses.span,
            said,
            f"Losses of `{credit.name}` name a row of `{credit.source}`.",
            labels=labels,
        )
        return None

    def _check_counted_once(
        self, statement: syntax.ClawBackStatement, credit: core.Credit, *, of_credit: bool
    ) -> None:
        other = self._losses.get((statement.losses.text, credit.name, not of_credit))
        self._losses[statement.losses.text, credit.name, of_credit] = statement
        if other is not None:
            self.faults.error(
                "L003",
                statement.span,
                f"The same {statement.losses.text} takes back the credit "
                f"`{credit.name}` and the money paid on it.",
                "One loss counts once: keep one of the two.",
                labels=(Label(other.span, "here it is taken back already"),),
            )

    def _cap(self, statement: syntax.CapStatement, clause: syntax.ClauseBlock) -> core.Cap | None:
        scope = Scope("a cap", payee=True, plan=self.names, target_share=target_share(clause))
        before = len(self.faults.found)
        at = self.elaborator.of_kind(statement.at, scope, {Kind.MONEY}, "money")
        if any(fault.code == "N005" for fault in self.faults.found[before:]):
            del self.faults.found[before:]
            self.faults.error(
                "L004",
                statement.at.span,
                "A cap holds for all lines of its span together, so it cannot depend on one of them.",
                "Use amounts, `period target` or a quota.",
            )
        self._check_currency(statement.at, at)
        if not statement.excess_lost:
            self.faults.error(
                "C004",
                statement.span,
                "What becomes of the money above the cap?",
                "End the line with the words expected.",
                expected=("`, the excess is lost`",),
            )
        if not self._known_pay(statement, statement.pay):
            return None
        self._capped[statement.pay.text] = statement
        return core.Cap((statement.pay.text,), at.expr, statement.per, span=statement.span)

    def _hold(self, statement: syntax.HoldStatement, clause: syntax.ClauseBlock) -> core.Hold | None:
        if not clause.faulty and (statement.later_periods is None or statement.blank_releases is None):
            self._incomplete_hold(statement)
        scope = Scope(
            "a hold", payee=True, plan=self.names, measures=True, readings=frozenset({Reading.CLOSE})
        )
        until = self.elaborator.condition(statement.until, scope)
        if not self._known_pay(statement, statement.pay):
            return None
        return core.Hold(
            statement.pay.text,
            until,
            statement.later_periods or 0,
            bool(statement.blank_releases),
            span=statement.span,
        )

    def _incomplete_hold(self, statement: syntax.HoldStatement) -> None:
        if statement.later_periods is None:
            self.faults.error(
                "C004",
                statement.span,
                "At which closes is the condition read, and what becomes of what is never released?",
                "Below it write `read at the close of its performance period, then of "
                "each of the N after it, otherwise lost`.",
            )
        if statement.blank_releases is None:
            self.faults.error(
                "C004",
                statement.span,
                "What if the condition cannot be told, because there is nothing to measure?",
                "Say it in a line of its own below.",
                expected=("`blank is released`", "`blank is held`"),
            )
