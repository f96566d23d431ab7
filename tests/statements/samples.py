"""A small run, made by hand, that statements are drawn from in the tests; amounts are minor units."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from comp.language.calendar import Cadence, Calendar
from comp.language.core import Clause, Credit, Kind, Literal, Plan, Program
from comp.language.money import Money, Rounding
from comp.reference import LineValue, Step, StepKind
from statements.build import Explained, Names, RunSpan, Telling, build
from statements.view import Basis, Figure, Statement

FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2026, 3, 31)
SPAN = RunSpan("2026-Q1", FIRST_DAY, LAST_DAY, {})
BASIS = Basis("fa" * 32, "5e" * 32, "comp 0.1.0", date(2026, 4, 2), 12)


def plan(
    name: str = "ae_mm_2026", title: str = "Account Executive, Mid-Market", currency: str = "USD"
) -> Plan:
    commission = Clause(
        "commission",
        "Commission on new business",
        "The rate rises with attainment. A deal that crosses a bound is split.",
    )
    expansion = Clause("expansion", "Expansion", "What you earn here waits until retention is at least 85%.")
    bonus = Clause("bonus", "Quarterly bonus", "Your target for the quarter.")
    return Plan(
        name=name,
        title=title,
        effective_from=date(2026, 1, 1),
        effective_through=date(2026, 12, 31),
        later_facts=True,
        members=Literal(value=True),
        performance=Cadence.QUARTER,
        payout=Cadence.QUARTER,
        currency=currency,
        rounding=Rounding.HALF_EVEN,
        annual_target=None,
        clauses=(commission, expansion, bonus),
        measures={},
        tables={},
        text_digest="c0ffee" + "0" * 58,
    )


def credit(name: str, kind: Kind) -> Credit:
    always = Literal(value=True)
    return Credit(name, "deal", None, always, (), always, kind, ())


def program(*plans: Plan) -> Program:
    named = (credit("new_business", Kind.ROW_MONEY), credit("meetings", Kind.NUMBER))
    return Program({}, {each.name: each for each in named}, plans or (plan(),))


def row(
    fact: str | None,
    earned: int = 0,
    payable: int | None = None,
    *,
    before: tuple[int, int] = (0, 0),
    born_on: date = date(2026, 2, 10),
    **other: Any,
) -> dict[str, Any]:
    """A line of the run; `payable` is as much as is earned where it is not said."""
    paid = earned if payable is None else payable
    period = other.get("performance_period", "2026-Q1")
    made: dict[str, Any] = {
        "line_id": f"ae_mm_2026.commission:ana:{fact or period}",
        "plan": "ae_mm_2026",
        "clause": "commission",
        "pay": "commission",
        "payee": "ana",
        "unit": fact or period,
        "fact": fact,
        "part": None if fact is None else "1",
        "credit": None if fact is None else "new_business",
        "born_on": born_on,
        "performance_period": period,
        "currency": "USD",
        "credit_minor": None if fact is None else 28_000_000,
        "struck_minor": before[0] + earned,
        "earned_before_minor": before[0],
        "earned_after_minor": before[0] + earned,
        "earned_minor": earned,
        "payable_before_minor": before[1],
        "payable_after_minor": before[1] + paid,
        "payable_minor": paid,
        "fault": None,
    }
    return made | other


def at_end(rows: Sequence[dict[str, Any]]) -> list[LineValue]:
    """The lines' values on the last day, as the rows themselves tell them."""
    told = "line_id plan clause pay payee unit fact part born_on performance_period currency fault".split()
    return [
        LineValue(
            **{name: each[name] for name in told},
            earned_minor=each["earned_after_minor"],
            payable_minor=each["payable_after_minor"],
            explain=lambda: Step(StepKind.LINE, "", "", None),
        )
        for each in rows
    ]


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def explained(line_id: str) -> Explained:
    figure = Figure("attainment", Fraction(14, 15), usd(30_000_000), usd(28_000_000), "2026-Q1")
    return Explained(
        f"280,000.00 USD at 7.86% on average, for {line_id.rsplit(':', maxsplit=1)[-1]}.", (figure,)
    )


def statement(
    rows: Sequence[dict[str, Any]],
    *,
    payee: str = "ana",
    people: dict[str, str] | None = None,
    plans: Sequence[Plan] = (),
    values: Sequence[LineValue] | None = None,
    before: Sequence[LineValue] = (),
    explain: Callable[[str], Explained] = explained,
    telling: Telling | None = None,
) -> Statement:
    return build(
        payee=payee,
        rows=rows,
        before=before,
        at_end=at_end(rows) if values is None else values,
        program=program(*plans),
        calendar=Calendar(),
        span=SPAN,
        names=Names("Northwind Analytics, Inc.", {"ana": "Ana Duarte"} if people is None else people),
        telling=telling or Telling(explain),
        basis=BASIS,
    )


def many_rows(count: int) -> list[dict[str, Any]]:
    """Lines on following days, a few of them held and one of an earlier period."""
    rows = [
        row(f"D{n:04d}", 123_456 + n, born_on=FIRST_DAY + timedelta(days=n % 90)) for n in range(count - 2)
    ]
    held = row("X1", 40_000, 0, clause="expansion", pay="expansion", line_id="ae_mm_2026.expansion:ana:X1")
    earlier = row(
        "D0", -5_000, before=(15_000, 15_000), born_on=date(2025, 12, 3), performance_period="2025-Q4"
    )
    return [*rows, held, earlier]
