"""Lowers what is added up: totals and their kin, places, and what pays have earned (docs/decisions/0023)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from comp.language import core, syntax
from comp.language.core import Aggregation, Kind
from comp.language.lowering.quotas import quota_type
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import NUMBER, UNKNOWN, Type, Typed, sentence
from comp.language.lowering.world import World
from comp.language.span import Span

if TYPE_CHECKING:
    from comp.language.lowering.expressions import Elaborator

NOTHING = core.Literal(Fraction(0))


def lower_aggregate(elaborator: Elaborator, node: syntax.OfCredits | syntax.OfSet, scope: Scope) -> Typed:
    """`total own X …`, or `total T` over the set of the measure."""
    if not scope.aggregates or scope.plan is None:
        elaborator.faults.error(
            "N005",
            node.span,
            f"{sentence(scope.place)} cannot add up by itself.",
            "Write it as a `measure`, say when it is read, and use its name here.",
        )
        return Typed(NOTHING, UNKNOWN)
    if isinstance(node, syntax.OfSet):
        return _of_set(elaborator, node, scope)
    return _of_credits(elaborator, node, scope)


def credit_set(
    elaborator: Elaborator, name: syntax.Name, window: core.Window, *, direct_only: bool, span: Span
) -> core.CreditSet | None:
    """The payee's own credits of a name, None where there is no such credit."""
    credit = elaborator.credit(name)
    return None if credit is None else core.CreditSet(credit.name, window, None, direct_only, span=span)


def _of_credits(elaborator: Elaborator, node: syntax.OfCredits, scope: Scope) -> Typed:
    plan = scope.plan
    assert plan is not None  # noqa: S101 - the grammar or the caller says so
    name = node.credit or _credit_within(elaborator, node)
    if name is None:
        return Typed(NOTHING, UNKNOWN)
    over = credit_set(elaborator, name, node.window, direct_only=node.direct_only, span=node.span)
    if over is None:
        return Typed(NOTHING, UNKNOWN)
    credit = elaborator.world.credits[over.credit]
    if node.window.quota is not None:
        quota_type(elaborator, syntax.Name(node.span, node.window.quota), plan)
        if node.everyone:
            said = "The span of a quota is the payee's own, and these are everybody's credits."
            elaborator.faults.error(
                "N005", node.span, said, "Write `own`, or a window such as `of the period`."
            )
    per = None
    if node.per is not None:
        rows = Scope("`per`", (credit.source,), over.credit, credit.on, payee=True, plan=plan)
        per = elaborator.expression(node.per, rows).expr
    over = replace(over, everyone=node.everyone, per=per)
    if node.how is Aggregation.COUNT:
        if node.term is not None:
            said, hint = "A count has no formula.", f"Write `count own {over.credit} …`."
            elaborator.faults.error("T006", node.term.span, said, hint)
        return Typed(core.Aggregate(node.how, over, None, Kind.NUMBER, span=node.span), NUMBER)
    term = node.term or syntax.Reference(name.span, name.text)
    return _terms(elaborator, node.how, term, node.span, replace(scope, over=over))


def _credit_within(elaborator: Elaborator, node: syntax.OfCredits) -> syntax.Name | None:
    """The one credit that a formula names."""
    named = [
        syntax.Name(part.span, part.name)
        for part in _references(node.term)
        if part.name in elaborator.world.credits
    ]
    if len({name.text for name in named}) == 1:
        return named[0]
    if not elaborator.world.lost:
        elaborator.faults.error(
            "N003",
            node.span,
            "The formula must name one credit: that is what is added up.",
            "Write for example `total own (CREDIT / 100) of the period`.",
        )
    return None


def _references(value: object) -> Iterator[syntax.Reference]:
    if isinstance(value, syntax.Reference):
        yield value
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _references(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in cast("tuple[object, ...]", value):
            yield from _references(item)


def _of_set(elaborator: Elaborator, node: syntax.OfSet, scope: Scope) -> Typed:
    if scope.over is None:
        if scope.over_needed:
            elaborator.faults.error(
                "C008",
                node.span,
                f"Over what is this {'a total' if node.how is Aggregation.TOTAL else 'taken'}?",
                "Below the measure write `over each SOURCE of the period` or "
                "`over own CREDIT of the period`.",
            )
        return Typed(NOTHING, UNKNOWN)
    return _terms(elaborator, node.how, node.term, node.span, scope)


def _terms(
    elaborator: Elaborator, how: Aggregation, term: syntax.Expression, span: Span, scope: Scope
) -> Typed:
    plan, over = scope.plan, scope.over
    assert plan is not None and over is not None  # noqa: S101, PT018 - the caller says so
    inner = _term_scope(elaborator.world, over, scope)
    if how is Aggregation.DISTINCT:
        counted = elaborator.expression(term, inner)
        return Typed(core.Aggregate(how, over, counted.expr, Kind.NUMBER, span=span), NUMBER)
    found = elaborator.of_kind(term, inner, {Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY}, "money or a number")
    kind, value = found.type, found.expr
    if kind.kind is Kind.ROW_MONEY:
        if inner.money_on is None:
            return Typed(NOTHING, UNKNOWN)
        value = core.Convert(value, kind.of, plan.currency, inner.money_on, plan.rounding, span=span)
        kind = Type(Kind.MONEY, plan.currency)
    elif kind.kind is Kind.MONEY and not isinstance(value, core.CreditValue):
        value = core.Strike(value, plan.rounding, span=span)
    return Typed(core.Aggregate(how, over, value, kind.kind or Kind.NUMBER, span=span), kind)


def _term_scope(world: World, over: core.CreditSet | core.RowSet, scope: Scope) -> Scope:
    if isinstance(over, core.RowSet):
        source = world.sources[over.source]
        day = core.Column(source.name, source.dated, Kind.DATE) if source.dated else over.on
        return Scope("a total", (over.source,), money_on=day, payee=True, plan=scope.plan)
    credit = world.credits[over.credit]
    return Scope("a total", (credit.source,), over.credit, money_on=credit.on, payee=True, plan=scope.plan)


def lower_count_or_rank(elaborator: Elaborator, node: syntax.CountOf | syntax.RankOf, scope: Scope) -> Typed:
    """`count of M` and `rank of M`: measures of their own, read when M is read."""
    plan = scope.plan
    if plan is None or not (scope.measures or scope.aggregates):
        elaborator.faults.error("N005", node.span, f"{sentence(scope.place)} cannot use a measure.")
        return Typed(NOTHING, UNKNOWN)
    if isinstance(node, syntax.CountOf):
        found = plan.count_of(node.measure)
    else:
        found = plan.rank_of(node.measure, lowest_first=node.lowest_first)
    if found is None:
        return Typed(NOTHING, UNKNOWN)
    return elaborator.measure(syntax.Reference(node.span, found), scope)


def lower_earned(elaborator: Elaborator, node: syntax.EarnedBy, scope: Scope) -> Typed:
    """`earned A and B of the period`: the struck lines of pays that stand above."""
    plan = scope.plan
    if plan is None or scope.pay_above is None:
        elaborator.faults.error(
            "N005",
            node.span,
            f"{sentence(scope.place)} cannot ask what was earned.",
            "It stands in a pay, a factor, a cap or a draw below the pays that it names.",
        )
        return Typed(NOTHING, UNKNOWN)
    known = [scope.pay_above(name) for name in node.pays]
    if not all(known):
        return Typed(NOTHING, UNKNOWN)
    names = tuple(name.text for name in node.pays)
    earned = core.Earned(names, node.window, node.whose, node.of_fact, span=node.span)
    return Typed(earned, Type(Kind.MONEY, plan.currency))
