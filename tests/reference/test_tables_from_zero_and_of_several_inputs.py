"""Tables over an amount of their own, with jumps, and with pages for further inputs."""

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language import core
from comp.language.core import Kind, Outside, Shape
from comp.reference import explain
from comp.reference.tables import interpolated
from tests.reference import build as b

OWN_BANDS = b.Case(
    (b.commission(),),
    (),
    (b.steps("rate", b.NEW, "0.00 5%", "1000.00 8%", "5000.00 12%", shape=Shape.MARGINAL, money=True),),
)


def test_each_deal_is_paid_by_bands_of_its_own_and_its_credit_note_takes_back_the_same() -> None:
    rows: b.Rows = {
        "deal": [
            b.deal("D1", "01-10", "10,000.00"),
            b.deal("D2", "01-11", "-10,000.00"),
            b.deal("D3", "01-12", "0.00"),
        ]
    }

    # 1,000 at 5 % is 50, 4,000 at 8 % is 320, 5,000 at 12 % is 600; the credit note by the same bands.
    assert OWN_BANDS.earned(rows, "03-31") == {
        "ana:D1#1": b.cents("970.00"),
        "ana:D2#1": b.cents("-970.00"),
        "ana:D3#1": 0,
    }


def test_a_deal_by_bands_of_its_own_says_what_fell_into_each() -> None:
    rows: b.Rows = {"deal": [b.deal("D1", "01-10", "10,000.00")]}
    (line,) = OWN_BANDS.lines(rows, "03-31")

    assert explain.sentence(line) == (
        "10,000.00 USD of D1 (booked 10 January 2026) times rate 9.7% (new 10,000.00 USD, "
        "1,000.00 at 5%, 4,000.00 at 8% and 5,000.00 at 12%) = 970.00 USD."
    )


def test_a_period_is_paid_by_bands_from_zero() -> None:
    read = b.attainment_measure(core.Reading.CLOSE)
    multiple = b.steps("multiple", b.read("attainment"), "0% 1", "100% 2", shape=Shape.MARGINAL)
    bonus = core.Pay(
        "bonus", b.times(b.times(b.usd("1,000.00"), b.read("attainment")), b.table_value("multiple")), None
    )
    rows: b.Rows = {"quota": [b.quota("100.00")], "deal": [b.deal("D1", "02-01", "130.00")]}

    # 100 % at 1 and 30 % at 2 is 160 %.
    assert b.Case((bonus,), (read,), (multiple,)).earned(rows, "03-31") == {
        "ana:2026-Q1": b.cents("1,600.00")
    }


def point(bound: str, value: str, *, below: bool = False) -> core.TableRow:
    """A point of an interpolated table."""
    return core.TableRow(b.share(bound), b.share(value), below=below)


JUMP = (point("80%", "50%"), point("90%", "80%", below=True), point("90%", "100%"), point("100%", "120%"))


@pytest.mark.parametrize(
    ("at", "value"),
    [
        ("70%", "50%"),
        ("80%", "50%"),
        ("85%", "65%"),
        ("89%", "77%"),
        ("90%", "100%"),
        ("95%", "110%"),
        ("110%", "120%"),
    ],
)
def test_a_table_reaches_a_bound_from_the_left_and_jumps_there(at: str, value: str) -> None:
    # From 80 to just below 90 the line rises from 50 to 80: 3 for each point; at 90 it stands at 100.
    assert interpolated(JUMP, b.share(at), Outside.FLAT) == b.share(value)


def test_a_table_that_begins_below_a_bound_is_flat_to_its_left() -> None:
    rows = (point("80%", "0%", below=True), point("80%", "50%"), point("100%", "100%"))

    assert interpolated(rows, b.share("79%"), Outside.CONTINUED) == 0
    assert interpolated(rows, b.share("80%"), Outside.CONTINUED) == Fraction(1, 2)
    assert interpolated(rows, b.share("120%"), Outside.CONTINUED) == Fraction(3, 2)


def page(rows: str, *keys: core.Key) -> core.Page:
    """A page of one or more steps, `0% 6%, 50% 10%`."""
    made = tuple(core.TableRow(b.share(a), b.share(v)) for a, v in (row.split() for row in rows.split(",")))
    return core.Page(keys, made)


def text(word: str | None) -> core.Key:
    """A key that asks for a text, or for nothing."""
    return core.Key(text=word)


KIND, VALUE = b.col("deal.kind", Kind.TEXT), b.over(b.col("deal.value"), b.usd("1.00"))


def paged(*pages: core.Page, others: tuple[core.Expr, ...], by: core.Expr | None) -> b.Case:
    """A commission by a table with pages."""
    table = core.Table(
        "rate", Shape.RETROACTIVE, by, (), Kind.NUMBER, Kind.NUMBER, others=others, pages=pages
    )
    return b.Case((b.commission(),), (), (table,))


def test_the_first_page_whose_keys_fit_gives_the_rows_and_any_fits_a_blank() -> None:
    pages = (page("0 1%,100 2%", text("new")), page("0 3%", text(None)))
    rows: b.Rows = {
        "deal": [
            b.deal("D1", "01-10", "100.00", kind="new"),
            b.deal("D2", "01-11", "50.00", kind="new"),
            b.deal("D3", "01-12", "100.00", kind="old"),
            b.deal("D4", "01-13", "100.00"),
        ]
    }

    case = paged(*pages, others=(KIND,), by=VALUE)

    assert case.earned(rows, "03-31") == {"ana:D1#1": 200, "ana:D2#1": 50, "ana:D3#1": 300, "ana:D4#1": 300}
    assert explain.sentence(case.lines(rows, "03-31")[1]).endswith(
        "times rate 1% (deal.kind new, deal.value 50.00 USD \u00f7 1.00 USD, in the band from 0%) = 0.50 USD."
    )


def test_a_page_from_a_bound_and_a_blank_that_no_page_takes() -> None:
    high, low = core.Key(bound=Fraction(100), above=True), core.Key(bound=Fraction(0))
    case = paged(
        page("0 9%", high),
        page("0 1%", low),
        others=(b.over(b.col("deal.overlay_share"), b.num(1)),),
        by=b.num(1),
    )
    rows: b.Rows = {
        "deal": [
            b.deal(f"D{n}", "01-10", "100.00", overlay_share=share)
            for n, share in enumerate([b.share(100), b.share(101), b.share(-5), None])
        ]
    }

    # Exactly 100 is not above 100; the lowest page reaches down without end; a blank fits none.
    assert case.earned(rows, "03-31") == {"ana:D0#1": 100, "ana:D1#1": 900, "ana:D2#1": 100, "ana:D3#1": None}


def test_where_every_input_is_a_text_a_page_is_one_value() -> None:
    pages = (
        page("0 7%", text("new"), text("A")),
        page("0 2%", text("new"), text(None)),
        page("0 0%", text(None), text(None)),
    )
    case = paged(*pages, others=(KIND, b.col("deal.account", Kind.TEXT)), by=None)
    rows: b.Rows = {
        "deal": [
            b.deal("D1", "01-10", "100.00", kind="new", account="A"),
            b.deal("D2", "01-11", "100.00", kind="new", account="B"),
            b.deal("D3", "01-12", "100.00", kind="old", account="A"),
        ]
    }

    assert case.earned(rows, "03-31") == {"ana:D1#1": 700, "ana:D2#1": 200, "ana:D3#1": 0}
    assert "deal.kind new and deal.account B (any)" in explain.sentence(case.lines(rows, "03-31")[1])


def test_only_the_rows_of_its_page_make_a_marginal_step() -> None:
    pages = (page("0 5%,100 10%", text("new")), page("0 1%", text(None)))
    bands = b.banded("0.00 1%")
    table = replace(bands.tables[0], rows=(), others=(KIND,), bound_kind=Kind.MONEY, pages=tuple(
        replace(each, rows=tuple(replace(row, bound=row.bound * 100) for row in each.rows)) for each in pages
    ))  # fmt: skip
    rows: b.Rows = {
        "deal": [b.deal("D1", "01-10", "60.00", kind="old"), b.deal("D2", "01-11", "60.00", kind="new")]
    }

    # D1 by its own page; D2 runs from 60 to 120: 40 at 5 % and 20 at 10 %.
    assert replace(bands, tables=(table,)).earned(rows, "03-31") == {"ana:D1#1": 60, "ana:D2#1": 400}
