"""Resolves names, checks types and lowers expressions to the core, in one walk.

A faulty part becomes a value of unknown type, which fits everywhere, so that one fault is told once.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.diagnostic import Label
from comp.language.lowering.aggregates import lower_aggregate, lower_count_or_rank, lower_earned
from comp.language.lowering.arithmetic import arithmetic, compare, same_kind
from comp.language.lowering.days import (
    lower_between,
    lower_elapsed,
    lower_month_edge,
    lower_shifted,
    lower_within,
)
from comp.language.lowering.faults import Faults
from comp.language.lowering.paths import lower_path
from comp.language.lowering.quotas import lower_in_currency, lower_of_line, lower_period_target, lower_quota
from comp.language.lowering.reads import walk
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import CONDITION, DATE, NUMBER, TEXT, UNKNOWN, Type, Typed, sentence
from comp.language.lowering.world import World
from comp.language.money import Money, Rounding
from comp.language.span import Span

_BESIDE = (core.Reading.RUNNING, core.Reading.BEFORE, core.Reading.WITH)

NOTHING = core.Literal(Fraction(0))
_CLOCK = ("today", "now", "date", "current_date")


class Elaborator:
    """Turns syntax into typed core expressions."""

    def __init__(self, world: World, faults: Faults) -> None:
        """Resolve against the workspace's sources and credits."""
        self.world = world
        self.faults = faults
        # What a plan has used so far of what its header must settle; `lower_plan` clears it.
        self.used_days = False
        self.used_target = False

    def condition(self, node: syntax.Expression, scope: Scope) -> core.Expr:
        """Lower what must be true or false."""
        typed = self.expression(node, scope)
        if typed.type.known and typed.type.kind is not Kind.BOOLEAN:
            self.faults.error(
                "T007",
                node.span,
                f"This is {typed.type}, not a condition.",
                "Compare it, as in `… is …` or `… > …`.",
            )
        return typed.expr

    def of_kind(self, node: syntax.Expression, scope: Scope, kinds: set[Kind], wanted: str) -> Typed:
        """Lower what must be of one of the kinds."""
        typed = self.expression(node, scope)
        if typed.type.known and typed.type.kind not in kinds:
            self.faults.error(
                "T006",
                node.span,
                f"This is {typed.type}, but {scope.place} needs {wanted} here.",
                f"Write {wanted}.",
            )
            return Typed(typed.expr, UNKNOWN)
        return typed

    def expression(self, node: syntax.Expression, scope: Scope) -> Typed:
        """Lower any expression."""
        match node:
            case syntax.Constant():
                return _constant(node)
            case syntax.Reference():
                return self._reference(node, scope)
            case syntax.Path():
                return lower_path(self, node, scope)
            case syntax.Binary():
                left, right = self.expression(node.left, scope), self.expression(node.right, scope)
                return arithmetic(self.faults, node, left, right)
            case syntax.Negative():
                operand = self.expression(node.operand, scope)
                minus = Typed(core.Literal(Fraction(-1), span=node.span), NUMBER)
                product = syntax.Binary(node.span, core.Operator.MULTIPLY, node, node.operand)
                return arithmetic(self.faults, product, minus, operand)
            case syntax.Extreme():
                return self._extreme(node, scope)
            case syntax.BlankOr():
                value, otherwise = self.expression(node.value, scope), self.expression(node.otherwise, scope)
                kind = same_kind(self.faults, node.span, "replaced by", value, otherwise)
                return Typed(core.BlankIs(value.expr, otherwise.expr, span=node.span), kind)
            case _:
                return self._of_payee(node, scope)

    def _of_payee(self, node: syntax.Expression, scope: Scope) -> Typed:
        match node:
            case syntax.QuotaOf():
                return lower_quota(self, node, scope)
            case syntax.PeriodTarget():
                return lower_period_target(self, node.span, scope)
            case syntax.InCurrency():
                return lower_in_currency(self, node, scope)
            case syntax.OfCredits() | syntax.OfSet():
                return lower_aggregate(self, node, scope)
            case syntax.CountOf() | syntax.RankOf():
                return lower_count_or_rank(self, node, scope)
            case syntax.EarnedBy():
                return lower_earned(self, node, scope)
            case _:
                return self._day(node, scope)

    def _day(self, node: syntax.Expression, scope: Scope) -> Typed:
        match node:
            case syntax.ShiftedDay():
                return lower_shifted(self, node, scope)
            case syntax.EdgeOfMonth():
                return lower_month_edge(self, node, scope)
            case syntax.Elapsed():
                return lower_elapsed(self, node, scope)
            case (
                syntax.LineDay() | syntax.EdgeOfPeriod() | syntax.LastDayOfPayee() | syntax.NumberOfPeriod()
                | syntax.PayeeItself()
            ):  # fmt: skip
                return lower_of_line(self, node, scope)
            case syntax.Within():
                return lower_within(self, node, scope)
            case syntax.Between():
                return lower_between(self, node, scope)
            case _:
                return self._logic(node, scope)

    def _logic(self, node: syntax.Expression, scope: Scope) -> Typed:
        match node:
            case syntax.Comparison():
                return self._comparison(node, scope)
            case syntax.BlankTest():
                value = self.expression(node.value, scope)
                blank: core.Expr = core.IsBlank(value.expr, span=node.span)
                return Typed(core.Not(blank, span=node.span) if node.negated else blank, CONDITION)
            case syntax.OneOf():
                return self._one_of(node, scope)
            case syntax.Among():
                return self._among(node, scope)
            case syntax.Junction():
                if self._is_list_of_words(node, scope):
                    return Typed(NOTHING, UNKNOWN)
                both = self.condition(node.left, scope), self.condition(node.right, scope)
                make = core.All if node.conjunction else core.AnyOf
                return Typed(make(_flat(make, both), span=node.span), CONDITION)
            case syntax.Negation():
                return Typed(core.Not(self.condition(node.condition, scope), span=node.span), CONDITION)
            case _:
                raise AssertionError(node)

    def _reference(self, node: syntax.Reference, scope: Scope) -> Typed:
        name, span = node.name, node.span
        if name == syntax.REFUSED:
            return Typed(NOTHING, UNKNOWN)
        if scope.bare_columns_of is not None:
            path = syntax.Path(span, syntax.Name(span, scope.bare_columns_of), syntax.Name(span, name))
            return lower_path(self, path, scope)
        plan = scope.plan
        if name == scope.credit and plan is not None:
            kind = self.world.credit_type(name, plan.currency)
            return Typed(core.CreditValue(name, kind.kind or Kind.NUMBER, span=span), kind)
        found = plan.has(name) if plan is not None else ""
        if plan is not None and found == "measure" and scope.measures:
            return self.measure(node, scope)
        if plan is not None and found == "table" and scope.tables:
            kind = plan.table_type(name)
            if scope.aggregates:
                self._table_in_measure(node, scope)
            return Typed(core.TableValue(name, kind.kind or Kind.NUMBER, span=span), kind)
        if found != "lost" and name not in self.world.lost:
            self._not_in_reach(node, scope, found)
        return Typed(NOTHING, UNKNOWN)

    def _table_in_measure(self, node: syntax.Reference, scope: Scope) -> None:
        """A measure belongs to a payee and a period, and so must what a table in it looks at."""
        assert scope.plan is not None  # noqa: S101 - the caller says so
        table = scope.plan.table(node.name)
        if table is None:
            return
        for input_ in (*table.others, *([table.by] if table.by is not None else [])):
            measure = scope.plan.measure(input_.name) if isinstance(input_, core.MeasureValue) else None
            runs = measure is not None and measure.reading in _BESIDE
            if runs or any(isinstance(part, core.Column | core.CreditValue) for part in walk(input_)):
                self.faults.error(
                    "N005",
                    node.span,
                    f"The table `{node.name}` looks at each deal, but {scope.place} is one for the period.",
                    "Take it by a measure that is read, such as one with `read at the close of the period`.",
                    labels=(Label(table.span, "the table"),),
                )
                return

    def measure(self, node: syntax.Reference, scope: Scope) -> Typed:
        """A measure as it is read for the line; what runs in a measure that runs is written out."""
        assert scope.plan is not None  # noqa: S101 - the grammar or the caller says so
        measure = scope.plan.measure(node.name)
        if measure is None:
            return Typed(NOTHING, UNKNOWN)
        kind = scope.plan.measure_type(node.name)
        if scope.aggregates and measure.reading is core.Reading.RUNNING and not measure.exceptions:
            return Typed(measure.value, kind)  # what runs in a measure that runs is one running value
        if measure.reading not in scope.readings:
            self._unread(node, scope, measure)
        return Typed(core.MeasureValue(node.name, measure.kind, span=node.span), kind)

    def _unread(self, node: syntax.Reference, scope: Scope, measure: core.Measure) -> None:
        if scope.readings == frozenset({core.Reading.CLOSE}):
            self.faults.error(
                "L005",
                node.span,
                f"`{measure.name}` is not read at a close, but {scope.place} asks for it at each close.",
                f"Write `read at the close of the period` below `measure {measure.name}`.",
            )
            return
        self.faults.error(
            "C003",
            node.span,
            f"`{measure.name}` moves from deal to deal, and {scope.place} must know when to read it.",
            f"Below `measure {measure.name}` write one of the words expected; "
            "without one only a marginal table reads it.",
            expected=READINGS,
        )

    def _not_in_reach(self, node: syntax.Reference, scope: Scope, found: str) -> None:
        name = node.name
        if found:
            self.faults.error(
                "N005",
                node.span,
                f"{sentence(scope.place)} cannot use the {found} `{name}`.",
            )
        elif name in self.world.credits:
            self.faults.error(
                "N005",
                node.span,
                f"`{name}` is a credit, and there is no single one of it in {scope.place}.",
                f"Write `total own {name} of the period` in a measure, or `for each {name}` in a pay.",
            )
        elif name in self.world.sources:
            known = ", ".join(f"`{name}.{column.name}`" for column in self.world.sources[name].columns[:4])
            self.faults.error(
                "N003", node.span, f"`{name}` is a source, not a value.", f"Name one of its columns: {known}."
            )
        else:
            hint = "Measures, tables and credits have names here."
            if name.casefold() in _CLOCK:
                hint = "A plan knows no clock: take `the line's date`, or a day of a row or of the period."
            names = [
                *([] if scope.plan is None else scope.plan.names()),
                *([scope.credit] if scope.credit else []),
            ]
            self.faults.unknown(
                "N003",
                node.span,
                "name",
                name,
                names=names,
                hint=hint,
            )

    def _extreme(self, node: syntax.Extreme, scope: Scope) -> Typed:
        operands = [self.expression(operand, scope) for operand in node.operands]
        first = operands[0]
        kind = first.type
        for operand in operands[1:]:
            kind = same_kind(self.faults, node.span, "compared with", Typed(first.expr, kind), operand)
        values = tuple(operand.expr for operand in operands)
        make = core.Least if node.least else core.Greatest
        return Typed(make(values, span=node.span), kind)

    def _comparison(self, node: syntax.Comparison, scope: Scope) -> Typed:
        left = self.expression(node.left, scope)
        if left.type.kind in (Kind.CHOICE, Kind.CURRENCY, Kind.TEXT, Kind.PAYEE) and isinstance(
            node.right, syntax.Reference
        ):
            return self._word(node, left, node.right)
        right = self.expression(node.right, scope)
        if left.type.kind is Kind.CHOICE and isinstance(node.right, syntax.Constant):
            self._check_choice(left.type, str(node.right.value), node.right.span)
        day = scope.money_on
        return compare(self.faults, node, left, right, day=day, rounding=self._rounding(scope))

    def _word(self, node: syntax.Comparison, left: Typed, word: syntax.Reference) -> Typed:
        if left.type.kind is Kind.CHOICE:
            self._check_choice(left.type, word.name, word.span)
        elif left.type.kind is not Kind.CURRENCY:
            self.faults.error(
                "T006",
                word.span,
                f"`{word.name}` is a bare word, but it is compared with {left.type}.",
                f'Write it in quotes: `"{word.name}"`.',
            )
        literal = Typed(core.Literal(word.name, span=word.span), left.type)
        return compare(self.faults, node, left, literal, day=None, rounding=Rounding.HALF_EVEN)

    def _check_choice(self, kind: Type, word: str, span: Span) -> None:
        if word not in kind.choices:
            self.faults.unknown("N007", span, "choice", word, names=kind.choices)

    def _rounding(self, scope: Scope) -> Rounding:
        return scope.plan.rounding if scope.plan is not None else Rounding.HALF_EVEN

    def _one_of(self, node: syntax.OneOf, scope: Scope) -> Typed:
        """`is one of a, b`: each word is compared as `is` does."""
        is_ = core.Comparison.IS
        tests = [syntax.Comparison(choice.span, is_, node.value, choice) for choice in node.choices]
        found = tuple(self._comparison(test, scope).expr for test in tests)
        listed: core.Expr = core.AnyOf(found, span=node.span)
        return Typed(core.Not(listed, span=node.span) if node.negated else listed, CONDITION)

    def _is_list_of_words(self, node: syntax.Junction, scope: Scope) -> bool:
        """Whether `X is a or b` was written, which reads `b` as a condition."""
        left, right = node.left, node.right
        while isinstance(left, syntax.Junction):
            left = left.right
        alone = isinstance(right, syntax.Reference | syntax.Constant)
        if not alone or not isinstance(left, syntax.Comparison):
            return False
        words = right.name if isinstance(right, syntax.Reference) else right.value
        known = scope.plan is not None and scope.plan.has(str(words))
        if left.comparison not in (core.Comparison.IS, core.Comparison.IS_NOT) or known:
            return False
        negated = " not" if left.comparison is core.Comparison.IS_NOT else ""
        first = left.right.name if isinstance(left.right, syntax.Reference) else "a"
        self.faults.error(
            "T007",
            right.span,
            f"`{words}` alone is no condition.",
            f"To allow several, write `is{negated} one of {first}, {words}`.",
        )
        return True

    def _among(self, node: syntax.Among, scope: Scope) -> Typed:
        value = self.expression(node.value, scope)
        credit = self.credit(node.credit)
        if credit is None or not isinstance(value.expr, core.Column):
            if credit is not None and value.type.known:
                self.faults.error("N005", node.value.span, "`is among own` asks for a column of the row.")
            return Typed(NOTHING, UNKNOWN)
        source = self.world.sources.get(credit.source)
        column, target = value.expr, value.type.refers_to
        via = source.column(column.name) if source is not None else None
        if source is not None and via is None:
            same = [c.name for c in source.columns if target is not None and c.refers_to == target]
            via = source.column(same[0]) if len(same) == 1 else None
        if source is None or via is None or via.refers_to != target:
            self.faults.error(
                "N005",
                node.span,
                f"`{credit.name}` comes from `{credit.source}`, which has no "
                f"column `{column.name}` of that kind.",
                f"Compare a column that both {column.source} and {credit.source} have, such as an account.",
            )
            return Typed(NOTHING, UNKNOWN)
        among = core.AmongOwn(column, credit.name, via.name, node.direct_only, span=node.span)
        return Typed(among, CONDITION)

    def credit(self, name: syntax.Name) -> core.Credit | None:
        """The credit of that name; where there is none, it is told."""
        credit = self.world.credits.get(name.text)
        if credit is None and name.text not in self.world.lost:
            self.faults.unknown("N003", name.span, "credit", name.text, names=self.world.credits)
        return credit


READINGS = (
    "`read before the credit`",
    "`read with the credit`",
    "`read at posting`",
    "`read at the close of the period`",
    "`read at the close of the period, X until then`",
)


def _flat(make: type[core.All | core.AnyOf], both: tuple[core.Expr, core.Expr]) -> tuple[core.Expr, ...]:
    left, right = both
    return (*left.conditions, right) if isinstance(left, make) else (left, right)


def _constant(node: syntax.Constant) -> Typed:
    literal = core.Literal(node.value, span=node.span)
    match node.value:
        case Money() as amount:
            return Typed(literal, Type(Kind.MONEY, amount.currency))
        case str():
            return Typed(literal, TEXT)
        case date():
            return Typed(literal, DATE)
        case number:
            return Typed(literal, Type(Kind.NUMBER, is_zero=number == 0))
