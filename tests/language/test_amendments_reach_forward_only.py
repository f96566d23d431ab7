"""An amendment keeps both texts: each line takes the one that held at its birth, for its payee."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from comp.language import core, diff_plans, load_texts
from comp.language.core import Comparison, Kind
from tests.language.workspace import ROOT, SHARED

SELLER = (ROOT / "tests" / "language" / "whole" / "seller.plan").read_text("utf-8")
PLAN = SELLER.replace("\nexample", "  multiply commission by 110%\n\nexample", 1)
RATE = """amend p from 2026-07-01 "Amendment 1"
  replace table multiple
  table multiple by attainment, marginal
    | from | multiple |
    | 0%   | 2%       |
"""
CLAUSE = """amend p from 2026-07-01 for payee "ana" "Side letter"
  replace clause c

clause c "Commission", 100% of target incentive
  pay commission = new_business * 3%, for each new_business
  multiply commission by 120%
"""
JULY = core.Literal(date(2026, 7, 1))
BORN_BEFORE = core.Compare(Comparison.BELOW, core.BornOn(), JULY)
BORN_SINCE = core.Compare(Comparison.AT_LEAST, core.BornOn(), JULY)


def loaded(*amendments: str) -> core.Plan:
    texts = {"shared.plan": SHARED, "p.plan": PLAN}
    found = load_texts({**texts, **{f"a{at}.plan": text for at, text in enumerate(amendments)}})
    assert found.program is not None, found.errors
    return found.program.plans[0]


def codes(*amendments: str) -> list[str]:
    texts = {"shared.plan": SHARED, "p.plan": PLAN}
    found = load_texts({**texts, **{f"a{at}.plan": text for at, text in enumerate(amendments)}})
    return [fault.code for fault in found.errors]


def paid(rate: core.Expr) -> core.Expr:
    return core.Arithmetic(core.Operator.MULTIPLY, core.CreditValue("new_business", Kind.MONEY), rate)


def test_a_replaced_table_stands_beside_the_old_one_and_the_line_s_birth_chooses() -> None:
    plan = loaded(RATE)
    old, new = (core.TableValue(name, Kind.NUMBER) for name in ("multiple", "multiple@2026-07-01"))
    pay = plan.clauses[0].statements[0]
    assert pay == core.Pay("commission", core.If(BORN_SINCE, paid(new), paid(old)), "new_business")
    assert [row.value for row in plan.tables["multiple"].rows] == [Fraction("0.01"), Fraction("0.02")]
    assert [row.value for row in plan.tables["multiple@2026-07-01"].rows] == [Fraction("0.02")]


def test_an_exception_of_a_replaced_table_stays_unless_the_amendment_writes_one() -> None:
    plan = loaded(RATE)
    assert plan.tables["multiple@2026-07-01"].exceptions == plan.tables["multiple"].exceptions

    other = loaded(f"{RATE}  except no_quota, when quota.new_business of the period is 0: multiple is 4%\n")
    [exception] = other.tables["multiple@2026-07-01"].exceptions
    assert exception.value == core.Literal(Fraction("0.04"))


def test_statements_that_all_versions_share_have_no_guard() -> None:
    plan = loaded(RATE)
    assert plan.clauses[0].statements[1] == core.Multiply("commission", core.Literal(Fraction("1.1")))


def test_a_side_letter_is_for_its_payee_alone() -> None:
    plan = loaded(CLAUSE)
    ana = core.Compare(Comparison.IS, core.ThisPayee(), core.Literal("ana"))
    other = core.Compare(Comparison.IS_NOT, core.ThisPayee(), core.Literal("ana"))
    letter, rest = core.All((BORN_SINCE, ana)), core.AnyOf((other, BORN_BEFORE))
    pay, new, old = plan.clauses[0].statements
    assert pay == core.Pay(
        "commission",
        core.If(letter, paid(core.Literal(Fraction("0.03"))), paid(core.TableValue("multiple", Kind.NUMBER))),
        "new_business",
    )
    assert new == core.Multiply("commission", core.Literal(Fraction("1.2")), letter)
    assert old == core.Multiply("commission", core.Literal(Fraction("1.1")), rest)


def test_a_removed_pay_has_no_lines_any_more_and_an_added_one_none_before() -> None:
    plan = loaded(
        'amend p from 2026-07-01 "A"\n  remove clause c\n  add clause d\n\n'
        'clause d "D", 100% of target incentive\n  pay kicker = new_business * 1%, for each new_business\n'
    )
    pays = {s.name: s.where for _, s in plan.statements() if isinstance(s, core.Pay)}
    assert pays == {"commission": BORN_BEFORE, "kicker": BORN_SINCE}


def test_an_amendment_changes_both_digests_of_its_plan() -> None:
    with_it, without = loaded(RATE), loaded()
    assert with_it.result_digest != without.result_digest
    assert with_it.text_digest != without.text_digest


def test_what_an_amendment_changes_is_shown_as_a_change_of_results() -> None:
    texts = {"shared.plan": SHARED, "p.plan": PLAN}
    diff = diff_plans(load_texts(texts), load_texts({**texts, "a.plan": RATE}))
    assert [(change.kind, change.where, change.results) for change in diff.changes] == [
        ("added", ("amend p from 2026-07-01",), True)
    ]
    assert diff.elsewhere == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (RATE.replace("amend p", "amend q"), "N010"),
        (RATE.replace("multiple", "multipel"), "N010"),
        (RATE.replace("  replace table multiple\n", "  remove clause d\n"), "N010"),
        (RATE + "  replace clause c\n", "C008"),
        (CLAUSE.replace("replace clause c", "add clause c"), "N004"),
        (RATE + "  multiply commission by 2\n", "P003"),
        (
            CLAUSE.replace("for each new_business", "once per performance period").replace(
                "new_business * 3%", "1.00 USD"
            ),
            "L012",
        ),
    ],
)
def test_an_amendment_of_what_is_not_there_is_told(text: str, code: str) -> None:
    assert code in codes(text)


def test_two_amendments_of_one_table_from_one_day_are_told() -> None:
    assert codes(RATE, RATE.replace("2%  ", "3%  ")) == ["L009"]


def test_amendments_of_one_table_from_two_days_follow_each_other() -> None:
    plan = loaded(RATE, RATE.replace("2026-07-01", "2026-10-01").replace("2%  ", "3%  "))
    assert [name for name in plan.tables if "@" in name] == ["multiple@2026-07-01", "multiple@2026-10-01"]
