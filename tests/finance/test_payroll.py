"""What payroll is given: payable money by payroll's key, tied to the run three times over."""

from dataclasses import replace
from datetime import date

import pytest

from comp.errors import CompError
from comp.facts import People, Settlement, Snapshot
from comp.finance import PayrollRefusedError, cost_centres, employee_ids, legal_entities, payroll
from comp.language.core import Kind, Source, SourceColumn
from tests.finance import samples
from tests.finance.samples import TERMS, line, run


def test_payable_lines_add_up_by_payrolls_key() -> None:
    lines = [
        line("ana", "D1", 2_200_000),
        line("ana", "D2", 800_000),
        line("ana", "D2", 5_000, pay="spif", line_id="spif"),
        line("bo", "D3", -1_000),
    ]

    made = payroll(run(lines), TERMS)

    assert [(row.key.employee_id, row.key.earning_code, row.amount_minor) for row in made.imports] == [
        ("E-ana", "COMM", 3_000_000),  # 22,000.00 + 8,000.00
        ("E-ana", "SPIF1", 5_000),
        ("E-bo", "COMM", -1_000),
    ]
    assert {row.key.pay_on for row in made.imports} == {date(2026, 4, 15)}
    assert [(row.import_row, row.line_id) for row in made.working] == [
        (1, "ae.commission:ana:D1"),
        (1, "ae.commission:ana:D2"),
        (2, "spif"),
        (3, "ae.commission:bo:D3"),
    ]


def test_earned_and_held_money_is_not_paid() -> None:
    made = payroll(run([line("ana", "D1", 100), line("ana", "X1", 0, earned_minor=40_000)]), TERMS)

    assert [row.amount_minor for row in made.imports] == [100]
    assert [row.line_id for row in made.working] == ["ae.commission:ana:D1"]


def test_currencies_are_never_added_together() -> None:
    made = payroll(run([line("ana", "D1", 100), line("ana", "D2", 7, plan="csm", currency="EUR")]), TERMS)

    assert [(row.key.currency, row.amount_minor) for row in made.imports] == [("EUR", 7), ("USD", 100)]


def test_payouts_that_say_otherwise_stop_the_export() -> None:
    paid = run([line("ana", "D1", 100)])

    with pytest.raises(PayrollRefusedError, match=r"payouts\.csv: 100 where 101"):
        payroll(replace(paid, payouts=samples.payouts([line("ana", "D1", 101)])), TERMS)


def test_a_manifest_that_says_otherwise_stops_the_export() -> None:
    paid = run([line("ana", "D1", 100)])
    plan = replace(paid.manifest.plans[0], payable_minor=99)

    with pytest.raises(PayrollRefusedError, match=r"against the manifest: 100 where 99 minor units USD"):
        payroll(replace(paid, manifest=replace(paid.manifest, plans=(plan,))), TERMS)


def test_corrections_are_paid_with_the_period_that_they_are_found_in() -> None:
    # The plan's last day in a run of corrections is that of the period before; they are paid with April.
    lines = [line("ana", "D1", 1_000)]
    made = payroll(
        run(lines, corrects="aa" * 32, period="2026-04"), replace(TERMS, paid_with=date(2026, 4, 30))
    )

    assert [(row.key.pay_on, row.key.period) for row in made.imports] == [(date(2026, 5, 15), "2026-04")]


def test_a_run_with_faults_issues_no_payroll_unless_the_workspace_allows_it() -> None:
    fault = line("bo", "D9", None, fault="no quota new_business for bo in 2026-Q1")
    paid = run([line("ana", "D1", 100), fault])

    with pytest.raises(PayrollRefusedError, match="no quota new_business for bo") as refusal:
        payroll(paid, TERMS)
    assert refusal.value.exit_code == 1
    assert len(payroll(paid, replace(TERMS, allow_faults=True)).imports) == 1


def test_a_pay_without_an_earning_code_is_named() -> None:
    with pytest.raises(PayrollRefusedError, match=r"no earning code for ae\.commission"):
        payroll(run([line("ana", "D1", 100)]), replace(TERMS, settlement=Settlement()))


def test_payrolls_id_comes_from_the_people_table() -> None:
    people = People(systems={"payroll": {"4711": "ana", "4712": "bo", "4713": "bo"}})

    assert employee_ids(people)("ana") == "4711"
    with pytest.raises(CompError, match=r"several payroll ids for bo \(4712, 4713\)"):
        employee_ids(people)("bo")
    with pytest.raises(CompError, match="no payroll id for cem"):
        employee_ids(people)("cem")
    assert employee_ids(People())("ana") == "ana"


def test_legal_entity_and_cost_centre_are_the_assignments_of_the_lines_day() -> None:
    names = {"payee": Kind.PAYEE, "segment": Kind.TEXT, "starts_on": Kind.DATE, "ends_on": Kind.DATE}
    columns = tuple(SourceColumn(name, kind, may_be_blank=True) for name, kind in names.items())
    source = Source("assignment", "", columns, "payee", valid_from="starts_on", valid_through="ends_on")
    rows = [
        {"payee": "ana", "segment": "MM", "starts_on": date(2026, 1, 1), "ends_on": date(2026, 2, 14)},
        {"payee": "ana", "segment": "ENT", "starts_on": date(2026, 2, 15)},
    ]
    snapshot = Snapshot.from_rows({"assignment": source}, {"assignment": rows})
    settlement = Settlement(
        entity_by="segment",
        default_entity="Holding",
        entities={"MM": "Sales Inc.", "ENT": "Major Inc."},
        cost_centre_by="segment",
        default_cost_centre="4900",
        cost_centres={"ENT": "4110"},
    )

    entity = legal_entities(settlement, snapshot)

    assert entity("ana", date(2026, 2, 14)) == "Sales Inc."
    assert entity("ana", date(2026, 2, 15)) == "Major Inc."
    assert entity("ana", date(2025, 12, 31)) == "Holding"
    with pytest.raises(CompError, match="'team'"):
        legal_entities(replace(settlement, entity_by="team"), snapshot)

    centre = cost_centres(settlement, snapshot)
    assert [centre("ana", date(2026, 2, day)) for day in (14, 15)] == ["4900", "4110"]
    with pytest.raises(CompError, match=r"cost_centres\] by = 'team'"):
        cost_centres(replace(settlement, cost_centre_by="team"), snapshot)
