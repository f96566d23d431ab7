"""What a pay curve says, as text of the page: its marks, its bands, and what the next band needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from markupsafe import Markup

from comp.language.money import Money, digits
from statements.charts import CurveDrawing, at_of, draw_curve
from statements.view import Band, NextBand, PayCurve
from statements.wording import Wording
from statements.words import Words

_NAME = re.compile(r"\w[\w.]*")


@dataclass(frozen=True, slots=True)
class BandText:
    """A band in words; or, where `is_you`, the payee between two of them."""

    bound: str
    gives: str
    reached: bool
    is_you: bool = False


@dataclass(frozen=True, slots=True)
class MarkText:
    """A letter mark under the drawing, and how many per cent of it lie before the next one."""

    text: str
    percent: int
    is_end: bool


@dataclass(frozen=True, slots=True)
class CurveText:
    """Everything that stands beside a drawing, blank where there is nothing to say."""

    title: str
    shape: str
    stand: str
    target: str
    next_band: str
    bands: tuple[BandText, ...]
    marks: tuple[MarkText, ...]
    top: str
    foot: str
    spoken: str  # the text alternative


def curve_text(curve: PayCurve, drawing: CurveDrawing | None, wording: Wording, words: Words) -> CurveText:
    """Write what a curve and its drawing say."""
    return _Writer(curve, wording, words).text(drawing)


@dataclass(frozen=True, slots=True)
class _Writer:
    curve: PayCurve
    wording: Wording
    words: Words

    def text(self, drawing: CurveDrawing | None) -> CurveText:
        curve = self.curve
        named = self.words.say("curve.title", table=spaced(curve.table), measure=spaced(curve.measure))
        title = named[:1].upper() + named[1:]
        stand = self.words.say("curve.stand", at=self.stand(curve.here.at)) if curve.here else ""
        following = self.following()
        return CurveText(
            title=title,
            shape=self.words.say(f"curve.{curve.shape}"),
            stand=stand,
            target="" if curve.target is None else self.words.say("curve.target", at=self.axis(curve.target)),
            next_band=following,
            bands=self.rows(),
            marks=tuple(
                MarkText(self.axis(mark.at), mark.percent, mark.is_end)
                for mark in (drawing.marks if drawing else ())
            ),
            top=self.upwards(drawing.top) if drawing else "",
            foot=self.upwards(drawing.foot) if drawing else "",
            spoken=self.words.say(
                "curve.spoken",
                title=title,
                bands=Markup(" ").join(self.spoken_band(band) for band in curve.bands),
                stand=stand,
                next=following,
            ).strip(),
        )

    def rows(self) -> tuple[BandText, ...]:
        """The bands, and among them the payee where the table runs on between two of them."""
        curve = self.curve
        rows = [BandText(self.bound(b), self.output(b.gives), b.reached) for b in curve.bands]
        between = curve.shape == "interpolated" and not any(band.reached for band in curve.bands)
        if curve.here is not None and curve.gives is not None and between:
            place = sum(at_of(band.bound) <= curve.here.at for band in curve.bands)
            you = self.words.say("curve.stand", at=self.stand(curve.here.at))
            rows.insert(place, BandText(you, self.cut(curve.gives), reached=True, is_you=True))
        return tuple(rows)

    def cut(self, value: Fraction | Money) -> str:
        """What a table gives between two bounds: a share is cut as where the payee stands is."""
        if isinstance(value, Fraction) and self.curve.written == "percent":
            return self.wording.share(value)
        return self.output(value)

    def axis(self, at: Fraction) -> str:
        """A value of the input as the curve's points write it."""
        if self.curve.across:
            return self.wording.brief_money(Money(int(at), self.curve.across))
        return self.wording.rate(at) if self.curve.is_share else self.wording.number(at)

    def stand(self, at: Fraction) -> str:
        """Where the payee stands: a share is cut, so that a bound missed does not look reached."""
        return self.wording.share(at) if self.curve.is_share and not self.curve.across else self.axis(at)

    def input(self, value: Fraction | Money) -> str:
        """A bound, exactly."""
        return self.wording.brief_money(value) if isinstance(value, Money) else self.axis(value)

    def bound(self, band: Band) -> str:
        """From where a band holds, as its row says."""
        at = self.input(band.bound)
        return self.words.say("curve.above", bound=at) if band.above else at

    def spoken_band(self, band: Band) -> Markup:
        """A band as the text alternative says it."""
        key = "curve.spoken_above" if band.above else "curve.spoken_band"
        return self.words.say(key, bound=self.input(band.bound), gives=self.output(band.gives))

    def output(self, value: Fraction | Money) -> str:
        """What a band gives, exactly."""
        return self.wording.money(value) if isinstance(value, Money) else self.given(value)

    def given(self, value: Fraction) -> str:
        """What is no money, as the plan writes it."""
        match self.curve.written:
            case "multiple":
                return f"{self.wording.number(value)}x"
            case "decimals":
                return self.wording.factor(value)
            case "whole":
                return self.wording.number(value)
            case _:
                return self.wording.rate(value)

    def upwards(self, value: Fraction) -> str:
        """A value on the axis upwards; money in whole units, for it is a drawing's and no amount."""
        if self.curve.up:
            unit = 10 ** digits(self.curve.up)
            rounded = round(value / unit) * unit if abs(value) >= 10 * unit else round(value)
            return self.wording.brief_money(Money(rounded, self.curve.up))
        return self.given(value)

    def following(self) -> str:
        """What the next band needs and gives."""
        band = self.curve.next_band
        if band is None:  # also where the next one gives less, which is no aim
            return self.words.say("curve.last") if self.is_past_all() else ""
        bound, gives = self.input(band.bound), self.output(band.gives)
        said = {"table": spaced(self.curve.table), "bound": bound, "gives": gives}
        if not (band.missing.minor if isinstance(band.missing, Money) else band.missing):
            return self.words.say(f"curve.more_{self.curve.shape}", **said)
        if self.curve.shape == "interpolated" and band.gives == self.curve.gives:
            return self.words.say("curve.rises", missing=self.missing(band), **said) if self.rises() else ""
        # In a marginal table nothing changes at the bound itself: what lies above is what counts either way.
        passes = band.above and self.curve.shape == "retroactive"
        key = "curve.over_retroactive" if passes else f"curve.next_{self.curve.shape}"
        return self.words.say(key, missing=self.missing(band), **said)

    def rises(self) -> bool:
        """Whether a later point gives more than the payee has, and the next one no more yet."""
        most, gives = max(at_of(band.gives) for band in self.curve.bands), self.curve.gives
        return gives is not None and most > at_of(gives)

    def is_past_all(self) -> bool:
        """Whether the payee stands in the last band, or behind the last point."""
        last, here = self.curve.bands[-1], self.curve.here
        return last.reached or (
            self.curve.shape == "interpolated" and here is not None and here.at >= at_of(last.bound)
        )

    def missing(self, band: NextBand) -> str:
        """What is missing, never less than it is: a share is raised to two decimals."""
        value = band.missing if band.missing_of_quota is None else band.missing_of_quota
        if isinstance(band.missing_of_quota, Money):
            return self.words.say("curve.credit", amount=self.wording.money(band.missing_of_quota))
        if isinstance(value, Money):
            return self.wording.money(value)
        if band.missing_of_quota is not None or not self.curve.is_share:
            return self.wording.number(value)
        number = self.wording.number(Fraction(ceil(value * 10_000), 100))
        return self.words.say("curve.points", number=number)


def spaced(name: str) -> str:
    """A name of the plan in its own letters: `deal.term_months` is `deal term months`."""
    return re.sub("[_.]", " ", name) if _NAME.fullmatch(name) else name


def drawn_curve(curve: PayCurve, wording: Wording, words: Words) -> tuple[CurveDrawing | None, CurveText]:
    """A curve's drawing, where it has a stretch, and its text."""
    drawing = draw_curve(curve)
    return drawing, curve_text(curve, drawing, wording, words)
