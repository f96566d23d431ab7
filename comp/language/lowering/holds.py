"""Lowers what delays and what moves money: holds, pay-outs in parts, splits (docs/decisions/0011, 0025)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from comp.language import core, syntax
from comp.language.core import Kind, Reading
from comp.language.diagnostic import Label
from comp.language.lowering.arithmetic import in_plan_money
from comp.language.lowering.credits import percent
from comp.language.lowering.losses import link_of
from comp.language.lowering.plan_names import target_share
from comp.language.lowering.scope import Scope
from comp.language.span import Span

if TYPE_CHECKING:
    from comp.language.lowering.statements import Statements


def lower_hold(
    statements: Statements, statement: syntax.HoldStatement, clause: syntax.ClauseBlock
) -> Iterator[core.Hold]:
    """`hold 40% of P until C`."""
    incomplete = statement.later_periods is None or statement.blank_releases is None
    if not clause.faulty and incomplete:
        _incomplete(statements, statement)
    scope = Scope(
        "a hold",
        payee=True,
        plan=statements.names,
        measures=True,
        target_share=target_share(clause),
        readings=frozenset({Reading.CLOSE}),
    )
    until = statements.elaborator.condition(statement.until, scope)
    for pay in statement.pays:
        if statements.stands_above(pay):
            share = None
            if statement.share is not None:
                row = statements.scope_of_pay(pay.text, "a hold")
                share = statements.elaborator.of_kind(statement.share, row, {Kind.NUMBER}, "a share").expr
            blank_releases = bool(statement.blank_releases)
            later = statement.later_periods or 0
            yield core.Hold(pay.text, until, later, blank_releases, share, span=statement.span)


def _incomplete(statements: Statements, statement: syntax.HoldStatement) -> None:
    if statement.later_periods is None:
        statements.faults.error(
            "C004",
            statement.span,
            "At which closes is the condition read, and what becomes of what is never released?",
            "Below it write `read at the close of its performance period, then of "
            "each of the N after it, otherwise lost`.",
        )
    if statement.blank_releases is None:
        statements.faults.error(
            "C004",
            statement.span,
            "What if the condition cannot be told, because there is nothing to measure?",
            "Say it in a line of its own below.",
            expected=("`blank is released`", "`blank is held`"),
        )


# Pay-outs in parts -----------------------------------------------------------------------------------------


def lower_pay_out(
    statements: Statements, statement: syntax.PayOutStatement, clause: syntax.ClauseBlock
) -> Iterator[core.PayOut]:
    """`pay out P` with its parts, for each pay that it names."""
    if not statement.parts and not clause.faulty:
        said = "In which parts?"
        hint = "Below it write for example `part 60% at once` and `part the rest on DAY`."
        statements.faults.error("C008", statement.span, said, hint)
    for pay in statement.pays:
        if statements.stands_above(pay):
            parts = _parts(statements, statement, pay)
            yield core.PayOut(pay.text, parts, span=statement.span)


def _parts(
    statements: Statements, statement: syntax.PayOutStatement, pay: syntax.Name
) -> tuple[core.PayPart, ...]:
    scope = replace(statements.scope_of_pay(pay.text, "a part"), pay_above=None)
    elaborator = statements.elaborator
    shares = [
        None if part.share is None else elaborator.of_kind(part.share, scope, {Kind.NUMBER}, "a share").expr
        for part in statement.parts
    ]
    _check_shares(statements, statement, shares)
    parts: list[core.PayPart] = []
    for part, share in zip(statement.parts, shares, strict=True):
        lost_on = None
        if part.lost_on is not None:
            lost_on = elaborator.of_kind(part.lost_on, scope, {Kind.DATE}, "a date").expr
        match part.release:
            case syntax.EqualParts():
                parts += _equal(statements, part.release, share or _rest(shares, part.span), lost_on, scope)
            case syntax.EventsRelease():
                event = _event(statements, part.release, pay, scope)
                parts.append(core.PayPart(share, None, event, lost_on))
            case None:
                parts.append(core.PayPart(share, None, None, lost_on))
            case _:
                on = elaborator.of_kind(part.release, scope, {Kind.DATE}, "a date").expr
                parts.append(core.PayPart(share, on, None, lost_on))
    return tuple(parts)


def _check_shares(
    statements: Statements, statement: syntax.PayOutStatement, shares: list[core.Expr | None]
) -> None:
    rests = [part for part, share in zip(statement.parts, shares, strict=True) if share is None]
    if len(rests) > 1:
        label = Label(rests[0].span, "it stands here already")
        statements.faults.error("C005", rests[1].span, "There is only one rest.", labels=(label,))
    known = [share.value for share in shares if isinstance(share, core.Literal)]
    total = sum((value for value in known if isinstance(value, Fraction)), Fraction(0))
    short = not rests and len(known) == len(shares) and shares and total != 1
    if total > 1 or short:
        statements.faults.error(
            "C005",
            statement.span,
            f"The parts add up to {percent(total)}.",
            "Parts make 100%: write `part the rest …` for what is left."
            if total < 1
            else "Parts make 100% at most.",
        )


def _rest(shares: list[core.Expr | None], span: Span) -> core.Expr:
    """What the other parts leave."""
    rest: core.Expr = core.Literal(Fraction(1), span=span)
    for share in shares:
        if share is not None:
            rest = _calculated(core.Operator.SUBTRACT, rest, share, span)
    return rest


def _calculated(operator: core.Operator, left: core.Expr, right: core.Expr, span: Span) -> core.Expr:
    """A sum of constants is a constant."""
    if isinstance(left, core.Literal) and isinstance(right, core.Literal):
        one, two = left.value, right.value
        if isinstance(one, Fraction) and isinstance(two, Fraction):
            value = one - two if operator is core.Operator.SUBTRACT else one / two
            return core.Literal(value, span=span)
    return core.Arithmetic(operator, left, right, span=span)


def _equal(
    statements: Statements,
    parts: syntax.EqualParts,
    share: core.Expr,
    lost_on: core.Expr | None,
    scope: Scope,
) -> list[core.PayPart]:
    if parts.number < 1:
        statements.faults.error("C005", parts.span, "There are no such parts.", "Write `in 3 equal parts`.")
        return []
    first = statements.elaborator.of_kind(parts.first, scope, {Kind.DATE}, "a date").expr
    number = core.Literal(Fraction(parts.number), span=parts.span)
    each = _calculated(core.Operator.DIVIDE, share, number, parts.span)
    months = {"months": parts.every, "years": 12 * parts.every}.get(parts.unit, 0)
    days = {"days": parts.every, "weeks": 7 * parts.every}.get(parts.unit, 0)
    days_of = [
        first if at == 0 else core.Shifted(first, months * at, days * at, span=parts.span)
        for at in range(parts.number)
    ]
    return [core.PayPart(each, day, None, lost_on) for day in days_of]


def _event(
    statements: Statements, release: syntax.EventsRelease, pay: syntax.Name, scope: Scope
) -> core.Event | None:
    world, faults = statements.elaborator.world, statements.faults
    source = world.sources.get(release.source.text)
    if source is None:
        if release.source.text not in world.lost:
            faults.unknown("N001", release.source.span, "source", release.source.text, names=world.sources)
        return None
    credit = statements.credit_of_pay(pay.text)
    if credit is None:
        faults.error(
            "L002",
            release.source.span,
            f"`{pay.text}` is paid once per period, so no {source.name} refers to a line of it.",
            "Release it `on` a day.",
        )
        return None
    link = link_of(statements, release.source.span, source, credit, what="released")
    rows = replace(scope, rows=(source.name, *scope.rows), measures=False, tables=False)
    when = statements.elaborator.condition(release.when, rows) if release.when is not None else None
    portion = None
    if release.portion is not None:
        portion = statements.elaborator.of_kind(release.portion, rows, {Kind.NUMBER}, "a share").expr
    return None if link is None else core.Event(source.name, link, when, portion)


# Splits ----------------------------------------------------------------------------------------------------


def lower_split(statements: Statements, statement: syntax.SplitStatement) -> Iterator[core.Split]:
    """`split P` with what it gives to others."""
    if not statement.parts:
        hint = "Below it write for example `give 20% of it to deal.partner`."
        statements.faults.error("C008", statement.span, "What goes to whom?", hint)
    for pay in statement.pays:
        if statements.stands_above(pay):
            parts = tuple(_given(statements, part, pay) for part in statement.parts)
            yield core.Split(pay.text, parts, span=statement.span)


def _given(statements: Statements, part: syntax.GiveLine, pay: syntax.Name) -> core.GivenPart:
    scope, names = statements.scope_of_pay(pay.text, "a split"), statements.names
    to = statements.elaborator.of_kind(part.to, scope, {Kind.PAYEE}, "a payee").expr
    if part.is_share:
        share = statements.elaborator.of_kind(part.value, scope, {Kind.NUMBER}, "a share").expr
        return core.GivenPart(share, None, to, span=part.span)
    kinds, wanted = {Kind.MONEY, Kind.ROW_MONEY}, "money; for a share write `give 20% of it to …`"
    amount = statements.elaborator.of_kind(part.value, scope, kinds, wanted)
    if scope.money_on is not None:
        amount = in_plan_money(amount, names.currency, scope.money_on, names.rounding)
    statements.check_currency(part.value, amount)
    return core.GivenPart(None, amount.expr, to, span=part.span)
