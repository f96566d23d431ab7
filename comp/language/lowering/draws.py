"""Lowers guarantees and draws (docs/decisions/0028)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import CapSpan, Kind
from comp.language.lowering.bounds import bound_value

if TYPE_CHECKING:
    from comp.language.lowering.statements import Statements


def lower_guarantee(
    statements: Statements, statement: syntax.GuaranteeStatement, clause: syntax.ClauseBlock
) -> core.Draw:
    """`guarantee G for A and B, at X per performance period`: a draw that nobody owes."""
    return _draw(statements, statement, clause, "a guarantee")


def lower_draw(
    statements: Statements, statement: syntax.DrawStatement, clause: syntax.ClauseBlock
) -> core.Draw:
    """`draw G against A and B, of X per performance period`, with what is owed and how it is recovered."""
    if not clause.faulty:
        _ask_for_lines(statements, statement)
    recovered = statement.recovered
    recovery = None
    if recovered is not None:
        scope = statements.period_scope("a draw", clause)
        share = statements.elaborator.of_kind(recovered.share, scope, {Kind.NUMBER}, "a share").expr
        most = None
        if recovered.most is not None:
            most = bound_value(statements, recovered.most, clause, "a draw")
        forgiven = statement.left_over is not None and statement.left_over.forgiven
        recovery = core.Recovery(
            share, recovered.of, most, recovered.first, recovered.last, forgiven, span=recovered.span
        )
        if recovered.first is not None and recovered.last is not None and recovered.last < recovered.first:
            said = "The recovery ends before it begins."
            statements.faults.error("C004", recovered.span, said, "Write the earlier day after `from`.")
    whole = statement.owed is not None and statement.owed.whole
    return _draw(statements, statement, clause, "a draw", whole=whole, recovery=recovery)


def _draw(
    statements: Statements,
    statement: syntax.GuaranteeStatement | syntax.DrawStatement,
    clause: syntax.ClauseBlock,
    place: str,
    *,
    whole: bool = False,
    recovery: core.Recovery | None = None,
) -> core.Draw:
    at = bound_value(statements, statement.at, clause, place)
    scope = statements.period_scope(place, clause)
    when = None
    if statement.when is not None:
        when = statements.elaborator.condition(statement.when, scope)
    if statement.per.kind is not CapSpan.PERFORMANCE_PERIOD:
        said = f"{place[0].upper()}{place[1:]} is worked out for each performance period."
        statements.faults.error("L011", statement.per.span, said, "Write `per performance period`.")
    against = tuple(pay.text for pay in statement.against if statements.stands_above(pay))
    return core.Draw(statement.name.text, against, at, when, whole, recovery, span=statement.span)


def _ask_for_lines(statements: Statements, statement: syntax.DrawStatement) -> None:
    faults, span = statements.faults, statement.span
    if statement.owed is None:
        said = "What of this draw is owed?"
        expected = ("`the shortfall is owed`", "`the whole draw is owed`")
        faults.error("C004", span, said, "Say it in a line of its own below.", expected=expected)
    if statement.recovered is None:
        said = "What is the draw recovered from?"
        hint = "Say it in a line below; what nobody owes back is a `guarantee`."
        expected = ("`recovered from 100% of what exceeds the draw`", "`recovered from 50% of the pay`")
        faults.error("C004", span, said, hint, expected=expected)
    if statement.left_over is None:
        said = "What becomes of the debt that is left when the payee leaves the plan?"
        expected = ("`what is left at the end is forgiven`", "`what is left at the end is due`")
        faults.error("C004", span, said, "Say it in a line of its own below.", expected=expected)
