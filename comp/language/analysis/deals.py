"""What a period pays for deals of known sizes, one after the other: the examples behind M005 and M008.

A deal of size 1 is a usual one (`MONEY_BASE`); whatever grows with a deal grows with its size, and what is
said of it (a kind, a term, a margin in percent) stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis.abstract import Evaluator
from comp.language.analysis.curve import NotProvedError
from comp.language.analysis.dependence import statements_on
from comp.language.analysis.inputs import Asked, InputKind, Setting
from comp.language.analysis.pays import Study, factor_of
from comp.language.analysis.stage import Deals, DealStage, deal_stage

_SPANS = (core.CapSpan.PERFORMANCE_PERIOD, core.CapSpan.YEAR, core.CapSpan.PLAN)


@frozen
class Comparison:
    """Two ways to enter the same deals, and what each pays, in minor units."""

    first: tuple[Fraction, ...]
    second: tuple[Fraction, ...]
    paid_first: Fraction
    paid_second: Fraction

    @property
    def difference(self) -> Fraction:
        """How far they are apart."""
        return abs(self.paid_first - self.paid_second)


def paid_for(program: core.Program, study: Study, sizes: tuple[Fraction, ...]) -> Fraction:
    """What the deals of a period pay together, in minor units, unstruck.

    Raises:
        NotProvedError: it cannot be told.
    """
    credit = program.credits.get(study.pay.each or "")
    if credit is None:
        raise NotProvedError("it is not paid for single deals")
    statements = [statement for _, statement in statements_on(study.plan, study.pay)]
    deal = deal_stage(study.plan, credit, study.pay, statements)
    lines = [_Line(study, deal, sizes, index) for index in range(len(sizes))]
    values = [line.number(study.pay.value) for line in lines]
    for statement in statements:
        values = _after(lines, values, statement)
    return sum(values, Fraction(0))


def sizes_to_try(study: Study) -> list[Fraction]:
    """Sizes of a deal around everything at which something changes."""
    found = {Fraction(1)}
    for each in study.inputs:
        if each.kind in (InputKind.COLUMN, InputKind.BEFORE, InputKind.VOLUME) and (
            each.is_money or each.usual
        ):
            usual = each.usual or _money_usual(study)
            knots = [knot for knot in study.points[each.name] if knot * 1000 >= usual]
            found |= {knot * part / usual for knot in knots for part in (1, 2, Fraction(3, 2))}
    return sorted(found)


def most_different(
    program: core.Program, study: Study, pairs: Iterator[tuple[tuple[Fraction, ...], tuple[Fraction, ...]]]
) -> Comparison | None:
    """The pair whose two ways pay most differently, None where all pay the same.

    Raises:
        NotProvedError: it cannot be told.
    """
    worst: Comparison | None = None
    for first, second in pairs:
        one, two = paid_for(program, study, first), paid_for(program, study, second)
        if one != two and (worst is None or abs(one - two) > worst.difference):
            worst = Comparison(first, second, one, two)
    return worst


@frozen
class _Line:
    """One deal's line; numbers of it are worked out with everything else held where it usually is."""

    study: Study
    deal: DealStage
    sizes: tuple[Fraction, ...]
    index: int

    def number(self, expr: core.Expr) -> Fraction:
        """The value of an expression for the line."""
        usual = {
            each.name: each.usual
            for each in self.study.inputs
            if each.kind not in (InputKind.COLUMN, InputKind.BEFORE, InputKind.VOLUME)
        }
        setting = Setting(None, usual, self.study.cases[0], {})
        evaluator = Evaluator(self.study.plan, Deals(self.deal, self.sizes, self.index), setting, Asked())
        value = evaluator.value(expr).plain.at(curves.ZERO)
        if value is None:
            raise NotProvedError("it has no value for some deals")
        return value


def _after(lines: list[_Line], values: list[Fraction], statement: core.Statement) -> list[Fraction]:
    match statement:
        case core.Multiply():
            factors = [line.number(factor_of(statement)) for line in lines]
            return [value * factor for value, factor in zip(values, factors, strict=True)]
        case core.Cap(per=core.CapSpan.LINE | core.CapSpan.VALUE):
            bounds = [line.number(statement.at) for line in lines]
            return [min(value, bound) for value, bound in zip(values, bounds, strict=True)]
        case core.Cap() if statement.per in _SPANS:
            return list(_capped(values, [line.number(statement.at) for line in lines]))
        case core.Floor():
            bounds = [line.number(statement.at) for line in lines]
            return [
                max(value, bound) if value > 0 else value for value, bound in zip(values, bounds, strict=True)
            ]
        case _:
            return values


def _capped(values: list[Fraction], bounds: list[Fraction]) -> Iterator[Fraction]:
    total = Fraction(0)
    for value, bound in zip(values, bounds, strict=True):
        yield min(total + value, bound) - min(total, bound)
        total += value


def _money_usual(study: Study) -> Fraction:
    return next(
        (each.usual for each in study.inputs if each.kind is InputKind.COLUMN and each.usual), Fraction(1)
    )


def credited_by(study: Study, program: core.Program, size: Fraction) -> Fraction:
    """What a deal of that size is credited with, in minor units or units.

    Raises:
        NotProvedError: it cannot be told.
    """
    credit = program.credits[study.pay.each or ""]
    deal = deal_stage(study.plan, credit, study.pay)
    line = _Line(replace(study), deal, (size,), 0)
    return line.number(credit.value)
