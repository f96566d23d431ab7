"""Lowers claw backs: which rows are losses of what, and that each counts once (docs/decisions/0009)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.diagnostic import Label
from comp.language.lowering.scope import Scope
from comp.language.span import Span

if TYPE_CHECKING:
    from comp.language.lowering.statements import Statements


def link_of(
    statements: Statements, span: Span, rows: core.Source, credit: core.Credit, *, what: str
) -> str | None:
    """The one column by which rows of an event source refer to the credited fact."""
    links = [column for column in rows.columns if column.refers_to == credit.source]
    if len(links) == 1 and rows.dated is not None:
        return links[0].name
    said = (
        f"`{rows.name}` has no `dated` column, so nobody knows when something was {what}."
        if rows.dated is None
        else f"`{rows.name}` must have exactly one column `to {credit.source}`; it has {len(links)}."
    )
    labels = tuple(Label(column.span, "one of them") for column in links)
    hint = f"Rows of `{rows.name}` name a row of `{credit.source}`."
    if what == "lost":
        hint = f"Losses of `{credit.name}` name a row of `{credit.source}`."
    statements.faults.error("L002", span, said, hint, labels=labels)
    return None


class Losses:
    """Lowers the claw backs of a plan, and knows what each loss has taken back so far."""

    def __init__(self, statements: Statements) -> None:
        """Start with no loss counted."""
        self._statements = statements
        self.elaborator = statements.elaborator
        self.faults = statements.faults
        self._losses: dict[tuple[str, str, bool], syntax.ClawBackStatement] = {}

    def lower(
        self, statement: syntax.ClawBackStatement, target: syntax.Name, clause: syntax.ClauseBlock
    ) -> core.ClawBack | None:
        """`claw back` of one of the pays or credits that it names."""
        portion = statement.portion
        if portion is None or portion.of_credit is None:
            if not clause.faulty:
                self._incomplete_claw_back(statement)
            return None
        credit = self._clawed_credit(target, of_credit=portion.of_credit)
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
        link = link_of(self._statements, statement.losses.span, losses, credit, what="lost")
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
        scope = Scope("a claw back", (losses.name, credit.source), money_on=day, plan=self._statements.names)
        when = self.elaborator.condition(statement.when, scope) if statement.when is not None else None
        share = self.elaborator.of_kind(portion.share, scope, {Kind.NUMBER}, "a share")
        return core.ClawBack(
            target.text, losses.name, link, when, share.expr, portion.of_credit, span=statement.span
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

    def _clawed_credit(self, name: syntax.Name, *, of_credit: bool) -> core.Credit | None:
        world = self.elaborator.world
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
        if not self._statements.stands_above(name):
            return None
        credit = self._statements.credit_of_pay(name.text)
        if credit is None:
            self.faults.error(
                "L002",
                name.span,
                f"`{name.text}` is paid once per period, so no deal stands behind a line of it.",
                "Take back the credit that it is measured by: `as credit, attainment falls`.",
                labels=(Label(self._statements.pays[name.text][0].span, "the pay"),),
            )
        return credit

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
