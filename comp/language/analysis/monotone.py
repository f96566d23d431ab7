"""M002 and M003: whether more of a good measure ever pays less, and where pay jumps.

A pay's function is straight or bent between knots, so its slope there and its jumps at the knots decide for
every amount. One input moves, the others are held at each of their own knots and between them. What an
exception gives at one point alone (a quota of exactly zero) is left aside.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

from comp.frozen import frozen
from comp.language.analysis import amounts
from comp.language.analysis import curve as curves
from comp.language.analysis.curve import Curve, NotProvedError, Piece
from comp.language.analysis.findings import Finding, Place
from comp.language.analysis.inputs import Input, InputKind, Setting
from comp.language.analysis.pays import Outcome, Study

_TELLING = (InputKind.VOLUME, InputKind.MEASURE, InputKind.COLUMN, InputKind.COUNT)


@frozen
class Move:
    """Two inputs, and what is paid at each. A jump has its bound for one of them, approached by the other."""

    low: Fraction
    high: Fraction
    paid_low: Fraction
    paid_high: Fraction
    jump: bool

    @property
    def rise(self) -> Fraction:
        """By how much more is paid at the higher input."""
        return self.paid_high - self.paid_low


def check_monotone(study: Study, place: Place, others: Sequence[Study] = ()) -> Finding:
    """Whether more of a measure that pays more elsewhere ever pays less.

    `others` are the plan's further pays: a guarantee falls by what another pay rises.
    """
    asked = [each for each in study.inputs if _may_be_good(study, each)]
    if not asked:
        return place.proved("M002", "yes", "Nothing that can be measured moves it.")
    if study.symbols is None and all(_rises(study, each) for each in asked):
        return place.proved("M002", _whole(study, "yes"), f"{_names(study, asked)}: more never pays less.")
    return _check_amounts(study, place, asked, others)


def check_cliffs(study: Study, place: Place) -> Finding:
    """Where pay jumps, the other inputs held where they usually are."""
    found: dict[tuple[str, Fraction], tuple[Input, Move]] = {}
    for each in study.inputs:
        if each.kind in _TELLING:
            for case in study.cases:
                for move in _jumps(paid_curve(study, study.at(study.usual(each.name, case)))):
                    key = (each.name, move.high)
                    if key not in found or abs(found[key][1].rise) < abs(move.rise):
                        found[key] = (each, move)
    if not found:
        return place.proved("M003", "none", "Pay jumps nowhere.")
    return _told_cliffs(study, place, list(found.values()))


def paid_curve(study: Study, outcome: Outcome) -> Curve:
    """What is paid as one function, quotas and targets taken for amounts."""
    paid, *others = [amounts.as_amount(study.plan, study.kinds, form) for form in outcome.forms]
    for other in others:
        paid = curves.least(paid, other)
    return curves.without_single_points(paid)


def moves(curve: Curve) -> Iterator[Move]:
    """Every stretch on which a function rises or falls, and every jump, in order."""
    before: tuple[Fraction, Fraction] | None = None
    for piece in curve.pieces:
        if piece.poly is None:
            before = None
            continue
        ends = _ends(piece)
        first = curves.value_of(piece.poly, ends[0]) or Fraction(0)
        if before is not None and before[1] != first:
            yield Move(before[0], piece.low, before[1], first, jump=True)
        for low, high in pairwise(ends):
            paid = [curves.value_of(piece.poly, each) or Fraction(0) for each in (low, high)]
            if paid[0] != paid[1]:
                yield Move(low, high, paid[0], paid[1], jump=False)
        before = (ends[-1], curves.value_of(piece.poly, ends[-1]) or Fraction(0))


def _ends(piece: Piece) -> list[Fraction]:
    """The points between which a piece only rises or only falls; one without end is looked at far beyond."""
    if piece.is_point:
        return [piece.low]
    turns = curves.extremes(piece)
    high = piece.high if piece.high is not None else max([piece.low, *turns, Fraction(1)]) * 2
    return sorted({piece.low, *turns, high})


def _jumps(curve: Curve) -> Iterator[Move]:
    start = curve.knots[0]
    yield from (move for move in moves(curve) if move.jump and move.high > start and move.low >= start)


def _may_be_good(study: Study, each: Input) -> bool:
    if each.kind is InputKind.COUNT:
        return each.name not in study.tested
    return each.kind in (InputKind.VOLUME, InputKind.MEASURE, InputKind.COLUMN)


def _rises(study: Study, each: Input) -> bool:
    """Whether no term of any outcome falls, whatever the quotas and targets are."""
    for setting in study.settings(each.name):
        for form in study.at(setting).forms:
            for _, curve in form.terms:
                if any(move.rise < 0 for move in moves(curves.without_single_points(curve))):
                    return False
    return True


def _check_amounts(study: Study, place: Place, asked: list[Input], others: Sequence[Study]) -> Finding:
    falling: list[str] = []
    for each in asked:
        rises, fall = False, None
        for setting in study.settings(each.name):
            for move in moves(paid_curve(study, study.at(setting))):
                rises = rises or move.rise > 0
                if move.rise < 0 and (fall is None or move.rise < fall[0].rise):
                    fall = (move, setting)
        if fall is None:
            continue
        if _made_good(study, each, others):
            falling.append(each.name)
        elif rises or each.kind is InputKind.VOLUME:
            return _told_fall(study, place, each, fall[0], fall[1])
        else:
            falling.append(each.name)
    less = f"; it falls with {', '.join(falling)}, throughout or as other pays rise" if falling else ""
    bases = amounts.taken_for(study.plan, study.kinds)
    text = f"{bases}{_names(study, asked)}: more never pays less{less}."
    return place.proved("M002", _whole(study, "yes" if not falling else "falls as meant"), text)


def _made_good(study: Study, each: Input, others: Sequence[Study]) -> bool:
    """Whether the plan's pays together never fall, everything else held where it usually is."""
    concerned = [other for other in others if any(one.name == each.name for one in other.inputs)]
    if not concerned:
        return False
    try:
        total = paid_curve(study, study.at(study.usual(each.name, study.cases[0])))
        for other in concerned:
            total = curves.add(total, paid_curve(other, other.at(other.usual(each.name, other.cases[0]))))
    except NotProvedError:
        return False
    return all(move.rise >= 0 for move in moves(total))


def _told_fall(study: Study, place: Place, each: Input, move: Move, setting: Setting) -> Finding:
    plan = study.plan
    low, high = _nearest(each, move)
    others = _held_at(study, each, setting)
    text = (
        f"{amounts.taken_for(plan, study.kinds)}{amounts.at_point(plan, each, low)} pays "
        f"{amounts.money(plan, move.paid_low)}, at {amounts.point(plan, each, high)} only "
        f"{amounts.money(plan, move.paid_high)}{others}."
    )
    return place.found(
        "M002",
        f"no: {each.name} at {amounts.point(plan, each, move.high)}",
        text,
        hint="Make the table marginal, or let its values rise far enough; if it is meant, say why: "
        '`allow M002 because "…"`.',
    )


def _told_cliffs(study: Study, place: Place, found: list[tuple[Input, Move]]) -> Finding:
    plan = study.plan
    told = [_told_jump(study, each, move) for each, move in found]
    steep = [(each, move) for each, move in found if _is_steep(move)]
    by_input: dict[str, list[str]] = {}
    for each, move in found:
        by_input.setdefault(each.name, []).append(amounts.point(plan, each, move.high))
    short = "; ".join(f"{name}: {', '.join(points)}" for name, points in by_input.items())
    bases = amounts.taken_for(plan, study.kinds)
    text = f"{bases}{'pay' if bases else 'Pay'} jumps {'; '.join(told)}."
    return place.found(
        "M003",
        short,
        text,
        hint="A marginal or interpolated table has no jump; if it is meant, say why: "
        '`allow M003 because "…"`.',
        is_warning=bool(steep),
    )


def _is_steep(move: Move) -> bool:
    """Whether the jump is at least as large as everything that is paid beside it."""
    return move.rise > 0 and move.paid_high >= 2 * move.paid_low


def _told_jump(study: Study, each: Input, move: Move) -> str:
    plan = study.plan
    quota = " of its quota" if each.is_attainment else ""
    return (
        f"where {each.name} is {amounts.point(plan, each, move.high)}{quota}, from "
        f"{amounts.money(plan, move.paid_low)} to {amounts.money(plan, move.paid_high)}"
    )


def _nearest(each: Input, move: Move) -> tuple[Fraction, Fraction]:
    """The two inputs to show: at a jump the nearest that can be told apart."""
    if not move.jump:
        return move.low, move.high
    step = amounts.smallest_step(each)
    return max(move.high - step, Fraction(0)), move.high


def _held_at(study: Study, each: Input, setting: Setting) -> str:
    held = [
        amounts.at_point(study.plan, other, setting.inputs[other.name])
        for other in study.inputs
        if other.name != each.name and other.name in setting.inputs
    ]
    cases = [f"{name} is {value}" for name, value in setting.cases.items()]
    return f", with {', '.join([*held, *cases])}" if held or cases else ""


def _names(study: Study, asked: list[Input]) -> str:
    valued = [each.name for each in asked if each.name not in study.tested]
    return ", ".join(valued or [each.name for each in asked])


def _whole(study: Study, short: str) -> str:
    if not study.whole:
        raise NotProvedError("it depends on too many things at once")
    return short
