"""What one pay comes to, as a function of one input: its expression and the statements after it.

A cap in one unit over an amount in another stays beside it: the outcome is the least of its forms.
Claw backs, holds, pay-outs and splits are left aside: the deals stay, and what is earned is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from math import prod
from typing import TypeAlias

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis.abstract import Evaluator
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.dependence import Uneven, statements_on, unevenness
from comp.language.analysis.form import Form
from comp.language.analysis.groups import Groups, Scene, grouped
from comp.language.analysis.inputs import Asked, Input, InputKind, Setting
from comp.language.analysis.stage import Stage, deal_stage, period_stage

MOST_SETTINGS = 256
MOST_CASES = 24
MOST_POINTS = 9
_Key: TypeAlias = tuple[str | None, tuple[tuple[str, Fraction], ...], tuple[tuple[str, str], ...]]
_WHOLE = (core.CapSpan.PERFORMANCE_PERIOD, core.CapSpan.YEAR, core.CapSpan.PLAN)


@frozen
class Outcome:
    """What is paid at one setting: the least of these forms."""

    setting: Setting
    forms: tuple[Form, ...]


@dataclass(frozen=True)  # without slots, so that what not every question needs is worked out once and late
class Study:
    """One pay, ready to be looked at: its stage, what it depends on, and where that makes a difference.

    `symbols` None leaves quotas and targets open; else they are taken for amounts.
    """

    plan: core.Plan
    clause: core.Clause
    pay: core.Pay
    stage: Stage
    inputs: tuple[Input, ...]
    tested: frozenset[str]  # inputs that only conditions look at
    cases: tuple[dict[str, str], ...]
    points: dict[str, tuple[Fraction, ...]]  # by input: its knots, and a point between each two
    symbols: dict[str, Fraction] | None
    kinds: dict[str, core.Kind]
    all_cases: bool
    uneven: Uneven | None
    known: dict[_Key, Outcome] = field(default_factory=dict["_Key", "Outcome"], compare=False, repr=False)

    @cached_property
    def groups(self) -> Groups:
        """Which inputs are looked at together."""
        scene = Scene(self.plan, self.stage, self.symbols, self.cases, self.points)
        return grouped(scene, *_product_and_bounds(self.plan, self.pay))

    @cached_property
    def whole(self) -> bool:
        """Whether every combination of cases and points is looked at."""
        return self.all_cases and all(
            self._combinations(group) <= MOST_SETTINGS for group in self.groups.members
        )

    def _combinations(self, group: frozenset[str]) -> int:
        """How many settings there are at the most, when one input of a group moves."""
        sizes = [len({*self.points[each.name], each.usual}) for each in self.inputs if each.name in group]
        return prod(sizes) // min(sizes, default=1)

    @property
    def per_deal(self) -> bool:
        """Whether one deal is looked at, not a period."""
        return not self.stage.adds_up

    def at(self, setting: Setting) -> Outcome:
        """What is paid at a setting.

        Raises:
            NotProvedError: it cannot be expressed.
        """
        key = (setting.moving, tuple(setting.inputs.items()), tuple(setting.cases.items()))
        if key not in self.known:
            fixed = replace(setting, symbols=self.symbols)
            self.known[key] = outcome_of(self.plan, self.pay, self.stage, fixed, Asked())
        return self.known[key]

    def usual(self, moving: str | None, case: dict[str, str]) -> Setting:
        """Everything but one input held where it usually is."""
        return Setting(moving, {each.name: each.usual for each in self.inputs}, case, self.symbols)

    def settings(self, moving: str | None) -> Iterator[Setting]:
        """Every combination of cases and of the other inputs' points; where too many, one after the other."""
        near = self.groups.with_(moving)
        for case, largest in zip(self.cases, self.groups.largest, strict=True):
            apart = {name: value for name, value in largest.items() if name not in near}
            others = [each for each in self.inputs if each.name != moving and each.name not in apart]
            for setting in _held(moving, others, self.points, case, self.symbols):
                yield replace(setting, inputs={**setting.inputs, **apart})


def study(
    program: core.Program,
    plan: core.Plan,
    clause: core.Clause,
    pay: core.Pay,
    symbols: dict[str, Fraction] | None = None,
) -> Study:
    """Find out what a pay depends on, with quotas and targets open where that is possible.

    `symbols` are amounts for them, by name, in minor units; what it does not name is taken for an amount.

    Raises:
        NotProvedError: it cannot be expressed.
    """
    uneven = unevenness(plan, pay)
    stage = stage_of(program, plan, pay, uneven)
    if symbols is not None:
        return _studied(plan, clause, pay, stage, symbols, uneven=uneven)
    try:
        return _studied(plan, clause, pay, stage, None, uneven=uneven)
    except NotProvedError:
        return _studied(plan, clause, pay, stage, {}, uneven=uneven)


def stage_of(program: core.Program, plan: core.Plan, pay: core.Pay, uneven: Uneven | None) -> Stage:
    """Where a pay is looked at: one deal where each is paid for itself, else the period."""
    acting = [statement for _, statement in statements_on(plan, pay)]
    if uneven is not None and pay.each in program.credits:
        return deal_stage(plan, program.credits[pay.each], pay, acting)
    return period_stage(plan, pay, acting)


def outcome_of(plan: core.Plan, pay: core.Pay, stage: Stage, setting: Setting, asked: Asked) -> Outcome:
    """What a pay comes to at a setting.

    Raises:
        NotProvedError: it cannot be expressed.
    """
    return Outcome(setting, paid_by(Evaluator(plan, stage, setting, asked), pay))


def paid_by(evaluator: Evaluator, pay: core.Pay) -> tuple[Form, ...]:
    """What an evaluation makes of a pay and the statements after it: the least of these forms.

    Raises:
        NotProvedError: it cannot be expressed.
    """
    factors, rest = _leading_factors(evaluator.plan, pay)
    paid = (evaluator.value(factors),)
    if pay.where is not None:
        evaluator.condition(pay.where)  # asks for its cases; lines for which it is not true are not looked at
    for statement in rest:
        paid = _after(evaluator, paid, statement, alone=not evaluator.stage.adds_up)
    return paid


def paid_form(study: Study, setting: Setting) -> Form:
    """What is paid as one form: before any cap in another unit, where amounts are open.

    Raises:
        NotProvedError: it cannot be expressed.
    """
    paid = study.at(setting).forms
    if study.symbols is None:
        return paid[0]
    least = paid[0]
    for other in paid[1:]:
        least = forms.least(least, other)
    return least


def factor_of(statement: core.Multiply) -> core.Expr:
    """A multiplier's factor, 1 for the lines that it leaves as they are."""
    one = core.Literal(Fraction(1))
    return statement.factor if statement.where is None else core.If(statement.where, statement.factor, one)


def _leading_factors(plan: core.Plan, pay: core.Pay) -> tuple[core.Expr, list[core.Statement]]:
    """The pay times the multipliers that come before any bound, and the statements from there on."""
    statements = [statement for _, statement in statements_on(plan, pay)]
    value = pay.value
    for index, statement in enumerate(statements):
        match statement:
            case core.Multiply():
                value = core.Arithmetic(core.Operator.MULTIPLY, value, factor_of(statement))
            case core.Cap() | core.Floor():
                return value, statements[index:]
            case _:
                pass
    return value, []


def _after(
    evaluator: Evaluator, paid: tuple[Form, ...], statement: core.Statement, *, alone: bool
) -> tuple[Form, ...]:
    match statement:
        case core.Multiply():
            factor = evaluator.value(factor_of(statement))
            return tuple(forms.multiply(each, factor) for each in paid)
        case core.Cap() if alone or statement.per in _WHOLE:
            if not _concerns(evaluator, statement.where):
                return paid
            return _capped(paid, evaluator.value(statement.at))
        case core.Floor() if _concerns(evaluator, statement.where):
            return tuple(_floored(each, evaluator.value(statement.at)) for each in paid)
        case _:
            return paid


def _concerns(evaluator: Evaluator, where: core.Expr | None) -> bool:
    """Whether a bound is for the lines at hand.

    Raises:
        NotProvedError: that depends on what moves.
    """
    if where is None:
        return True
    holds = evaluator.condition(where).constant
    if holds is None:
        raise NotProvedError("a bound is for some amounts only")
    return holds == 1


def _capped(paid: tuple[Form, ...], bound: Form) -> tuple[Form, ...]:
    if len(paid) == 1:
        try:
            return (forms.least(paid[0], bound),)
        except NotProvedError:
            pass
    return (*paid, bound)


def _floored(paid: Form, bound: Form) -> Form:
    positive = forms.signs(paid, forms.number(0), lambda sign: sign > 0)
    return forms.choose(positive, forms.greatest(paid, bound), paid)


def _studied(
    plan: core.Plan,
    clause: core.Clause,
    pay: core.Pay,
    stage: Stage,
    symbols: dict[str, Fraction] | None,
    *,
    uneven: Uneven | None,
) -> Study:
    asked = Asked()
    outcome_of(plan, pay, stage, Setting(symbols=symbols), asked)
    cases, all_cases = _cases(plan, pay, stage, symbols, asked)
    points: dict[str, tuple[Fraction, ...]] = {}
    for name in _growing(asked):
        knots: set[Fraction] = set()
        for case in cases:
            found = outcome_of(plan, pay, stage, Setting(name, cases=case, symbols=symbols), asked)
            knots |= {knot for each in found.forms for knot in _lasting_knots(each)}
        points[name] = _points(sorted(knots), asked.inputs[name].usual, valued=name in asked.valued)
    inputs = tuple(_settled(each, points[each.name]) for each in asked.inputs.values())
    tested = frozenset(asked.inputs) - asked.valued
    return Study(
        plan,
        clause,
        pay,
        stage,
        inputs,
        tested,
        tuple(cases),
        points,
        symbols,
        asked.symbols,
        all_cases,
        uneven,
    )


def _product_and_bounds(plan: core.Plan, pay: core.Pay) -> tuple[list[core.Expr], list[core.Expr]]:
    """Everything that is multiplied in the course of the text, and what it is compared with on the way."""
    value, rest = _leading_factors(plan, pay)
    factors: list[core.Expr] = [value]
    bounds: list[core.Expr] = []
    for statement in rest:
        match statement:
            case core.Multiply():
                factors.append(factor_of(statement))
            case core.Cap() | core.Floor():
                bounds.append(statement.at)
            case _:
                pass
    return factors, bounds


def _growing(asked: Asked) -> Iterator[str]:
    """Every input, also those that an evaluation finds on the way."""
    done: set[str] = set()
    while ahead := [name for name in asked.inputs if name not in done]:
        done.add(ahead[0])
        yield ahead[0]


def _cases(
    plan: core.Plan, pay: core.Pay, stage: Stage, symbols: dict[str, Fraction] | None, asked: Asked
) -> tuple[list[dict[str, str]], bool]:
    """Every combination of cases, the usual one first, and whether none was left out."""
    known: dict[str, list[str]] = {}
    cases: list[dict[str, str]] = [{}]
    while asked.cases != known:
        known = {name: list(options) for name, options in asked.cases.items()}
        every = [dict(zip(known, each, strict=True)) for each in product(*known.values())]
        cases = every[:MOST_CASES]
        for case in cases:
            outcome_of(plan, pay, stage, Setting(cases=case, symbols=symbols), asked)
        if len(every) > MOST_CASES:
            return cases, False
    return cases, True


def _lasting_knots(form: Form) -> set[Fraction]:
    return {knot for _, curve in form.terms for knot in curves.without_single_points(curve).knots}


def _points(knots: list[Fraction], usual: Fraction, *, valued: bool) -> tuple[Fraction, ...]:
    """Each knot, a point between each two, and one beyond the last; where there is none, two that tell."""
    if len(knots) < 2:
        return (Fraction(0), usual) if valued and usual else (usual,)
    between = [(low + high) / 2 for low, high in pairwise(knots)]
    beyond = knots[-1] * Fraction(3, 2) if knots[-1] > 0 else Fraction(1)
    return tuple(sorted({*knots, *between, beyond})[-MOST_POINTS:])


def _settled(each: Input, points: tuple[Fraction, ...]) -> Input:
    """A count is held where there are enough rows for no exception to apply."""
    if each.kind is InputKind.COUNT:
        return replace(each, usual=max(points[-1] + 1, each.usual))
    return each


def _held(
    moving: str | None,
    others: list[Input],
    points: dict[str, tuple[Fraction, ...]],
    case: dict[str, str],
    symbols: dict[str, Fraction] | None,
) -> Iterator[Setting]:
    usual = {each.name: each.usual for each in others}
    yield Setting(moving, usual, case, symbols)
    options = [sorted({*points[each.name], each.usual}) for each in others]
    count = 1
    for each in options:
        count *= len(each)
    if count <= MOST_SETTINGS:
        names = [each.name for each in others]
        for values in product(*options):
            yield Setting(moving, dict(zip(names, values, strict=True)), case, symbols)
        return
    for each, values in zip(others, options, strict=True):
        for value in values:
            yield Setting(moving, {**usual, each.name: value}, case, symbols)


def paid_alone(study: Study, setting: Setting) -> bool:
    """Whether what is paid is the input that moves times one number, everywhere or not defined anywhere."""
    for form in study.at(setting).forms:
        for _, curve in form.terms:
            polys = {piece.poly for piece in curve.pieces if not piece.is_point}
            if polys == {None}:
                continue
            if len(polys) != 1 or any(piece.poly is None for piece in curve.pieces):
                return False
            (poly,) = polys
            if poly is None or len(poly) > 2 or (poly and poly[0]):
                return False
    return True
