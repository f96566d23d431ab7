"""Measures, counters, tables, quotas and targets in the proof."""

from dataclasses import replace
from fractions import Fraction

import pytest

from comp.language import core
from comp.language.calendar import Cadence
from comp.language.core import Aggregation, Kind, Proration, Reading, Shape
from comp.reference.values import Amount, Undefined, Value
from tests.reference import build as b
from tests.reference.proof.expressing import PAID, SAID, Proofs, dated

COUNTED = b.read("sold", Kind.MONEY)
THREE: b.Rows = {
    "deal": [
        b.deal("D1", "01-10", "100.00", kind="new"),
        b.deal("D2", "01-20", "300.00", kind="old"),
        b.deal("D3", "02-10", "500.00", kind="new"),
    ]
}


def owned(number: int) -> str:
    """The value of a deal's credit, which all goes to its owner."""
    return f"then(is(deal.owner of D{number}, payee), deal.value of D{number})"


def booked(number: int) -> str:
    """The day of a deal."""
    return f"deal.booked_on of D{number}"


def counted(number: int, *where: str) -> str:
    """A deal's credit as a term of the quarter's total."""
    return dated(booked(number), owned(number), where=where)


def running_on(number: int, after: int) -> str:
    """A deal's credit as a term of a counter, in which another deal stands before it."""
    return dated(booked(number), owned(number), after=booked(after))


@pytest.fixture
def of_quarter() -> Proofs:
    """Three deals of one quarter."""
    return Proofs(THREE)


def total(how: Aggregation, term: core.Expr | None = b.NEW, **over: object) -> core.Aggregate:
    """An aggregate of own credits of the period."""
    kind = Kind.MONEY if how is Aggregation.TOTAL else Kind.NUMBER
    return core.Aggregate(how, replace(b.OWN, **over), term, kind)


def running(reading: Reading = Reading.WITH) -> b.Case:
    """A plan with the measure `sold`, read beside each deal."""
    return b.Case((PAID,), measures=(b.sold_measure(reading),))


# Counters --------------------------------------------------------------------------------------------------


def test_a_measure_read_with_the_deal_is_one_link_of_a_chain() -> None:
    proofs = Proofs(THREE, case=running())
    assert proofs.of_deal(COUNTED, "D1") == [f"add(0, {counted(1)})"]
    assert proofs.of_deal(COUNTED, "D3") == [
        f"add(add(add(0, {counted(1)}), {running_on(2, 1)}), {running_on(3, 2)})"
    ]
    assert proofs.value(COUNTED, "D3") == Amount(Fraction(90_000), "USD")


def test_before_the_first_deal_there_is_nothing() -> None:
    proofs = Proofs(THREE, case=running(Reading.BEFORE))
    assert proofs.of_deal(COUNTED, "D1") == ["0"]
    assert proofs.of_deal(COUNTED, "D2") == [f"add(0, {counted(1)})"]


def test_each_further_line_adds_as_many_steps_as_the_one_before() -> None:
    """A total that grows deal by deal is one chain: n lines have n links and not n²."""

    def nodes(number: int) -> int:
        rows = {"deal": [b.deal(f"D{n}", f"01-{n:02}", f"{100 + n}.00") for n in range(1, number + 1)]}
        proofs = Proofs(rows, case=running())
        for n in range(1, number + 1):
            proofs.of_deal(COUNTED, f"D{n}")
        return len(proofs.book.nodes)

    assert nodes(9) - nodes(6) == nodes(6) - nodes(3)


@pytest.mark.parametrize(
    ("how", "steps", "value"),
    [
        (Aggregation.COUNT, "", 3),
        (Aggregation.AVERAGE, "", Fraction(300)),
        (
            Aggregation.MAXIMUM,
            f"greatest(greatest({counted(1)}, {running_on(2, 1)}), {running_on(3, 2)})",
            500,
        ),
        (Aggregation.DISTINCT, "distinct()", 3),
    ],
)
def test_every_kind_of_aggregate_runs(how: Aggregation, steps: str, value: Value) -> None:
    """100.00, 300.00 and 500.00: three of them, 300.00 on average, at most 500.00."""
    term = None if how is Aggregation.COUNT else b.NEW
    kind = Kind.MONEY if how in {Aggregation.AVERAGE, Aggregation.MAXIMUM} else Kind.NUMBER
    measure = core.Measure("sold", core.Aggregate(how, b.OWN, term, kind), kind, Reading.WITH)
    proofs = Proofs(THREE, case=b.Case((PAID,), measures=(measure,)))
    found = proofs.of_deal(COUNTED, "D3")
    assert not steps or found == [steps]
    money = (
        Amount(Fraction(value) * 100, "USD")
        if kind is Kind.MONEY and isinstance(value, int | Fraction)
        else value
    )
    assert proofs.value(COUNTED, "D3") == money


def test_the_latest_rests_on_days_that_never_fall() -> None:
    """D2 and D0 are of one day; of these the later by key is the latest, also where it was counted first."""
    rows = {
        "deal": [
            b.deal("D1", "01-10", "100.00"),
            b.deal("D2", "01-20", "300.00"),
            b.deal("D0", "01-20", "5.00"),
        ]
    }
    by_value = replace(b.credit(), ties=(b.col("deal.value"),))
    measure = core.Measure(
        "sold", core.Aggregate(Aggregation.LATEST, b.OWN, b.NEW, Kind.MONEY), Kind.MONEY, Reading.WITH
    )
    proofs = Proofs(rows, case=b.Case((PAID,), measures=(measure,), credits=(by_value,)))
    assert proofs.of_deal(COUNTED, "D0") == [
        f"latest({booked(1)}, {counted(1)}, {booked(0)}, {running_on(0, 1)})"
    ]
    assert proofs.value(COUNTED, "D2") == Amount(Fraction(30_000), "USD")


def test_different_values_so_far_name_the_terms_that_stand_once() -> None:
    """D1 and D3 are new, D2 is old: one kind, then two, and still two."""
    kinds = core.Aggregate(Aggregation.DISTINCT, b.OWN, b.col("deal.kind", Kind.TEXT), Kind.NUMBER)
    measure = core.Measure("sold", kinds, Kind.NUMBER, Reading.WITH)
    proofs = Proofs(THREE, case=b.Case((PAID,), measures=(measure,)))
    assert [proofs.value(b.read("sold"), f"D{n}") for n in (1, 2, 3)] == [1, 2, 2]
    counts = [node for node in proofs.book.nodes if node.op == "distinct"]
    assert [len(node.inputs) for node in counts] == [3, 0, 0, 0]
    every = proofs.book.nodes.index(counts[0])
    assert [dict(node.more) for node in counts[1:]] == [{"among": every, "first": n} for n in (1, 2, 3)]


# Totals of a period ----------------------------------------------------------------------------------------


def test_a_total_of_the_period_is_one_sum(of_quarter: Proofs) -> None:
    assert of_quarter.of_quarter(b.TOTAL) == [f"sum({counted(1)}, {counted(2)}, {counted(3)})"]


def test_a_term_stands_on_the_condition_that_it_fulfils(of_quarter: Proofs) -> None:
    large = b.compare(b.col("deal.value"), ">", b.usd("200.00"))
    assert of_quarter.of_quarter(total(Aggregation.TOTAL, where=large)) == [
        "sum(" + ", ".join(counted(n, f">(deal.value of D{n}, stated 20000)") for n in (2, 3)) + ")"
    ]


def test_what_is_counted_are_rows_of_the_days_that_are_counted(of_quarter: Proofs) -> None:
    assert of_quarter.of_quarter(total(Aggregation.COUNT, None)) == [
        "sum(" + ", ".join(dated(booked(n), "1") for n in (1, 2, 3)) + ")"
    ]


def test_the_average_is_the_total_by_the_number(of_quarter: Proofs) -> None:
    average = core.Aggregate(Aggregation.AVERAGE, b.OWN, b.NEW, Kind.MONEY)
    assert of_quarter.of_quarter(average) == [
        f"divide(sum({counted(1)}, {counted(2)}, {counted(3)}), sum(1, 1, 1))"
    ]
    assert of_quarter.value(average) == Amount(Fraction(30_000), "USD")


@pytest.mark.parametrize(
    ("how", "step"),
    [
        (Aggregation.MINIMUM, "least()"),
        (Aggregation.MAXIMUM, "greatest()"),
        (Aggregation.LATEST, "latest()"),
        (Aggregation.AVERAGE, "divide(sum(), sum())"),
        (Aggregation.DISTINCT, "distinct()"),
    ],
)
def test_of_nothing_there_is_no_least_and_no_average(how: Aggregation, step: str) -> None:
    proofs = Proofs({"deal": []})
    aggregate = core.Aggregate(how, b.OWN, b.NEW, Kind.MONEY if how is Aggregation.AVERAGE else Kind.NUMBER)
    assert proofs.of_quarter(aggregate) == [step]
    assert proofs.value(aggregate) == (0 if how is Aggregation.DISTINCT else Undefined(""))


def test_a_row_among_ones_own_has_one_witness_and_one_that_is_not_differs_from_all() -> None:
    rows: b.Rows = {
        "deal": [b.deal("D1", "01-10", "1.00", account="A1"), b.deal("D2", "01-20", "1.00", account="A2")],
        "renewal": [
            {"id": "N1", "account": "A2", "decided_on": b.d("02-01"), "due_value": 100, "currency": "USD"},
            {"id": "N2", "account": "A9", "decided_on": b.d("02-01"), "due_value": 700, "currency": "USD"},
        ],
    }
    among = core.AmongOwn(b.col("renewal.account", Kind.TEXT), "new", "account", direct_only=False)
    over = core.RowSet("renewal", core.Window(), among)
    due = core.Aggregate(Aggregation.TOTAL, over, b.col("renewal.due_value"), Kind.ROW_MONEY)
    proofs = Proofs(rows)
    among_own = "is(renewal.account of N1, deal.account of D2)"
    assert proofs.of_quarter(due) == [
        f"sum({dated('renewal.decided_on of N1', 'renewal.due_value of N1', where=[among_own])})"
    ]
    other = core.AmongOwn(b.col("deal.id", Kind.TEXT), "new", "account", direct_only=False)
    assert proofs.of_deal(other) == [
        "any(is(deal.id of D1, deal.account of D1), is(deal.id of D1, deal.account of D2))"
    ]


# Measures and their exceptions ----------------------------------------------------------------------------


def test_a_measure_of_the_period_is_proved_once_under_its_name() -> None:
    proofs = Proofs(THREE, case=running(Reading.POSTING))
    sold = f"sold in 2026-Q1 = sum({counted(1)}, {counted(2)}, {counted(3)})"
    assert proofs.of_deal(b.times(COUNTED, SAID["6%"]), "D1") == ["multiply([sold in 2026-Q1], 6%)", sold]
    before = len(proofs.book.nodes)
    proofs.of_deal(b.times(COUNTED, SAID["6%"]), "D3")
    assert len(proofs.book.nodes) == before


def test_until_the_close_a_measure_is_what_the_plan_says_until_then() -> None:
    measure = replace(b.attainment_measure(Reading.CLOSE), until_then=SAID["6%"])
    proofs = Proofs(THREE, as_of="02-28", case=b.Case((PAID,), measures=(measure,)))
    assert proofs.of_deal(b.read("attainment")) == ["6%"]


def test_what_is_not_read_yet_is_undefined_on_the_engines_word() -> None:
    proofs = Proofs(THREE, as_of="02-28", case=running(Reading.CLOSE))
    [step] = proofs.of_deal(COUNTED)
    assert step.startswith("stated Undefined")


def test_an_exception_that_was_tried_and_is_false_stands_beside_the_value() -> None:
    none = core.Except("none", b.compare(SAID["1"], "<", SAID["0"]), SAID["2"])
    some = core.Except("some", b.compare(SAID["1"], ">", SAID["0"]), SAID["6%"])
    case = b.Case((PAID,), measures=(replace(b.sold_measure(Reading.WITH), exceptions=(none,)),))
    proofs = Proofs(THREE, case=case)
    assert proofs.of_deal(COUNTED) == [f"otherwise(<(1, 0), add(0, {counted(1)}))"]

    case = b.Case((PAID,), measures=(replace(b.sold_measure(Reading.WITH), exceptions=(none, some)),))
    assert Proofs(THREE, case=case).of_deal(COUNTED) == ["otherwise(<(1, 0), then(>(1, 0), 6%))"]


def test_two_exceptions_that_apply_leave_no_value() -> None:
    some = core.Except("some", b.compare(SAID["1"], ">", SAID["0"]), SAID["6%"])
    case = b.Case(
        (PAID,),
        measures=(replace(b.sold_measure(Reading.WITH), exceptions=(some, replace(some, label="more"))),),
    )
    proofs = Proofs(THREE, case=case)
    [step] = proofs.of_deal(COUNTED)
    assert step.startswith("then(>(1, 0), then(>(1, 0), stated Undefined")


# Tables ----------------------------------------------------------------------------------------------------


def marginal(**more: object) -> b.Case:
    """A rate that rises with what was sold: 6 % up to 200.00, then 8 %."""
    rate = b.steps("rate", COUNTED, "0.00 6%", "200.00 8%", shape=Shape.MARGINAL, money=True)
    return b.Case((PAID,), measures=(b.sold_measure(),), tables=(replace(rate, **more),))


def test_a_marginal_table_is_read_from_before_to_with_the_deal() -> None:
    proofs = Proofs(THREE, case=marginal())
    first = f"add(0, {counted(1)})"
    assert proofs.of_deal(b.table_value("rate"), "D2") == [
        f"table({first}, add({first}, {running_on(2, 1)}))"
    ]
    # From 100.00 to 400.00: a third at 6 %, two thirds at 8 %.
    assert proofs.value(b.table_value("rate"), "D2") == Fraction(22, 300)
    [(place, shown)] = proofs.book.tables.values()
    assert (place, shown.table.name, shown.lines) == (0, "rate", (None, None))


def test_a_table_of_several_inputs_is_given_them_after_its_point() -> None:
    page = core.Page((core.Key("new"),), (core.TableRow(Fraction(0), Fraction(1, 10)),))
    any_other = core.Page((core.Key(),), (core.TableRow(Fraction(0), Fraction(1, 20)),))
    table = core.Table(
        "rate", Shape.RETROACTIVE, b.col("deal.value"), (), Kind.MONEY, Kind.NUMBER,
        others=(b.col("deal.kind", Kind.TEXT),), pages=(page, any_other),
    )  # fmt: skip
    blank = {"deal": [*THREE["deal"], b.deal("D4", "02-20", "1.00")]}
    proofs = Proofs(blank, case=b.Case((PAID,), tables=(table,)))
    assert proofs.of_deal(b.table_value("rate"), "D1") == ["table(deal.value of D1, deal.kind of D1)"]
    values = [proofs.value(b.table_value("rate"), f"D{n}") for n in (1, 2, 4)]
    assert values == [Fraction(1, 10), Fraction(1, 20), Fraction(1, 20)]  # D4 has no kind, which fits `any`


# Quotas, targets and days ----------------------------------------------------------------------------------


def test_a_quota_counts_by_the_days_that_its_row_shares_with_the_quarter() -> None:
    """Of a year's 365,000.00, the 90 days of the first quarter have 90,000.00."""
    proofs = Proofs({"quota": [b.quota("365,000.00", last="12-31")]})
    row = "ana-01-01-365,000.00"
    days = f"days(least(quota.ends_on of {row}, 2026-03-31), greatest(quota.starts_on of {row}, 2026-01-01))"
    whole = f"days(quota.ends_on of {row}, quota.starts_on of {row})"
    assert proofs.of_quarter(b.QUOTA) == [
        (
            f"quota new = then(is(quota.payee of {row}, payee), "
            f"multiply(quota.amount of {row}, divide(add({days}, 1), add({whole}, 1))))"
        ),
    ]
    assert proofs.value(b.QUOTA) == Amount(Fraction(9_000_000), "USD")


def test_two_rows_of_a_quota_add_up_and_no_row_is_undefined() -> None:
    rows = [b.quota("100.00", last="01-31"), b.quota("200.00", first="02-01", last="03-31")]
    assert Proofs({"quota": rows}).of_quarter(b.QUOTA)[0] == "sum([quota new], [quota new])"
    assert Proofs({"quota": rows}).value(b.QUOTA) == Amount(Fraction(30_000), "USD")
    [step] = Proofs({}).of_quarter(b.QUOTA)
    assert step.startswith("stated Undefined")


def test_the_part_of_a_payee_who_came_in_the_quarter() -> None:
    """From 1 March on ana has 31 of the 90 days."""
    rows: b.Rows = {"assignment": [b.person("ana", starts_on=b.d("03-01"))], "quota": [b.quota("90.00")]}
    by_days = replace(b.QUOTA, by_days_in_plan=True)
    proofs = Proofs(rows)
    [step, _] = proofs.of_quarter(by_days)
    fulfils = (
        "is(then(all(is(payee, assignment.payee of ana), <=(assignment.starts_on of ana, "
        "greatest(2026-01-01, assignment.starts_on of ana))), assignment.role of ana), stated AE)"
    )
    days = "add(days(2026-03-31, greatest(2026-01-01, assignment.starts_on of ana)), 1)"
    assert step == (
        f"multiply([quota new], divide(then({fulfils}, {days}), add(days(2026-03-31, 2026-01-01), 1)))"
    )
    assert proofs.value(by_days) == Amount(Fraction(3_100), "USD")


@pytest.mark.parametrize(
    ("how", "part"),
    [
        (Proration.WORKING_DAYS, Fraction(22, 64)),
        (Proration.MONTHS_OF_30_DAYS, Fraction(30, 90)),
        (Proration.STARTED_MONTHS, Fraction(1, 3)),
    ],
)
def test_days_are_counted_as_the_plan_counts_them(how: Proration, part: Fraction) -> None:
    """March 2026 has 22 days from Monday to Friday, January also 22, February 20; by months of 30 days each
    of the three has 30.
    """
    rows: b.Rows = {"assignment": [b.person("ana", starts_on=b.d("03-01"))], "quota": [b.quota("90.00")]}
    proofs = Proofs(rows, case=b.Case((PAID,), options={"proration": how}))
    by_days = replace(b.QUOTA, by_days_in_plan=True)
    [step, _] = proofs.of_quarter(by_days)
    assert "counted(greatest(2026-01-01, assignment.starts_on of ana), 2026-03-31)" in step
    assert proofs.value(by_days) == Amount(9_000 * part, "USD")


def test_a_target_is_the_annual_one_by_share_part_of_the_year_and_days() -> None:
    """A quarter of a year's 4,000.00, of which the clause has half: 500.00 for all 90 days."""
    people = [b.person("ana", target_incentive=b.cents("4,000.00"))]
    annual = b.assigned("target_incentive", Kind.MONEY)
    proofs = Proofs({"assignment": people}, case=b.Case((PAID,), role="AE"))
    target = core.PeriodTarget(annual, Fraction(1, 2))
    [step] = proofs.of_quarter(target)
    quarter = "divide(1, distinct(2026-01-01, 2026-04-01, 2026-07-01, 2026-10-01))"
    assert step.endswith(f"multiply(stated 1/2, {quarter}))")
    assert proofs.value(target) == Amount(Fraction(50_000), "USD")


def test_a_blended_target_takes_each_assignments_by_its_days() -> None:
    """4,000.00 for the 59 days through February, 8,000.00 for the 31 of March, by quarter and half."""
    people = [
        b.person("ana", ends_on=b.d("02-28"), target_incentive=b.cents("4,000.00")),
        b.person("ana", starts_on=b.d("03-01"), target_incentive=b.cents("8,000.00")),
    ]
    target = core.PeriodTarget(b.assigned("target_incentive", Kind.MONEY), Fraction(1, 2), blended=True)
    proofs = Proofs({"assignment": people})
    [step] = proofs.of_quarter(target)
    assert "add(days(least(2026-03-31, assignment.ends_on of ana), 2026-01-01), 1)" in step
    assert "stated 2026" not in step
    annual = Fraction(400_000 * 59 + 800_000 * 31, 90)
    assert proofs.value(target) == Amount(annual / 8, "USD")


def test_by_started_months_a_month_counts_for_the_later_of_two_assignments() -> None:
    """The first assignment ends in the middle of February, which counts for the second: 1 and 2 months."""
    people = [
        b.person("ana", ends_on=b.d("02-14"), target_incentive=b.cents("300.00")),
        b.person("ana", starts_on=b.d("02-15"), target_incentive=b.cents("600.00")),
    ]
    target = core.PeriodTarget(b.assigned("target_incentive", Kind.MONEY), Fraction(1), blended=True)
    proofs = Proofs(
        {"assignment": people}, case=b.Case((PAID,), options={"proration": Proration.STARTED_MONTHS})
    )
    [step] = proofs.of_quarter(target)
    assert "subtract(" in step
    assert proofs.value(target) == Amount(Fraction(30_000 + 2 * 60_000, 3 * 4), "USD")


def test_the_number_of_a_period_is_how_many_have_begun_in_its_year() -> None:
    monthly = b.Case((PAID,), options={"performance": Cadence.MONTH})
    proofs = Proofs({}, case=monthly)
    assert proofs.of_quarter(core.PeriodNumber()) == ["distinct(2026-01-01, 2026-02-01, 2026-03-01)"]
    assert proofs.value(core.PeriodNumber()) == 3


def test_the_payees_last_day_is_the_end_of_the_last_assignment() -> None:
    people = [
        b.person("ana", ends_on=b.d("02-28")),
        b.person("ana", starts_on=b.d("03-01"), ends_on=b.d("11-30")),
    ]
    proofs = Proofs({"assignment": people})
    assert proofs.of_quarter(core.PayeesLastDay()) == ["assignment.ends_on of ana"]
    assert proofs.value(core.PayeesLastDay()) == b.d("11-30")
