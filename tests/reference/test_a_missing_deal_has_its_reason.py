"""Why a fact does not pay a payee: each cause in the order in which it is looked for."""

from collections.abc import Collection
from dataclasses import replace

from comp.language import core
from comp.language.core import Kind
from comp.reference import Answer, Cause, unclaimed_credits, why_not
from tests.reference import build as b
from tests.reference.test_cents_currencies_and_holds import held, renewals
from tests.reference.test_lines_pay_what_the_decisions_say import BANDS, CAP

ONLY_NEW = core.All(
    (
        b.compare(b.col("deal.kind", Kind.TEXT), "is", core.Literal("new")),
        b.compare(b.col("deal.value"), ">", b.num(0)),
    )
)
CASE = b.Case((b.commission("10%"),), credits=(b.credit(where=ONLY_NEW),))
ROWS: b.Rows = {
    "assignment": [b.person("ana"), b.person("bo", "CSM"), b.person("cy", ends_on=b.d("03-31"))],
    "deal": [
        b.deal("D1", "02-10", "100.00", kind="new"),
        b.deal("D2", "02-10", "100.00", kind="expansion"),
        b.deal("D3", "02-10", "100.00", kind="new", owner="bo"),
        b.deal("D4", "06-10", "100.00", kind="new", owner="cy"),
        b.deal("D5", "2027-02-10", "100.00", kind="new"),
    ],
}


def ask(
    fact: str, payee: str, case: b.Case = CASE, rows: b.Rows = ROWS, refused: Collection[str] = ()
) -> Answer:
    """The answer at the end of the year."""
    return why_not(case.program, b.snapshot(rows), b.CALENDAR, b.d("12-31"), fact, payee, refused)


def test_an_unknown_fact_suggests_the_nearest() -> None:
    answer = ask("D11", "ana")

    assert (answer.cause, answer.sentence) == (Cause.UNKNOWN_FACT, "No deal is called D11; did you mean D1?")
    assert answer.nearest == ("D1",)


def test_a_refused_row_says_so() -> None:
    assert ask("D9", "ana", refused={"D9"}).cause is Cause.REFUSED


def test_an_unknown_payee_suggests_the_nearest() -> None:
    assert ask("D1", "anna").sentence == "There is no payee anna; did you mean ana?"


def test_a_deal_of_the_future_is_not_dated_yet() -> None:
    assert ask("D5", "ana").sentence == (
        "D5 does not count yet: its deal.booked_on is 10 February 2027, after 31 December 2026."
    )


def test_the_smallest_condition_that_failed_is_named_with_its_value() -> None:
    answer = ask("D2", "ana")

    assert answer.cause is Cause.CONDITION
    assert answer.sentence == "D2 is not new: deal.kind must be new but is expansion."


def test_who_got_the_shares_is_said() -> None:
    assert ask("D3", "ana").sentence == "ana has no share of D3; its new went to bo (100.00 USD)."


def test_who_is_not_under_the_plan_reads_the_assignment_against_the_condition() -> None:
    assert ask("D3", "bo").sentence == (
        "bo is not under plan on 10 February 2026: assignment.role of bo must be AE but is CSM."
    )
    assert ask("D4", "cy").sentence == "cy has no assignment on 10 June 2026, so is not under plan."


def test_a_credit_that_no_plan_pays_is_said() -> None:
    assert ask("D1", "ana", b.Case((), credits=CASE.credits)).cause is Cause.NO_PLAN


def test_a_deal_that_cannot_be_credited_says_why() -> None:
    answer = ask("D1", "ana", rows={"deal": [{**b.deal("D1", "02-10", "1.00"), "owner": None}]}, case=BANDS)

    assert answer.sentence == (
        "D1 cannot be credited as new: share 1 has nobody to go to: deal.owner of D1 is blank."
    )


def test_a_line_without_a_quota_is_a_fault() -> None:
    answer = ask("D1", "ana", BANDS)

    assert answer.sentence == "plan.commission:ana:D1#1 has no amount: no quota new for ana in 2026-Q1."


def test_what_left_nothing_is_named() -> None:
    full: b.Rows = {"deal": [b.deal("D0", "02-01", "10,000.00"), b.deal("D1", "02-10", "100.00")]}
    gone: b.Rows = {**full, "cancellation": [b.lost("C1", "D1", "03-01", "100.00")]}

    assert ask("D1", "ana", b.Case((b.commission("0%"),))).sentence == (
        "plan.commission:ana:D1#1 comes to nothing: its pay is nothing (times 0% = 0.00 USD)."
    )
    assert ask("D1", "ana", b.Case((b.commission("100%"), CAP)), full).sentence == (
        "plan.commission:ana:D1#1 comes to nothing: the cap took it (the cap of 10,000.00 USD per "
        "performance period: the lines of 2026-Q1 before this one came to 10,000.00 USD and left 0.00 USD, "
        "so 100.00 USD is lost = 0.00 USD)."
    )
    assert "it was taken back (C1 of 1 March 2026 took back 100%" in (
        ask("D1", "ana", b.Case((b.commission("10%"), b.claw_back())), gone).sentence
    )
    assert "the credit was taken back (C1 of 1 March 2026 took back 100%)" in (
        ask("D1", "ana", b.Case((b.commission("10%"), b.claw_back("new", of_credit=True))), gone).sentence
    )


def test_a_held_line_says_what_it_waits_for_and_a_lost_one_what_failed() -> None:
    waits = replace(held(), statements=held(later_periods=8).statements)

    assert ask("D1", "ana", waits, renewals(10, 10, 10, 10)).cause is Cause.HELD
    assert "its hold was not fulfilled in time" in ask("D1", "ana", held(), renewals(10, 10, 10)).sentence


def test_a_line_that_pays_is_shown() -> None:
    answer = ask("D1", "ana")

    assert answer.cause is Cause.PAYS
    assert [step.name for step in answer.steps] == ["plan.commission:ana:D1#1"]


def test_a_credit_that_no_plan_of_its_payee_uses_is_unclaimed() -> None:
    found = unclaimed_credits(CASE.program, b.snapshot(ROWS), b.CALENDAR, b.d("12-31"))

    # D3 went to a CSM, D4 to somebody who had left; D2 is no credit and D5 not yet one.
    assert [(credit.fact, credit.payee) for credit in found] == [("D3", "bo"), ("D4", "cy")]
