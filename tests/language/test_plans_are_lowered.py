"""The demo plans load, their spans point at the right text, and statements become the core written here
by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from comp.language import core, load_texts
from comp.language.core import Kind
from comp.language.lowering.reads import walk
from comp.language.money import Money, Rounding
from tests.language.workspace import demo_texts

LOADED = load_texts(demo_texts())


def plan(name: str) -> core.Plan:
    assert LOADED.program is not None
    return next(plan for plan in LOADED.program.plans if plan.name == name)


def test_the_demo_plans_have_no_fault() -> None:
    assert LOADED.diagnostics == []
    assert LOADED.program is not None
    assert [p.name for p in LOADED.program.plans] == [
        "ae_manager_2026",
        "ae_mm_2026",
        "cs_manager_2026",
        "csm_2026",
    ]


def test_a_pay_for_each_credit_multiplies_its_value() -> None:
    statement = plan("ae_mm_2026").clauses[0].statements[0]
    new_business = core.CreditValue("new_business", Kind.MONEY)
    rate = core.TableValue("rate", Kind.NUMBER)
    product = core.Arithmetic(core.Operator.MULTIPLY, new_business, rate)
    assert statement == core.Pay("commission", product, "new_business")


def test_a_running_measure_is_a_total_over_a_quota() -> None:
    own = core.CreditSet("new_business", core.Window())
    total = core.Aggregate(
        core.Aggregation.TOTAL, own, core.CreditValue("new_business", Kind.MONEY), Kind.MONEY
    )
    ratio = core.Arithmetic(core.Operator.DIVIDE, total, core.Quota("new_business", Kind.MONEY))
    assert plan("ae_mm_2026").measures["attainment"] == core.Measure(
        "attainment", ratio, Kind.NUMBER, core.Reading.RUNNING
    )


def test_a_total_over_rows_converts_each_term_on_the_day_of_its_row() -> None:
    measure = plan("ae_mm_2026").measures["retention"]
    assert isinstance(measure.value, core.Arithmetic)
    kept = measure.value.left
    account = core.Column("renewal", "account", Kind.TEXT)
    rows = core.RowSet(
        "renewal", core.Window(before=3), core.AmongOwn(account, "new_business", "account", direct_only=True)
    )
    term = core.Convert(
        core.Column("renewal", "kept_value", Kind.ROW_MONEY),
        "renewal",
        "USD",
        core.Column("renewal", "decided_on", Kind.DATE),
        Rounding.HALF_EVEN,
    )
    assert kept == core.Aggregate(core.Aggregation.TOTAL, rows, term, Kind.MONEY)
    assert measure.reading is core.Reading.CLOSE
    assert measure.until_then == core.Literal(Fraction(9, 10))


def test_the_count_of_a_measure_is_read_when_the_measure_is() -> None:
    measures = plan("ae_mm_2026").measures
    assert measures["count of retention"].reading is core.Reading.CLOSE
    few = plan("ae_mm_2026").tables["multiplier"].exceptions[0]
    count = core.MeasureValue("count of retention", Kind.NUMBER)
    below = core.Compare(core.Comparison.BELOW, count, core.Literal(Fraction(5)))
    assert few == core.Except("few_renewals", below, core.Literal(Fraction(1)))


def test_a_claw_back_links_the_loss_to_the_credited_fact() -> None:
    statement = plan("ae_mm_2026").clauses[2].statements[0]
    assert isinstance(statement, core.ClawBack)
    assert (statement.target, statement.losses, statement.link) == ("commission", "cancellation", "deal")
    assert statement.portion == core.Arithmetic(
        core.Operator.DIVIDE,
        core.Column("cancellation", "lost_value", Kind.ROW_MONEY),
        core.Column("deal", "first_year_value", Kind.ROW_MONEY),
    )
    assert not statement.of_credit


def test_a_cap_is_minor_units_of_its_currency() -> None:
    cap = plan("ae_mm_2026").clauses[2].statements[1]
    assert cap == core.Cap(
        ("commission",), core.Literal(Money(9_000_000, "USD")), core.CapSpan.PERFORMANCE_PERIOD
    )


def test_a_part_is_looked_up_through_the_column_that_refers_to_it() -> None:
    assert LOADED.program is not None
    part = LOADED.program.credits["expansion"].parts[0]
    assert part.to == core.Lookup(
        "account",
        core.Column("deal", "account", Kind.TEXT),
        "csm",
        Kind.PAYEE,
        core.Column("deal", "booked_on", Kind.DATE),
    )


def test_a_member_is_told_by_the_assignment_of_the_day() -> None:
    role = core.Lookup("assignment", core.ThisPayee(), "role", Kind.CHOICE, core.BornOn())
    assert plan("csm_2026").members == core.Compare(core.Comparison.IS, role, core.Literal("CSM"))


def test_a_hold_counts_the_closes_after_its_own() -> None:
    hold = plan("csm_2026").clauses[1].statements[1]
    assert isinstance(hold, core.Hold)
    assert (hold.later_periods, hold.blank_releases) == (2, True)


@pytest.mark.parametrize("name", ["ae_mm_2026", "csm_2026", "ae_manager_2026", "cs_manager_2026"])
def test_every_span_points_at_the_text_of_its_name(name: str) -> None:
    texts = demo_texts()
    named = [node for node in walk(plan(name)) if node.span.file]
    assert len(named) > 20
    for node in named:
        said = texts[node.span.file][node.span.start : node.span.end]
        line = texts[node.span.file].split("\n")[node.span.line - 1]
        assert line[node.span.column - 1 :].startswith(said.split("\n")[0])
        match node:
            case core.Column() | core.Lookup():
                assert node.name in said
            case core.MeasureValue() | core.TableValue() | core.Quota() | core.CreditValue():
                name_of = node.credit if isinstance(node, core.CreditValue) else node.name
                assert name_of in said
            case core.Pay():
                assert said.startswith(f"pay {node.name}")
            case _:
                pass


def digests(changed: dict[str, tuple[str, str]]) -> tuple[str, str]:
    texts = demo_texts()
    for name, (old, new) in changed.items():
        assert old in texts[name]
        texts[name] = texts[name].replace(old, new, 1)
    loaded = load_texts(texts)
    assert loaded.program is not None
    found = next(plan for plan in loaded.program.plans if plan.name == "ae_mm_2026")
    return found.text_digest, found.result_digest


def test_comments_and_white_space_change_no_hash() -> None:
    comment = {"ae_mm_2026.plan": ("clause commission", "# a comment\n\nclause   commission")}
    assert digests(comment) == digests({})


def test_wording_changes_the_hash_of_the_text_alone() -> None:
    text, result = digests({"ae_mm_2026.plan": ("Each band pays at", "Every band pays at")})
    assert text != digests({})[0]
    assert result == digests({})[1]


def test_a_rate_changes_both_hashes() -> None:
    text, result = digests({"ae_mm_2026.plan": ("| 150% | 20%  |", "| 150% | 21%  |")})
    assert (text != digests({})[0], result != digests({})[1]) == (True, True)


def test_another_plan_changes_neither_hash() -> None:
    assert digests({"csm_2026.plan": ("| 90% | 100% |", "| 90% | 101% |")}) == digests({})


def test_what_a_column_means_says_nothing_of_whether_it_may_be_blank() -> None:
    assert LOADED.program is not None
    deal = LOADED.program.sources["deal"]
    told = {column.name: (column.may_be_blank, column.title) for column in deal.columns}
    assert told["account"] == (False, "")
    assert told["overlay"] == (True, "")
    assert told["first_year_value"] == (False, "value of the first twelve months")
    assert told["added_annual_value"] == (True, "for an expansion, what a year is worth more than before")
