"""Each form of the language that the core lacks, beside what it means in the core, written by hand.

Both engines take what is lowered for granted, so no comparison can find it wrong.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from comp.language import core, load_texts
from comp.language.calendar import Cadence
from comp.language.core import Aggregation, Comparison, Kind, Operator, PartKind
from comp.language.money import Money, Rounding

SOURCES = """shared "Sources"

source assignment "Who is who"
  key      payee: payee
  valid    starts_on through ends_on
  currency currency
  column   manager: payee, may be blank
  column   hired_on: date, may be blank
  column   target: money

source deal "Orders"
  key      id: text
  dated    booked_on
  currency currency
  column   owner: payee
  column   overlay: payee, may be blank
  column   overlay_share: number, may be blank
  column   kind: choice of new, expansion, renewal
  column   amount: money
  column   fee: money, may be blank
  column   closed_on: date, may be blank

source refund "Money given back"
  key      id: text
  dated    refunded_on
  currency currency
  column   deal: to deal
  column   amount: money

clause crediting "Who is credited"
  summary "The owner, and the overlay."
  credit sale from each deal where deal.amount > 100.00 EUR
    on     deal.booked_on, then deal.amount, then deal.id as text
    value  deal.amount - deal.fee (blank is 0)
    share  deal.overlay_share (blank is 0) to deal.overlay
    share  the rest to deal.owner
    also   50% of each share to managers, levels 1 to 2, as of deal.booked_on
"""
HEAD = """plan p "A plan"
  effective          2026-01-01 through 2026-12-31, later facts about its lines included
  payees             payee is not blank, as of the line's date
  performance period quarter
  payout             monthly
  currency           USD, at the rate of the credit date
  rounding           half up to 0.01, each line
  prorating          by calendar days
  target incentive   assignment.target per year, as of the line's date
  data               deal, assignment

clause c "A clause", 100% of target incentive
  summary "What is tested."
"""

BOOKED = core.Column("deal", "booked_on", Kind.DATE)
CLOSED = core.Column("deal", "closed_on", Kind.DATE)
AMOUNT = core.Column("deal", "amount", Kind.ROW_MONEY)
FEE = core.Column("deal", "fee", Kind.ROW_MONEY)
KIND = core.Column("deal", "kind", Kind.CHOICE)
SALE = core.CreditValue("sale", Kind.MONEY)
BORN = core.BornOn()
TARGET = core.Lookup("assignment", core.ThisPayee(), "target", Kind.MONEY, core.BornOn())


def program(body: str) -> core.Program:
    listed = "deal, refund, assignment" if "refund" in body else "deal, assignment"
    head = HEAD.replace("deal, assignment", listed)
    loaded = load_texts({"shared.plan": SOURCES, "p.plan": head + body})
    assert loaded.program is not None, loaded.errors
    return loaded.program


def number(value: str | int) -> core.Literal:
    return core.Literal(Fraction(value))


def usd(minor: int) -> core.Literal:
    return core.Literal(Money(minor, "USD"))


def calculation(left: core.Expr, operator: str, right: core.Expr) -> core.Arithmetic:
    return core.Arithmetic(Operator(operator), left, right)


def compare(left: core.Expr, sign: str, right: core.Expr) -> core.Compare:
    return core.Compare(Comparison(sign), left, right)


def in_usd(amount: core.Expr, on: core.Expr = BORN) -> core.Convert:
    return core.Convert(amount, "deal", "USD", on, Rounding.HALF_UP)


# Conditions ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("deal.fee is blank", core.IsBlank(FEE)),
        ("deal.fee is not blank", core.Not(core.IsBlank(FEE))),
        ("not deal.kind is new", core.Not(compare(KIND, "is", core.Literal("new")))),
        ("deal.kind is not new", compare(KIND, "is not", core.Literal("new"))),
        (
            "deal.kind is not one of new, renewal",
            core.Not(
                core.AnyOf(
                    (compare(KIND, "is", core.Literal("new")), compare(KIND, "is", core.Literal("renewal")))
                )
            ),
        ),
        # Money of the row meets an amount in that amount's currency, at the rate of the line's birth; zero is
        # no amount of any currency.
        ("deal.amount > 100.00 USD", compare(in_usd(AMOUNT), ">", usd(10_000))),
        ("deal.amount > 0", compare(AMOUNT, ">", number(0))),
        ("deal.amount > deal.fee", compare(AMOUNT, ">", FEE)),
        # Both ends of a span of days count.
        (
            "deal.closed_on is 2026-01-31 through 2026-03-31",
            core.All(
                (
                    compare(CLOSED, ">=", core.Literal(date(2026, 1, 31))),
                    compare(CLOSED, "<=", core.Literal(date(2026, 3, 31))),
                )
            ),
        ),
        (
            "deal.closed_on is 1 to 2 weeks after deal.booked_on",
            core.All(
                (
                    compare(core.DaysAfter(CLOSED, BOOKED), ">=", calculation(number(1), "*", number(7))),
                    compare(core.DaysAfter(CLOSED, BOOKED), "<=", calculation(number(2), "*", number(7))),
                )
            ),
        ),
        (
            "deal.closed_on is 0 to 30 days before deal.booked_on",
            core.All(
                (
                    compare(core.DaysAfter(BOOKED, CLOSED), ">=", number(0)),
                    compare(core.DaysAfter(BOOKED, CLOSED), "<=", number(30)),
                )
            ),
        ),
        # Months are counted on the calendar; before a day the farther one comes first.
        (
            "deal.closed_on is 0 to 2 years after deal.booked_on",
            core.All(
                (
                    compare(CLOSED, ">=", core.Shifted(BOOKED, 0, 0)),
                    compare(CLOSED, "<=", core.Shifted(BOOKED, 24, 0)),
                )
            ),
        ),
        (
            "deal.closed_on is 1 to 3 months before deal.booked_on",
            core.All(
                (
                    compare(CLOSED, ">=", core.Shifted(BOOKED, -3, 0)),
                    compare(CLOSED, "<=", core.Shifted(BOOKED, -1, 0)),
                )
            ),
        ),
        (
            "deal.kind is new and deal.closed_on is blank and deal.fee is blank or deal.fee > 0",
            core.AnyOf(
                (
                    core.All(
                        (compare(KIND, "is", core.Literal("new")), core.IsBlank(CLOSED), core.IsBlank(FEE))
                    ),
                    compare(FEE, ">", number(0)),
                )
            ),
        ),
    ],
)
def test_a_condition_means(written: str, meant: core.Expr) -> None:
    [pay] = program(f"  pay q = sale, for each sale where {written}\n").plans[0].clauses[0].statements
    assert isinstance(pay, core.Pay)
    assert pay.where == meant


# Values ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sale * 12.5%", calculation(SALE, "*", number("1/8"))),
        ("sale * 1.5x", calculation(SALE, "*", number("3/2"))),
        ("-sale", calculation(number(-1), "*", SALE)),
        # From left to right, and a product before a sum.
        (
            "sale - sale / 2 * 3 - 5.00 USD",
            calculation(
                calculation(SALE, "-", calculation(calculation(SALE, "/", number(2)), "*", number(3))),
                "-",
                usd(500),
            ),
        ),
        # Each amount of the row is converted on the line's birth, not their sum; a ratio has no currency.
        (
            "deal.amount + deal.fee (blank is 0)",
            calculation(in_usd(AMOUNT), "+", core.BlankIs(in_usd(FEE), number(0))),
        ),
        ("2 * deal.amount", calculation(number(2), "*", in_usd(AMOUNT))),
        (
            "sale * (deal.fee / deal.amount)",
            calculation(SALE, "*", calculation(FEE, "/", AMOUNT)),
        ),
        (
            "min(deal.amount, deal.fee) / 2",
            calculation(core.Least((in_usd(AMOUNT), in_usd(FEE))), "/", number(2)),
        ),
        (
            "sale * days from deal.booked_on to deal.closed_on",
            calculation(SALE, "*", core.DaysAfter(CLOSED, BOOKED)),
        ),
        (
            "sale * months from deal.booked_on to deal.closed_on",
            calculation(SALE, "*", core.MonthsAfter(CLOSED, BOOKED)),
        ),
        (
            "period target",
            core.PeriodTarget(TARGET, Fraction(1)),
        ),
    ],
)
def test_a_value_means(written: str, meant: core.Expr) -> None:
    [pay] = program(f"  pay q = {written}, for each sale\n").plans[0].clauses[0].statements
    assert isinstance(pay, core.Pay)
    assert pay.value == meant


@pytest.mark.parametrize(
    ("written", "months", "days"),
    [
        ("30 days after", 0, 30),
        ("2 weeks before", 0, -14),
        ("6 months after", 6, 0),
        ("1 years before", -12, 0),
    ],
)
def test_a_day_is_moved_by_months_or_days(written: str, months: int, days: int) -> None:
    body = f"  pay q = sale, for each sale where deal.closed_on < {written} deal.booked_on\n"
    [pay] = program(body).plans[0].clauses[0].statements
    assert isinstance(pay, core.Pay)
    assert pay.where == compare(CLOSED, "<", core.Shifted(BOOKED, months, days))


# Totals ----------------------------------------------------------------------------------------------------

OWN = core.CreditSet("sale", core.Window())
ROWS = core.RowSet("deal", core.Window(before=1))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("total own sale of the period", core.Aggregate(Aggregation.TOTAL, OWN, SALE, Kind.MONEY)),
        ("count own sale of the period", core.Aggregate(Aggregation.COUNT, OWN, None, Kind.NUMBER)),
        (
            "total own direct sale of this performance period and the 2 before it",
            core.Aggregate(
                Aggregation.TOTAL,
                core.CreditSet("sale", core.Window(before=2), direct_only=True),
                SALE,
                Kind.MONEY,
            ),
        ),
        # A term that is calculated is struck before it is added up; whole cents need not be.
        (
            "total own (sale * 10%) of the period",
            core.Aggregate(
                Aggregation.TOTAL,
                OWN,
                core.Strike(calculation(SALE, "*", number("0.1")), Rounding.HALF_UP),
                Kind.MONEY,
            ),
        ),
        # Of numbers nothing is struck.
        (
            "total own (sale / 100.00 USD) of the period",
            core.Aggregate(Aggregation.TOTAL, OWN, calculation(SALE, "/", usd(10_000)), Kind.NUMBER),
        ),
    ],
)
def test_a_measure_adds_up(written: str, meant: core.Aggregate) -> None:
    body = f"  measure m = {written}\n    read at posting\n  pay q = 1.00 USD, for each sale where m > 0\n"
    assert program(body).plans[0].measures["m"].value == meant


def test_a_term_of_rows_is_converted_whole_on_the_day_of_each_row() -> None:
    body = """  measure m = total (deal.amount - deal.fee)
    over each deal of this performance period and the 1 before it
    read at posting
  pay q = 1.00 USD, for each sale where m > 0 and count of m > 3
"""
    measures = program(body).plans[0].measures
    term = in_usd(calculation(AMOUNT, "-", FEE), BOOKED)
    assert measures["m"].value == core.Aggregate(Aggregation.TOTAL, ROWS, term, Kind.MONEY)
    assert measures["count of m"].value == core.Aggregate(Aggregation.COUNT, ROWS, None, Kind.NUMBER)


def test_a_term_over_own_credits_is_converted_on_the_day_of_each_credit() -> None:
    body = """  measure m = total (deal.amount - deal.fee)
    over own sale of the year, where deal.kind is new
    read at posting
  pay q = 1.00 USD, for each sale where m > 0
"""
    new = compare(KIND, "is", core.Literal("new"))
    over = core.CreditSet("sale", core.Window(cadence=Cadence.YEAR), new)
    term = in_usd(calculation(AMOUNT, "-", FEE), BOOKED)
    total = core.Aggregate(Aggregation.TOTAL, over, term, Kind.MONEY)
    assert program(body).plans[0].measures["m"].value == total


# Credits ---------------------------------------------------------------------------------------------------


def test_a_credit_says_its_day_its_ties_its_value_and_who_shares_it() -> None:
    in_euros = core.Convert(AMOUNT, "deal", "EUR", BOOKED, Rounding.HALF_EVEN)
    share = core.BlankIs(core.Column("deal", "overlay_share", Kind.NUMBER), number(0))
    assert program("  pay q = sale, for each sale\n").credits["sale"] == core.Credit(
        "sale",
        "deal",
        compare(in_euros, ">", core.Literal(Money(10_000, "EUR"))),
        BOOKED,
        (AMOUNT, core.Column("deal", "id", Kind.TEXT)),
        calculation(AMOUNT, "-", core.BlankIs(FEE, number(0))),
        Kind.ROW_MONEY,
        (
            core.Part(PartKind.SHARE, share, core.Column("deal", "overlay", Kind.PAYEE)),
            core.Part(PartKind.REST, None, core.Column("deal", "owner", Kind.PAYEE)),
            core.Part(PartKind.ALSO, number("0.5"), first_level=1, last_level=2, as_of=BOOKED),
        ),
    )


# Statements ------------------------------------------------------------------------------------------------


def test_a_claw_back_of_a_credit_acts_on_the_credit() -> None:
    body = """  pay q = sale, for each sale
  claw back sale for each refund, when refund.refunded_on is 0 to 90 days after deal.booked_on
    portion refund.amount / deal.amount, at most 100% of a deal in total
    as credit, attainment falls
"""
    refunded = core.Column("refund", "refunded_on", Kind.DATE)
    _, claw = program(body).plans[0].clauses[0].statements
    since = core.DaysAfter(refunded, BOOKED)
    assert claw == core.ClawBack(
        "sale",
        "refund",
        "deal",
        core.All((compare(since, ">=", number(0)), compare(since, "<=", number(90)))),
        calculation(core.Column("refund", "amount", Kind.ROW_MONEY), "/", AMOUNT),
        of_credit=True,
    )


def test_an_exception_belongs_to_what_it_names() -> None:
    body = """  measure m = total own sale of the period / 100.00 USD
  table rate by m, marginal
    | from | rate |
    | 0    | 10%  |
  except hired, when assignment.hired_on is not blank: rate is 20%
  except poor, when assignment.target < 5.00 USD: m is 1
  pay q = sale * rate, for each sale
"""
    plan = program(body).plans[0]
    hired_on = core.Lookup("assignment", core.ThisPayee(), "hired_on", Kind.DATE, BORN)
    hired, poor = core.Not(core.IsBlank(hired_on)), compare(TARGET, "<", usd(500))
    assert plan.tables["rate"].exceptions == (core.Except("hired", hired, number("0.2")),)
    assert plan.measures["m"].exceptions == (core.Except("poor", poor, number(1)),)


def test_a_source_says_its_columns_and_what_they_refer_to() -> None:
    found = program("  pay q = sale, for each sale\n").sources["refund"]
    assert (found.key, found.dated, found.currency_column) == ("id", "refunded_on", "currency")
    assert [(one.name, one.kind, one.refers_to, one.may_be_blank) for one in found.columns] == [
        ("id", Kind.TEXT, None, False),
        ("deal", Kind.TEXT, "deal", False),
        ("amount", Kind.ROW_MONEY, None, False),
        ("refunded_on", Kind.DATE, None, True),  # what is not dated yet takes part in nothing
        ("currency", Kind.CURRENCY, None, False),
    ]
