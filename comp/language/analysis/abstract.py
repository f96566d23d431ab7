"""Evaluates expressions of the core over functions of one input instead of facts.

Money is taken to be in the plan's currency and unrounded: cents are struck once a line and never more than a
minor unit away. Fields are filled, lookups find their row. Whatever cannot be expressed raises
`NotProvedError`; a node that is new to this module does as well, so that nothing unknown is ever called
proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import TypeVar

from comp.language import core
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis import tables
from comp.language.analysis.amounts import base_of
from comp.language.analysis.curve import Curve, NotProvedError
from comp.language.analysis.dependence import is_open, is_plain_total
from comp.language.analysis.form import Form
from comp.language.analysis.inputs import (
    COUNT_BASE,
    MONEY_BASE,
    OTHER,
    TARGET,
    Asked,
    Input,
    InputKind,
    Setting,
    described,
    quota_name,
)
from comp.language.analysis.operands import (
    area_between,
    factors_of,
    is_number,
    is_word,
    other_input,
    ratio_of,
)
from comp.language.analysis.stage import Stage
from comp.language.analysis.truth import both_of, is_defined, is_true, opposite, undefined
from comp.language.core import Comparison, Kind, Operator
from comp.language.money import Money, digits

T = TypeVar("T")

_SIGNS: dict[Comparison, Callable[[int], bool]] = {
    Comparison.IS: lambda sign: sign == 0,
    Comparison.IS_NOT: lambda sign: sign != 0,
    Comparison.BELOW: lambda sign: sign < 0,
    Comparison.AT_MOST: lambda sign: sign <= 0,
    Comparison.ABOVE: lambda sign: sign > 0,
    Comparison.AT_LEAST: lambda sign: sign >= 0,
}
_SIDES = {core.Reading.BEFORE: "before", core.Reading.WITH: "with"}
_YES, _NO = "yes", "no"
_MARGINAL = core.Shape.MARGINAL


class Evaluator:
    """Evaluates what one plan says at one setting; `asked` tells which inputs and cases it met."""

    def __init__(self, plan: core.Plan, stage: Stage, setting: Setting, asked: Asked) -> None:
        self.plan = plan
        self.stage = stage
        self.setting = setting
        self.asked = asked
        self._testing = 0  # how many conditions the evaluation is inside of
        self._side = "all"  # what of a counter is read: all, `before` the line, `with` it

    # Amounts -------------------------------------------------------------------------------------------

    def value(self, expr: core.Expr) -> Form:  # noqa: C901 - one case for each node of a closed union
        """An amount or number as a function of what moves.

        Raises:
            NotProvedError: it cannot be expressed.
        """
        if expr == self.plan.annual_target:
            return forms.multiply(self.symbol(TARGET, Kind.MONEY), forms.number(self._periods_a_year()))
        match expr:
            case core.Literal(value=Fraction() as number):
                return forms.number(number)
            case core.Literal(value=Money() as money):
                return forms.number(money.minor)
            case core.Convert() | core.Strike() | core.InCurrency():
                return self.value(expr.value)
            case core.Arithmetic(operator=Operator.ADD):
                return forms.add(self.value(expr.left), self.value(expr.right))
            case core.Arithmetic(operator=Operator.SUBTRACT):
                return forms.subtract(self.value(expr.left), self.value(expr.right))
            case core.TableValue() if not self._is_marginal(expr):
                return self._table(expr.name)
            case core.Arithmetic() | core.TableValue():
                return self._product(expr)
            case core.Least() | core.Greatest():
                pick = forms.least if isinstance(expr, core.Least) else forms.greatest
                return _folded(pick, [self.value(operand) for operand in expr.operands])
            case core.BlankIs():
                value = self.value(expr.value)
                return forms.choose(is_defined(value), value, self.value(expr.otherwise))
            case core.If():
                return self._if(
                    expr.condition, lambda: self.value(expr.then), lambda: self.value(expr.otherwise)
                )
            case core.MeasureValue():
                return self.measure(expr.name)
            case core.PeriodTarget():
                return forms.multiply(self.symbol(TARGET, Kind.MONEY), forms.number(expr.share))
            case core.Quota():
                return self.symbol(quota_name(expr), expr.kind)
            case core.CreditValue():
                return self.stage.credit_value(self, expr)
            case core.Aggregate() if is_plain_total(expr):
                return self.stage.total(self, expr, self._side)
            case core.Column() | core.Lookup():
                return self.stage.cell(self, expr)
            case core.Rank() | core.PeriodNumber() | core.DaysAfter() | core.MonthsAfter() | core.Earned():
                return self.input(other_input(expr, self.money_base))
            case _:
                raise NotProvedError(f"it uses something that is not analysed ({type(expr).__name__})")

    def input(self, wanted: Input) -> Form:
        """An input: the one that moves, or a number at which it is held."""
        self.asked.inputs.setdefault(wanted.name, wanted)
        if not self._testing:
            self.asked.valued.add(wanted.name)
        if self.setting.moving == wanted.name:
            amount = forms.of({forms.PLAIN: curves.identity()})
        else:
            amount = forms.number(self.setting.inputs.get(wanted.name, wanted.usual))
        return forms.multiply(amount, wanted.unit) if wanted.is_attainment else amount

    def symbol(self, name: str, kind: Kind) -> Form:
        """A quota or the period target: open, or taken for an amount."""
        self.asked.symbols.setdefault(name, kind)
        if self.setting.symbols is None:
            return forms.symbol(name)
        return forms.number(self.setting.symbols.get(name, base_of(self.plan, name, kind)))

    @property
    def money_base(self) -> Fraction:
        """The amount that stands for a usual one, in minor units."""
        return MONEY_BASE * 10 ** digits(self.plan.currency)

    def measure(self, name: str) -> Form:
        """A measure with its exceptions; one that adds up rows is an input of its own."""
        measure = self.plan.measures.get(name)
        if measure is None:
            raise NotProvedError(f"`{name}` is not known")
        running, side = measure.reading is core.Reading.RUNNING, self._side
        self._side = side if running else _SIDES.get(measure.reading, "all")
        try:
            value = self._measured(measure)
            return self._excepted(value, measure.exceptions, self.value)
        finally:
            self._side = side

    def _measured(self, measure: core.Measure) -> Form:
        if not self._is_open(measure):
            return self.value(measure.value)
        known = (
            self.stage.count(measure.value, self._side) if isinstance(measure.value, core.Aggregate) else None
        )
        return known if known is not None else self.input(self._open_measure(measure))

    def _is_open(self, measure: core.Measure) -> bool:
        known = self.stage.known
        if measure.name not in known:
            known[measure.name] = is_open(self.plan, measure)
        return known[measure.name]

    def _open_measure(self, measure: core.Measure) -> Input:
        if isinstance(measure.value, core.Rank):
            return replace(other_input(measure.value, self.money_base), name=measure.name)
        how = measure.value.how if isinstance(measure.value, core.Aggregate) else None
        counted = how in (core.Aggregation.COUNT, core.Aggregation.DISTINCT)
        is_money = measure.kind is Kind.MONEY
        quota = self.stage.quota_of(measure.name)
        if quota is not None:
            unit, name = self.symbol(quota_name(quota), quota.kind), quota_name(quota)
            return Input(measure.name, InputKind.VOLUME, Fraction(1), unit, quota=name, span=measure.span)
        usual = COUNT_BASE if counted else self.money_base if is_money else Fraction(1)
        kind = InputKind.COUNT if counted else InputKind.MEASURE
        return Input(measure.name, kind, usual, is_money=is_money, span=measure.span)

    def _periods_a_year(self) -> Fraction:
        months = self.stage.unit.months
        if not months:
            raise NotProvedError("its periods are weeks, whose part of a year varies")
        return Fraction(12, months)

    # Products and tables -------------------------------------------------------------------------------

    def _product(self, expr: core.Expr) -> Form:
        """A product: an average of a marginal table meets the amount that it is the average over."""
        above, below = factors_of(expr)
        averages = [each for each in above if self._is_marginal(each)]
        rest = [self.value(each) for each in above if each not in averages]
        for average in averages:
            assert isinstance(average, core.TableValue)  # noqa: S101 - `_is_marginal` has seen to it
            rest = self._with_average(average, rest)
        product = _folded(forms.multiply, rest)
        for each in below:
            product = forms.divide(product, self.value(each))
        return product

    def _with_average(self, use: core.TableValue, factors: list[Form]) -> list[Form]:
        """The factors with a marginal table's average among them.

        Where one of them is the table's input times something constant, the two are the table's area.
        """
        table = self.plan.tables[use.name]
        start, end = self._stretch(table)
        length = forms.subtract(end, start)
        for index, factor in enumerate(factors):
            ratio = ratio_of(factor, length)
            if ratio is not None:
                area = self._paged(table, lambda rows: area_between(rows, start, end))
                whole = self._averaged(table, factor, forms.multiply(ratio, area))
                return [*factors[:index], whole, *factors[index + 1 :]]
        return [*factors, self._average(table, start, end)]

    def _averaged(self, table: core.Table, factor: Form, whole: Form) -> Form:
        return self._excepted(whole, table.exceptions, lambda node: forms.multiply(factor, self.value(node)))

    def _average(self, table: core.Table, start: Form, end: Form) -> Form:
        length = forms.subtract(end, start)
        if length.terms and self.stage.adds_up and self._runs(table):
            raise NotProvedError(f"`{table.name}` runs from deal to deal beside another table that does")

        def average(rows: tuple[core.TableRow, ...]) -> Form:
            at_point = forms.of({forms.PLAIN: tables.looked_up(rows, end.plain)})
            empty = forms.signs(length, forms.number(0), lambda sign: sign == 0)
            if empty.constant == 1:
                return at_point
            return forms.choose(empty, at_point, forms.divide(area_between(rows, start, end), length))

        return self._excepted(self._paged(table, average), table.exceptions, self.value)

    def _stretch(self, table: core.Table) -> tuple[Form, Form]:
        """From where to where a marginal table is averaged: a line's own stretch, or from zero."""
        if table.by is None:
            raise NotProvedError(f"`{table.name}` has no number to be averaged over")
        if not self._runs(table):
            return forms.number(0), self.value(table.by)
        counter = self.plan.measures[table.by.name] if isinstance(table.by, core.MeasureValue) else None
        if counter is not None and self._is_open(counter):
            raise NotProvedError(f"`{table.name}` runs over a counter that is no total of own credits")
        return self._on_side("before", table.by), self._on_side("with", table.by)

    def _on_side(self, side: str, expr: core.Expr) -> Form:
        kept, self._side = self._side, side
        try:
            return self.value(expr)
        finally:
            self._side = kept

    def _runs(self, table: core.Table) -> bool:
        measure = self.plan.measures.get(table.by.name) if isinstance(table.by, core.MeasureValue) else None
        return measure is not None and measure.reading is core.Reading.RUNNING

    def _is_marginal(self, expr: core.Expr) -> bool:
        if not isinstance(expr, core.TableValue):
            return False
        table = self.plan.tables.get(expr.name)
        if table is None:
            raise NotProvedError(f"`{expr.name}` is not known")
        return table.shape is _MARGINAL and table.by is not None

    def _table(self, name: str) -> Form:
        """A table that is looked up or interpolated, with its exceptions."""
        table = self.plan.tables[name]
        entry = None if table.by is None else self.value(table.by).plain

        def found(rows: tuple[core.TableRow, ...]) -> Form:
            if entry is None:
                return forms.number(rows[0].value)
            if table.shape is core.Shape.INTERPOLATED:
                return forms.of({forms.PLAIN: tables.interpolated(rows, table.outside, entry)})
            return forms.of({forms.PLAIN: tables.looked_up(rows, entry)})

        return self._excepted(self._paged(table, found), table.exceptions, self.value)

    def _paged(self, table: core.Table, rows_value: Callable[[tuple[core.TableRow, ...]], Form]) -> Form:
        """The value of the first page whose keys all fit; without pages that of the table's rows."""
        if not table.pages:
            return rows_value(table.rows)
        found = forms.of({forms.PLAIN: undefined()})
        for page in reversed(table.pages):
            fits = curves.constant(Fraction(1))
            for key, other in zip(page.keys, table.others, strict=True):
                fits = curves.multiply(fits, self._fits(key, other))
            found = forms.choose(fits, rows_value(page.rows), found)
        return found

    def _fits(self, key: core.Key, other: core.Expr) -> Curve:
        if key.text is not None:
            return self._is_word(described(other), key.text)
        if key.bound is None:
            return curves.constant(Fraction(1))
        above = key.above
        return forms.signs(
            self.value(other), forms.number(key.bound), lambda sign: sign > 0 or (sign == 0 and not above)
        )

    def _excepted(
        self, value: Form, exceptions: Iterable[core.Except], value_of: Callable[[core.Expr], Form]
    ) -> Form:
        """A value with its exceptions; where two of them hold it is undefined."""
        taken = curves.constant(Fraction(0))
        for one in exceptions:
            holds = is_true(self.condition(one.when))
            if holds.constant == 0:
                continue
            value = forms.choose(holds, value_of(one.value), value)
            both = curves.multiply(taken, holds)
            value = forms.choose(both, forms.of({forms.PLAIN: undefined()}), value)
            taken = curves.greatest(taken, holds)
        return value

    # Conditions ----------------------------------------------------------------------------------------

    def condition(self, expr: core.Expr) -> Curve:
        """A condition: 1 where it holds, 0 where it does not, undefined where it is."""
        self._testing += 1
        try:
            return self._condition(expr)
        finally:
            self._testing -= 1

    def _condition(self, expr: core.Expr) -> Curve:
        match expr:
            case core.Literal(value=bool() as truth):
                return curves.constant(Fraction(truth))
            case core.All():
                return _folded(both_of, [self._condition(each) for each in expr.conditions])
            case core.AnyOf():
                negated = [opposite(self._condition(each)) for each in expr.conditions]
                return opposite(_folded(both_of, negated))
            case core.Not():
                return opposite(self._condition(expr.condition))
            case core.Compare() if is_word(expr.left) or is_word(expr.right):
                return self._compared_words(expr)
            case core.Compare() if is_number(expr.left) and is_number(expr.right):
                return forms.signs(self.value(expr.left), self.value(expr.right), _SIGNS[expr.comparison])
            case core.IsBlank():
                return self._is_word(f"{described(expr.value)} is blank", _YES, usual=_NO)
            case _:
                return self._is_word(described(expr), _YES)

    def _compared_words(self, expr: core.Compare) -> Curve:
        word, other = expr.right, expr.left
        if not isinstance(word, core.Literal):
            word, other = other, word
        if not isinstance(word, core.Literal):
            return self._is_word(described(expr), _YES)
        held = self._is_word(described(other), str(word.value))
        return held if expr.comparison is Comparison.IS else opposite(held)

    def _is_word(self, name: str, word: str, usual: str | None = None) -> Curve:
        """Whether a text is a word, in the case at hand; unless said, it is the first that is asked for."""
        options = self.asked.cases.setdefault(name, [])
        for option in (usual, word, _NO if word == _YES else OTHER):
            if option is not None and option not in options:
                options.append(option)
        return curves.constant(Fraction(self.setting.cases.get(name, options[0]) == word))

    def _if(self, condition: core.Expr, yes: Callable[[], Form], no: Callable[[], Form]) -> Form:
        holds = is_true(self.condition(condition))
        if holds.constant is not None:
            return yes() if holds.constant else no()
        return forms.choose(holds, yes(), no())


def _folded(how: Callable[[T, T], T], values: list[T]) -> T:
    folded = values[0]
    for value in values[1:]:
        folded = how(folded, value)
    return folded
