"""What a clause pays along one input, everything else held where it stands for the payee; exact fractions.

The plans' analysis is asked, with what the payee's lines read in place of open amounts. What cannot be
expressed so, or does not meet what the lines came to, raises `NotProvedError`. Nothing here is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from comp.language import core
from comp.language.analysis import NotProvedError
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis.abstract import Evaluator
from comp.language.analysis.curve import Curve
from comp.language.analysis.dependence import (
    is_open,
    is_plain_total,
    reached,
    statements_on,
    unevenness,
)
from comp.language.analysis.form import Form
from comp.language.analysis.inputs import Asked, Input, InputKind, Setting
from comp.language.analysis.pays import paid_by
from comp.language.analysis.stage import Reader, total_name
from comp.language.analysis.truth import is_true, undefined
from comp.language.calendar import Cadence
from comp.reference import LineValue
from comp.reference.position import Position
from comp.reference.values import Amount, Undefined, Value
from statements.curves_plan import acting_on, is_of_a_line, outer_nodes


@dataclass(frozen=True, slots=True)
class Along:
    """The input that moves: a total of own credits, or a measure that adds up something else.

    `here` is where it stands; money in minor units.
    """

    name: str
    node: core.Aggregate | core.MeasureValue
    here: Fraction

    @property
    def credits(self) -> core.CreditSet | None:
        """The credits that it adds up, where it is such a total."""
        over = self.node.over if isinstance(self.node, core.Aggregate) else None
        return over if isinstance(over, core.CreditSet) else None


@dataclass(frozen=True, slots=True)
class ClausePay:
    """What a clause pays, in minor units, and a table's input, as functions of what moves."""

    paid: Curve
    entry: tuple[Fraction, Fraction]  # the table's input is the first and so many times what moves
    here: Fraction  # what moves, as it stands
    start: Fraction  # what of it came before the period

    def at(self, entry: Fraction) -> Fraction:
        """What moves, where the table's input is this."""
        return (entry - self.entry[0]) / self.entry[1]


def clause_pay(
    plan: core.Plan, pays: Sequence[core.Pay], table: core.Table, lines: Sequence[LineValue]
) -> ClausePay:
    """What the pays of a clause come to in a period, along a table's input.

    `lines` are the payee's own of these pays in the period, at least one.

    Raises:
        NotProvedError: it cannot be expressed, or is not what the lines came to.
    """
    position = lines[-1].position
    if position is None or table.by is None:
        raise NotProvedError("nothing tells where the payee stands")
    along = _along(plan, table.by, position)
    payee = _Payee(plan, along, position)
    total, made = forms.number(0), Fraction(0)
    for pay in pays:
        of_pay = _made([line for line in lines if line.pay == pay.name])
        made += of_pay
        total = forms.add(total, payee.paid(pay) if payee.moves_pay(pay) else forms.number(of_pay))
    paid = curves.without_single_points(total.plain)
    reached_now = paid.at(along.here)
    if reached_now is None or abs(reached_now - made) > _slack(plan, pays, lines):
        raise NotProvedError(f"it would be {reached_now}, and the lines came to {made}")
    return ClausePay(paid, _line(payee.value(table.by).plain), along.here, _start(along, position))


def _start(along: Along, position: Position) -> Fraction:
    """What of a counter that is longer than the period came before it."""
    over = along.credits
    if over is None or over.window == core.Window():
        return Fraction(0)
    assert isinstance(along.node, core.Aggregate)  # noqa: S101 - it has credits
    now = _plain(position.read(replace(along.node, over=replace(over, window=core.Window()))))
    if not isinstance(now, Fraction):
        raise NotProvedError(f"{along.name} is not defined")
    return along.here - now


def _slack(plan: core.Plan, pays: Sequence[core.Pay], lines: Sequence[LineValue]) -> int:
    """How far rounding may take lines from their exact sum: a minor unit for each time that one is struck."""
    statements = max((len(statements_on(plan, pay)) for pay in pays), default=0)
    return len(lines) * (1 + statements)


def _made(lines: Sequence[LineValue]) -> Fraction:
    total = Fraction(0)
    for line in lines:
        value = line.position.made() if line.position else None
        if not isinstance(value, Fraction):
            raise NotProvedError(f"{line.line_id} has been moved by something else")
        total += value
    return total


def _along(plan: core.Plan, by: core.Expr, position: Position) -> Along:
    """The one thing that a table's input moves with."""
    found: dict[str, core.Aggregate | core.MeasureValue] = {}
    ahead: list[core.Expr] = [by]
    while ahead:
        for node in outer_nodes(ahead.pop()):
            match node:
                case core.MeasureValue():
                    measure = plan.measures[node.name]
                    if is_open(plan, measure):
                        found[node.name] = node
                    else:
                        ahead.append(measure.value)
                case core.Aggregate() if is_plain_total(node) and isinstance(node.over, core.CreditSet):
                    found[total_name(node.over)] = node
                case core.Aggregate() | core.Column() | core.CreditValue() | core.Rank() | core.Earned():
                    raise NotProvedError("it moves with something that has no name")
                case _:
                    pass
    if len(found) != 1:
        raise NotProvedError(f"it moves with {' and '.join(found) or 'nothing'}")
    ((name, node),) = found.items()
    here = _plain(position.read(node))
    if not isinstance(here, Fraction):
        raise NotProvedError(f"{name} is not defined")
    return Along(name, node, here)


def _line(entry: Curve) -> tuple[Fraction, Fraction]:
    """A function that is one rising straight line, as its value at zero and its slope."""
    polys = {piece.poly for piece in entry.pieces if not piece.is_point}
    (poly, *more) = polys
    if more or poly is None or len(poly) != 2 or poly[1] < 0:
        raise NotProvedError("the table's input is no straight line of it")
    return poly[0], poly[1]


def _plain(value: Value) -> Fraction | bool | None:
    """A value as a number, in minor units where it is money; None where it is none."""
    match value:
        case Amount():
            return value.minor
        case Fraction() | bool():
            return value
        case _:
            return None


@dataclass(frozen=True, slots=True)
class _Stage:
    """The lines of one payee's period: what moves, and all else at its amount."""

    unit: Cadence
    along: Along
    position: Position
    adds_up: bool  # whether the lines of the period are looked at together, or there is one
    known: dict[str, bool] = field(default_factory=dict[str, bool])

    def credit_value(self, reader: Reader, expr: core.CreditValue) -> Form:
        """Everything credited in the period: where a longer counter moves, what it has come to since."""
        over = core.CreditSet(expr.credit, core.Window())
        now = self._read(core.Aggregate(core.Aggregation.TOTAL, over, expr, expr.kind))
        moving = self.along.credits
        if moving is None or moving.credit != expr.credit:
            return forms.number(now)
        earlier = self.along.here - now
        if moving.window == over.window and earlier:
            raise NotProvedError(f"{self.along.name} counts other credits than the pay has")
        return forms.subtract(reader.input(_input(self.along.name)), forms.number(earlier))

    def total(self, reader: Reader, expr: core.Aggregate, side: str) -> Form:
        """Everything that is credited, or what of it came before the period."""
        assert isinstance(expr.over, core.CreditSet)  # noqa: S101 - it is a plain total
        over = replace(expr.over, window=core.Window())
        here = self._read(expr)
        if side == "before":
            return forms.number(here - self._read(replace(expr, over=over)))
        moving = self.along.credits
        if moving is None or moving.credit != expr.over.credit:
            return forms.number(here)
        if total_name(expr.over) != self.along.name:
            raise NotProvedError(f"{total_name(expr.over)} and {self.along.name} move together")
        return reader.input(_input(self.along.name))

    def cell(self, reader: Reader, expr: core.Column | core.Lookup) -> Form:  # noqa: ARG002 - as the protocol has it
        """Nothing of a single row is known here.

        Raises:
            NotProvedError: always.
        """
        raise NotProvedError(f"it looks at {expr.source}.{expr.name} of each line")

    def count(self, expr: core.Aggregate, side: str) -> Form | None:  # noqa: ARG002 - as the protocol has it
        """How many there are is read, not counted here."""
        return None

    def quota_of(self, name: str) -> core.Quota | None:  # noqa: ARG002 - as the protocol has it
        """Quotas are amounts here."""
        return None

    def _read(self, expr: core.Expr) -> Fraction:
        value = _plain(self.position.read(expr))
        if not isinstance(value, Fraction):
            raise NotProvedError("a total is not defined")
        return value


class _Payee(Evaluator):
    """Evaluates a plan for one payee: what does not move is read, as the payee's lines read it."""

    def __init__(self, plan: core.Plan, along: Along, position: Position) -> None:
        super().__init__(
            plan, _Stage(plan.performance, along, position, adds_up=True), Setting(along.name), Asked()
        )
        self._along = along
        self._position = position
        self._held: dict[int, bool] = {}  # by the expression's identity: the plan outlives this

    def paid(self, pay: core.Pay) -> Form:
        """What a pay comes to after its factors and bounds."""
        _refuse_other_bounds(self.plan, pay)
        uneven = unevenness(self.plan, pay)
        if uneven is not None:
            raise NotProvedError(uneven.why)
        self.stage = _Stage(self.plan.performance, self._along, self._position, pay.each is not None)
        least, *others = paid_by(self, pay)
        for other in others:
            least = forms.least(least, other)
        if pay.where is None:
            return least
        return forms.choose(is_true(self.condition(pay.where)), least, forms.number(0))

    def moves_pay(self, pay: core.Pay) -> bool:
        """Whether a pay, or a factor or bound of it, moves with the input."""
        return any(self._moves(each) for each in acting_on(self.plan, pay))

    def value(self, expr: core.Expr) -> Form:
        """A value that moves, or what the payee's lines read."""
        if not self._is_read(expr):
            if isinstance(expr, core.Convert):
                raise NotProvedError("it converts what moves")
            return super().value(expr)
        value = self._position.read(expr)
        plain = _plain(value)
        if isinstance(value, Undefined):
            return forms.of({forms.PLAIN: undefined()})
        if not isinstance(plain, Fraction):
            raise NotProvedError("it is neither a number nor an amount")
        return forms.number(plain)

    def input(self, wanted: Input) -> Form:
        """What moves; nothing else is left open."""
        if wanted.name != self._along.name:
            raise NotProvedError(f"{wanted.name} is not known beside a line")
        return super().input(wanted)

    def symbol(self, name: str, kind: core.Kind) -> Form:  # noqa: ARG002 - as the class it extends has it
        """Quotas and targets are read.

        Raises:
            NotProvedError: always.
        """
        raise NotProvedError(f"{name} is not known beside a line")

    def condition(self, expr: core.Expr) -> Curve:
        """A condition that moves, or what it is for the payee's lines."""
        if not self._is_read(expr):
            return super().condition(expr)
        value = _plain(self._position.read(expr))
        return curves.constant(Fraction(value)) if isinstance(value, bool) else undefined()

    def _is_word(self, name: str, word: str, usual: str | None = None) -> Curve:  # noqa: ARG002 - as the class it extends has it
        raise NotProvedError(f"it depends on {name}")

    def _paged(self, table: core.Table, rows_value: Callable[[tuple[core.TableRow, ...]], Form]) -> Form:
        """The value of the page that fits the payee."""
        if any(self._moves(other) for other in table.others):
            raise NotProvedError(f"`{table.name}` has pages that move")
        rows = self._position.rows(table)
        if rows is None:
            raise NotProvedError(f"no page of `{table.name}` fits the payee alone")
        return rows_value(rows)

    def _is_read(self, expr: core.Expr) -> bool:
        if isinstance(expr, core.Literal):
            return False
        if id(expr) not in self._held:
            self._held[id(expr)] = not (
                self._moves(expr) or is_of_a_line(self.plan, expr) or self._runs_in(expr)
            )
        return self._held[id(expr)]

    def _runs_in(self, expr: core.Expr) -> bool:
        """Whether a measure in it runs: what it adds up depends on the side that is looked at."""
        return any(
            isinstance(each, core.Measure) and each.reading is core.Reading.RUNNING
            for each in reached(self.plan, expr).values()
        )

    def _moves(self, what: object) -> bool:
        for root in (what, *reached(self.plan, what).values()):
            for node in outer_nodes(root):
                match node:
                    case core.MeasureValue() if node.name == self._along.name:
                        return True
                    case core.CreditValue() | core.Aggregate() if self._moves_with_credits(node):
                        return True
                    case _:
                        pass
        return False

    def _moves_with_credits(self, node: core.CreditValue | core.Aggregate) -> bool:
        moving = self._along.credits
        if moving is None:
            return False
        if isinstance(node, core.CreditValue):
            return node.credit == moving.credit
        return (
            is_plain_total(node)
            and isinstance(node.over, core.CreditSet)
            and node.over.credit == moving.credit
        )


def _input(name: str) -> Input:
    return Input(name, InputKind.VOLUME, Fraction(1))


def _refuse_other_bounds(plan: core.Plan, pay: core.Pay) -> None:
    """Refuse caps that what was paid elsewhere uses up as well."""
    for _, statement in statements_on(plan, pay):
        match statement:
            case core.Cap(per=core.CapSpan.YEAR) if plan.performance is not Cadence.YEAR:
                raise NotProvedError("a cap of the year is used up by other periods")
            case core.Cap(per=core.CapSpan.PLAN):
                raise NotProvedError("a cap of the plan is used up by other periods")
            case core.Cap(pays=pays) if len(pays) > 1:
                raise NotProvedError("a cap is shared with other pays")
            case _:
                pass
