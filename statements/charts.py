"""The drawing of a pay curve: shapes in whole units of a fixed frame, and no letter (decision 0036).

What it says stands beside it as text of the page. A place is rounded down to a unit, a tenth of a
millimetre; nothing is paid by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from comp.language.money import Money
from statements.view import CurvePoint, PayCurve

WIDTH, HEIGHT = 900, 320
_TOP, _SIDE = 16, 12  # room for half a mark and half a line
# A mark under the drawing needs this much of its width, or its letters would run into the next one's.
_NARROWEST_MARK = 12


@dataclass(frozen=True, slots=True)
class ShadedBand:
    """A band's part of the drawing, from its left edge on."""

    left: int
    width: int
    reached: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A value on the axis across, and how many per cent of the drawing lie before the next one."""

    at: Fraction
    percent: int
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class CurveDrawing:
    """Places in a frame of WIDTH by HEIGHT units, from the top left; `top` and `foot` are values upwards."""

    line: str
    bands: tuple[ShadedBand, ...]
    marks: tuple[Mark, ...]
    top: Fraction
    foot: Fraction
    zero: int
    here: tuple[int, int] | None = None
    target: int | None = None


def draw_curve(curve: PayCurve) -> CurveDrawing | None:
    """Lay a curve out; None where it has no stretch to draw, stays the same throughout, or says nothing of
    the payee.
    """
    if curve.by_line:
        return None
    across = [point.at for point in curve.points]
    across += [curve.here.at] if curve.here else []
    across += [curve.target] if curve.target is not None else []
    upwards = [point.value for point in curve.points] + ([curve.here.value] if curve.here else [])
    if not curve.points or min(across) == max(across) or min(upwards) == max(upwards):
        return None
    frame = _Frame(min(across), max(across), min(Fraction(0), *upwards), max(Fraction(0), *upwards))
    points = [*curve.points, CurvePoint(frame.last, curve.points[-1].value)]
    return CurveDrawing(
        line=_path(frame.place(point) for point in points),
        bands=_bands(curve, frame),
        marks=_marks(curve, frame),
        top=frame.top,
        foot=frame.foot,
        zero=frame.up(Fraction(0)),
        here=frame.place(curve.here) if curve.here else None,
        target=None if curve.target is None else frame.across(curve.target),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    """What the drawing's edges stand for."""

    first: Fraction
    last: Fraction
    foot: Fraction
    top: Fraction

    def across(self, at: Fraction) -> int:
        """How far to the right a value lies."""
        return _SIDE + int((at - self.first) / (self.last - self.first) * (WIDTH - 2 * _SIDE))

    def up(self, value: Fraction) -> int:
        """How far down from the upper edge a value lies; a curve of nothing but zero lies at the foot."""
        if self.top == self.foot:
            return HEIGHT - _TOP
        return _TOP + int((self.top - value) / (self.top - self.foot) * (HEIGHT - 2 * _TOP))

    def place(self, point: CurvePoint) -> tuple[int, int]:
        """Where a point lies."""
        return self.across(point.at), self.up(point.value)


def _path(places: Iterable[tuple[int, int]]) -> str:
    return "M" + " L".join(f"{x},{y}" for x, y in places)


def at_of(bound: Fraction | Money) -> Fraction:
    """A bound as the curve's points write it: money in minor units."""
    return Fraction(bound.minor) if isinstance(bound, Money) else bound


def _bands(curve: PayCurve, frame: _Frame) -> tuple[ShadedBand, ...]:
    edges = [frame.across(max(frame.first, at_of(band.bound))) for band in curve.bands]
    ends = [*edges[1:], frame.across(frame.last)]
    return tuple(
        ShadedBand(left, end - left, band.reached)
        for band, left, end in zip(curve.bands, edges, ends, strict=True)
        if end > left
    )


def _marks(curve: PayCurve, frame: _Frame) -> tuple[Mark, ...]:
    """The first value, those bounds that have room, and the last value."""
    bounds = [at for band in curve.bands if frame.first < (at := at_of(band.bound)) < frame.last]
    kept = [frame.first]
    for at in bounds:
        if _percent(frame, kept[-1], at) >= _NARROWEST_MARK:
            kept.append(at)
    if len(kept) > 1 and _percent(frame, kept[-1], frame.last) < _NARROWEST_MARK:
        kept.pop()
    return (*_spread(kept, frame),)


def _spread(kept: Sequence[Fraction], frame: _Frame) -> Iterable[Mark]:
    for at, following in zip(kept, [*kept[1:], frame.last], strict=True):
        percent = _percent(frame, at, following)
        has_room = percent >= 2 * _NARROWEST_MARK
        if following == frame.last and has_room:
            yield Mark(at, percent // 2)
            yield Mark(following, percent - percent // 2, is_end=True)
        else:
            yield Mark(at, percent)


def _percent(frame: _Frame, left: Fraction, right: Fraction) -> int:
    return int((right - left) / (frame.last - frame.first) * 100)
