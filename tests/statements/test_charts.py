"""Where a curve's shapes lie; the frame is 900 by 320 units, its inner part from 12 to 888 and 16 to 304."""

from dataclasses import replace
from fractions import Fraction

from statements.charts import HEIGHT, WIDTH, draw_curve
from statements.view import Band, CurvePoint, PayCurve
from tests.statements.full_samples import factors, rates, volume_bonus


def test_a_curve_is_drawn_from_corner_to_corner_and_a_jump_straight_up() -> None:
    # Across 0 to 3/2: 0 is at 12, 1/2 at 12 + 876 / 3 = 304, 1 at 596, 3/2 at 888.
    # Up 0 to 20%: 6% lies 16 + 288 * 14 / 20 = 217 down (217.6 cut), 10% at 160, 20% at 16.
    drawing = draw_curve(rates())

    assert drawing is not None
    assert drawing.line.startswith("M12,217 L304,217 L304,160 L596,160 L596,16 L888,16")
    assert drawing.zero == 304
    assert drawing.target == 596
    assert (drawing.top, drawing.foot) == (Fraction(1, 5), 0)


def test_the_payee_stands_on_the_curve() -> None:
    # 14/15 of 3/2 are 28/45 of the way: 12 + 876 * 28 / 45 = 557.06; 10% lies halfway up.
    drawing = draw_curve(rates())

    assert drawing is not None
    assert drawing.here == (557, 160)


def test_the_band_that_is_reached_is_shaded_and_bands_fill_the_drawing() -> None:
    drawing = draw_curve(rates())

    assert drawing is not None
    assert [(band.left, band.width, band.reached) for band in drawing.bands] == [
        (12, 292, False),
        (304, 292, True),
        (596, 292, False),
    ]


def test_a_drawing_goes_on_to_where_the_payee_stands_beyond_its_last_corner() -> None:
    drawing = draw_curve(replace(rates(), here=CurvePoint(Fraction(3), Fraction(1, 5))))

    assert drawing is not None
    assert drawing.line.endswith("L888,16")
    assert drawing.here == (888, 16)


def test_marks_that_would_run_into_each_other_are_left_out() -> None:
    close = tuple(Band(Fraction(at, 100), Fraction(at, 100)) for at in (0, 50, 51, 52, 100, 149))
    drawing = draw_curve(replace(rates(), bands=close))

    assert drawing is not None
    assert [mark.at for mark in drawing.marks] == [0, Fraction(1, 2), 1, Fraction(3, 2)]
    assert sum(mark.percent for mark in drawing.marks) <= 100


def test_a_bound_below_the_drawn_stretch_begins_at_its_edge() -> None:
    # Money in minor units across: 0 to 250,000.00.
    drawing = draw_curve(volume_bonus())

    assert drawing is not None
    assert drawing.bands[0].left == 12
    # 100,000.00 of 250,000.00 are two fifths: 12 + 876 * 2 / 5 = 362.4
    assert drawing.bands[1].left == 362


def test_a_curve_without_a_stretch_is_not_drawn() -> None:
    single = replace(
        rates(), points=(CurvePoint(Fraction(1), Fraction(1)),), here=None, target=None, bands=()
    )

    assert draw_curve(single) is None
    assert draw_curve(replace(single, points=())) is None


def test_a_curve_that_stays_the_same_throughout_is_not_drawn() -> None:
    # At a cap nothing moves, wherever the payee stands.
    flat = (CurvePoint(Fraction(0), Fraction(9)), CurvePoint(Fraction(1), Fraction(9)))

    assert draw_curve(replace(rates(), points=flat, here=CurvePoint(Fraction(1, 2), Fraction(9)))) is None
    assert draw_curve(replace(rates(), points=flat, here=CurvePoint(Fraction(1, 2), Fraction(8)))) is not None


def test_what_is_lost_lies_below_the_axis() -> None:
    # From -1 to 1 the axis lies in the middle: 16 + 288 / 2 = 160.
    falling = (CurvePoint(Fraction(0), Fraction(1)), CurvePoint(Fraction(1), Fraction(-1)))
    drawing = draw_curve(replace(rates(), points=falling, here=None, target=None))

    assert drawing is not None
    assert drawing.zero == 160
    assert drawing.line.startswith("M12,16 L888,304")


def test_every_place_lies_within_the_frame() -> None:
    curves: list[PayCurve] = [rates(), rates("USD"), factors(), volume_bonus()]
    for curve in curves:
        drawing = draw_curve(curve)
        assert drawing is not None
        places = [place.split(",") for place in drawing.line.removeprefix("M").split(" L")]
        assert all(0 <= int(x) <= WIDTH and 0 <= int(y) <= HEIGHT for x, y in places)
