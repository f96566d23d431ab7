"""A line's proof: its pay, factors and losses, what left it alone, and the cents that payees share."""

from dataclasses import replace
from fractions import Fraction
from functools import partial

import pytest

from comp.language.core import Column, Compare, Comparison, Kind, Literal, Pay, Plan
from comp.reference.lines import State
from comp.reference.measures import PlanView
from comp.reference.proof import lines, proved
from comp.reference.proof.book import Ref
from comp.reference.proof.lines import LineProofError
from comp.reference.proof.proves import Proves
from comp.reference.proof.standing import Standing
from comp.reference.values import Amount
from comp.verifier.arithmetic import check_nodes
from tests.reference.proof.worked import Rows, Worked, d, deal, person, worked

PAY = "pay commission = sales * 10%, for each sales"
TWO: Rows = {"deal": [deal("D1", "01-10", 4000), deal("D2", "02-10", 3000)]}
NAME = "Commission: commission of "
D1, D2 = "commission:ana:D1#1", "commission:ana:D2#1"


def test_a_factor_multiplies_a_line_on_its_condition_and_leaves_another_as_it_was() -> None:
    one = worked(f"{PAY}\nmultiply commission by 1.1, when deal.value > 3,500.00 USD", TWO, "03-31")
    condition = "Commission: whether the factor concerns the line"

    # 400.00 x 1.1; 3,000.00 is not above 3,500.00, so 300.00 stays.
    assert one.amounts(D1) == (44_000, 44_000)
    assert one.earned(D1)[:2] == [
        f"{NAME}D1#1 times its factor = then([{condition}], multiply([{NAME}D1#1], 1.1))",
        f"{condition} = >(deal.value of D1, 3,500.00 USD)",
    ]
    assert one.amounts(D2) == (30_000, 30_000)
    assert one.earned(D2)[:2] == [
        f"otherwise([{condition}], [{NAME}D2#1])",
        f"{condition} = >(deal.value of D2, 3,500.00 USD)",
    ]


def test_a_condition_that_is_undefined_is_not_true() -> None:
    one = worked(f"{PAY}\nmultiply commission by 1.1, when deal.units > 3", TWO, "03-31")

    assert one.amounts(D1) == (40_000, 40_000)
    assert one.earned(D1)[0].startswith("otherwise(")
    assert one.earned(D1)[1].endswith("= >(deal.units of D1, 3)")


def test_a_line_that_was_struck_is_struck_again_at_once() -> None:
    clause = f"""{PAY}
cap commission at 9,999.00 USD per line, the excess is lost
multiply commission by 110%
"""
    one = worked(clause, {"deal": [deal("D1", "01-10", 0, value=10_045)]}, "03-31")

    # 10 % of 100.45 is 10.045, half even 10.04; times 1.10 it is 11.044, so 11.04.
    assert one.amounts(D1) == (1_104, 1_104)
    capped = f"{NAME}D1#1 under the cap"
    assert one.earned(D1)[:2] == [
        f"{NAME}D1#1 times its factor = strike(multiply([{capped}], 110%))",
        f"{capped} = subtract(least(add(0, strike([{NAME}D1#1])), 9,999.00 USD), least(0, 9,999.00 USD))",
    ]


def test_a_line_that_a_guarantee_looked_at_is_struck_there() -> None:
    clause = f"""{PAY}
guarantee least for commission, at 5.00 USD per performance period
multiply commission by 110%
"""
    one = worked(clause, {"deal": [deal("D1", "01-10", 0, value=10_045)]}, "03-31")

    # 10.045 is 10.04 where the guarantee counts it; times 1.10 it is 11.04.
    assert one.amounts(D1) == (1_104, 1_104)
    assert one.earned(D1)[0] == (
        f"{NAME}D1#1 times its factor = strike(multiply(strike([{NAME}D1#1]), 110%))"
    )


def test_what_is_lost_as_money_is_taken_from_the_line() -> None:
    clause = f"""{PAY}
claw back commission for each cancellation, when cancellation.forced
  portion cancellation.lost_share, at most 100% of a deal in total
  as money, attainment stays"""
    taken = {
        "id": "X1",
        "deal": "D1",
        "effective_on": d("03-01"),
        "lost_share": Fraction(1, 4),
        "forced": True,
    }
    one = worked(clause, {**TWO, "cancellation": [{**taken, "currency": "USD"}]}, "03-31")

    # A quarter of 400.00 is taken; of D2 nothing was lost, so its line says nothing of losses.
    assert one.amounts(D1) == (30_000, 30_000)
    assert one.earned(D1)[0] == (
        f"{NAME}D1#1 less what was taken back = multiply([{NAME}D1#1], subtract(1, "
        "then(all(is(cancellation.deal of X1, deal.id of D1), cancellation.forced of X1), "
        "cancellation.lost_share of X1)))"
    )
    assert len(one.earned(D2)) == 1


def test_a_line_that_is_a_fault_has_no_nodes_of_its_own() -> None:
    clause = "pay commission = sales * (100.00 USD / quota.sales of the period), for each sales"
    one = worked(clause, {"deal": [deal("D1", "01-10", 4000)]}, "03-31")

    assert one.lines[D1].fault is not None
    assert one.proved[D1].earned is None
    assert one.proved[D1].payable is None


POOL = f"""{PAY}
pay pool = 100.00 USD / 3, once per performance period, cents allotted among payees"""


def test_the_cents_of_a_pool_are_taken_from_an_allotment_whose_other_parts_are_sealed() -> None:
    people = [person("ana"), person("bo"), person("cem")]
    one = worked(POOL, {"assignment": people}, "03-31")

    # Three times 33.33 1/3 are 100.00: the odd cent is ana's, the first by id.
    assert one.amounts("pool:ana:2026-Q1") == (3_334, 3_334)
    assert one.earned("pool:ana:2026-Q1") == ["Commission: pool of 2026-Q1 = allotted(divide(100.00 USD, 3))"]
    assert [(each.payee, each.value) for each in one.book.sealed] == [
        (payee, Amount(Fraction(10_000, 3), "USD")) for payee in ("bo", "cem")
    ]


def test_a_step_that_is_changed_is_found_by_who_calculates_it_again() -> None:
    one = worked(POOL, TWO, "03-31")
    proof = one.proof
    place = _multiplied(one)
    proof["nodes"][place][2] = ["40001", "USD"]

    # The product itself, and the line, which is that product under a name.
    product, line = check_nodes(proof)
    assert product.where.startswith(f"node {place}, `multiply`")
    assert line.where.endswith(f"{NAME}D1#1, which no line uses")


def _multiplied(one: Worked) -> Ref:
    return next(place for place, node in enumerate(one.book.nodes) if node.op == "multiply")


STATEMENTS = {
    "the factor": "multiply commission by 50%",
    "the claw back": """claw back commission for each cancellation
  portion cancellation.lost_share, at most 100% of a deal in total
  as money, attainment stays""",
    "the cap": "cap commission at 100.00 USD per line, the excess is lost",
    "the floor": "floor commission at 900.00 USD per line",
    "the hold": """hold commission until sold > 9,000.00 USD
  read at the close of its performance period, otherwise lost
  blank is held""",
    "paying out in parts": "pay out commission\n  part 50% at once\n  part the rest on deal.closed_on",
    "the split": "split commission\n  give 20% of it to deal.overlay",
}
SOLD = (
    "measure sold = total own sales of the period\n  read at the close of the period, 0.00 USD until then\n"
)


@pytest.mark.parametrize("what", STATEMENTS)
def test_what_a_side_letter_keeps_from_a_line_is_said_whatever_the_statement(what: str) -> None:
    """An amendment narrows a statement to the lines for which a condition holds."""
    lost = {
        "id": "X1",
        "deal": "D1",
        "effective_on": d("03-01"),
        "lost_share": Fraction(1, 4),
        "currency": "USD",
    }
    rows: Rows = {
        "deal": [deal("D1", "01-10", 4000, overlay="om")],
        "cancellation": [lost],
        "assignment": [person("ana"), person("om")],
    }
    clause = f"{SOLD if what == 'the hold' else ''}{PAY}\n{STATEMENTS[what]}"
    concerned, left_alone = (
        worked(clause, rows, "03-31", change=partial(_only_where, comparison))
        for comparison in (Comparison.IS, Comparison.IS_NOT)
    )
    condition = f"Commission: whether {what} concerns the line"

    assert left_alone.amounts(D1) == (40_000, 40_000)
    assert left_alone.earned(D1)[:2] == [
        f"otherwise([{condition}], [{NAME}D1#1])",
        f"{condition} = is not(deal.owner of D1, stated ana)",
    ]
    told = [*concerned.earned(D1), *concerned.payable(D1)]
    assert concerned.amounts(D1) != (40_000, 40_000)
    assert f"{condition} = is(deal.owner of D1, stated ana)" in told
    assert any(f"then([{condition}], " in step for step in told)


def _only_where(comparison: Comparison, plan: Plan) -> Plan:
    """The plan whose last statement concerns the lines of deals whose owner is, or is not, ana."""
    condition = Compare(comparison, Column("deal", "owner", Kind.PAYEE), Literal("ana"))
    *clauses, last = plan.clauses
    *above, narrowed = last.statements
    assert not isinstance(narrowed, Pay)
    statements = (*above, replace(narrowed, where=condition))
    return replace(plan, clauses=(*clauses, replace(last, statements=statements)))


FAULTY = {
    "the pay itself": "",
    "a factor": "multiply commission by deal.units",
    "a floor": "floor commission at deal.added per line",
    "a cap": "cap commission at deal.added per line, the excess is lost",
    "a cap alike": "cap commission at deal.added per line, the excess is lost, from all lines alike",
    "what is lost": """claw back commission for each cancellation
  portion cancellation.lost_share, at most 100% of a deal in total
  as money, attainment stays""",
    "a share of a part": "pay out commission\n  part deal.units at once\n  part the rest at once",
    "what an event releases": """pay out commission
  part 100% for each payment, by payment.amount / deal.value""",
    "parts that do not make the whole": "pay out commission\n  part deal.overlay_share at once",
    "a gift": "split commission\n  give deal.units * 20% of it to deal.overlay",
}


@pytest.mark.parametrize("what", FAULTY)
def test_a_line_without_an_amount_leaves_those_before_it_proved(what: str) -> None:
    """The cap looks at all lines of the span, also at those that come after and are faults."""
    pay = PAY.replace("sales * 10%", "deal.units * 400.00 USD") if what == "the pay itself" else PAY
    cap = "cap commission at 500.00 USD per performance period, the excess is lost"
    rows: Rows = {
        "deal": [
            deal("D1", "01-10", 4000, units=1, added=900_000, overlay="om", overlay_share=1),
            deal("D2", "01-11", 4000, overlay="om"),
        ],
        "cancellation": [{"id": "X2", "deal": "D2", "effective_on": d("03-01"), "currency": "USD"}],
        "payment": [
            {"id": "Y1", "deal": "D1", "paid_on": d("03-01"), "amount": 400_000, "currency": "USD"},
            {"id": "Y2", "deal": "D2", "paid_on": d("03-01"), "currency": "USD"},
        ],
        "assignment": [person("ana"), person("om")],
    }
    one = worked("\n".join(filter(None, [pay, FAULTY[what], cap])), rows, "03-31")

    assert one.proved[D1].earned is not None
    assert one.lines[D2].fault is not None
    assert one.proved[D2].earned is None


def test_a_period_without_an_amount_leaves_the_other_periods_proved() -> None:
    clause = """pay commission = deal.units * 400.00 USD, for each sales
floor commission at 10.00 USD per line
guarantee least for commission, at 500.00 USD per performance period"""
    rows: Rows = {"deal": [deal("D1", "01-10", 4000, units=1), deal("D2", "04-10", 4000)]}
    one = worked(clause, rows, "06-30")

    assert one.amounts("least:ana:2026-Q1") == (10_000, 10_000)
    assert one.proved["least:ana:2026-Q2"].earned is None


def test_a_step_that_does_not_come_to_the_engines_amount_stops_the_proof(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clause = f"{PAY}\nmultiply commission by 50%"

    def unchanged(_proves: Proves, standing: Standing, _factor: Ref) -> Standing:
        return standing

    monkeypatch.setattr(lines, "times", unchanged)

    with pytest.raises(LineProofError, match=r"D1#1 times its factor: the steps .* a fault of comp"):
        worked(clause, {"deal": [deal("D1", "01-10", 4000)]}, "03-31")


def test_an_amount_that_the_steps_do_not_come_to_stops_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    def one_cent_less(_view: PlanView, _state: State) -> int:
        return 39_999

    monkeypatch.setattr(proved, "payable_minor", one_cent_less)

    with pytest.raises(LineProofError, match="commission:ana:D1#1, payable: "):
        worked(PAY, {"deal": [deal("D1", "01-10", 4000)]}, "03-31")
