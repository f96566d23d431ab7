"""Resolves names, checks types and lowers expressions to the core, in one walk.

A faulty part becomes a value of unknown type, which fits everywhere, so that one fault is told once.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from comp.language import core, syntax
from comp.language.core import Kind
from comp.language.lowering.arithmetic import arithmetic, compare, same_kind
from comp.language.lowering.faults import Faults
from comp.language.lowering.paths import lower_path
from comp.language.lowering.scope import Scope
from comp.language.lowering.types import CONDITION, DATE, NUMBER, TEXT, UNKNOWN, Type, Typed, sentence
from comp.language.lowering.world import World
from comp.language.money import Money, Rounding
from comp.language.span import Span

NOTHING = core.Literal(Fraction(0))


class Elaborator:
    """Turns syntax into typed core expressions."""

    def __init__(self, world: World, faults: Faults) -> None:
        """Resolve against the workspace's sources and credits."""
        self.world = world
        self.faults = faults

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
            case syntax.QuotaOf():
                return self._quota(node, scope)
            case syntax.PeriodTarget():
                return self._period_target(node, scope)
            case syntax.OfOwn() | syntax.Total() | syntax.CountOf():
                return self._aggregate(node, scope)
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
                return self._logic(node, scope)

    def _logic(self, node: syntax.Expression, scope: Scope) -> Typed:
        match node:
            case syntax.Comparison():
                return self._comparison(node, scope)
            case syntax.BlankTest():
                value = self.expression(node.value, scope)
                blank: core.Expr = core.IsBlank(value.expr, span=node.span)
                return Typed(core.Not(blank, span=node.span) if node.negated else blank, CONDITION)
            case syntax.DaysBetween():
                return self._days_between(node, scope)
            case syntax.Among():
                return self._among(node, scope)
            case syntax.Junction():
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
            return self._measure(node, scope)
        if plan is not None and found == "table" and scope.tables:
            kind = plan.table_type(name)
            return Typed(core.TableValue(name, kind.kind or Kind.NUMBER, span=span), kind)
        if found != "lost" and name not in self.world.lost:
            self._not_in_reach(node, scope, found)
        return Typed(NOTHING, UNKNOWN)

    def _measure(self, node: syntax.Reference, scope: Scope) -> Typed:
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
                hint="Measures, tables and credits have names here.",
            )

    def _quota(self, node: syntax.QuotaOf, scope: Scope) -> Typed:
        plan, name = scope.plan, node.name.text
        if plan is None or not scope.payee:
            self.faults.error("N005", node.span, f"A quota belongs to a payee, and {scope.place} has none.")
            return Typed(NOTHING, UNKNOWN)
        if name in self.world.credits:
            kind = self.world.credit_type(name, plan.currency)
        elif plan.has(name) == "measure":
            kind = plan.measure_type(name)
        else:
            if name not in self.world.lost and plan.has(name) != "lost":
                hint = "A quota is named after the credit or the measure that it is held against."
                self.faults.unknown(
                    "N003",
                    node.name.span,
                    "credit or measure",
                    name,
                    names=[*self.world.credits, *plan.names()],
                    hint=hint,
                )
            kind = UNKNOWN
        quota = core.Quota(name, kind.kind or Kind.NUMBER, node.by_days_in_plan, span=node.span)
        return Typed(quota, kind)

    def _period_target(self, node: syntax.PeriodTarget, scope: Scope) -> Typed:
        plan = scope.plan
        if plan is None or not scope.payee or plan.annual_target is None or scope.target_share is None:
            self.faults.error(
                "L006",
                node.span,
                "`period target` needs a share of the plan's target incentive.",
                'Head the clause `clause … "…", N% of target incentive`, and give the plan '
                "a line `target incentive … per year`.",
            )
            return Typed(NOTHING, UNKNOWN)
        target = core.PeriodTarget(plan.annual_target, scope.target_share, span=node.span)
        return Typed(target, Type(Kind.MONEY, plan.currency))

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

    def _days_between(self, node: syntax.DaysBetween, scope: Scope) -> Typed:
        value = self.of_kind(node.value, scope, {Kind.DATE}, "a date")
        first = self.of_kind(node.first, scope, {Kind.NUMBER}, "a number of days")
        last = self.of_kind(node.last, scope, {Kind.NUMBER}, "a number of days")
        after = self.of_kind(node.after, scope, {Kind.DATE}, "a date")
        days = core.DaysAfter(value.expr, after.expr, span=node.span)
        bounds = (
            core.Compare(core.Comparison.AT_LEAST, days, first.expr, span=node.span),
            core.Compare(core.Comparison.AT_MOST, days, last.expr, span=node.span),
        )
        return Typed(core.All(bounds, span=node.span), CONDITION)

    def _among(self, node: syntax.Among, scope: Scope) -> Typed:
        value = self.expression(node.value, scope)
        credit = self._credit(node.credit)
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

    def _credit(self, name: syntax.Name) -> core.Credit | None:
        credit = self.world.credits.get(name.text)
        if credit is None and name.text not in self.world.lost:
            self.faults.unknown("N003", name.span, "credit", name.text, names=self.world.credits)
        return credit

    def credit_set(
        self, name: syntax.Name, window: core.Window, *, direct_only: bool, span: Span
    ) -> core.CreditSet | None:
        """The payee's own credits of a name, None where there is no such credit."""
        credit = self._credit(name)
        return None if credit is None else core.CreditSet(credit.name, window, None, direct_only, span=span)

    def _aggregate(self, node: syntax.OfOwn | syntax.Total | syntax.CountOf, scope: Scope) -> Typed:
        plan = scope.plan
        if isinstance(node, syntax.CountOf):
            return self._count_of(node, scope)
        if not scope.aggregates or plan is None:
            self.faults.error(
                "N005",
                node.span,
                f"{sentence(scope.place)} cannot add up by itself.",
                "Write it as a `measure`, say when it is read, and use its name here.",
            )
            return Typed(NOTHING, UNKNOWN)
        if isinstance(node, syntax.Total):
            return self._total(node, scope)
        over = self.credit_set(node.credit, node.window, direct_only=node.direct_only, span=node.span)
        if over is None:
            return Typed(NOTHING, UNKNOWN)
        if node.how is core.Aggregation.COUNT:
            count = core.Aggregate(core.Aggregation.COUNT, over, None, Kind.NUMBER, span=node.span)
            return Typed(count, NUMBER)
        kind = self.world.credit_type(over.credit, plan.currency)
        value = core.CreditValue(over.credit, kind.kind or Kind.NUMBER, span=node.credit.span)
        total = core.Aggregate(core.Aggregation.TOTAL, over, value, value.kind, span=node.span)
        return Typed(total, kind)

    def _total(self, node: syntax.Total, scope: Scope) -> Typed:
        if scope.over is None or scope.plan is None:
            if scope.over_needed:
                self.faults.error(
                    "C008",
                    node.span,
                    "What is this a total over?",
                    "Below the measure write `over each SOURCE of the period` or "
                    "`over own CREDIT of the period`.",
                )
            return Typed(NOTHING, UNKNOWN)
        inner = _term_scope(self.world, scope)
        term = self.of_kind(node.term, inner, {Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY}, "money or a number")
        kind, value = term.type, term.expr
        if kind.kind is Kind.ROW_MONEY:
            if inner.money_on is None:
                return Typed(NOTHING, UNKNOWN)
            value = core.Convert(
                value, kind.of, scope.plan.currency, inner.money_on, scope.plan.rounding, span=node.span
            )
            kind = Type(Kind.MONEY, scope.plan.currency)
        elif kind.kind is Kind.MONEY and not isinstance(value, core.CreditValue):
            value = core.Strike(value, scope.plan.rounding, span=node.span)
        total = core.Aggregate(
            core.Aggregation.TOTAL, scope.over, value, kind.kind or Kind.NUMBER, span=node.span
        )
        return Typed(total, kind)

    def _count_of(self, node: syntax.CountOf, scope: Scope) -> Typed:
        plan = scope.plan
        if plan is None or not (scope.measures or scope.aggregates):
            self.faults.error("N005", node.span, f"{sentence(scope.place)} cannot use a measure.")
            return Typed(NOTHING, UNKNOWN)
        counted = plan.count_of(node.measure)
        if counted is None:
            return Typed(NOTHING, UNKNOWN)
        return self._measure(syntax.Reference(node.span, counted), scope)


READINGS = (
    "`read before the credit`",
    "`read with the credit`",
    "`read at posting`",
    "`read at the close of the period`",
    "`read at the close of the period, X until then`",
)


def _term_scope(world: World, scope: Scope) -> Scope:
    over = scope.over
    if isinstance(over, core.RowSet):
        source = world.sources[over.source]
        day = core.Column(source.name, source.dated, Kind.DATE) if source.dated else None
        return Scope("a total", (over.source,), money_on=day, payee=True, plan=scope.plan)
    assert over is not None  # noqa: S101 - the grammar or the caller says so
    credit = world.credits[over.credit]
    return Scope("a total", (credit.source,), over.credit, money_on=credit.on, payee=True, plan=scope.plan)


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
