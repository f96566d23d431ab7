"""What stands beside a curve: where the payee is, what the next band needs, and the bands."""

from dataclasses import replace
from fractions import Fraction

import pytest
from babel import Locale

from comp.language.money import Money
from statements.curve_words import CurveText, drawn_curve
from statements.view import Band, CurvePoint, NextBand, PayCurve
from statements.wording import Wording
from statements.words import Words
from tests.statements.full_samples import factors, rates, volume_bonus


def text_of(curve: PayCurve, locale: str = "en_US") -> CurveText:
    return drawn_curve(curve, Wording.of(locale), Words.of(Locale.parse(locale)))[1]


def test_a_marginal_table_says_what_is_missing_in_the_quotas_unit() -> None:
    text = text_of(rates())

    assert text.title == "Rates by attainment"
    assert text.stand == "You: 93.33%"
    assert text.target == "On target: 100%"
    assert text.next_band == "To 100% you lack $20,000.00 of credit. From there rates is 20%."
    assert [(band.bound, band.gives, band.reached) for band in text.bands] == [
        ("0%", "6%", False),
        ("50%", "10%", True),
        ("100%", "20%", False),
    ]
    assert text.shape.startswith("Each band pays at its own rate")


def test_what_is_missing_of_a_share_is_raised_and_never_cut() -> None:
    # 1/15 is 6.666…%: 6.66 more points would not reach the bound.
    lacking = NextBand(Fraction(1), Fraction(1, 5), Fraction(1, 15))

    text = text_of(replace(rates(), next_band=lacking))

    assert text.next_band == "To 100% you lack 6.67 percentage points. From there rates is 20%."


def test_a_table_of_a_number_counts_and_its_last_band_has_none_above() -> None:
    text = text_of(factors())

    assert text.title == "Factors by new customers"
    assert text.stand == "You: 12"
    assert text.target == ""
    assert text.next_band == "No band lies above yours."
    assert [mark.text for mark in text.marks] == ["0", "5", "10", "15"]
    assert (text.top, text.foot) == ("125%", "0%")


def test_before_the_last_band_nothing_is_said_where_no_band_is_an_aim() -> None:
    # The payee stands in the second of three bands.
    assert text_of(replace(rates(), next_band=None)).next_band == ""


def test_a_table_of_money_that_gives_money_writes_both() -> None:
    text = text_of(volume_bonus())

    assert text.stand == "You: $150,000"
    assert text.next_band == "To $250,000 you lack $100,000.00. There volume bonus is $4,000.00."
    assert [(band.bound, band.gives, band.is_you) for band in text.bands] == [
        ("$0", "$0.00", False),
        ("$100,000", "$1,000.00", False),
        ("You: $150,000", "$2,000.00", True),
        ("$250,000", "$4,000.00", False),
    ]
    assert [mark.text for mark in text.marks] == ["$0", "$100,000", "$250,000"]
    assert text.top == "$4,000"


def test_between_two_points_the_payee_has_a_row_of_their_own_and_stands_in_neither() -> None:
    # 53.09999% is cut after two decimals, not rounded.
    points = (Band(Fraction(8, 10), Fraction(0)), Band(Fraction(9, 10), Fraction(1)))
    stands = CurvePoint(Fraction(8_530, 10_000), Fraction(5_309_999, 10_000_000))
    line = replace(
        volume_bonus(), bands=points, here=stands, gives=stands.value, across="", up="", next_band=None
    )

    assert [(band.bound, band.gives, band.reached) for band in text_of(line).bands] == [
        ("80%", "0%", False),
        ("You: 85.30%", "53.09%", True),
        ("90%", "100%", False),
    ]
    assert text_of(line).next_band == ""


def test_a_point_that_gives_no_more_yet_is_where_it_begins_to_rise() -> None:
    points = (Band(Fraction(8, 10), Fraction(0)), Band(Fraction(9, 10), Fraction(1)))
    before = CurvePoint(Fraction(75, 100), Fraction(0))
    following = NextBand(Fraction(8, 10), Fraction(0), Fraction(5, 100))
    line = replace(
        volume_bonus(), bands=points, here=before, gives=Fraction(0), across="", up="", next_band=following
    )

    assert text_of(line).next_band == (
        "To 80% you lack 5 percentage points. Up to there volume bonus stays at 0%, then it rises."
    )
    flat = replace(line, bands=(points[0], replace(points[1], gives=Fraction(0))))
    assert text_of(flat).next_band == ""


def test_behind_the_last_point_no_band_lies_above() -> None:
    points = (Band(Fraction(8, 10), Fraction(0)), Band(Fraction(9, 10), Fraction(1)))
    past = CurvePoint(Fraction(95, 100), Fraction(1))
    line = replace(
        volume_bonus(), bands=points, here=past, gives=Fraction(1), across="", up="", next_band=None
    )

    assert [band.is_you for band in text_of(line).bands] == [False, False, True]
    assert text_of(line).next_band == "No band lies above yours."


def test_a_rate_is_written_exactly_and_not_cut() -> None:
    exact = (Band(Fraction(0), Fraction(57, 800)),)

    assert text_of(replace(rates(), bands=exact)).bands[0].gives == "7.125%"


def test_money_on_the_axis_is_in_whole_units_for_it_is_a_drawings() -> None:
    # 14,250.225 in minor units; small amounts keep their cents.
    uneven = replace(
        rates("USD"), points=(*rates("USD").points, CurvePoint(Fraction(2), Fraction(142_502_225, 10)))
    )
    small = replace(
        rates("USD"),
        points=(CurvePoint(Fraction(0), Fraction(0)), CurvePoint(Fraction(1), Fraction(250))),
        here=None,
    )

    assert text_of(uneven).top == "$142,502"
    assert text_of(small).top == "$2.50"


@pytest.mark.parametrize(
    ("locale", "following"),
    [
        ("de_DE", "Bis 100 % fehlen Ihnen 20.000,00 $ an Anrechnung. Ab dort gilt rates 20 %."),
        ("ja_JP", "100%まであと計上額で$20,000.00です。それを超える分にはrates 20%が適用されます。"),
    ],
)
def test_other_languages_say_it_in_their_words(locale: str, following: str) -> None:
    assert text_of(rates(), locale).next_band.replace("\xa0", " ") == following


def test_the_text_alternative_says_what_the_drawing_shows() -> None:
    spoken = text_of(rates()).spoken

    assert spoken == (
        "A curve of Rates by attainment. From 0%: 6%. From 50%: 10%. From 100%: 20%. You: 93.33% "
        "To 100% you lack $20,000.00 of credit. From there rates is 20%."
    )


def test_names_of_the_plan_are_escaped_once() -> None:
    text = text_of(replace(rates(), table="a<b", measure="c&d"))

    assert text.title == "A&lt;b by c&amp;d"
    assert text.spoken.startswith("A curve of A&lt;b by c&amp;d.")


def test_where_nobody_stands_nothing_is_said_of_it() -> None:
    nowhere = replace(rates(), here=None, next_band=None, target=None)

    text = text_of(nowhere)

    assert (text.stand, text.target, text.next_band) == ("", "", "")


def test_a_quota_that_is_counted_lacks_a_number() -> None:
    lacking = NextBand(Fraction(1), Money(50_000, "USD"), Fraction(1, 4), Fraction(3))

    assert text_of(replace(rates(), next_band=lacking)).next_band.startswith("To 100% you lack 3. ")


def above_quota(shape: str, missing: Fraction) -> PayCurve:
    """Three bands, the last of them above 100%, and what is missing to it."""
    *lower, last = rates().bands
    following = NextBand(Fraction(1), Fraction(1, 5), missing, above=True)
    return replace(rates(), bands=(*lower, replace(last, above=True)), next_band=following, shape=shape)


def test_a_bound_that_belongs_to_the_band_before_is_written_as_above_it() -> None:
    text = text_of(above_quota("marginal", Fraction(1, 10)))

    assert [band.bound for band in text.bands] == ["0%", "50%", "above 100%"]
    assert "From 50%: 10%. Above 100%: 20%." in text.spoken
    assert text.next_band == "To 100% you lack 10 percentage points. From there rates is 20%."


def test_reaching_a_bound_is_not_enough_where_all_pays_by_what_lies_above_it() -> None:
    text = text_of(above_quota("retroactive", Fraction(1, 10)))

    assert text.next_band == (
        "You lack more than 10 percentage points to pass 100%. Then rates is 20%, for all of it."
    )


def test_on_such_a_bound_nothing_is_said_to_be_missing() -> None:
    assert text_of(above_quota("marginal", Fraction(0))).next_band == (
        "You are at 100%: above it rates is 20%."
    )
    assert text_of(above_quota("retroactive", Fraction(0))).next_band == (
        "You are at 100%: with any more rates is 20%, for all of it."
    )


def test_a_table_that_every_line_reads_by_a_column_of_its_own_is_not_drawn() -> None:
    drawing, text = drawn_curve(
        replace(rates(), here=None, next_band=None, target=None, by_line=True),
        Wording.of("en_US"),
        Words.of(Locale("en")),
    )

    assert (drawing, text.marks, text.top) == (None, (), "")
    assert len(text.bands) == 3
