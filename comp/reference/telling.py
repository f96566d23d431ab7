"""The words and steps of an expression: what it says, with the values that it had for a line.

Nothing is calculated here: every value is asked of the same evaluation that made the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from comp.language.core import (
    Aggregate,
    All,
    AmongOwn,
    AnyOf,
    Arithmetic,
    BlankIs,
    BornOn,
    Column,
    Compare,
    Comparison,
    Convert,
    CreditSet,
    CreditValue,
    DaysAfter,
    Except,
    Expr,
    Greatest,
    IsBlank,
    Kind,
    Least,
    Literal,
    Lookup,
    Measure,
    MeasureValue,
    Multiply,
    Not,
    Operator,
    PeriodTarget,
    Quota,
    Reading,
    Shape,
    Strike,
    Table,
    TableValue,
    ThisPayee,
)
from comp.reference.aggregates import Term
from comp.reference.evaluate import evaluate
from comp.reference.measures import PlanView
from comp.reference.mentions import nodes
from comp.reference.quotas import QuotaPart, quota_parts
from comp.reference.scope import Scope, Side, Sight
from comp.reference.tables import band_of, neighbours, stretches
from comp.reference.trace import Step, StepKind
from comp.reference.values import Amount, Exact, Undefined, Value
from comp.reference.wording import (
    Style,
    bare_money,
    called,
    counted,
    day_text,
    listed,
    shown,
    working_text,
)

TIMES, DIVIDED, LESS = "\u00d7", "\u00f7", "\u2212"
_SIGNS = {
    Operator.ADD: "+",
    Operator.SUBTRACT: LESS,
    Operator.MULTIPLY: TIMES,
    Operator.DIVIDE: DIVIDED,
}
COMPARED = {
    Comparison.IS: "is",
    Comparison.IS_NOT: "is not",
    Comparison.BELOW: "below",
    Comparison.AT_MOST: "at most",
    Comparison.ABOVE: "above",
    Comparison.AT_LEAST: "at least",
}


@dataclass(frozen=True, slots=True)
class Told:
    """An expression in words, and the steps of what it names."""

    text: str
    steps: tuple[Step, ...] = ()


def exact(value: Value) -> Exact | None:
    """A value as a step holds it: None where undefined."""
    return None if isinstance(value, Undefined) else value


class Teller:
    """Tells the expressions of one plan; what is alike for many lines is told once."""

    def __init__(self, view: PlanView) -> None:
        self.view = view
        self._measures: dict[tuple[object, ...], Step] = {}
        factors = [s.factor for _, s in view.plan.statements() if isinstance(s, Multiply)]
        self._factors = {node.name for node in nodes(factors) if isinstance(node, TableValue)}

    def style(self, expr: Expr) -> Style:
        """How the value of an expression is written."""
        match expr:
            case TableValue():
                return Style.FACTOR if expr.name in self._factors else Style.PERCENT
            case MeasureValue():
                return self.style(self.view.plan.measures[expr.name].value)
            case Arithmetic(operator=Operator.DIVIDE):
                return Style.PERCENT
            case Literal(value=Fraction() as value) if 0 < value < 1:
                return Style.PERCENT
            case Column(name=name) | Lookup(name=name) if name.endswith(("share", "rate", "percent")):
                return Style.PERCENT
            case _:
                return Style.PLAIN

    def value(self, expr: Expr, scope: Scope, style: Style | None = None) -> str:
        """The value of an expression in words."""
        return shown(evaluate(expr, scope), style or self.style(expr))

    def tell(self, expr: Expr, scope: Scope) -> Told:  # noqa: C901 - one case for each node of a closed union
        """An expression with its values, and the steps of the names in it."""
        match expr:
            case Literal():
                return Told(self.value(expr, scope))
            case Column():
                return self._named(StepKind.COLUMN, f"{expr.source}.{expr.name}", expr, scope)
            case Lookup():
                key = shown(evaluate(expr.key, scope))
                return self._named(StepKind.COLUMN, f"{expr.source}.{expr.name} of {key}", expr, scope)
            case CreditValue():
                return Told(f"{called(expr.credit)} {self.value(expr, scope)}")
            case MeasureValue():
                step = self.measure_step(self.view.plan.measures[expr.name], scope)
                return Told(
                    f"{called(expr.name)} {self.value(expr, scope)}{self._until(expr, scope)}", (step,)
                )
            case TableValue():
                step = self.table_step(self.view.plan.tables[expr.name], scope)
                return Told(f"{called(expr.name)} {self.value(expr, scope)}{_by(step)}", (step,))
            case Quota():
                return Told(
                    f"quota {called(expr.name)} {self.value(expr, scope)}", (self._quota_step(expr, scope),)
                )
            case PeriodTarget():
                return Told(f"period target {self.value(expr, scope)}", (self._target_step(expr, scope),))
            case Aggregate():
                return self._aggregate(expr, scope)
            case Arithmetic():
                return self._infix(_SIGNS[expr.operator], [expr.left, expr.right], scope)
            case Compare():
                return self._comparison(expr, scope)
            case All():
                return self._infix("and", expr.conditions, scope)
            case AnyOf():
                return self._infix("or", expr.conditions, scope)
            case Least() | Greatest():
                word = "the smaller of" if isinstance(expr, Least) else "the larger of"
                told = [self.tell(operand, scope) for operand in expr.operands]
                return Told(f"{word} {listed([t.text for t in told])}", _steps(told))
            case Not():
                inner = self.tell(expr.condition, scope)
                return Told(f"not ({inner.text})", inner.steps)
            case BlankIs():
                blank = isinstance(evaluate(expr.value, scope), Undefined)
                return self.tell(expr.otherwise if blank else expr.value, scope)
            case IsBlank():
                inner = self.tell(expr.value, scope)
                return Told(f"{inner.text} is blank", inner.steps)
            case DaysAfter():
                later, earlier = self.tell(expr.later, scope), self.tell(expr.earlier, scope)
                days = evaluate(expr, scope)
                text = f"{shown(days)} days from {earlier.text} to {later.text}"
                return Told(text, _steps([later, earlier]))
            case Convert() | Strike():
                inner = self.tell(expr.value, scope)
                same = shown(evaluate(expr.value, scope)) == self.value(expr, scope)
                return inner if same else Told(f"{inner.text} as {self.value(expr, scope)}", inner.steps)
            case AmongOwn():
                inner = self.tell(expr.column, scope)
                return Told(f"{inner.text} among own {expr.credit}", inner.steps)
            case ThisPayee() | BornOn():
                return Told(self.value(expr, scope))

    def measure_step(self, measure: Measure, scope: Scope) -> Step:
        """A measure as it was read, with what it is made of and the exception that replaced it."""
        seen = self.view.measure_scope(measure, scope)
        ruled = self.view.ruled_measure(measure, scope)
        if ruled.applied:
            return self._exception(measure.name, ruled.applied, ruled.value, scope, self.style(measure.value))
        if seen.sight.side is not None:
            return self._plain_measure(measure, seen)
        key = (measure.name, seen.payee, seen.period, seen.sight)
        if key not in self._measures:
            self._measures[key] = self._plain_measure(measure, seen)
        return self._measures[key]

    def table_step(self, table: Table, scope: Scope) -> Step:
        """A table's value, with its input and the bands that gave it."""
        ruled = self.view.ruled_table(table, scope)
        style = self.style(TableValue(table.name, table.value_kind))
        if ruled.applied:
            return self._exception(table.name, ruled.applied, ruled.value, scope, style)
        points = self.view.points(table, scope)
        if isinstance(points, Undefined):
            sentence = f"{called(table.name)} is not defined: {points.reason}"
            return Step(
                StepKind.TABLE, table.name, sentence, None, self._input(table, scope).steps, table.span
            )
        bands = self._bands(table, points, scope, style)
        reads = self._input(table, scope)
        found = (
            listed([band.sentence for band in bands])
            if table.shape is not Shape.INTERPOLATED
            else " ".join(band.sentence for band in bands)
        )
        sentence = f"{called(table.name)} {shown(ruled.value, style)}: {reads.text}, {found}"
        return Step(
            StepKind.TABLE, table.name, sentence, exact(ruled.value), (*reads.steps, *bands), table.span
        )

    def input_text(self, table: Table, point: Fraction) -> str:
        """A bound or an input of a table in words."""
        if table.bound_kind is Kind.MONEY:
            return shown(Amount(point, self.view.currency))
        return shown(point, self.style(table.by))

    def _input(self, table: Table, scope: Scope) -> Told:
        """What a table is read by: a stretch of a marginal one, else a point."""
        if table.shape is not Shape.MARGINAL:
            return self.tell(table.by, scope)
        points = self.view.points(table, scope)
        before = self.tell(table.by, replace(scope, sight=Sight(self.view.as_of, Side.BEFORE)))
        after = self.tell(table.by, replace(scope, sight=Sight(self.view.as_of, Side.WITH)))
        if isinstance(points, Undefined):
            return Told(after.text, (*before.steps, *after.steps))
        names = [node.name for node in nodes(table.by) if isinstance(node, MeasureValue)]
        ends = [self.input_text(table, point) for point in points]
        return Told(
            f"{listed([called(name) for name in names])} from {ends[0]} to {ends[1]}",
            (*before.steps, *after.steps),
        )

    def _bands(
        self, table: Table, points: tuple[Fraction, Fraction], scope: Scope, style: Style
    ) -> tuple[Step, ...]:
        """The bands of a marginal step with the part of the credit in each; else the band of a look-up."""
        start, end = points
        if table.shape is Shape.INTERPOLATED:
            return tuple(self._points(table, start, style))
        if start == end:
            row = band_of(table, start)
            sentence = f"in the band {'above' if row.above else 'from'} {self.input_text(table, row.bound)}"
            return (Step(StepKind.BAND, table.name, sentence, row.value, span=row.span),)
        steps: list[Step] = []
        for part in stretches(table, start, end):
            inside = self._part(scope, (part.end - part.start) / (end - start))
            sentence = f"{_bare(inside)} at {shown(part.row.value, style)}"
            steps.append(Step(StepKind.BAND, table.name, sentence, exact(inside), span=part.row.span))
        return tuple(steps)

    def _points(self, table: Table, at: Fraction, style: Style) -> Iterator[Step]:
        """The points of an interpolated table that a value lies between."""
        lower, upper = neighbours(table, at)
        word = "flat from" if lower is upper else "between"
        for row in [lower] if lower is upper else [lower, upper]:
            sentence = f"{word} {shown(row.value, style)} at {self.input_text(table, row.bound)}"
            yield Step(StepKind.BAND, table.name, sentence, row.value, span=row.span)
            word = "and"

    def _part(self, scope: Scope, part: Fraction) -> Value:
        """A part of the credit in scope."""
        match scope.credit.value if scope.credit else None:
            case Amount(minor=minor, currency=currency):
                return Amount(minor * part, currency)
            case Fraction() as units:
                return units * part
            case _:
                return part

    def _plain_measure(self, measure: Measure, seen: Scope) -> Step:
        style = self.style(measure.value)
        value = self.view.plain_measure(measure, seen)
        if seen.sight.unread:
            held = (
                f"{shown(value, style)} until then"
                if not isinstance(value, Undefined)
                else "not defined until then"
            )
            sentence = f"{called(measure.name)} {held}: {seen.sight.unread}"
            return Step(StepKind.MEASURE, measure.name, sentence, exact(value), (), measure.span)
        told = self.tell(measure.value, seen)
        when = "" if seen.sight.limit == self.view.as_of else f" at the close of {day_text(seen.sight.limit)}"
        reason = f" ({value.reason})" if isinstance(value, Undefined) else ""
        sentence = f"{called(measure.name)}{when}: {told.text} = {shown(value, style)}{reason}"
        return Step(StepKind.MEASURE, measure.name, sentence, exact(value), told.steps, measure.span)

    def _exception(
        self, name: str, applied: Sequence[Except], value: Value, scope: Scope, style: Style
    ) -> Step:
        seen = replace(scope, sight=self.view.line_sight(scope))
        steps = tuple(
            Step(StepKind.EXCEPTION, each.label, self.tell(each.when, seen).text, value=True, span=each.span)
            for each in applied
        )
        labels = listed([called(each.label) for each in applied])
        if isinstance(value, Undefined):
            return Step(
                StepKind.EXCEPTION, name, f"{called(name)} is not defined: {value.reason}", None, steps
            )
        sentence = f"{called(name)} is {shown(value, style)} by the exception {labels}"
        return Step(StepKind.EXCEPTION, name, sentence, value, steps, applied[0].span)

    def _named(self, kind: StepKind, name: str, expr: Expr, scope: Scope) -> Told:
        value = evaluate(expr, scope)
        text = f"{name} {working_text(value, self.style(expr))}"
        return Told(text, (Step(kind, name, text, exact(value), (), expr.span),))

    def _until(self, expr: MeasureValue, scope: Scope) -> str:
        """Up to when a measure that is not read yet has its value."""
        measure = self.view.plan.measures[expr.name]
        waits = measure.reading is Reading.CLOSE and self.view.sight(measure, scope).unread
        return f" until the close of {scope.period.name}" if waits and scope.period else ""

    def _infix(self, sign: str, operands: Sequence[Expr], scope: Scope) -> Told:
        told = [self.tell(operand, scope) for operand in operands]
        texts = [
            f"({t.text})" if isinstance(operand, Arithmetic | All | AnyOf) else t.text
            for operand, t in zip(operands, told, strict=True)
        ]
        return Told(f" {sign} ".join(texts), _steps(told))

    def _comparison(self, expr: Compare, scope: Scope) -> Told:
        """A comparison with the value found, and whether it is so."""
        left = self.tell(expr.left, scope)
        if isinstance(expr.right, Literal):
            right = Told(self.value(expr.right, scope, self.style(expr.left)))
        else:
            right = self.tell(expr.right, scope)
        word = COMPARED[expr.comparison].removeprefix("is").strip()
        so = "" if evaluate(expr, scope) is True else "not "
        return Told(f"{left.text}, {' '.join(f'{so}{word}'.split())} {right.text}", _steps([left, right]))

    def _aggregate(self, expr: Aggregate, scope: Scope) -> Told:
        value = self.view.aggregate(expr, scope)
        if scope.sight.unread:
            return Told(scope.sight.unread)
        over = expr.over.credit if isinstance(expr.over, CreditSet) else expr.over.source
        earlier = "earlier " if scope.sight.side is Side.BEFORE else ""
        credit = " credit" if isinstance(expr.over, CreditSet) else ""
        many = counted(self._number(expr, scope), f"{earlier}{called(over)}{credit}")
        text = many if expr.term is None else f"{shown(value)} of {many}"
        terms = self.view.aggregates.summed(expr, scope).terms if scope.sight.side is None else ()
        steps = tuple(_term_step(over, term) for term in terms)
        name = f"{expr.how.value} {over}"
        return Told(
            text, (Step(StepKind.TOTAL, name, f"{expr.how.value}: {text}", exact(value), steps, expr.span),)
        )

    def _number(self, expr: Aggregate, scope: Scope) -> int:
        """How many terms an aggregate has, as the scope sees it."""
        if scope.sight.side is None:
            return len(self.view.aggregates.summed(expr, scope).terms)
        counter = self.view.aggregates.counter(expr, scope)
        if isinstance(counter, Undefined) or scope.credit is None:
            return 0
        return counter.counts[counter.place(scope.credit, scope.sight.side)]

    def _quota_step(self, expr: Quota, scope: Scope) -> Step:
        value = self.view.quota(expr, scope)
        if scope.payee is None or scope.period is None or isinstance(value, Undefined):
            reason = value.reason if isinstance(value, Undefined) else ""
            return Step(
                StepKind.QUOTA, expr.name, f"quota {expr.name} is not defined: {reason}", None, (), expr.span
            )
        parts = quota_parts(self.view.facts, scope.payee, expr, scope.period)
        steps = tuple(
            Step(
                StepKind.TERM,
                part.row,
                _of_days(part),
                exact(part.value),
            )
            for part in parts
        )
        of = f"quota {expr.name} of {scope.payee} in {scope.period.name}: {shown(value)}"
        days = len(self.view.members.days(scope.payee, scope.period))
        prorated = f", for {days} of {scope.period.days} days" if expr.by_days_in_plan else ""
        return Step(StepKind.QUOTA, expr.name, of + prorated, exact(value), steps, expr.span)

    def _target_step(self, expr: PeriodTarget, scope: Scope) -> Step:
        value = self.view.period_target(expr, scope)
        if scope.payee is None or scope.period is None or isinstance(value, Undefined):
            reason = value.reason if isinstance(value, Undefined) else ""
            return Step(StepKind.TARGET, "period target", f"no period target: {reason}", None, (), expr.span)
        days, period = len(self.view.members.days(scope.payee, scope.period)), scope.period
        sentence = (
            f"period target {shown(value)}: annual target {self.value(expr.annual, scope)} {TIMES} "
            f"{shown(expr.share, Style.PERCENT)} {TIMES} {period.cadence.months} of 12 months {TIMES} "
            f"{days} of {period.days} days"
        )
        steps = self.tell(expr.annual, scope).steps
        return Step(StepKind.TARGET, "period target", sentence, exact(value), steps, expr.span)


def _term_step(of: str, term: Term) -> Step:
    sentence = f"{term.name} ({day_text(term.on)}): {shown(term.value)}"
    return Step(StepKind.TERM, f"{of} {term.name}", sentence, exact(term.value))


def _by(step: Step) -> str:
    """Which exception gave a value, if one did."""
    labels = [called(each.name) for each in step.inputs if each.kind is StepKind.EXCEPTION]
    return f" by the exception {listed(labels)}" if step.kind is StepKind.EXCEPTION and labels else ""


def _of_days(part: QuotaPart) -> str:
    days = counted(part.days, "day")
    return f"{shown(part.value)}: {part.days_inside} of {days} of {shown(part.amount)}"


def _bare(value: Value) -> str:
    return bare_money(value) if isinstance(value, Amount) else shown(value)


def _steps(told: Sequence[Told]) -> tuple[Step, ...]:
    return tuple(step for each in told for step in each.steps)
