"""Pay curves, worked by hand: the points, the bands, where the payee stands, and what is missing."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Kind, Reading, Shape
from comp.language.money import Money
from statements.curves import curves_of
from statements.view import Band, CurvePoint, NextBand, PayCurve
from tests.reference import build
from tests.reference.build import Case, Rows, read, share, steps

PERCENT = Fraction(1, 100)


def usd(text: str) -> Money:
    return Money(build.cents(text), "USD")


def corner(at: str, value: str) -> CurvePoint:
    """A corner from `80% 1,000.00`: money in minor units, anything else as it stands."""
    return CurvePoint(_read(at), _read(value))


def _read(text: str) -> Fraction:
    return Fraction(build.cents(text)) if "." in text and not text.endswith("%") else share(text)


def corners(text: str) -> tuple[CurvePoint, ...]:
    """Corners from `0% 0.00, 50% 3,000.00`."""
    return tuple(corner(*each.split()) for each in text.split("; "))


def curves(case: Case, rows: Rows, as_of: str = "03-31", payee: str = "ana") -> Sequence[PayCurve]:
    lines = [line for line in case.lines(rows, as_of) if line.payee == payee]
    return curves_of(case.plan, case.plan.clauses[0], lines)


def reached(curve: PayCurve) -> list[Fraction | Money]:
    return [band.bound for band in curve.bands if band.reached]


def sold(*values: str, quota: str | None = "100,000.00") -> Rows:
    """Deals of the first quarter, and a quota of it."""
    deals = [build.deal(f"D{n}", "02-10", value) for n, value in enumerate(values)]
    return {"deal": deals, "quota": [] if quota is None else [build.quota(quota)]}


def rated(*rows: str, shape: Shape = Shape.MARGINAL, reading: Reading = Reading.RUNNING) -> Case:
    """A commission at a rate by attainment."""
    table = steps("rate", read("attainment"), *rows, shape=shape)
    return Case((build.commission(),), (build.attainment_measure(reading),), (table,))


BANDS = ("0% 6%", "50% 10%", "100% 15%")


def bonus(*rows: str) -> Case:
    """A quarter of an annual target times what a table gives at the close, between its points."""
    target = core.PeriodTarget(build.assigned("target_incentive", Kind.MONEY), Fraction(1))
    payout = steps("payout", read("attainment"), *rows, shape=Shape.INTERPOLATED, outside=core.Outside.FLAT)
    pay = core.Pay("bonus", build.times(target, build.table_value("payout")), None)
    return Case((pay,), (build.attainment_measure(Reading.CLOSE),), (payout,))


def with_target(rows: Rows) -> Rows:
    """40,000 a year, so 10,000.00 a quarter."""
    return {**rows, "assignment": [build.person("ana", target_incentive=4_000_000)]}


POINTS = ("50% 0%", "100% 100%", "150% 150%")


def test_a_marginal_table_is_a_line_whose_slope_is_the_rate_of_each_band() -> None:
    # 80,000 of 100,000: 50,000 at 6% + 30,000 at 10% = 6,000.00; at quota it is 8,000.00, and 20,000 more at
    # 15% are 3,000.00.
    [curve] = curves(rated(*BANDS), sold("30,000.00", "50,000.00"))

    assert (curve.table, curve.measure, curve.shape) == ("rate", "attainment", "marginal")
    assert (curve.across, curve.up, curve.is_share, curve.target) == ("", "USD", True, 1)
    assert curve.points == corners("0% 0.00; 50% 3,000.00; 100% 8,000.00; 120% 11,000.00")
    assert curve.here == corner("80%", "6,000.00")
    assert curve.bands == (
        Band(Fraction(0), 6 * PERCENT),
        Band(Fraction(1, 2), 10 * PERCENT, reached=True),
        Band(Fraction(1), 15 * PERCENT),
    )
    assert curve.next_band == NextBand(Fraction(1), 15 * PERCENT, 20 * PERCENT, usd("20,000.00"))


def test_a_retroactive_table_jumps_where_all_that_was_sold_is_paid_again() -> None:
    # 90,000 at 8%; just below 80% it is 80,000 at 5%, from there at 8%; just below quota 8%, from there 10%.
    case = rated("0% 5%", "80% 8%", "100% 10%", shape=Shape.RETROACTIVE, reading=Reading.CLOSE)

    [curve] = curves(case, sold("90,000.00"))

    assert curve.points == corners(
        "0% 0.00; 80% 4,000.00; 80% 6,400.00; 100% 8,000.00; 100% 10,000.00; 120% 12,000.00"
    )
    assert curve.here == corner("90%", "7,200.00")


def test_an_interpolated_table_pays_on_the_line_between_its_points() -> None:
    # Halfway from 50% to 100%: half of 10,000.00.
    [curve] = curves(bonus(*POINTS), with_target(sold("75,000.00")))

    assert curve.points == corners("20% 0.00; 50% 0.00; 100% 10,000.00; 150% 15,000.00; 180% 15,000.00")
    assert curve.here == corner("75%", "5,000.00")
    assert reached(curve) == []  # between two points
    assert curve.gives == Fraction(1, 2)
    assert curve.next_band == NextBand(Fraction(1), Fraction(1), 25 * PERCENT, usd("25,000.00"))


def test_below_the_first_point_no_band_is_reached_and_the_first_is_next() -> None:
    [curve] = curves(bonus(*POINTS), with_target(sold("20,000.00")))

    assert curve.here == corner("20%", "0.00")
    assert reached(curve) == []
    assert curve.next_band == NextBand(Fraction(1, 2), Fraction(0), 30 * PERCENT, usd("30,000.00"))
    assert curve.points[0].at == 0  # a tenth of the range before where the payee stands


def test_bounds_of_money_are_drawn_and_missed_in_money() -> None:
    # 4,000 at 5% = 200.00; up to 10,000 it is 500.00, and 2,000 more at 8% are 160.00.
    [curve] = curves(build.banded("0.00 5%", "10,000.00 8%"), sold("4,000.00", quota=None))

    assert (curve.across, curve.up, curve.is_share, curve.target) == ("USD", "USD", False, None)
    assert curve.points == corners("0.00 0.00; 10,000.00 500.00; 12,000.00 660.00")
    assert curve.here == corner("4,000.00", "200.00")
    assert curve.bands[1] == Band(usd("10,000.00"), 8 * PERCENT)
    assert curve.next_band == NextBand(usd("10,000.00"), 8 * PERCENT, usd("6,000.00"))


def test_a_count_is_no_share_and_what_is_missing_is_a_number() -> None:
    wins = core.Measure("wins", build.count(build.OWN), Kind.NUMBER, Reading.CLOSE)
    prize = replace(
        steps("prize", read("wins"), "0 0", "3 50000", "5 100000"), value_kind=Kind.MONEY
    )  # 500.00 from three deals, 1,000.00 from five
    pay = core.Pay("prize", core.TableValue("prize", Kind.MONEY), None)

    [curve] = curves(Case((pay,), (wins,), (prize,)), sold(*["1,000.00"] * 4, quota=None))

    assert (curve.across, curve.up, curve.is_share) == ("", "USD", False)
    assert curve.points == corners("0 0.00; 3 0.00; 3 500.00; 5 500.00; 5 1,000.00; 6 1,000.00")
    assert curve.here == corner("4", "500.00")
    assert curve.next_band == NextBand(Fraction(5), usd("1,000.00"), Fraction(1))


def test_what_is_missing_to_a_quota_of_units_is_a_number_of_them() -> None:
    counted = core.Quota("new", Kind.NUMBER)
    measure = core.Measure(
        "attainment", build.over(build.count(build.OWN), counted), Kind.NUMBER, Reading.CLOSE
    )
    prize = replace(steps("prize", read("attainment"), "0% 0", "100% 50000"), value_kind=Kind.MONEY)
    pay = core.Pay("prize", core.TableValue("prize", Kind.MONEY), None)
    quota = {**build.quota("0.00"), "amount": None, "units": Fraction(8)}
    rows: Rows = {**sold(*["1,000.00"] * 3), "quota": [quota]}

    [curve] = curves(Case((pay,), (measure,), (prize,)), rows)

    assert curve.here is not None
    assert curve.here.at == Fraction(3, 8)
    assert curve.next_band == NextBand(Fraction(1), usd("500.00"), Fraction(5, 8), Fraction(5))


def test_exactly_on_a_bound_the_band_is_reached() -> None:
    [curve] = curves(rated(*BANDS), sold("50,000.00"))

    assert reached(curve) == [Fraction(1, 2)]
    assert curve.next_band is not None
    assert curve.next_band.missing == 50 * PERCENT


def test_above_a_bound_the_bound_is_the_band_before_and_nothing_is_missing_but_more() -> None:
    case = rated(*BANDS)
    [table] = case.tables
    rows = (*table.rows[:2], replace(table.rows[2], above=True))

    [curve] = curves(replace(case, tables=(replace(table, rows=rows),)), sold("100,000.00"))

    assert reached(curve) == [Fraction(1, 2)]
    assert curve.bands[2].above
    assert curve.next_band == NextBand(Fraction(1), 15 * PERCENT, Fraction(0), usd("0.00"), above=True)


def test_in_the_last_band_there_is_no_next_one_and_the_drawing_reaches_further() -> None:
    # 8,000.00 at quota and 100,000 at 15%: 23,000.00. A tenth beyond 200% is 220%, in steps of a fifth.
    [curve] = curves(rated(*BANDS), sold("200,000.00"))

    assert curve.next_band is None
    assert curve.here == corner("200%", "23,000.00")
    assert curve.points[-1] == corner("220%", "26,000.00")


def test_with_a_quota_of_zero_the_table_is_shown_and_nobody_stands_in_it() -> None:
    case = rated(*BANDS)
    zero = build.compare(build.QUOTA, "is", build.num(0))
    table = replace(case.tables[0], exceptions=(core.Except("no_quota", zero, build.num("6%")),))

    [curve] = curves(replace(case, tables=(table,)), sold("80,000.00", quota="0.00"))

    assert (curve.up, curve.here, curve.next_band, reached(curve)) == ("", None, None, [])
    assert curve.points == corners("0% 6%; 50% 6%; 50% 10%; 100% 10%; 100% 15%; 120% 15%")


def test_where_an_exception_gives_the_value_nobody_stands_in_the_table() -> None:
    case = bonus(*POINTS)
    few = build.compare(build.count(build.OWN), "<", build.num(3))
    table = replace(case.tables[0], exceptions=(core.Except("few_deals", few, build.num("100%")),))

    [curve] = curves(replace(case, tables=(table,)), with_target(sold("75,000.00")))

    assert (curve.up, curve.here, curve.next_band, reached(curve)) == ("", None, None, [])


def test_without_a_quota_the_table_is_shown_and_nobody_stands_in_it() -> None:
    [curve] = curves(rated(*BANDS), sold("80,000.00", quota=None))

    assert (curve.up, curve.here, curve.next_band) == ("", None, None)


def test_a_cap_is_part_of_the_curve() -> None:
    # 7,000.00 are reached with 40,000 in the second band: at 90% of quota.
    cap = core.Cap(("commission",), build.usd("7,000.00"), core.CapSpan.PERFORMANCE_PERIOD)
    case = rated(*BANDS)

    [curve] = curves(replace(case, statements=(*case.statements, cap)), sold("70,000.00", "40,000.00"))

    assert curve.points == corners("0% 0.00; 50% 3,000.00; 90% 7,000.00; 130% 7,000.00")
    assert curve.here == corner("110%", "7,000.00")


def test_a_claw_back_as_money_leaves_the_curve_as_it_is() -> None:
    case = rated(*BANDS)
    rows = {**sold("80,000.00"), "cancellation": [build.lost("C1", "D0", "03-01", "40,000.00")]}

    [curve] = curves(replace(case, statements=(*case.statements, build.claw_back())), rows)

    assert curve.here == corner("80%", "6,000.00")  # half of it was taken back


def test_a_claw_back_as_credit_moves_the_payee_along_the_curve() -> None:
    case = rated(*BANDS)
    rows = {**sold("80,000.00"), "cancellation": [build.lost("C1", "D0", "03-01", "40,000.00")]}
    lost = build.claw_back("new", of_credit=True)

    [curve] = curves(replace(case, statements=(*case.statements, lost)), rows)

    assert curve.here == corner("40%", "2,400.00")


def test_a_factor_has_its_own_curve_along_what_it_looks_at() -> None:
    # 80,000 earn 6,000.00 at a factor of 1; three deals and more earn a tenth more. The payee has two.
    wins = core.Measure("wins", build.count(build.OWN), Kind.NUMBER, Reading.CLOSE)
    kicker = steps("kicker", read("wins"), "0 1", "3 11/10")
    case = rated(*BANDS)
    case = replace(
        case,
        statements=(*case.statements, core.Multiply("commission", build.table_value("kicker"))),
        measures=(*case.measures, wins),
        tables=(*case.tables, kicker),
    )

    [by_attainment, by_wins] = curves(case, sold("30,000.00", "50,000.00"))

    assert by_attainment.here == corner("80%", "6,000.00")
    assert by_wins.points == corners("0 6,000.00; 3 6,000.00; 3 6,600.00; 4 6,600.00")
    assert by_wins.here == corner("2", "6,000.00")


def test_a_factor_that_looks_at_each_deal_leaves_the_table_s_own_rates() -> None:
    case = rated(*BANDS)
    size = steps("size", build.col("deal.overlay_share", Kind.NUMBER), "0 1", "1/2 11/10")
    kicked = core.Multiply("commission", build.table_value("size"))
    case = replace(case, statements=(*case.statements, kicked), tables=(*case.tables, size))
    rows = {**sold(), "deal": [build.deal("D1", "02-10", "80,000.00", overlay_share=Fraction(1, 4))]}

    [rate, kicker] = curves(case, rows)

    assert (rate.up, rate.here) == ("", corner("80%", "10%"))
    assert rate.points == corners("0% 6%; 50% 6%; 50% 10%; 100% 10%; 100% 15%; 120% 15%")
    assert rate.next_band is not None
    assert rate.next_band.missing_of_quota == usd("20,000.00")
    assert (kicker.here, kicker.next_band, kicker.is_share) == (None, None, True)
    assert (rate.by_line, kicker.by_line) == (False, True)


def test_credits_below_zero_leave_the_table_s_own_rates() -> None:
    [curve] = curves(rated(*BANDS), sold("-20,000.00"))

    assert (curve.up, curve.here) == ("", corner("-20%", "6%"))
    assert curve.points[0].at < Fraction(-20, 100)
    assert reached(curve) == [Fraction(0)]


def test_a_counter_of_the_year_pays_the_period_from_where_the_year_stood() -> None:
    # 6,000 before the quarter, 8,000 in it: what lies above 10,000 pays 5%, so 4,000 pay 200.00.
    year = core.CreditSet("new", core.Window(cadence=Cadence.YEAR))
    total = core.Measure("sold", replace(build.TOTAL, over=year), Kind.MONEY, Reading.RUNNING)
    rate = steps(
        "rate", read("sold", Kind.MONEY), "0.00 0%", "10,000.00 5%", shape=Shape.MARGINAL, money=True
    )
    rows = {"deal": [build.deal("D1", "02-10", "6,000.00"), build.deal("D2", "05-10", "8,000.00")]}

    [curve] = curves(Case((build.commission(),), (total,), (rate,)), rows, "06-30")

    assert curve.here == corner("14,000.00", "200.00")
    assert curve.points == corners("6,000.00 0.00; 10,000.00 0.00; 16,000.00 300.00")


def test_a_measure_that_is_read_later_has_no_mark() -> None:
    case = rated(*BANDS, shape=Shape.RETROACTIVE, reading=Reading.CLOSE)
    measure = replace(case.measures[0], until_then=build.num("60%"))

    [curve] = curves(replace(case, measures=(measure,)), sold("80,000.00"), "02-28")

    assert (curve.up, curve.here, curve.next_band) == ("", None, None)


def test_a_next_band_that_gives_less_is_no_aim() -> None:
    [curve] = curves(rated("0% 10%", "100% 5%"), sold("80,000.00"))

    assert curve.here == corner("80%", "8,000.00")
    assert curve.next_band is None


def test_a_point_with_a_jump_is_one_band_with_what_holds_there() -> None:
    # Below 80% nothing, from there in proportion.
    case = bonus("80% 0%", "80% 80%", "150% 150%")
    below = (replace(case.tables[0].rows[0], below=True), *case.tables[0].rows[1:])
    case = replace(case, tables=(replace(case.tables[0], rows=below),))

    [curve] = curves(case, with_target(sold("60,000.00")))

    assert [(band.bound, band.gives) for band in curve.bands] == [
        (Fraction(4, 5), Fraction(4, 5)),
        (Fraction(3, 2), Fraction(3, 2)),
    ]
    assert corners("80% 0.00; 80% 8,000.00")[0] in curve.points
    assert corners("80% 0.00; 80% 8,000.00")[1] in curve.points
    assert curve.next_band is not None
    assert (curve.next_band.gives, curve.next_band.missing) == (Fraction(4, 5), 20 * PERCENT)


def test_the_page_of_a_table_is_the_one_that_fits_the_payee() -> None:
    role = build.assigned("role", Kind.TEXT)
    case = rated(*BANDS)
    [table] = case.tables
    pages = (
        core.Page((core.Key("SDR"),), steps("x", read("attainment"), "0% 1%", "100% 2%").rows),
        core.Page((core.Key("AE"),), table.rows),
    )
    case = replace(case, tables=(replace(table, rows=(), others=(role,), pages=pages),))

    [curve] = curves(case, sold("80,000.00"))

    assert curve.here == corner("80%", "6,000.00")
    assert len(curve.bands) == 3


def test_pages_by_something_of_each_deal_have_no_curve() -> None:
    case = rated(*BANDS)
    [table] = case.tables
    pages = (core.Page((core.Key("new"),), table.rows), core.Page((core.Key("more"),), table.rows))
    others = (build.col("deal.kind", Kind.TEXT),)
    case = replace(case, tables=(replace(table, rows=(), others=others, pages=pages),))

    assert curves(case, sold("80,000.00")) == ()


def test_a_bonus_that_nothing_moves_shows_what_the_table_gives() -> None:
    # Without a target nothing is paid at any attainment; the table is told all the same.
    rows = {**sold("75,000.00"), "assignment": [build.person("ana", target_incentive=0)]}

    [curve] = curves(bonus(*POINTS), rows)

    assert (curve.up, curve.here) == ("", corner("75%", "50%"))


def test_what_another_payee_gave_has_no_curve() -> None:
    case = rated(*BANDS)
    given = core.GivenPart(build.num("20%"), None, build.col("deal.overlay", Kind.PAYEE))
    split = core.Split("commission", (given,))
    case = replace(case, statements=(*case.statements, split))
    rows = {
        **sold(),
        "deal": [build.deal("D1", "02-10", "80,000.00", overlay="bo")],
        "assignment": [build.person("ana"), build.person("bo")],
    }

    assert curves(case, rows, payee="bo") == ()
    [own] = curves(case, rows)
    assert own.here == corner("80%", "6,000.00")  # before a fifth of it went to bo


def test_a_period_before_the_last_one_moves_nothing() -> None:
    rows = {
        "deal": [build.deal("D1", "02-10", "80,000.00"), build.deal("D2", "05-10", "30,000.00")],
        "quota": [build.quota("100,000.00"), build.quota("60,000.00", first="04-01", last="06-30")],
    }

    [curve] = curves(rated(*BANDS), rows, "06-30")

    # 30,000 of 60,000 at 6%
    assert curve.here == corner("50%", "1,800.00")
    assert curve.points[1] == corner("50%", "1,800.00")
