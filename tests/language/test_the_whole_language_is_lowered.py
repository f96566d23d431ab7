"""A plan that says everything once: it loads, keeps its meaning when it is laid out, and becomes the core
written here by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from comp.language import core, diff_plans, format_text, from_json, load_texts, to_json
from comp.language.calendar import Cadence
from comp.language.core import CapSpan, Comparison, Excess, Kind, Operator
from comp.language.money import Money, Rounding
from tests.language.spacing import respaced
from tests.language.workspace import ROOT

FOLDER = ROOT / "tests" / "language" / "whole"
TEXTS = {name: (FOLDER / name).read_text("utf-8") for name in ("whole.plan", "amendments.plan")}
LOADED = load_texts({"whole.plan": TEXTS["whole.plan"]})

SALE = core.CreditValue("sale", Kind.MONEY)
BOOKED = core.Column("deal", "booked_on", Kind.DATE)
OWNER = core.Column("deal", "owner", Kind.PAYEE)
KIND = core.Column("deal", "kind", Kind.CHOICE)
HIRED = core.Lookup("assignment", core.ThisPayee(), "hired_on", Kind.DATE, core.BornOn())


def plan() -> core.Plan:
    assert LOADED.program is not None, LOADED.diagnostics
    return LOADED.program.plans[0]


def statements(kind: type[core.Statement]) -> list[core.Statement]:
    return [statement for _, statement in plan().statements() if isinstance(statement, kind)]


def number(value: str) -> core.Literal:
    return core.Literal(Fraction(value))


def usd(amount: int) -> core.Literal:
    """An amount in cents."""
    return core.Literal(Money(amount, "USD"))


def compare(left: core.Expr, sign: str, right: core.Expr) -> core.Compare:
    return core.Compare(Comparison(sign), left, right)


def times(left: core.Expr, right: core.Expr) -> core.Arithmetic:
    return core.Arithmetic(Operator.MULTIPLY, left, right)


# Reading and laying out ------------------------------------------------------------------------------------


def test_the_plan_has_no_error() -> None:
    assert LOADED.errors == []


@pytest.mark.parametrize("name", TEXTS)
def test_the_formatter_leaves_what_is_laid_out(name: str) -> None:
    assert format_text(name, TEXTS[name]).text == TEXTS[name]


@pytest.mark.parametrize("seed", range(4))
def test_other_spacing_says_the_same(seed: int) -> None:
    other = {name: respaced(text, seed) for name, text in TEXTS.items()}

    assert {name: format_text(name, text).text for name, text in other.items()} == TEXTS
    assert load_texts(other).program == load_texts(TEXTS).program


def test_the_canonical_json_loses_nothing() -> None:
    program = load_texts(TEXTS).program
    assert program is not None
    assert from_json(to_json(program)) == program


# The header ------------------------------------------------------------------------------------------------


def test_a_header_settles_rate_proration_and_target() -> None:
    lookup = core.Lookup("assignment", core.ThisPayee(), "target_incentive", Kind.ROW_MONEY, core.BornOn())
    first = core.Literal(date(2026, 1, 1))
    assert plan().rate_on == date(2026, 1, 1)
    assert plan().proration is core.Proration.MONTHS_OF_30_DAYS
    assert plan().annual_target == core.InCurrency(lookup, first, "USD", Rounding.HALF_EVEN)
    pay = next(one for one in statements(core.Pay) if isinstance(one, core.Pay) and one.name == "e")
    assert isinstance(pay, core.Pay)
    target = core.PeriodTarget(plan().annual_target or first, Fraction(1), blended=True)
    assert pay.value == times(target, core.TableValue("jump", Kind.NUMBER))


def test_members_are_one_of_several_roles() -> None:
    role = core.Lookup("assignment", core.ThisPayee(), "role", Kind.CHOICE, core.BornOn())
    is_ae, is_csm = (compare(role, "is", core.Literal(word)) for word in ("AE", "CSM"))
    assert plan().members == core.AnyOf((is_ae, is_csm))


def test_terms_and_allowances_are_kept_with_their_clause() -> None:
    assert [terms.title for terms in plan().terms] == ["Disputes"]
    assert [(one.code, one.clause) for one in plan().allowances] == [("M003", None), ("M002", "all")]


@pytest.mark.parametrize(
    ("written", "cadence", "first"),
    [
        ("week, from 2026-01-05", Cadence.WEEK, date(2026, 1, 5)),
        ("two weeks, from 2026-01-05", Cadence.TWO_WEEKS, date(2026, 1, 5)),
        ("half month", Cadence.HALF_MONTH, None),
        ("half year", Cadence.HALF_YEAR, None),
    ],
)
def test_performance_periods_may_be_weeks(written: str, cadence: Cadence, first: date | None) -> None:
    text = TEXTS["whole.plan"].replace("performance period quarter", f"performance period {written}")
    text = text.replace("once per year", "once per performance period")
    text = text.replace("payout             monthly", "payout             every two weeks")
    loaded = load_texts({"whole.plan": text})
    assert loaded.program is not None, loaded.errors
    found = loaded.program.plans[0]
    assert (found.performance, found.weeks_from, found.payout) == (cadence, first, Cadence.TWO_WEEKS)


# Measures --------------------------------------------------------------------------------------------------


def total(over: core.CreditSet, term: core.Expr, kind: Kind) -> core.Aggregate:
    return core.Aggregate(core.Aggregation.TOTAL, over, term, kind)


def test_everyone_s_credits_are_counted_for_each_territory() -> None:
    territory = core.Column("deal", "territory", Kind.TEXT)
    over = core.CreditSet("sale", core.Window(cadence=Cadence.YEAR), everyone=True, per=territory)
    assert plan().measures["territory"] == core.Measure(
        "territory", total(over, SALE, Kind.MONEY), Kind.MONEY, core.Reading.RUNNING
    )


def test_a_term_may_divide_by_the_quota_of_each_credit_s_day() -> None:
    quota = core.Quota("sale", Kind.MONEY, basis=core.QuotaBasis.CREDIT_DATE)
    share = core.Arithmetic(Operator.DIVIDE, SALE, quota)
    over = core.CreditSet("sale", core.Window())
    assert plan().measures["carried"].value == total(over, share, Kind.NUMBER)


def test_a_counter_may_start_again_with_each_quota() -> None:
    over = core.CreditSet("sale", core.Window(quota="sale"))
    quota = core.Quota("sale", Kind.MONEY, basis=core.QuotaBasis.SPAN)
    ratio = core.Arithmetic(Operator.DIVIDE, total(over, SALE, Kind.MONEY), quota)
    assert plan().measures["spanned"].value == ratio


def test_rows_of_a_state_are_those_of_a_day() -> None:
    mine = compare(core.Column("account", "csm", Kind.PAYEE), "is", core.ThisPayee())
    rows = core.RowSet("account", core.Window(), mine, core.PeriodEdge(last=False))
    arr = core.Column("account", "arr", Kind.NUMBER)
    average = core.Aggregate(core.Aggregation.AVERAGE, rows, arr, Kind.NUMBER)
    assert plan().measures["book"].value == average


def test_different_values_are_counted_over_the_half_year() -> None:
    near = core.Shifted(core.Literal(date(2026, 1, 1)), 0, 0)
    far = core.Shifted(core.Literal(date(2026, 1, 1)), 12, 0)
    within = core.All((compare(BOOKED, ">=", near), compare(BOOKED, "<=", far)))
    mine = compare(OWNER, "is", core.ThisPayee())
    rows = core.RowSet("deal", core.Window(cadence=Cadence.HALF_YEAR), core.All((*within.conditions, mine)))
    kinds = core.Aggregate(core.Aggregation.DISTINCT, rows, KIND, Kind.NUMBER)
    assert plan().measures["kinds"].value == kinds


def test_days_are_compared_with_both_ends() -> None:
    after, first, last = (
        core.Literal(day) for day in (date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 31))
    )
    span = (compare(BOOKED, ">=", first), compare(BOOKED, "<=", last))
    where = core.All((compare(BOOKED, ">=", after), core.All(span)))
    value = plan().measures["best"].value
    assert isinstance(value, core.Aggregate)
    assert value.over == core.CreditSet("sale", core.Window(whole_plan=True), where)
    assert value.how is core.Aggregation.MAXIMUM


def test_a_place_is_a_measure_of_its_own_read_when_the_measure_is() -> None:
    name = "rank of base lowest first"
    assert plan().measures["place"].value == core.MeasureValue(name, Kind.NUMBER)
    rank = core.Rank("base", lowest_first=True)
    assert plan().measures[name] == core.Measure(name, rank, Kind.NUMBER, core.Reading.CLOSE)


# Tables ----------------------------------------------------------------------------------------------------


def test_a_table_of_several_inputs_has_a_page_for_each_text_the_special_ones_first() -> None:
    new = (core.TableRow(Fraction(0), Fraction("0.06")), core.TableRow(Fraction(100_000), Fraction("0.08")))
    rest = (core.TableRow(Fraction(0), Fraction("0.03")),)
    assert plan().tables["rate"] == core.Table(
        "rate",
        core.Shape.MARGINAL,
        core.MeasureValue("running", Kind.MONEY),
        (),
        Kind.MONEY,
        Kind.NUMBER,
        others=(KIND,),
        pages=(core.Page((core.Key("new"),), new), core.Page((core.Key(),), rest)),
    )


def test_a_table_of_texts_alone_has_one_row_on_a_page() -> None:
    table = plan().tables["fee"]
    assert table.by is None
    assert [(page.keys, [row.value for row in page.rows]) for page in table.pages] == [
        ((core.Key("new"), core.Key("a")), [Fraction(1000)]),
        ((core.Key(), core.Key()), [Fraction(0)]),
    ]


def test_a_grid_runs_across_by_its_second_input() -> None:
    table = plan().tables["grid"]
    low = (
        core.TableRow(Fraction(0), Fraction("0.01")),
        core.TableRow(Fraction(10_000), Fraction("0.02"), above=True),
    )
    high = (
        core.TableRow(Fraction(0), Fraction("0.02")),
        core.TableRow(Fraction(10_000), Fraction("0.04"), above=True),
    )
    assert table.pages == (
        core.Page((core.Key(bound=Fraction(1, 2)),), high),
        core.Page((core.Key(bound=Fraction(0)),), low),
    )


def test_a_point_below_a_bound_is_what_the_line_reaches_from_the_left() -> None:
    rows = plan().tables["jump"].rows
    assert [(row.bound, row.value, row.below) for row in rows] == [
        (Fraction("0.9"), Fraction(0), True),
        (Fraction("0.9"), Fraction("0.5"), False),
        (Fraction(1), Fraction(1), False),
    ]


# Statements ------------------------------------------------------------------------------------------------


def test_a_pay_may_be_for_some_of_its_credits() -> None:
    margin = core.Column("deal", "margin", Kind.NUMBER)
    where = core.All((compare(KIND, "is", core.Literal("new")), compare(margin, ">", number("0.1"))))
    value = times(times(SALE, core.TableValue("rate", Kind.NUMBER)), number("1"))
    assert statements(core.Pay)[0] == core.Pay("c", value, "sale", where)


def test_a_pay_of_a_period_may_be_on_account_even_in_cents_or_longer() -> None:
    pays = {one.name: one for one in statements(core.Pay) if isinstance(one, core.Pay)}
    assert (pays["e"].on_account, pays["e"].evened, pays["e"].cadence) == (True, True, None)
    own = core.Earned(("c", "d"), core.Window(cadence=Cadence.YEAR))
    reports = core.Earned(("c",), core.Window(), core.Whose.REPORTS)
    added = core.Arithmetic(Operator.ADD, own, reports)
    assert pays["f"] == core.Pay("f", added, None, cadence=Cadence.YEAR)


def test_statements_act_on_each_pay_that_they_name() -> None:
    day = core.MonthEdge(core.Shifted(BOOKED, 0, 30), last=False)
    early = compare(BOOKED, "<", day)
    tenure = core.MonthsAfter(core.PeriodEdge(last=True), HIRED)
    quarter = core.Arithmetic(Operator.DIVIDE, core.PeriodNumber(), number("4"))
    assert statements(core.Multiply)[:3] == [
        core.Multiply("c", number("1.1"), early),
        core.Multiply("d", number("1.1"), early),
        core.Multiply("e", quarter, compare(tenure, ">=", number("6"))),
    ]
    assert statements(core.Floor) == [core.Floor(pay, usd(1000)) for pay in ("c", "g")]
    clawed = [one for one in statements(core.ClawBack) if isinstance(one, core.ClawBack)]
    assert [(one.target, one.link) for one in clawed] == [("c", "deal"), ("d", "deal")]


def test_caps_have_spans_and_an_excess() -> None:
    policy = core.Column("deal", "policy", Kind.TEXT)
    target = core.PeriodTarget(plan().annual_target or policy, Fraction(1), blended=True)
    twice = times(target, number("2"))
    own = core.Earned(("c",), core.Window(whole_plan=True))
    assert statements(core.Cap)[:3] == [
        core.Cap(("c", "d"), usd(900_000), CapSpan.VALUE, (policy, policy), alike=True),
        core.Cap(("e",), twice, CapSpan.PERFORMANCE_PERIOD, excess=Excess.CARRIED),
        core.Cap(("g",), own, CapSpan.PLAN),
    ]


def test_a_share_may_be_held() -> None:
    until = compare(core.MeasureValue("base", Kind.NUMBER), ">=", number("0.85"))
    assert statements(core.Hold) == [core.Hold("c", until, 2, blank_releases=True, share=number("0.4"))]


def test_a_pay_is_paid_out_in_parts() -> None:
    collected = core.Column("deal", "collected_on", Kind.DATE)
    gone = core.BlankIs(core.PayeesLastDay(), core.Literal(date(2099, 1, 1)))
    cash = core.Arithmetic(
        Operator.DIVIDE,
        core.Column("payment", "amount", Kind.ROW_MONEY),
        core.Column("deal", "amount", Kind.ROW_MONEY),
    )
    paid = compare(core.Column("payment", "paid_on", Kind.DATE), "<", gone)
    # 20%, 30% and 10% leave 40%, of which each of three equal parts is 2/15.
    third = number("2/15")
    assert statements(core.PayOut) == [
        core.PayOut(
            "d",
            (
                core.PayPart(number("0.2")),
                core.PayPart(number("0.3"), collected, lost_on=core.Shifted(BOOKED, 12, 0)),
                core.PayPart(
                    number("0.1"),
                    event=core.Event("payment", "deal", paid, cash),
                    lost_on=core.Literal(date(2027, 1, 1)),
                ),
                core.PayPart(third, core.BornOn()),
                core.PayPart(third, core.Shifted(core.BornOn(), 1, 0)),
                core.PayPart(third, core.Shifted(core.BornOn(), 2, 0)),
            ),
        )
    ]


def test_a_pay_is_split_by_share_and_by_amount() -> None:
    partner = core.Column("deal", "partner", Kind.PAYEE)
    manager = core.Lookup("assignment", core.ThisPayee(), "manager", Kind.PAYEE, core.BornOn())
    given = (
        core.GivenPart(number("0.2"), None, partner),
        core.GivenPart(None, times(SALE, number("0.01")), manager),
    )
    assert statements(core.Split) == [core.Split("g", given)]


def test_a_guarantee_is_a_draw_that_nobody_owes() -> None:
    below = compare(core.MeasureValue("base", Kind.NUMBER), "<", number("0.5"))
    assert statements(core.Draw)[0] == core.Draw("least", ("c", "d"), usd(200_000), below)


def test_a_draw_is_owed_recovered_and_forgiven_or_due() -> None:
    new = compare(core.Shifted(HIRED, 3, 0), ">", core.PeriodEdge(last=False))
    recovery = core.Recovery(
        number("0.5"),
        core.RecoveredFrom.EXCESS,
        usd(50_000),
        date(2026, 4, 1),
        date(2026, 12, 31),
        forgiven=True,
    )
    due = core.Recovery(number("1"), core.RecoveredFrom.PAY, None, None, None, forgiven=False)
    assert statements(core.Draw)[1:] == [
        core.Draw("advance", ("c", "e"), usd(200_000), new, recovery=recovery),
        core.Draw("other", ("d",), usd(10_000), whole=True, recovery=due),
    ]


# Examples --------------------------------------------------------------------------------------------------


def test_an_example_expects_spans_of_days_measures_and_quotas() -> None:
    _, total_, payable, base, running, quota = plan().examples[0].expectations
    assert (total_.since, total_.on, total_.amount) == (
        date(2026, 2, 1),
        date(2026, 2, 28),
        Money(40_000, "USD"),
    )
    assert (payable.payable, payable.amount) == (True, Money(-100, "USD"))
    assert (base.what, base.period, base.number) == (core.Expected.MEASURE, "2026-Q1", Fraction("0.9167"))
    assert (base.decimals, base.percent) == (2, True)
    assert (running.fact, running.payee, running.amount) == ("D1", "ana", Money(15_000, "USD"))
    assert (quota.what, quota.pay) == (core.Expected.QUOTA, "sale")


# Differences -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "where", "results"),
    [
        ("multiply c and d by 110%", "multiply c and d by 120%", "clause all, multiply c and d", True),
        ("hold 40% of c", "hold 50% of c", "clause all, hold c", True),
        ("part 20% at once", "part 10% at once", "clause all, pay out d, part", True),
        ("the shortfall is owed", "the whole draw is owed", "clause all, draw advance, what is owed", True),
        ("by 30-day months", "by working days", "prorating", True),
        ("| new | 0            | 6%", "| new | 0 | 7%", "clause all, table rate, row is new, from 0", True),
        ("within 30 days.", "within 60 days.", 'terms "Disputes"', False),
        ('because "It was agreed."', 'because "It is so."', "clause all, allow M002", False),
    ],
)
def test_a_difference_is_told_where_it_stands(before: str, after: str, where: str, *, results: bool) -> None:
    assert before in TEXTS["whole.plan"]
    changed = load_texts({"whole.plan": TEXTS["whole.plan"].replace(before, after, 1)})
    [change] = diff_plans(LOADED, changed).changes
    assert ", ".join(change.where) == f"plan whole, {where}"
    assert (change.kind, change.results) == ("changed", results)
