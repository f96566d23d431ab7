"""The plans' analysis for one payee: what moves stays open, all else is what the payee's lines read.

Nothing is taken for an amount here: what is neither the one input that moves nor known beside a line raises
`NotProvedError`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from comp.language import core
from comp.language.analysis import NotProvedError
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis.abstract import Evaluator
from comp.language.analysis.curve import Curve
from comp.language.analysis.dependence import is_plain_total, statements_on
from comp.language.analysis.form import Form
from comp.language.analysis.inputs import Asked, Input, InputKind, Setting
from comp.language.analysis.pays import paid_by
from comp.language.analysis.stage import Reader, total_name
from comp.language.analysis.truth import is_true, undefined
from comp.language.calendar import Cadence
from comp.reference.position import Position
from comp.reference.values import Amount, Undefined, Value
from statements.curves_plan import Along, acting_on, looks_of, outer_nodes


@dataclass(frozen=True, slots=True)
class Held:
    """What moves, where it stands, and what tells everything else; money in minor units."""

    along: Along
    here: Fraction
    position: Position

    @property
    def moving(self) -> Input:
        """What moves, as an input of the analysis."""
        return Input(self.along.name, InputKind.VOLUME, Fraction(1))

    def credited(self, credit: str, kind: core.Kind, *, direct_only: bool = False) -> Fraction:
        """What the payee is credited in the period.

        Raises:
            NotProvedError: that is not defined.
        """
        value = plain(self.position.credited(credit, kind, direct_only=direct_only))
        if not isinstance(value, Fraction):
            raise NotProvedError(f"what is credited as {credit} is not defined")
        return value


class PayeeEvaluator(Evaluator):
    """Evaluates what a plan says for one payee, along one input."""

    def __init__(self, plan: core.Plan, held: Held) -> None:
        super().__init__(plan, _Period(plan.performance, held), Setting(held.along.name), Asked())
        self._held = held
        self._looks = looks_of(plan)

    def paid(self, pay: core.Pay) -> Form:
        """What a pay comes to in the period, after its factors and bounds.

        Raises:
            NotProvedError: it cannot be expressed.
        """
        _refuse_shared_caps(self.plan, pay)
        uneven = self._looks.uneven(pay)
        if uneven is not None:
            raise NotProvedError(uneven.why)
        self.stage = _Period(self.plan.performance, self._held, adds_up=pay.each is not None)
        least, *others = paid_by(self, pay)
        for other in others:
            least = forms.least(least, other)
        if pay.where is None:
            return least
        return forms.choose(is_true(self.condition(pay.where)), least, forms.number(0))

    def moves_pay(self, pay: core.Pay) -> bool:
        """Whether a pay, or a factor or bound of it, moves with the input."""
        return any(self._looks.moves(each, self._held.along) for each in acting_on(self.plan, pay))

    def value(self, expr: core.Expr) -> Form:
        """A value that moves, or what the payee's lines read."""
        if not self._is_read(expr):
            if isinstance(expr, core.Convert):
                raise NotProvedError("it converts what moves")
            return super().value(expr)
        value = self._held.position.read(expr)
        if isinstance(value, Undefined):
            return forms.of({forms.PLAIN: undefined()})
        number = plain(value)
        if not isinstance(number, Fraction):
            raise NotProvedError("it is neither a number nor an amount")
        return forms.number(number)

    def condition(self, expr: core.Expr) -> Curve:
        """A condition that moves, or what it is for the payee's lines."""
        if not self._is_read(expr):
            return super().condition(expr)
        value = plain(self._held.position.read(expr))
        return curves.constant(Fraction(value)) if isinstance(value, bool) else undefined()

    def input(self, wanted: Input) -> Form:
        """What moves.

        Raises:
            NotProvedError: it is another input, which is not taken for an amount here.
        """
        if wanted.name != self._held.along.name:
            raise NotProvedError(f"{wanted.name} is not known beside a line")
        return super().input(wanted)

    def symbol(self, name: str, kind: core.Kind) -> Form:  # noqa: ARG002 - as the class it extends has it
        """Nothing is left open.

        Raises:
            NotProvedError: always.
        """
        raise NotProvedError(f"{name} is not known beside a line")

    def _is_word(self, name: str, word: str, usual: str | None = None) -> Curve:  # noqa: ARG002 - as the class it extends has it
        raise NotProvedError(f"it depends on {name}")

    def _paged(self, table: core.Table, rows_value: Callable[[tuple[core.TableRow, ...]], Form]) -> Form:
        """The value of the page that fits the payee."""
        if any(self._looks.moves(other, self._held.along) for other in table.others):
            raise NotProvedError(f"the pages of `{table.name}` move")
        rows = self._held.position.rows(table)
        if rows is None:
            raise NotProvedError(f"no page of `{table.name}` fits the payee alone")
        return rows_value(rows)

    def _is_read(self, expr: core.Expr) -> bool:
        """Whether an expression stands still and is one value; a running total has two ends."""
        if isinstance(expr, core.Literal):
            return False
        looks = self._looks
        if looks.moves(expr, self._held.along) or looks.is_of_a_line(expr) or looks.runs(expr):
            return False
        return self._side == "all" or not any(is_plain_total(node) for node in outer_nodes(expr))


@dataclass(frozen=True, slots=True)
class _Period:
    """The lines of one payee's period: a stage of the analysis without anything open."""

    unit: Cadence
    held: Held
    adds_up: bool = True  # whether the lines of the period are looked at together, else there is one
    known: dict[str, bool] = field(default_factory=dict[str, bool])

    def credit_value(self, reader: Reader, expr: core.CreditValue) -> Form:
        """Everything credited in the period: where a longer counter moves, what it has come to since."""
        now = self.held.credited(expr.credit, expr.kind)
        moving = self.held.along.credits
        if moving is None or moving.credit != expr.credit:
            return forms.number(now)
        earlier = self.held.here - now
        if moving.window == core.Window() and earlier:
            raise NotProvedError(f"{self.held.along.name} counts other credits than the pay has")
        return forms.subtract(reader.input(self.held.moving), forms.number(earlier))

    def total(self, reader: Reader, expr: core.Aggregate, side: str) -> Form:
        """Everything that is credited, or what of it came before the period."""
        assert isinstance(expr.over, core.CreditSet)  # noqa: S101 - it is a plain total
        over = expr.over
        moving = self.held.along.credits
        moves = moving is not None and moving.credit == over.credit
        if moves and total_name(over) != self.held.along.name:
            raise NotProvedError(f"{total_name(over)} and {self.held.along.name} move together")
        if moves and side != "before":
            return reader.input(self.held.moving)
        here = plain(self.held.position.read(expr))
        if not isinstance(here, Fraction):
            raise NotProvedError(f"{total_name(over)} is not defined")
        if side != "before":
            return forms.number(here)
        return forms.number(here - self.held.credited(over.credit, expr.kind, direct_only=over.direct_only))

    def cell(self, reader: Reader, expr: core.Column | core.Lookup) -> Form:  # noqa: ARG002 - as the protocol has it
        """Nothing of a single row is known.

        Raises:
            NotProvedError: always.
        """
        raise NotProvedError(f"it looks at {expr.source}.{expr.name} of each line")

    def count(self, expr: core.Aggregate, side: str) -> Form | None:  # noqa: ARG002 - as the protocol has it
        """How many there are is read."""
        return None

    def quota_of(self, name: str) -> core.Quota | None:  # noqa: ARG002 - as the protocol has it
        """Quotas are read."""
        return None


def plain(value: Value) -> Fraction | bool | None:
    """A value as a number, in minor units where it is money, or as a truth; None where it is neither."""
    match value:
        case Amount():
            return value.minor
        case Fraction() | bool():
            return value
        case _:
            return None


def _refuse_shared_caps(plan: core.Plan, pay: core.Pay) -> None:
    """Refuse caps that what was paid elsewhere uses up as well."""
    for _, statement in statements_on(plan, pay):
        match statement:
            case core.Cap(per=core.CapSpan.YEAR) if plan.performance is not Cadence.YEAR:
                raise NotProvedError("other periods use up a cap of the year")
            case core.Cap(per=core.CapSpan.PLAN):
                raise NotProvedError("other periods use up a cap of the plan")
            case core.Cap(pays=pays) if len(pays) > 1:
                raise NotProvedError("other pays use up a cap")
            case _:
                pass
