"""Lowers credits: one name for the whole workspace, a complete order, shares that add up."""

from __future__ import annotations

from fractions import Fraction

from comp.language import core, syntax
from comp.language.core import Kind, PartKind
from comp.language.diagnostic import Label
from comp.language.lowering.expressions import Elaborator
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import UNKNOWN
from comp.language.lowering.world import World


def declare_credits(clauses: list[syntax.ClauseBlock], world: World, elaborator: Elaborator) -> None:
    """Lower the credits of every clause of the workspace into the world."""
    for clause in clauses:
        world.lost |= clause.lost_names
    for clause in clauses:
        for statement in clause.statements:
            if isinstance(statement, syntax.CreditStatement):
                _declare(statement, clause, world, elaborator)


def _declare(
    statement: syntax.CreditStatement, clause: syntax.ClauseBlock, world: World, elaborator: Elaborator
) -> None:
    name = statement.name
    other = world.credit_spans.get(name.text)
    if other is not None:
        elaborator.faults.error(
            "N004",
            name.span,
            f"There are two credits `{name.text}`.",
            "Credits are known to every plan, so each needs a name of its own.",
            labels=(Label(other.span, "the other one"),),
        )
        return
    world.credit_spans[name.text] = name
    credit = _lower(statement, elaborator, faulty=clause.faulty)
    if credit is None:
        world.lost.add(name.text)
    else:
        world.credits[name.text] = credit


def _lower(statement: syntax.CreditStatement, elaborator: Elaborator, *, faulty: bool) -> core.Credit | None:
    faults, world = elaborator.faults, elaborator.world
    source = world.sources.get(statement.source.text)
    if source is None:
        if statement.source.text not in world.lost:
            faults.unknown(
                "N001", statement.source.span, "source", statement.source.text, names=world.sources
            )
        return None
    if statement.on is None or statement.value is None or not statement.parts:
        if not faulty:
            _missing(statement, elaborator)
        return None
    day = core.Column(source.name, source.dated, Kind.DATE) if source.dated is not None else None
    scope = Scope("a credit", (source.name,), money_on=day)
    on = elaborator.of_kind(statement.on.day, scope, {Kind.DATE}, "a date")
    ties = _ties(statement, source, scope, elaborator)
    value = elaborator.of_kind(
        statement.value, scope, {Kind.ROW_MONEY, Kind.NUMBER}, "money of the row or a number"
    )
    if value.type.kind is Kind.ROW_MONEY and value.type.of != source.name:
        faults.error(
            "T004",
            statement.value.span,
            f"This is {value.type}, but the credit is of a row of {source.name}.",
        )
        value = type(value)(value.expr, UNKNOWN)
    where = elaborator.condition(statement.where, scope) if statement.where is not None else None
    return core.Credit(
        statement.name.text,
        source.name,
        where,
        on.expr,
        ties,
        value.expr,
        value.type.kind or Kind.ROW_MONEY,
        _parts(statement, scope, where, elaborator),
        span=statement.span,
    )


def _missing(statement: syntax.CreditStatement, elaborator: Elaborator) -> None:
    lacking = [
        said
        for said, absent in (
            ("`on DAY, then KEY as text`", statement.on is None),
            ("`value AMOUNT`", statement.value is None),
            ("`share … to PAYEE`", not statement.parts),
        )
        if absent
    ]
    elaborator.faults.error(
        "C008",
        statement.name.span,
        f"The credit `{statement.name.text}` is not complete.",
        f"Write {' and '.join(lacking)}.",
    )


def _ties(
    statement: syntax.CreditStatement, source: core.Source, scope: Scope, elaborator: Elaborator
) -> tuple[core.Expr, ...]:
    assert statement.on is not None  # noqa: S101 - the grammar or the caller says so
    ties = statement.on.ties
    last = ties[-1] if ties else None
    if last is None or (last.source.text, last.column.text) != (source.name, source.key) or not last.as_text:
        elaborator.faults.error(
            "C007",
            last.span if last is not None else statement.on.span,
            "Two credits of one day could stand in either order, and order can decide pay.",
            f"End the line with `, then {source.name}.{source.key} as text`.",
        )
    return tuple(
        elaborator.expression(syntax.Path(tie.span, tie.source, tie.column), scope).expr for tie in ties
    )


def _parts(
    statement: syntax.CreditStatement, scope: Scope, where: core.Expr | None, elaborator: Elaborator
) -> tuple[core.Part, ...]:
    lowered: list[core.Part] = []
    for part in statement.parts:
        share = None
        if part.share is not None:
            share = elaborator.of_kind(part.share, scope, {Kind.NUMBER}, "a share").expr
        if isinstance(part, syntax.AlsoLine):
            lowered.append(_also(part, share, scope, elaborator))
            continue
        kind = PartKind.REST if share is None else PartKind.SHARE
        to = elaborator.of_kind(part.to, scope, {Kind.PAYEE}, "a payee").expr
        lowered.append(core.Part(kind, share, to, span=part.span))
        if to not in _never_blank(where):
            _warn_of_nobody(lowered[-1], elaborator)
    _check_sum(statement, lowered, elaborator)
    return tuple(lowered)


def _never_blank(where: core.Expr | None) -> list[core.Expr]:
    """What a credit's condition asks not to be blank."""
    conditions = where.conditions if isinstance(where, core.All) else (where,)
    return [
        one.condition.value
        for one in conditions
        if isinstance(one, core.Not) and isinstance(one.condition, core.IsBlank)
    ]


def _warn_of_nobody(part: core.Part, elaborator: Elaborator) -> None:
    """A fixed share whose payee may be blank: a fact that names nobody would be credited to nobody at all."""
    fixed = isinstance(part.share, core.Literal) and part.share.value != 0
    if not fixed or not isinstance(part.to, core.Column):
        return
    source = elaborator.world.sources.get(part.to.source)
    column = source.column(part.to.name) if source is not None else None
    if source is not None and column is not None and column.may_be_blank:
        certain = [c.name for c in source.columns if c.kind is Kind.PAYEE and not c.may_be_blank]
        other = f"{source.name}.{certain[0]}" if certain else "…"
        name = f"{part.to.source}.{part.to.name}"
        elaborator.faults.warning(
            "W006",
            part.to.span,
            f"Where `{name}` is blank, this share goes to nobody, and the whole {part.to.source} is a fault.",
            f"Say who has it then: `to {name} (blank is {other})`.",
            labels=(Label(column.span, "may be blank"),) if column.span.file else (),
        )


def _also(part: syntax.AlsoLine, share: core.Expr | None, scope: Scope, elaborator: Elaborator) -> core.Part:
    if not 1 <= part.first_level <= part.last_level:
        elaborator.faults.error(
            "C005",
            part.span,
            "These are no levels of managers.",
            "Level 1 is the payee's own manager: `levels 1 to 2`.",
        )
    assignment = elaborator.world.sources.get("assignment")
    if assignment is not None and assignment.column("manager") is None:
        elaborator.faults.error(
            "N002",
            part.span,
            "`assignment` has no column `manager`.",
            "Write `column manager: payee, may be blank` there.",
        )
    as_of = elaborator.of_kind(part.as_of, scope, {Kind.DATE}, "a date").expr
    return core.Part(
        PartKind.ALSO,
        share,
        first_level=part.first_level,
        last_level=part.last_level,
        as_of=as_of,
        span=part.span,
    )


def _check_sum(statement: syntax.CreditStatement, parts: list[core.Part], elaborator: Elaborator) -> None:
    shares = [part for part in parts if part.kind is not PartKind.ALSO]
    rests = [part for part in shares if part.kind is PartKind.REST]
    if len(rests) > 1:
        elaborator.faults.error(
            "C005",
            rests[1].span,
            "There is only one rest.",
            labels=(Label(rests[0].span, "it goes here already"),),
        )
    known = [part.share.value for part in shares if isinstance(part.share, core.Literal)]
    total = sum((value for value in known if isinstance(value, Fraction)), Fraction(0))
    all_known = len(known) == len(shares)
    short = all_known and not rests and total != 1
    if total > 1 or short:
        elaborator.faults.error(
            "C005",
            statement.name.span,
            f"The shares of `{statement.name.text}` add up to {percent(total)}.",
            "Shares make 100%: write `share the rest to …` for what is left."
            if short and total < 1
            else "Shares make 100% at most; what is credited beside them stands under `also`.",
            labels=tuple(Label(part.span, "a share") for part in shares if part.kind is PartKind.SHARE),
        )


def percent(value: Fraction) -> str:
    """A share as a percentage: 3/4 is `75%`; what has no end is written as a fraction."""
    hundred = value * 100
    if hundred.denominator == 1:
        return f"{hundred.numerator}%"
    thousand = hundred * 1000
    if thousand.denominator == 1:
        return f"{hundred.numerator // hundred.denominator}.{thousand.numerator % 1000:03d}".rstrip("0") + "%"
    return f"{hundred.numerator}/{hundred.denominator}%"
