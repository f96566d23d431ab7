"""A warning that a plan allows is kept with its reason; an allowance that accepts nothing is a warning."""

from __future__ import annotations

from dataclasses import replace

from comp.language import core
from comp.language.analysis import examine
from comp.language.analysis.allowances import accepted
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic
from comp.language.span import Span
from tests.language.analysis.money_plans import over_revenue, program, seller, steps

CLIFF = seller(over_revenue("retroactive", steps(("0", "4%"), ("100000", "8%")), "at posting"))
PLACE = Span("a.plan", 1, 5, 1, 2)


def allowing(code: str, clause: str | None = None) -> core.Program:
    """The program of a plan with a cliff in its clause `c`, with an allowance."""
    plans = program(CLIFF)
    allowance = core.Allowance(code, "The board wants it so.", clause, span=PLACE)
    return replace(plans, plans=(replace(plans.plans[0], allowances=(allowance,)),))


def codes(program_with_allowance: core.Program) -> list[str]:
    return [fault.code for fault in examine(program_with_allowance).diagnostics]


def test_without_an_allowance_the_cliff_is_a_warning() -> None:
    assert codes(program(CLIFF)) == ["M003"]


def test_an_allowed_warning_is_left_out_and_its_reason_kept() -> None:
    report = examine(allowing("M003", "c"))
    assert report.diagnostics == []
    found = report.of("p", "M003", "commission")
    assert found is not None
    assert found.because == "The board wants it so."


def test_an_allowance_without_a_clause_is_for_the_whole_plan() -> None:
    assert codes(allowing("M003")) == []


def test_an_allowance_in_another_clause_accepts_nothing_and_says_so() -> None:
    assert codes(allowing("M003", "other")) == ["M011", "M003"]


def test_an_allowance_of_what_does_not_occur_is_a_warning_in_its_place() -> None:
    fault = examine(allowing("M002")).diagnostics[0]
    assert (fault.code, fault.span, fault.title) == ("M011", PLACE, TITLES["M011"])
    assert fault.text == "There is no warning M002 in `p` to allow."


def test_warnings_of_the_loader_are_allowed_by_their_place() -> None:
    plans = allowing("W002", "c")
    clause = plans.plans[0].clauses[0]
    pay = clause.statements[0]
    inside = Diagnostic("W002", "warning", TITLES["W002"], "No example.", pay.span)
    outside = Diagnostic("W002", "warning", TITLES["W002"], "No example.", Span("a.plan", 0, 4, 1, 1))
    _, left = accepted(plans, [], [inside, outside])
    assert left == [outside]


def test_an_error_cannot_be_allowed() -> None:
    plans = allowing("L003", "c")
    fault = Diagnostic(
        "L003", "error", TITLES["L003"], "Twice.", plans.plans[0].clauses[0].statements[0].span
    )
    _, left = accepted(plans, [], [fault])
    assert fault in left
