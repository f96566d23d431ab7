"""What a clause pays along one input, everything else held where it stands for the payee; exact fractions.

What cannot be expressed so, or does not meet what the lines came to, raises `NotProvedError`. Nothing here
is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from comp.language import core
from comp.language.analysis import NotProvedError
from comp.language.analysis import curve as curves
from comp.language.analysis import form as forms
from comp.language.analysis.curve import Curve
from comp.language.analysis.dependence import is_open, is_plain_total, statements_on
from comp.language.analysis.stage import total_name
from comp.reference import LineValue
from comp.reference.position import Position
from statements.curves_payee import Held, PayeeEvaluator, plain
from statements.curves_plan import Along, outer_nodes


@dataclass(frozen=True, slots=True)
class ClausePay:
    """What a clause pays, in minor units, as a function of what moves; `here` is where that stands.

    `entry` is the table's input: the first and so many times what moves. `start` is where the period began.
    """

    paid: Curve
    entry: tuple[Fraction, Fraction]
    here: Fraction
    start: Fraction


def clause_pay(
    plan: core.Plan, pays: Sequence[core.Pay], by: core.Expr, lines: Sequence[LineValue]
) -> ClausePay:
    """What the pays of a clause come to in a period, along a table's input.

    `lines` are the payee's own of these pays in the period, at least one.

    Raises:
        NotProvedError: it cannot be expressed, or is not what the lines came to.
    """
    position = lines[-1].position
    if position is None:
        raise NotProvedError("nothing tells where the payee stands")
    along = _along(plan, by)
    here = plain(position.read(along.node))
    if not isinstance(here, Fraction):
        raise NotProvedError(f"{along.name} is not defined")
    payee = PayeeEvaluator(plan, Held(along, here, position))
    total, made = forms.number(0), Fraction(0)
    for pay in pays:
        of_pay = _made([line for line in lines if line.pay == pay.name])
        made += of_pay
        total = forms.add(total, payee.paid(pay) if payee.moves_pay(pay) else forms.number(of_pay))
    paid = curves.without_single_points(total.plain)
    _require_met(paid.at(here), made, _slack(plan, pays, lines))
    return ClausePay(paid, _line(payee.value(by).plain), here, _start(along, here, position))


def _along(plan: core.Plan, by: core.Expr) -> Along:
    """The one thing that a table's input moves with.

    Raises:
        NotProvedError: it moves with several, or with something that has no name.
    """
    found: dict[str, Along] = {}
    ahead: list[core.Expr] = [by]
    while ahead:
        for node in outer_nodes(ahead.pop()):
            match node:
                case core.MeasureValue():
                    measure = plan.measures[node.name]
                    if is_open(plan, measure):
                        found[node.name] = Along(node.name, node)
                    else:
                        ahead.append(measure.value)
                case core.Aggregate(over=core.CreditSet() as over) if is_plain_total(node):
                    found[total_name(over)] = Along(total_name(over), node)
                case core.Aggregate() | core.Rank() | core.Earned() | core.Column() | core.CreditValue():
                    raise NotProvedError("it moves with something that has no name")
                case _:
                    pass
    if len(found) != 1:
        raise NotProvedError(f"it moves with {' and '.join(found) or 'nothing'}")
    return next(iter(found.values()))


def _slack(plan: core.Plan, pays: Sequence[core.Pay], lines: Sequence[LineValue]) -> int:
    """How far rounding may take lines from their exact sum: a minor unit for each time that one is struck."""
    statements = max((len(statements_on(plan, pay)) for pay in pays), default=0)
    return len(lines) * (1 + statements)


def _require_met(paid: Fraction | None, made: Fraction, slack: int) -> None:
    if paid is None or abs(paid - made) > slack:
        raise NotProvedError(f"it would be {paid}, and the lines came to {made}")


def _made(lines: Sequence[LineValue]) -> Fraction:
    total = Fraction(0)
    for line in lines:
        value = line.position.made() if line.position else None
        if not isinstance(value, Fraction):
            raise NotProvedError(f"something else has moved {line.line_id}")
        total += value
    return total


def _line(entry: Curve) -> tuple[Fraction, Fraction]:
    """A function that is one rising straight line, as its value at zero and its slope."""
    polys = {piece.poly for piece in entry.pieces if not piece.is_point}
    (poly, *more) = polys
    if more or poly is None or len(poly) != 2 or poly[1] < 0:
        raise NotProvedError("the table's input is no straight line of it")
    return poly[0], poly[1]


def _start(along: Along, here: Fraction, position: Position) -> Fraction:
    """What of a counter that is longer than the period came before it."""
    over = along.credits
    if over is None or over.window == core.Window():
        return Fraction(0)
    now = plain(position.credited(over.credit, along.node.kind, direct_only=over.direct_only))
    return here - now if isinstance(now, Fraction) else Fraction(0)
