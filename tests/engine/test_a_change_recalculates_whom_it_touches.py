"""A calculation brought up to date comes to what a calculation of all the facts comes to (decision 0046), and
values no more payees than a change can touch.

Plans and facts are drawn, or made by hand so that each way in which a plan reads a source has a rule of its
own; rows of all sources are changed, added and removed at random, one change upon another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import polars as pl
import pytest

from comp.engine import LINE_SCHEMA, Valued, differing, valuate
from comp.engine.incremental import Asked, Calculated, Tables
from comp.engine.touched import NOBODY, Touched
from comp.facts.snapshot import Snapshot, Value
from comp.fuzz.cases import draw_case, program_of, snapshot_of
from comp.fuzz.drawing import Drawing
from comp.language import core
from comp.language.calendar import Cadence, Calendar
from comp.language.core import Kind, PartKind, Reading, Shape
from tests.engine.world import (
    CALENDAR,
    CREDIT,
    SALES,
    SOURCES,
    YEAR_END,
    assigned,
    bonus,
    column,
    compare,
    deal,
    looked_up,
    measure,
    number,
    over,
    pay,
    plan,
    read,
    table,
    text,
    times,
    total,
)

Rows = dict[str, list[dict[str, Value]]]
MID_YEAR = date(2026, 6, 15)


# Plans ------------------------------------------------------------------------------------------------------


def also(share: str, first: int, last: int, on: core.Expr | None = None) -> core.Part:
    return core.Part(PartKind.ALSO, number(share), None, first, last, on or deal("booked_on"))


ROLLED_UP = replace(
    CREDIT,
    where=compare(
        core.Lookup("account", deal("product"), "seats", Kind.NUMBER, deal("booked_on")), "<", number("90")
    ),
    parts=(
        core.Part(
            PartKind.SHARE,
            core.If(core.IsBlank(deal("partner")), number("0"), number("30%")),
            deal("partner"),
        ),
        core.Part(PartKind.REST, None, deal("owner")),
        also("50%", 1, 1),
        also("10%", 2, 3),
    ),
)
QUOTA = core.Quota("new", Kind.MONEY)
SEATS = core.Aggregate(
    core.Aggregation.TOTAL,
    core.RowSet(
        "account",
        core.Window(),
        compare(column("account", "csm"), "is", core.ThisPayee()),
        core.PeriodEdge(last=False),
    ),
    column("account", "seats"),
    Kind.NUMBER,
)
COLLECTED = over(column("payment", "amount"), deal("amount"))
SEATS_OF = core.Lookup("account", deal("kind"), "seats", Kind.NUMBER, core.BornOn())
APART = plan(
    pay(times(SALES, looked_up("rate"))),
    core.ClawBack("commission", "loss", "deal", None, column("loss", "share"), of_credit=False),
    core.PayOut(
        "commission",
        (
            core.PayPart(number("40%")),
            core.PayPart(None, event=core.Event("payment", "deal", None, COLLECTED)),
        ),
    ),
    pay(times(SALES, core.BlankIs(SEATS_OF, number("1"))), "seats"),
    bonus(times(assigned("salary"), read("attained"))),
    bonus(times(assigned("salary"), read("seats")), "care"),
    members=compare(assigned("role"), "is not", text("guest")),
    performance=Cadence.QUARTER,
    measures=[
        measure("attainment", over(total(), QUOTA), Reading.RUNNING),
        measure("attained", over(total(), QUOTA), Reading.CLOSE),
        measure("seats", SEATS, Reading.POSTING),
    ],
    tables=[table("rate", Shape.MARGINAL, read("attainment"), ("0%", "5%"), ("50%", "10%"), ("100%", "20%"))],
)  # fmt: skip
RANKED = plan(
    bonus(times(assigned("salary"), core.Rank("sold"))),
    measures=[measure("sold", total(), Reading.POSTING, Kind.MONEY)],
)
OWN = core.AmongOwn(column("account", "id"), "sales", "product", direct_only=False)
OWN_SEATS = core.Aggregate(
    core.Aggregation.TOTAL,
    core.RowSet("account", core.Window(), OWN, core.PeriodEdge(last=True)),
    column("account", "seats"),
    Kind.NUMBER,
)
COHORT = plan(
    bonus(times(assigned("salary"), read("seats"))),
    measures=[measure("seats", OWN_SEATS, Reading.POSTING)],
)


PAID = core.Lookup("deal", column("payment", "deal"), "owner", Kind.PAYEE, None)
# Lines look into deals as well, so deals and payments are read whole.
FROM_PAYMENTS = core.Credit(
    "sales",
    "payment",
    None,
    column("payment", "paid_on"),
    (column("payment", "id"),),
    column("payment", "amount"),
    Kind.ROW_MONEY,
    (core.Part(PartKind.REST, None, PAID), also("50%", 1, 2, column("payment", "paid_on"))),
)
WHOLE = plan(
    pay(times(SALES, number("10%"))),
    bonus(times(assigned("salary"), read("seats"))),
    measures=[measure("seats", SEATS, Reading.POSTING)],
)


def program(one: core.Plan, credit: core.Credit = ROLLED_UP) -> core.Program:
    return core.Program(SOURCES, {"sales": credit}, (one,))


# Facts ------------------------------------------------------------------------------------------------------

NAMES = [*(f"s{number}" for number in range(8)), "m0", "m1", "m2", "v0", "v1", "w0"]
ABOVE = {"s": ["m0", "m1", "m2"], "m": ["v0", "v1"], "v": ["w0"], "w": [None]}


def drawn_row(source: str, number: int, rng: Random) -> dict[str, Value]:
    """A made-up row of a source, with the key that its number gives it."""
    day = date(2026, 1, 1) + timedelta(days=rng.randrange(360))
    seller, sold = rng.choice(NAMES[:8]), f"d{rng.randrange(60):02d}"
    cells: dict[str, dict[str, Value]] = {
        "assignment": {"role": rng.choice(("rep", "rep", "guest")), "salary": rng.randrange(10**6)},
        "quota": {
            "payee": rng.choice(NAMES), "name": rng.choice(("new", "new", "old")),
            "starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31), "amount": rng.randrange(1, 10**8),
        },
        "deal": {
            "booked_on": day, "owner": seller, "amount": rng.randrange(1, 10**7),
            "kind": f"a{rng.randrange(9)}", "product": f"a{rng.randrange(9)}",
            "partner": rng.choice((None, None, *NAMES[:9])),
            "currency": rng.choice(("USD", "USD", "EUR")),
        },
        "payment": {"paid_on": day, "deal": sold, "amount": rng.randrange(10**6)},
        "loss": {"lost_on": day, "deal": sold, "share": Fraction(rng.randrange(1, 9), 10)},
        "account": {"csm": rng.choice(NAMES), "seats": rng.randrange(100)},
        "rate": {
            "of_currency": "EUR", "into_currency": rng.choice(("USD", "JPY")), "quoted_on": day,
            "rate": Fraction(rng.randrange(80, 120), 100),
        },
    }  # fmt: skip
    keys = {"deal": f"d{number:02d}", "account": f"a{number}"}
    return {"currency": "USD", SOURCES[source].key: keys.get(source, f"{source}-{number}"), **cells[source]}


def drawn(rng: Random) -> Rows:
    """A small company: eight sellers under three levels of managers."""
    many = {"quota": 20, "deal": 60, "payment": 20, "loss": 10, "account": 9, "rate": 6}
    rows = {name: [drawn_row(name, row, rng) for row in range(count)] for name, count in many.items()}
    rows["assignment"] = [
        {
            **drawn_row("assignment", 0, rng),
            "payee": name,
            "role": "rep",
            "manager": rng.choice(ABOVE[name[0]]),
        }
        for name in NAMES
    ]
    return rows


def facts(rows: Mapping[str, Sequence[Mapping[str, Value]]]) -> Snapshot:
    known = {name: {c.name for c in source.columns} for name, source in SOURCES.items()}
    return Snapshot.from_rows(
        SOURCES,
        {
            name: [{k: v for k, v in row.items() if k in known[name]} for row in some]
            for name, some in rows.items()
        },
    )


def altered(rows: Rows, sources: Mapping[str, core.Source], rng: Random, number: int) -> Rows:
    """The rows with one or two of them changed, removed, or added again under another key."""
    after = {name: [dict(row) for row in some] for name, some in rows.items()}
    for turn in range(rng.choice((1, 1, 2))):
        name = rng.choice([name for name, some in after.items() if some])
        source, some = sources[name], after[name]
        row = rng.choice(some)
        what = rng.choice(("change", "change", "add", "remove"))
        if what == "remove":
            some.remove(row)
        elif what == "add":
            # Keys such as d3x1 stand between those that are there, so that places move.
            some.append({**row, source.key: f"{row[source.key]}x{number}{turn}"})
        else:
            kept = (source.key, source.valid_from, source.valid_through)
            changed = rng.choice([c.name for c in source.columns if c.name not in kept])
            row[changed] = rng.choice(some).get(changed)
    return after


# Held against a calculation of everything -------------------------------------------------------------------


def lines(tables: Sequence[pl.DataFrame]) -> list[pl.DataFrame]:
    return [table.select(*LINE_SCHEMA).sort("line_id") for table in tables]


def of_all(asked: Asked, snapshot: Snapshot) -> list[pl.DataFrame]:
    found = [valuate(asked.program, asked.plan, snapshot, asked.calendar, day).lines for day in asked.read]
    return lines(found)


def asked_of(one: core.Plan, of: core.Program, calendar: Calendar, days: Sequence[date], size: int) -> Asked:
    return Asked(of, one, calendar, tuple(days), size=size)


def agreed(kept: Calculated, snapshot: Snapshot, why: str) -> tuple[Calculated, Touched]:
    after, found = kept.recalculated(snapshot)
    for mine, full in zip(lines(after.tables()), of_all(kept.asked, snapshot), strict=True):
        assert mine.equals(full), f"{why}: {found.because}"
    return after, found


def calculated_as_all(asked: Asked, snapshot: Snapshot) -> Calculated:
    kept = Calculated.of(asked, snapshot)
    for mine, full in zip(lines(kept.tables()), of_all(asked, snapshot), strict=True):
        assert mine.equals(full)
    return kept


def how_far(found: Touched, everybody: int) -> str:
    if found.payees is None:
        return "all"
    return "some" if 0 < len(found.payees) < everybody else "none" if found.payees.is_empty() else "all"


@pytest.mark.parametrize("seed", range(2))
def test_changes_upon_changes_come_to_what_all_facts_come_to(seed: int) -> None:
    rng = Drawing(seed).random
    rows = drawn(rng)
    # Some 200 credits go in one batch, or in a few.
    asked = asked_of(APART, program(APART), CALENDAR, (MID_YEAR, YEAR_END), rng.choice((400, 10**9)))
    kept = calculated_as_all(asked, facts(rows))
    reached: list[str] = []
    for turn in range(6):
        rows = altered(rows, SOURCES, rng, turn)
        kept, found = agreed(kept, facts(rows), f"seed {seed}, change {turn}")
        reached.append(how_far(found, len(NAMES)))

    assert reached.count("some") >= 2


@pytest.mark.parametrize(
    ("one", "credit", "reach"),
    [(RANKED, ROLLED_UP, "all"), (COHORT, ROLLED_UP, "some"), (WHOLE, FROM_PAYMENTS, "some")],
    ids=["ranked", "cohort", "read whole"],
)
def test_what_joins_payees_or_facts_comes_to_the_same(
    one: core.Plan, credit: core.Credit, reach: str
) -> None:
    rng = Drawing(7).random
    rows = drawn(rng)
    asked = asked_of(one, program(one, credit), CALENDAR, (MID_YEAR, YEAR_END), 10**9)
    kept = calculated_as_all(asked, facts(rows))
    reached: set[str] = set()
    for turn in range(4):
        rows = altered(rows, SOURCES, rng, turn)
        kept, found = agreed(kept, facts(rows), f"change {turn}")
        reached.add(how_far(found, len(NAMES)))

    assert reach in reached


SETTLING = plan(
    pay(times(SALES, looked_up("rate"))),
    bonus(times(assigned("salary"), read("attained"))),
    performance=Cadence.QUARTER,
    measures=[
        measure("attainment", over(total(), QUOTA), Reading.RUNNING),
        measure("attained", over(total(), QUOTA), Reading.CLOSE),
    ],
    tables=[table("rate", Shape.MARGINAL, read("attainment"), ("0%", "5%"), ("50%", "10%"))],
)
AUGUST = (date(2026, 7, 31), date(2026, 8, 31))


def moved(valued: list[Valued]) -> Tables:
    """What August changes."""
    return differing(valued[0], valued[1], date(2026, 8, 1), date(2026, 8, 31))


def test_what_a_month_changes_is_kept_up_to_date_without_settled_facts() -> None:
    rng = Drawing(5).random
    rows = drawn(rng)
    whole = Asked(program(SETTLING), SETTLING, CALENDAR, AUGUST, moved)
    kept = Calculated.of(replace(whole, changes_alone=True), facts(rows))
    assert kept.asked.settled == date(2026, 6, 30)
    reached: list[str] = []
    for turn in range(6):
        rows = altered(rows, SOURCES, rng, turn)
        kept, found = kept.recalculated(facts(rows))
        for mine, full in zip(kept.tables(), Calculated.of(whole, facts(rows)).tables(), strict=True):
            assert lines([mine])[0].equals(lines([full])[0]), f"change {turn}: {found.because}"
        reached.append(how_far(found, len(NAMES)))

    assert "some" in reached


@pytest.mark.parametrize("seed", [29])
def test_drawn_plans_come_to_what_all_facts_come_to(seed: int) -> None:
    case, rng = draw_case(seed), Drawing(seed).random
    of = program_of(case)
    for one in of.plans:
        rows: Rows = {name: [dict(row) for row in some] for name, some in case.rows.items()}
        kept = Calculated.of(asked_of(one, of, case.calendar, case.days, 10**9), snapshot_of(of, rows))
        for turn in range(2):
            rows = altered(rows, of.sources, rng, turn)
            kept, _ = agreed(kept, snapshot_of(of, rows), f"{one.name}, change {turn}")


# Whom one change touches ------------------------------------------------------------------------------------

ABOVE_ANA = ("ana", "mia", "vic", "zoe")
ABOVE_CEM = ("cem", "max", "vic", "zoe")


def company() -> Rows:
    """Ana and bo sell under mia, cem under max; mia and max are under vic, and vic under zoe. Ana's d4 is
    shared with bo.
    """
    managers = {
        "ana": "mia",
        "bo": "mia",
        "cem": "max",
        "dan": "max",
        "mia": "vic",
        "max": "vic",
        "vic": "zoe",
        "zoe": None,
    }
    year: dict[str, Value] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    usual: dict[str, Value] = {
        "booked_on": date(2026, 2, 1),
        "amount": 100_000,
        "product": "a1",
        "kind": "a2",
        "currency": "USD",
    }
    return {
        "assignment": [
            {"payee": name, "role": "rep", "salary": 10_000, "manager": above, "currency": "USD"}
            for name, above in managers.items()
        ],
        "quota": [
            {"id": f"{name}-{of}", "payee": name, "name": of, "amount": 300_000, "currency": "USD", **year}
            for name in managers
            for of in ("new", "old")
        ],
        "deal": [
            {"id": "d1", "owner": "ana", **usual},
            {"id": "d2", "owner": "bo", **usual, "kind": "a3"},
            {"id": "d3", "owner": "cem", **usual},
            {"id": "d4", "owner": "ana", "partner": "bo", **usual},
            {"id": "d5", "owner": "eve", **usual},
            {"id": "d6", "owner": "dan", **usual, "booked_on": date(2027, 1, 5)},
        ],
        "payment": [
            {"id": "p1", "deal": "d3", "amount": 50_000, "paid_on": date(2026, 3, 1), "currency": "USD"}
        ],
        "loss": [{"id": "l1", "deal": "d2", "share": Fraction(1, 2), "lost_on": date(2026, 4, 1)}],
        "account": [
            {"id": "a1", "csm": "ana", "seats": 10},
            {"id": "a2", "csm": "bo", "seats": 20},
            {"id": "a3", "csm": "mia", "seats": 30},
        ],
        "rate": [
            {
                "id": into,
                "of_currency": "EUR",
                "into_currency": into,
                "quoted_on": date(2026, 1, 1),
                "rate": Fraction(1),
            }
            for into in ("USD", "JPY")
        ],
    }


def with_row(source: str, key: str, **cells: Value) -> Rows:
    """The company with a row that has other values, or one more row."""
    rows = company()
    name = SOURCES[source].key
    there = [row for row in rows[source] if row[name] == key]
    for row in there:
        row.update(cells)
    rows[source] += [] if there else [{name: key, "currency": "USD", **cells}]
    return rows


def without(source: str, key: str) -> Rows:
    rows = company()
    rows[source] = [row for row in rows[source] if row[SOURCES[source].key] != key]
    return rows


@pytest.fixture(scope="module")
def calculated() -> Calculated:
    asked = asked_of(APART, program(APART), CALENDAR, (YEAR_END,), 10**9)
    return Calculated.of(asked, facts(company()))


SOLD: dict[str, Value] = {"booked_on": date(2026, 5, 1), "amount": 100_000, "product": "a1", "kind": "a1"}
CHANGES: dict[str, tuple[Rows, Collection[str]]] = {
    "nothing": (company(), ()),
    "a deal": (with_row("deal", "d1", amount=200_000), ABOVE_ANA),
    "a shared deal": (with_row("deal", "d4", amount=200_000), ("bo", *ABOVE_ANA)),
    "whose a deal is": (with_row("deal", "d1", owner="cem"), {*ABOVE_ANA, *ABOVE_CEM}),
    "one more deal": (with_row("deal", "d0", owner="cem", **SOLD), ABOVE_CEM),
    "one deal less": (without("deal", "d1"), ABOVE_ANA),
    "a deal of next year": (with_row("deal", "d6", amount=200_000), ()),
    "a deal of nobody in the plan": (with_row("deal", "d5", amount=200_000), ()),
    "a quota": (with_row("quota", "ana-new", amount=100_000), ("ana",)),
    "a quota that no measure reads": (with_row("quota", "ana-old", amount=100_000), ()),
    "whose a quota is": (with_row("quota", "ana-new", payee="cem"), ("ana", "cem")),
    "a loss": (with_row("loss", "l1", share=Fraction(1, 4)), ("bo", "mia", "vic", "zoe")),
    "of what a loss is": (with_row("loss", "l1", deal="d3"), {"bo", "mia", *ABOVE_CEM}),
    "a payment": (with_row("payment", "p1", amount=70_000), ABOVE_CEM),
    "a salary": (with_row("assignment", "ana", salary=20_000), ("ana",)),
    "a manager": (with_row("assignment", "bo", manager="max"), ("bo", "max", *ABOVE_ANA)),
    "a manager's manager": (with_row("assignment", "max", manager="zoe"), ABOVE_CEM),
    "above the levels that are credited": (with_row("assignment", "zoe", manager="dan"), ("zoe",)),
    "a manager in a circle": (with_row("assignment", "vic", manager="ana"), {"bo", *ABOVE_ANA, *ABOVE_CEM}),
    "somebody who has sold before": (
        with_row("assignment", "eve", manager="max", role="rep"), ("eve", "max", "vic", "zoe"),
    ),
    "somebody less": (without("assignment", "cem"), ABOVE_CEM),
    "who cares": (with_row("account", "a3", csm="cem"), ("mia", "cem")),
    "seats that a pay looks up": (with_row("account", "a3", seats=40), ("bo", "mia", "vic", "zoe")),
    "a rate into another currency": (with_row("rate", "JPY", rate=Fraction(2)), ()),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_touches_no_more_than(what: str, calculated: Calculated) -> None:
    rows, expected = CHANGES[what]
    _, found = agreed(calculated, facts(rows), what)

    assert found.payees is not None
    assert set(found.payees) == set(expected)
    assert (found.because == (NOBODY,)) is (not expected)


OF_PAYMENTS: dict[str, tuple[Rows, Collection[str]]] = {
    "a payment": (with_row("payment", "p1", amount=70_000), ABOVE_CEM[:3]),
    "one more payment": (
        with_row("payment", "p0", deal="d1", amount=1, paid_on=date(2026, 5, 5)),
        ABOVE_ANA[:3],
    ),
    "one payment less": (without("payment", "p1"), ABOVE_CEM[:3]),
    "whose the paid deal is": (with_row("deal", "d3", owner="ana"), {*ABOVE_CEM[:3], *ABOVE_ANA[:3]}),
    "what a deal is worth": (with_row("deal", "d3", amount=1), ()),
    "a deal that nobody paid": (with_row("deal", "d1", owner="cem"), ()),
    "a manager": (with_row("assignment", "cem", manager="mia"), ("cem", "max", "mia", "vic")),
}


@pytest.mark.parametrize("what", OF_PAYMENTS)
def test_facts_that_are_read_whole_touch_who_is_credited_otherwise(what: str) -> None:
    rows, expected = OF_PAYMENTS[what]
    asked = asked_of(WHOLE, program(WHOLE, FROM_PAYMENTS), CALENDAR, (YEAR_END,), 10**9)
    _, found = agreed(Calculated.of(asked, facts(company())), facts(rows), what)

    assert found.payees is not None
    # Vic's own credit stays as it is when cem comes under mia: both are below him.
    assert set(expected) - {"vic"} <= set(found.payees) <= set(expected)


@pytest.mark.parametrize(("account", "expected"), [("a1", ["ana", "bo", "cem"]), ("a3", [])])
def test_a_row_of_a_cohort_touches_who_has_its_value(account: str, expected: Sequence[str]) -> None:
    """All deals are of product a1; the seats of a3 count for nobody."""
    asked = asked_of(COHORT, program(COHORT, CREDIT), CALENDAR, (YEAR_END,), 10**9)
    rows = with_row("account", account, seats=55)
    _, found = agreed(Calculated.of(asked, facts(company())), facts(rows), account)

    assert found.payees is not None
    assert list(found.payees) == expected


def test_a_newcomers_facts_are_sought_where_nothing_leads_to_them() -> None:
    """No credit looks into assignments, so no rule names the deal that eve sold before she came."""
    asked = asked_of(APART, program(APART, CREDIT), CALENDAR, (YEAR_END,), 10**9)
    rows = with_row("assignment", "eve", manager=None, role="rep")
    after, found = agreed(Calculated.of(asked, facts(company())), facts(rows), "a newcomer")

    assert found.payees is not None
    assert list(found.payees) == ["eve"]
    assert lines(after.tables())[0].filter(payee="eve", fact="d5").height == 2


def test_a_rate_touches_everybody(calculated: Calculated) -> None:
    rows = with_row("rate", "USD", rate=Fraction(2))
    _, found = agreed(calculated, facts(rows), "a rate")

    assert found == Touched(None, ("a rate into USD changed",))


def test_only_lines_of_those_touched_are_made_anew(calculated: Calculated) -> None:
    """Whoever is not touched keeps the very table of lines; the reasons tell the row and the quota."""
    rows = with_row("quota", "ana-new", amount=100_000)
    after, found = calculated.recalculated(facts(rows))

    assert found.because == ("changed rows of the quota new",)
    changed = lines(after.tables())[0].join(lines(calculated.tables())[0], on="line_id", how="inner")
    differs = changed.filter(pl.col("earned_minor") != pl.col("earned_minor_right"))
    assert set(differs.get_column("payee")) == {"ana"}


def test_who_names_the_changed_keys_is_believed(calculated: Calculated) -> None:
    rows = facts(with_row("deal", "d1", amount=200_000))
    told, found = calculated.recalculated(rows, {"deal": pl.Series(["d1", "d2"])})

    assert found.payees is not None
    assert set(found.payees) == set(ABOVE_ANA)
    for mine, full in zip(lines(told.tables()), of_all(told.asked, rows), strict=True):
        assert mine.equals(full)
    _, nothing = calculated.recalculated(rows, {"quota": pl.Series(["ana-new"])})
    assert nothing.because == (NOBODY,)
