"""What stands in a statement, and where: every cent once."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from comp.language.core import Clause, Literal, Multiply, Pay
from comp.language.money import Money
from statements.build import Explained, Telling
from statements.view import ChangeKind, ClauseNote
from tests.statements import samples
from tests.statements.samples import row, usd


def test_lines_of_the_period_stand_under_their_clause_and_add_up() -> None:
    made = samples.statement(
        [row("D1", 2_200_000), row("D2", 800_000), row("X1", 40_000, 0, clause="expansion", line_id="x1")]
    )

    [section] = made.sections
    assert [group.title for group in section.clauses] == ["Commission on new business", "Expansion"]
    assert [line.unit for line in section.clauses[0].lines] == ["D1", "D2"]
    # 22,000.00 + 8,000.00 under the first clause, and 400.00 earned but not payable under the second
    assert section.clauses[0].earned == usd(3_000_000)
    assert (section.earned, section.payable) == (usd(3_040_000), usd(3_000_000))


def test_a_line_of_an_earlier_period_stands_apart_with_its_difference() -> None:
    rows = [row("D0", -2_000, before=(11_000, 11_000), born_on=date(2025, 12, 3)), row("D1", 500)]

    [section] = samples.statement(rows).sections

    [adjustment] = section.adjustments
    assert (adjustment.earned_before, adjustment.earned_after) == (usd(11_000), usd(9_000))
    assert adjustment.line.earned == usd(-2_000)
    assert [line.unit for line in section.clauses[0].lines] == ["D1"]
    assert section.earned == usd(-1_500)


def test_the_cause_of_an_adjustment_is_the_explanations() -> None:
    def explain(line_id: str) -> Explained:
        return Explained("now 90.00", cause="Retention fell to 84%.")

    rows = [row("D0", -2_000, before=(11_000, 11_000), born_on=date(2025, 12, 3))]

    [section] = samples.statement(rows, explain=explain).sections

    assert section.adjustments[0].cause == "Retention fell to 84%."


def test_a_release_of_earlier_money_is_called_one_where_nothing_else_explains_it() -> None:
    earlier = date(2025, 11, 3)
    rows = [row("X0", 0, 5_000, before=(5_000, 0), born_on=earlier, clause="expansion")]

    [section] = samples.statement(rows, explain=lambda _: Explained("")).sections

    assert section.adjustments[0].kind is ChangeKind.RELEASED
    assert (section.earned, section.payable) == (usd(0), usd(5_000))


def test_what_is_held_counts_lines_that_the_run_did_not_move() -> None:
    waiting = row("X0", 0, 0, before=(7_000, 0), born_on=date(2025, 11, 3), clause="expansion", line_id="x0")
    also = row("X1", 40_000, 0, clause="expansion", line_id="x1")

    made = samples.statement([also], values=samples.at_end([waiting, also]))

    [section] = made.sections
    assert [(held.unit, held.amount) for held in section.held] == [("X0", usd(7_000)), ("X1", usd(40_000))]
    assert made.totals[0].held == usd(47_000)


def test_a_line_that_could_not_be_calculated_is_shown_and_in_no_total() -> None:
    nothing = dict.fromkeys(["earned_after_minor", "earned_minor", "payable_after_minor", "payable_minor"])
    fault = row("D9", fault="no quota new_business for ana in 2026-Q1") | nothing

    [section] = samples.statement([fault, row("D1", 100)]).sections

    assert [(each.unit, each.fault) for each in section.not_calculated] == [
        ("D9", "no quota new_business for ana in 2026-Q1")
    ]
    assert section.earned == usd(100)


def test_a_line_of_a_period_that_closed_in_the_run_is_new_although_it_was_born_earlier() -> None:
    # Left on 14 February: the line is born then and exists from the close of the quarter.
    rows = [row(None, 60_000, born_on=date(2026, 2, 14), performance_period="2026-Q1", clause="bonus")]

    [section] = samples.statement(rows).sections

    assert section.adjustments == ()
    assert section.clauses[0].lines[0].unit == "2026-Q1"


def test_nothing_of_another_payee_is_in_a_statement() -> None:
    rows = [row("D1", 100), row("D2", 999, payee="bo", line_id="bo's")]

    made = samples.statement(rows)

    assert "D2" not in repr(made)
    assert made.totals[0].earned == usd(100)


def test_credits_that_count_units_are_no_money() -> None:
    # 12.5 meetings are 12,500,000,000 billionths.
    [section] = samples.statement([row("M1", 100, credit="meetings", credit_minor=12_500_000_000)]).sections

    assert section.clauses[0].lines[0].credited == Fraction(25, 2)


def test_each_currency_has_its_total() -> None:
    plans = [samples.plan(), samples.plan("csm_2026", "Customer Success Manager", "EUR")]
    rows = [row("D1", 100), row("D2", 70, plan="csm_2026", currency="EUR", line_id="e")]

    made = samples.statement(rows, plans=plans)

    assert [total.earned for total in made.totals] == [Money(70, "EUR"), usd(100)]


def test_who_has_no_line_has_no_section() -> None:
    made = samples.statement([row("D1", 100)], payee="nobody")

    assert (made.sections, made.totals, made.display_name) == ((), (), "nobody")


def test_a_line_in_another_currency_than_its_plan_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="stands in a plan that pays USD"):
        samples.statement([row("D1", 100, currency="EUR")])


def test_a_clause_that_only_acts_on_others_lines_is_named_with_its_rule() -> None:
    plan = samples.plan()
    factor = Multiply("commission", Literal(Fraction(9, 10)))
    bounds = Clause("bounds", "Retention multiplier", "It moves the commission.", statements=(factor,))
    pays = Clause("commission", "Commission", statements=(Pay("commission", Literal(Fraction(1)), None),))
    measures = Clause("words", "Only measures")
    made = samples.statement([row("D1", 100)], plans=[replace(plan, clauses=(pays, bounds, measures))])

    assert made.sections[0].rules == (
        ClauseNote("bounds", "Retention multiplier", "It moves the commission."),
    )


def test_what_is_said_of_a_line_stands_beside_it() -> None:
    def explain(line_id: str) -> Explained:
        return Explained("", until="a payment", original=Money(260_000, "EUR"), kind=ChangeKind.TAKEN_BACK)

    plan = samples.plan()
    pays = replace(plan.clauses[0], statements=(Pay("commission", Literal(Fraction(1)), "new_business"),))
    earlier = row("D0", -2_000, before=(11_000, 11_000), born_on=date(2025, 12, 3))
    rows = [row("D1", 700, 0), earlier]
    made = samples.statement(
        rows,
        plans=[replace(plan, clauses=(pays,))],
        telling=Telling(explain, lambda source, fact: (source, fact)),
    )

    [section] = made.sections
    [line] = section.clauses[0].lines
    assert (line.original, line.about) == (Money(260_000, "EUR"), ("deal", "D1"))
    assert [(held.until, held.about) for held in section.held] == [("a payment", ("deal", "D1"))]
    assert section.adjustments[0].kind is ChangeKind.TAKEN_BACK


def test_what_is_earned_leads_to_what_is_payable_line_by_line() -> None:
    # Payable less earned of each line, in cents: D1 0 - 700 and D2 400 - 1,000 wait anew, 1,300 together.
    # X0 adds 5,000 that was earned before. X1 takes 5,000 off what was earned, nothing off what is payable:
    # it was held, and is lost. X2 is taken back where it was paid, so both move alike. X3 loses 300 that were
    # held and releases 200: 200 - (-300) = 500, of which 300 lapsed.
    earlier = date(2025, 11, 3)
    rows = [
        row("D1", 700, 0),
        row("D2", 1_000, 400),
        row("X0", 0, 5_000, before=(5_000, 0), born_on=earlier),
        row("X1", -5_000, 0, before=(5_000, 0), born_on=earlier),
        row("X2", -2_000, before=(9_000, 9_000), born_on=earlier),
        row("X3", -300, 200, before=(1_000, 0), born_on=earlier),
    ]

    [total] = samples.statement(rows).totals

    assert (total.earned, total.payable) == (usd(-5_600), usd(3_600))
    assert (total.newly_held, total.released, total.lapsed) == (usd(1_300), usd(5_200), usd(5_300))
    assert -5_600 - 1_300 + 5_200 + 5_300 == 3_600


def test_a_line_that_nothing_explains_is_sorted_by_its_amounts() -> None:
    earlier = date(2025, 11, 3)
    lost = row("X1", -5_000, 0, before=(5_000, 0), born_on=earlier, line_id="x1")
    moved = row("X2", -5_000, before=(9_000, 9_000), born_on=earlier, line_id="x2")

    [section] = samples.statement([lost, moved], explain=lambda _: Explained("")).sections

    assert [each.kind for each in section.adjustments] == [ChangeKind.LOST, ChangeKind.OTHER]
