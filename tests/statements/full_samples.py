"""Statements made by hand with every part that a page can have, also those that few runs fill."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby

from comp.language.money import Money
from statements.view import (
    Adjustment,
    Balance,
    BalanceKind,
    Band,
    Basis,
    ChangeKind,
    ClauseGroup,
    ClauseNote,
    CurvePoint,
    Figure,
    Held,
    Month,
    NextBand,
    NotCalculated,
    NotPaid,
    PayCurve,
    PlanSection,
    Statement,
    StatementLine,
    YearToDate,
    totals_of,
)

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 3, 31)
BASIS = Basis("fa" * 32, "5e" * 32, "comp 0.1.0", date(2026, 4, 2), 1_234, 2, 1, key="ab" * 32)
SENTENCE = (
    "280,000.00 USD of {unit} took attainment from 40% to 93.33%: "
    "52,500.00 at 6% and 227,500.00 at 10% = 25,900.00 USD."
)


def line(
    unit: str,
    earned: Money,
    payable: Money | None = None,
    *,
    clause: str = "commission",
    sentence: str = SENTENCE,
) -> StatementLine:
    return StatementLine(
        line_id=f"ae_mm_2026.{clause}:ana:{unit}",
        pay=clause,
        unit=unit,
        born_on=date(2026, 2, 10),
        performance_period="2026-Q1",
        credited=Money(28_000_000, earned.currency),
        earned=earned,
        payable=earned if payable is None else payable,
        sentence=sentence.format(unit=unit),
    )


def group(name: str, title: str, summary: str, lines: Sequence[StatementLine]) -> ClauseGroup:
    currency = lines[0].earned.currency
    return ClauseGroup(
        name=name,
        title=title,
        summary=summary,
        lines=tuple(lines),
        earned=Money(sum(each.earned.minor for each in lines), currency),
        payable=Money(sum(each.payable.minor for each in lines), currency),
    )


def rates(up: str = "") -> PayCurve:
    """A marginal table of three bands; where it pays money, of a quota of 300,000.00 that is at 93.33%."""
    bounds, gives = (
        (Fraction(0), Fraction(1, 2), Fraction(1)),
        (Fraction(6, 100), Fraction(1, 10), Fraction(1, 5)),
    )
    here = Fraction(14, 15)
    return PayCurve(
        table="rates",
        measure="attainment",
        shape="marginal",
        bands=tuple(Band(b, g, b == Fraction(1, 2)) for b, g in zip(bounds, gives, strict=True)),
        points=(*(CurvePoint(at, value) for at, value in _corners(up)),),
        up=up,
        here=CurvePoint(here, Fraction(2_200_000) if up else Fraction(1, 10)),
        target=Fraction(1),
        next_band=NextBand(Fraction(1), Fraction(1, 5), Fraction(1, 15), Money(2_000_000, "USD")),
    )


def _corners(up: str) -> list[tuple[Fraction, Fraction]]:
    # In money: 6% of the first half of 300,000.00 are 9,000.00, 10% of the other half 15,000.00,
    # and 20% of half as much again 30,000.00.
    if up:
        return [
            (Fraction(0), Fraction(0)),
            (Fraction(1, 2), Fraction(900_000)),
            (Fraction(1), Fraction(2_400_000)),
            (Fraction(3, 2), Fraction(5_400_000)),
        ]
    return [
        (Fraction(0), Fraction(6, 100)),
        (Fraction(1, 2), Fraction(6, 100)),
        (Fraction(1, 2), Fraction(1, 10)),
        (Fraction(1), Fraction(1, 10)),
        (Fraction(1), Fraction(1, 5)),
        (Fraction(3, 2), Fraction(1, 5)),
    ]


def factors() -> PayCurve:
    """A retroactive table over a number of new customers, of which the payee has reached the last band."""
    bounds, gives = (Fraction(0), Fraction(5), Fraction(10)), (Fraction(4, 5), Fraction(1), Fraction(5, 4))
    corners = [(0, gives[0]), (5, gives[0]), (5, gives[1]), (10, gives[1]), (10, gives[2]), (15, gives[2])]
    return PayCurve(
        table="factors",
        measure="new_customers",
        shape="retroactive",
        bands=tuple(Band(b, g, b == 10) for b, g in zip(bounds, gives, strict=True)),
        points=tuple(CurvePoint(Fraction(at), value) for at, value in corners),
        here=CurvePoint(Fraction(12), gives[2]),
        is_share=False,
    )


def volume_bonus() -> PayCurve:
    """An interpolated table over money that gives money."""
    bounds, gives = (0, 10_000_000, 25_000_000), (0, 100_000, 400_000)
    return PayCurve(
        table="volume_bonus",
        measure="renewed",
        shape="interpolated",
        bands=tuple(Band(Money(b, "USD"), Money(g, "USD")) for b, g in zip(bounds, gives, strict=True)),
        points=tuple(CurvePoint(Fraction(b), Fraction(g)) for b, g in zip(bounds, gives, strict=True)),
        across="USD",
        up="USD",
        here=CurvePoint(Fraction(15_000_000), Fraction(200_000)),
        gives=Money(200_000, "USD"),
        next_band=NextBand(Money(25_000_000, "USD"), Money(400_000, "USD"), Money(10_000_000, "USD")),
    )


def adjustment(
    unit: str, before: int, after: int, kind: ChangeKind, cause: str, *, payable: int
) -> Adjustment:
    earned = Money(after - before, "USD")
    changed = replace(
        line(unit, earned, Money(payable, "USD")), born_on=date(2025, 12, 3), performance_period="2025-Q4"
    )
    return Adjustment(
        line=changed,
        clause="Commission on new business",
        earned_before=Money(before, "USD"),
        earned_after=Money(after, "USD"),
        cause=cause,
        kind=kind,
    )


def section(
    clauses: Sequence[ClauseGroup], *, adjustments: Sequence[Adjustment] = (), held: Sequence[Held] = ()
) -> PlanSection:
    currency = clauses[0].earned.currency
    lines = [*clauses, *(each.line for each in adjustments)]
    return PlanSection(
        name="ae_mm_2026",
        title="Account Executive, Mid-Market",
        version="c0ffee" + "0" * 58,
        figures=(
            Figure(
                "attainment",
                Fraction(14, 15),
                Money(30_000_000, currency),
                Money(28_000_000, currency),
                "2026-Q1",
                how="280,000.00 USD of 3 deals ÷ quota 300,000.00 USD = 93.33%",
            ),
            Figure(
                *("retention", Fraction(10_062, 10_000), None, None, "2026-Q1"),
                how="100,620.00 USD of 7 renewals ÷ 100,000.00 USD of 7 renewals = 100.62%",
            ),
            Figure("new_customers", Fraction(12), None, None, "2026-Q1", counted=True),
        ),
        clauses=tuple(clauses),
        adjustments=tuple(adjustments),
        held=tuple(held),
        not_calculated=(),
        earned=Money(sum(each.earned.minor for each in lines), currency),
        payable=Money(sum(each.payable.minor for each in lines), currency),
    )


def statement(sections: Sequence[PlanSection]) -> Statement:
    return Statement(
        company="Northwind Analytics, Inc.",
        payee="p-038",
        display_name="Ana Duarte",
        period="2026-Q1",
        first_day=FIRST_DAY,
        last_day=LAST_DAY,
        sections=tuple(sections),
        totals=totals_of(sections),
        basis=BASIS,
    )


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def full() -> Statement:
    """One of everything."""
    deals = [
        replace(
            line("OP-20433", usd(2_200_000)), about=("Acme Corp.", "New business"), born_on=date(2026, 1, 15)
        ),
        replace(
            line("OP-20467", usd(60_000)),
            about=("Müller GmbH",),
            original=Money(900_000, "EUR"),
            born_on=date(2026, 1, 20),
        ),
        line("OP-20470", usd(0), sentence="{unit} pays nothing: the cap of 90,000.00 USD is reached."),
    ]
    commission = replace(
        group("commission", "Commission on new business", "Each band pays at its own rate.", deals),
        curves=(rates("USD"), factors()),
        months=(
            Month(date(2026, 1, 1), 2, usd(56_000_000), usd(2_260_000), usd(2_260_000)),
            Month(date(2026, 2, 1), 1, usd(28_000_000), usd(0), usd(0)),
        ),
    )
    expansion = group(
        "expansion",
        "Expansion",
        "It waits until retention is at least 85%.",
        [line("X1", usd(40_000), usd(0), clause="expansion")],
    )
    changes = [
        adjustment(
            "OP-19001",
            50_000,
            50_000,
            ChangeKind.RELEASED,
            "Retention reached 85% on 2 March 2026.",
            payable=50_000,
        ),
        adjustment(
            "OP-19002", 20_000, 0, ChangeKind.TAKEN_BACK, "Cancelled on 14 February 2026.", payable=-20_000
        ),
        adjustment(
            "OP-19003", 20_000, 0, ChangeKind.TAKEN_BACK, "Cancelled on 15 February 2026.", payable=-20_000
        ),
    ]
    held = [
        Held(
            "ae_mm_2026.expansion:ana:X1",
            "X1",
            date(2026, 2, 10),
            "Expansion",
            usd(40_000),
            "Waits until retention is at least 85%, until 30 June 2026 at the latest.",
            ("Acme Corp.",),
        )
    ]
    made = replace(
        section([commission, expansion], adjustments=changes, held=held),
        not_calculated=(
            NotCalculated("x", "OP-20500", "Commission on new business", "The quota of 2026-Q1 is missing."),
        ),
        balances=(
            Balance(BalanceKind.HELD, "expansion", usd(50_000), usd(40_000), usd(50_000), usd(40_000)),
            Balance(BalanceKind.DRAW, "ramp draw", usd(100_000), usd(0), usd(60_000), usd(40_000)),
        ),
        unread=(Figure("renewal", Fraction(9, 10), None, None, "2026"),),
        rules=(ClauseNote("cap", "Cap", "No more than 90,000.00 USD are paid in a quarter."),),
    )
    return replace(
        statement([made]),
        paid_on=date(2026, 4, 15),
        years=(
            YearToDate(FIRST_DAY, usd(2_300_000), usd(2_310_000), usd(2_270_000), usd(30_000), usd(10_000)),
        ),
        not_paid=(
            NotPaid(
                "OP-20480",
                "deal",
                date(2026, 3, 3),
                "OP-20480 is not new business: deal.kind must be new but is renewal.",
                ("Globex",),
            ),
            NotPaid(
                "OP-20482",
                "deal",
                date(2026, 3, 5),
                "OP-20482 is not new business: deal.kind must be new but is renewal.",
            ),
            NotPaid("OP-20481", "deal", None, "It was credited to somebody else."),
        ),
    )


def long(count: int) -> Statement:
    """A statement of so many lines of one clause, on following days."""
    lines = [
        replace(
            line(f"OP-{n:05d}", Money(123_456 + n, "USD")),
            born_on=FIRST_DAY + timedelta(days=n * 90 // count),
            about=("Acme Corp.",),
        )
        for n in range(count)
    ]
    made = replace(
        group("commission", "Commission on new business", "", lines),
        curves=(rates(),),
        months=tuple(_months(lines)) if count > 40 else (),
    )
    return statement([section([made])])


def _months(lines: Sequence[StatementLine]) -> Iterable[Month]:
    for first_day, born in groupby(lines, key=lambda each: each.born_on.replace(day=1)):
        month = list(born)
        credited, earned, payable = (
            Money(sum(values), "USD")
            for values in zip(
                *((28_000_000, each.earned.minor, each.payable.minor) for each in month), strict=True
            )
        )
        yield Month(first_day, len(month), credited, earned, payable)
