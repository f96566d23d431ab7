"""Each term of a total stands on its day: between which days it lies depends on the window."""

from dataclasses import replace

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Aggregation, Kind, Reading
from comp.reference.proof.book import Book, Ref
from comp.reference.proof.windows import Edges, OutOfWindowError, days_between
from tests.reference import build as b
from tests.reference.proof.expressing import PAID, Proofs

OWNED = "then(is(deal.owner of D1, payee), deal.value of D1)"
BOOKED = "deal.booked_on of D1"
ONE: b.Rows = {"deal": [b.deal("D1", "04-10", "100.00")]}


def sold(window: core.Window) -> core.Aggregate:
    """What is sold in a window."""
    return core.Aggregate(Aggregation.TOTAL, replace(b.OWN, window=window), b.NEW, Kind.MONEY)


def between(first: str, last: str) -> str:
    """The only deal's credit as a term of a window."""
    return f"then(all(>=({BOOKED}, {first}), <=({BOOKED}, {last})), {OWNED})"


@pytest.mark.parametrize(
    ("window", "first", "last"),
    [
        (core.Window(), "2026-04-01", "2026-06-30"),
        (core.Window(before=1), "2026-01-01", "2026-06-30"),
        (core.Window(cadence=Cadence.YEAR), "2026-01-01", "2026-12-31"),
        (core.Window(cadence=Cadence.MONTH, before=2), "2026-04-01", "2026-06-30"),
        (core.Window(whole_plan=True), "stated 2026-01-01", "stated 2026-12-31"),
    ],
    ids=["this period", "two periods", "the year", "three months", "the plan"],
)
def test_a_term_lies_between_the_windows_days(window: core.Window, first: str, last: str) -> None:
    """In the second quarter; this plan has no text that says its days."""
    assert Proofs(ONE, as_of="06-30").of_quarter(sold(window)) == [f"sum({between(first, last)})"]


def test_the_days_of_a_quotas_row_are_those_it_shares_with_the_period() -> None:
    """The quota is from 15 March on, the quarter from 1 April: a deal of 10 April lies in both."""
    quota = {
        "id": "Q1", "payee": "ana", "name": "sales", "starts_on": b.d("03-15"), "ends_on": b.d("05-15"),
        "amount": 100, "currency": "USD",
    }  # fmt: skip
    measure = core.Measure("sold", sold(core.Window(quota="sales")), Kind.MONEY, Reading.WITH)
    case = b.Case((PAID,), measures=(measure,))
    proofs = Proofs({**ONE, "quota": [quota]}, as_of="06-30", case=case)
    first = "greatest(quota.starts_on of Q1, 2026-04-01)"
    last = "least(quota.ends_on of Q1, 2026-06-30)"
    assert proofs.of_deal(b.read("sold", Kind.MONEY)) == [f"add(0, {between(first, last)})"]


def test_rows_that_hold_on_a_day_stand_on_their_first_and_last_day() -> None:
    """ana has one assignment, from 1 January on and without an end."""
    rows = {**ONE, "assignment": [b.person("ana", starts_on=b.d("01-01"))]}
    over = core.RowSet("assignment", core.Window(), on=b.col("deal.booked_on", Kind.DATE))
    held = core.Aggregate(Aggregation.COUNT, over, None, Kind.NUMBER)
    role = core.Aggregate(Aggregation.LATEST, over, b.col("assignment.role", Kind.TEXT), Kind.TEXT)
    holds = f"all(<=(assignment.starts_on of ana, {BOOKED}), blank(assignment.ends_on of ana))"
    proofs = Proofs(rows, as_of="06-30")
    assert proofs.of_deal(held) == [f"sum(then({holds}, 1))"]
    assert proofs.of_deal(role) == [f"latest({BOOKED}, then({holds}, assignment.role of ana))"]


def test_a_day_outside_is_a_fault_of_comp() -> None:
    proofs = Proofs(ONE, as_of="06-30")
    book = proofs.book

    def on(day: str) -> Ref:
        return book.stated(b.d(day), "a day")

    edges = Edges(on("04-01"), on("06-30"))
    assert _fits(book, edges, on("04-01"), None)
    assert _fits(book, edges, on("06-30"), on("06-30"))
    for day, after in (("03-31", None), ("07-01", None), ("04-10", on("04-11"))):
        assert not _fits(book, edges, on(day), after)


def _fits(book: Book, edges: Edges, on: Ref, after: Ref | None) -> bool:
    try:
        days_between(book, edges, on, after)
    except OutOfWindowError:
        return False
    return True
