# The company is that of tests/runs/tiny.py. The quarter earns D1 60.00, D2 40.00 and D3 20.00: Ana's quota is
# 1,000.00, 10% below it and 20% from there, and half of D2 is lost.
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comp.errors import CompError
from comp.facts import Workspace
from comp.runs import Attribution, CauseKind, Run, attribute, load_program, load_run, run, write_run
from comp.runs.folder import results_digest
from comp.runs.payouts import payouts_of
from tests.runs import tiny
from tests.runs.kept_runs import run_once

A_DAY, B_DAY = date(2026, 4, 2), date(2026, 4, 9)
Change = Callable[[Path], object]


def rewritten(folder: Path, name: str, *pairs: tuple[str, str]) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def plan(*pairs: tuple[str, str]) -> Change:
    return lambda folder: rewritten(folder, "plans/ae_2026.plan", *pairs)


def deals(*pairs: tuple[str, str]) -> Change:
    return lambda folder: rewritten(folder, "data/deal.csv", *pairs)


def added(source: str, *rows: str) -> Change:
    return lambda folder: tiny.add(folder, source, *rows)


def compared(company: Path, *changes: Change, period: str = "2026-Q1") -> Attribution:
    """A is run, the changes are made, B is run; the parts add up to what the runs differ by."""
    a = run_once(company, period, A_DAY)
    for change in changes:
        change(company)
    workspace = Workspace.open(company)
    b = run(workspace, period, None, B_DAY)
    found = attribute(workspace, a, b)
    assert_adds_up(found, a, b)
    return found


def assert_adds_up(found: Attribution, a: Run, b: Run) -> None:
    for name in ("earned_minor", "payable_minor"):
        for line in found.lines:
            assert sum(getattr(part, name) for part in line.parts) == getattr(line, name)
        of_lines = {
            (line.line_id, line.currency): getattr(line, name) for line in found.lines if getattr(line, name)
        }
        before, after = (
            {(line, currency): minor for line, currency, minor in rows}
            for rows in (side.lines.select("line_id", "currency", name).iter_rows() for side in (a, b))
        )
        differing = {
            line: (after.get(line) or 0) - (before.get(line) or 0) for line in before.keys() | after.keys()
        }
        assert of_lines == {line: minor for line, minor in differing.items() if minor}
        parts = [getattr(part, name) for line in found.lines for part in line.parts]
        totals = [sum(side.lines[name].drop_nulls()) for side in (a, b)]
        assert sum(parts) == totals[1] - totals[0]


def told(found: Attribution) -> dict[str, list[tuple[str, int]]]:
    """By fact: each cause in words, and what of the earned amount it moved."""
    return {
        line.fact or line.line_id: [(found.causes[part.cause].text, part.earned_minor) for part in line.parts]
        for line in found.lines
    }


def by_kind(found: Attribution) -> dict[CauseKind, int]:
    sums: dict[CauseKind, int] = {}
    for line in found.lines:
        for part in line.parts:
            kind = found.causes[part.cause].kind
            sums[kind] = sums.get(kind, 0) + part.earned_minor
    return sums


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "w")


def test_a_late_deal_is_a_fact_and_moves_the_lines_behind_it_too(company: Path) -> None:
    found = compared(company, added("deal", "D0,ana,2026-02-01,USD,100.00"))

    # D0: 100.00 at 10%. D2 then has 300.00 at 10% and 300.00 at 20%, 90.00, of which half is kept: 45.00.
    late = "late deal D0 (booked_on 2026-02-01)"
    assert told(found) == {"D0": [(late, 10_00)], "D2": [(late, 5_00)]}
    assert by_kind(found) == {CauseKind.FACT: 15_00}


def test_a_fact_dated_after_the_first_run_is_new_and_not_late(company: Path) -> None:
    found = compared(company, added("cancellation", "L3,D3,2026-04-05,USD,50.00"), period="2026-Q2")

    # Nothing was known of the second quarter; half of D3's 20.00 is then taken back.
    assert told(found) == {"D3": [("new cancellation L3 of deal D3 (effective_on 2026-04-05)", -10_00)]}


def test_a_corrected_amount_is_named_with_both_values(company: Path) -> None:
    found = compared(company, deals(("D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")))

    # D1: 100.00 more at 10%. D2 has 300.00 left below the quota: 30.00 + 60.00, half of it kept: 45.00.
    said = "corrected deal D1: value 600.00 USD -> 700.00 USD"
    assert told(found) == {"D1": [(said, 10_00)], "D2": [(said, 5_00)]}
    assert by_kind(found) == {CauseKind.CORRECTION: 15_00}


def test_a_row_that_a_full_extract_no_longer_holds_is_withdrawn(company: Path) -> None:
    found = compared(company, deals(("D3,ana,2026-03-20,USD,100.00\n", "")))

    assert told(found) == {"D3": [("withdrawn deal D3", -20_00)]}
    assert by_kind(found) == {CauseKind.CORRECTION: -20_00}


def test_a_row_that_has_its_date_now_is_a_fact_that_came_late(company: Path) -> None:
    tiny.add(company, "cancellation", "L3,D3,,USD,50.00")

    found = compared(
        company, lambda w: rewritten(w, "data/cancellation.csv", ("L3,D3,,", "L3,D3,2026-03-25,"))
    )

    # Half of D3's 20.00.
    said = "cancellation L3 of deal D3, which had no date before: effective_on blank -> 2026-03-25"
    assert told(found) == {"D3": [(said, -10_00)]}
    assert by_kind(found) == {CauseKind.FACT: -10_00}


def test_a_changed_rate_is_the_table_of_its_clause(company: Path) -> None:
    found = compared(company, plan(("| 100% | 20%  |", "| 100% | 30%  |")))

    # D2: 40.00 + 200.00 at 30%, half of it kept: 50.00. D3: 100.00 at 30%.
    said = "plan ae_2026: table rate of clause commission changed"
    assert told(found) == {"D2": [(said, 10_00)], "D3": [(said, 10_00)]}


RATE = ("| 100% | 20%  |", "| 100% | 30%  |")
LOSSES = ("when cancellation.lost_value > 0", "when cancellation.lost_value > 500.00 USD")


def test_two_clauses_that_work_on_each_other_are_exchanged_in_the_order_of_the_text(company: Path) -> None:
    found = compared(company, plan(RATE, LOSSES))

    # First the rate, with half of D2 still lost: 40.00 -> 50.00. Then no loss counts: 50.00 -> 100.00. In the
    # other order they would have been 40.00 -> 80.00 and 80.00 -> 100.00.
    rate = "plan ae_2026: table rate of clause commission changed"
    losses = "plan ae_2026: claw back commission for cancellation of clause losses changed"
    assert told(found) == {"D2": [(rate, 10_00), (losses, 50_00)], "D3": [(rate, 10_00)]}


def test_facts_come_before_corrections_and_both_before_the_plan(company: Path) -> None:
    found = compared(
        company,
        plan(RATE),
        deals(("D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")),
        added("deal", "D0,ana,2026-02-01,USD,100.00"),
    )

    # D2, half kept: 40.00; with D0 before it 45.00; with D1 of 700.00 200.00 at 10% and 400.00 at 20%, 50.00;
    # at 30% from the quota 20.00 + 120.00, half of it 70.00.
    assert [minor for _, minor in told(found)["D2"]] == [5_00, 5_00, 20_00]
    assert [cause.kind for cause in found.causes] == [
        *(CauseKind.FACT, CauseKind.CORRECTION, CauseKind.PLAN, CauseKind.ENGINE),
    ]
    # D0 10.00 and D2's 5.00; D1 10.00 and D2's 5.00; D2's 20.00 and D3's 10.00.
    assert by_kind(found) == {CauseKind.FACT: 15_00, CauseKind.CORRECTION: 15_00, CauseKind.PLAN: 30_00}


def test_a_renamed_clause_is_told_from_what_changed_in_it(company: Path) -> None:
    found = compared(company, plan(("clause commission", "clause new_sales"), RATE))

    renamed, rate = (cause.text for cause in found.causes[:2])
    assert renamed == "plan ae_2026: clause commission, now clause new_sales"
    assert told(found) == {"D2": [(rate, 10_00)], "D3": [(rate, 10_00)]}
    assert rate == "plan ae_2026: table rate of clause new_sales changed"


def test_wording_is_no_cause(company: Path) -> None:
    found = compared(company, plan(("A tenth up to quota, a fifth from there.", "Two rates.")))

    assert [cause.kind for cause in found.causes] == [CauseKind.ENGINE]
    assert found.lines == ()


def test_a_part_waits_for_the_one_that_it_needs(company: Path) -> None:
    new_table = (
        "  table share by attainment, marginal\n    | from | share |\n    | 0%   | 20%   |\n  pay commission"
    )
    found = compared(
        company, plan(("  pay commission = new_business * rate", f"{new_table} = new_business * share"))
    )

    # The new table alone moves nothing; with it the pay can change: 20% of everything. D1 120.00, D2 120.00,
    # half of it kept, D3 as before.
    pay = "plan ae_2026: pay commission of clause commission changed"
    assert found.causes[0].text == "plan ae_2026: table share of clause commission added"
    assert told(found) == {"D1": [(pay, 60_00)], "D2": [(pay, 20_00)]}


def test_a_part_that_needs_a_later_one_comes_after_it(company: Path) -> None:
    table = "\n  table share by attainment, marginal\n    | from | share |\n    | 0%   | 20%   |\n"
    found = compared(
        company,
        plan(
            ("new_business * rate", "new_business * share"),
            ('"A loss takes back its share."\n', f'"A loss takes back its share."{table}'),
        ),
    )

    # The pay stands above the table, and cannot change before it is there.
    assert [cause.text for cause in found.causes if cause.kind is CauseKind.PLAN] == [
        "plan ae_2026: table share of clause losses added",
        "plan ae_2026: pay commission of clause commission changed",
    ]
    assert by_kind(found) == {CauseKind.PLAN: 80_00}


def test_parts_that_only_check_together_are_named_together(company: Path) -> None:
    found = compared(
        company,
        plan(
            (" / quota.new_business of the period\n", "\n"),
            ("| 0%   | 10%  |", "| 0.00 USD | 10% |"),
            ("| 100% | 20%  |", "| 1,000.00 USD | 30% |"),
        ),
    )

    # A counter in dollars does not fit bounds in percent. Her quota is 1,000.00, so only the 30% counts.
    said = (
        "plan ae_2026: measure attainment of clause commission changed and table rate of clause commission "
        "changed, exchanged together"
    )
    assert told(found) == {"D2": [(said, 10_00)], "D3": [(said, 10_00)]}


def test_an_amendment_is_one_part_of_its_plan(company: Path) -> None:
    amendment = """
amend ae_2026 from 2026-03-01 "Amendment 1"
  replace table rate
  table rate by attainment, marginal
    | from | rate |
    | 0%   | 10%  |
    | 100% | 40%  |

example"""
    found = compared(company, plan(("\nexample", amendment)))

    # D3 of March is at 40%, D2 of February stays.
    assert told(found) == {"D3": [("plan ae_2026: amend ae_2026 from 2026-03-01 added", 20_00)]}


def test_what_plans_share_is_told_by_its_credit(company: Path) -> None:
    facts = tiny.FACTS["deal"].replace("value\n", "value,region\n").replace(".00\n", ".00,N\n")
    found = compared(
        company,
        lambda w: rewritten(
            w,
            "plans/shared.plan",
            ("column   owner: payee\n", "column   owner: payee\n  column   region: text, may be blank\n"),
            ("where deal.value > 0", 'where deal.region is not "S"'),
        ),
        lambda w: (w / "data" / "deal.csv").write_text(facts.replace("600.00,N", "600.00,S", 1)),
    )

    # D1 is not credited: -60.00. D2 is all below the quota then, 60.00, half of it kept; D3 too, 10.00. The
    # new column alone, with its values, moves nothing.
    assert [cause.text for cause in found.causes[:-1]] == [
        "shared: source deal changed",
        "shared: credit new_business of clause crediting changed",
    ]
    said = found.causes[1].text
    assert told(found) == {"D1": [(said, -60_00)], "D2": [(said, -10_00)], "D3": [(said, -10_00)]}


def test_facts_that_the_earlier_plans_cannot_read_come_with_the_source_that_declares_them(
    company: Path,
) -> None:
    owner = "  column   owner: payee\n"
    rewritten(company, "plans/shared.plan", (owner, f"{owner}  column   grade: text\n"))
    facts = tiny.FACTS["deal"].replace("value\n", "value,grade\n").replace("600.00\n", "600.00,2\n")
    graded = facts.replace("100.00\n", "100.00,1\n").replace("50.00\n", "50.00,1\n")
    (company / "data" / "deal.csv").write_text(graded, encoding="utf-8")

    found = compared(
        company,
        lambda w: rewritten(
            w, "plans/shared.plan", ("grade: text", "grade: number"), ("deal.value > 0", "deal.grade > 1")
        ),
        added("deal", "D0,ana,2026-02-01,USD,100.00,2"),
    )

    # The late D0 with its 10.00, and 5.00 for D2; then D3, of grade 1, is not credited any more.
    source, credit = (cause.text for cause in found.causes[:2])
    assert (source, credit) == (
        "shared: source deal changed",
        "shared: credit new_business of clause crediting changed",
    )
    assert told(found) == {"D0": [(source, 10_00)], "D2": [(source, 5_00)], "D3": [(credit, -20_00)]}


def test_another_calendar_is_told_before_everything_else(company: Path) -> None:
    toml = '[company]\nname = "Tiny"\ncurrency = "USD"\n[calendar]\nyear_starts_month = 2\n'
    found = compared(company, lambda w: (w / "comp.toml").write_text(toml), period="2026-03")

    # The quarter is February to April; 59 of the 90 days of the quota lie in it: 655.56. D2 is all below it,
    # and March takes 30.00 back instead of 40.00. D3: 55.56 at 10% and 44.44 at 20%, 14.44 instead of 20.00.
    said = "the company's calendar changed"
    assert told(found) == {"D2": [(said, 10_00)], "D3": [(said, -5_56)]}


def test_a_plan_in_another_currency_pays_other_lines(company: Path) -> None:
    def in_euros(folder: Path) -> None:
        for name in ("deal", "quota", "assignment", "cancellation"):
            rewritten(folder, f"data/{name}.csv", ("USD", "EUR"))

    found = compared(company, plan((" USD", " EUR")), in_euros)

    sums = {(line.fact, line.currency): line.earned_minor for line in found.lines}
    assert sums == {
        ("D1", "USD"): -60_00,
        ("D2", "USD"): -40_00,
        ("D3", "USD"): -20_00,
        ("D1", "EUR"): 60_00,
        ("D2", "EUR"): 40_00,
        ("D3", "EUR"): 20_00,
    }


def test_a_plan_that_is_there_no_more_is_one_cause(company: Path) -> None:
    other = tiny.PLAN.replace("plan ae_2026", "plan ae_two").replace('role is "AE"', 'role is "GUEST"')
    (company / "plans" / "two.plan").write_text(other.split("example")[0], encoding="utf-8")
    tiny.add(company, "quota", "Q2,zoe,new_business,2026-01-01,2026-03-31,USD,1000.00,,")

    found = compared(company, lambda w: (w / "plans" / "two.plan").unlink())

    # Zoe's D4 of 50.00 at 10%.
    assert told(found) == {"D4": [("plan ae_two: plan ae_two removed", -5_00)]}


def test_who_moves_to_another_role_moves_in_one_step(company: Path) -> None:
    found = compared(
        company,
        lambda w: rewritten(
            w, "data/assignment.csv", ("ana,2025-01-01,,USD,AE", "ana,2025-01-01,2026-02-28,USD,AE")
        ),
        added("assignment", "ana,2026-03-01,,USD,GUEST,,0.00"),
    )

    # D3 of March has no plan any more: -20.00. Her old span and her new one overlap in neither step.
    [(said, minor)] = told(found)["D3"]
    assert minor == -20_00
    assert "corrected assignment ana, 2025-01-01: ends_on blank -> 2026-02-28" in said
    assert "new assignment ana, 2026-03-01" in said


def test_quotas_whose_amounts_change_are_told_one_by_one(company: Path) -> None:
    tiny.add(company, "quota", "Q2,ana,new_business,2026-04-01,2026-06-30,USD,1000.00,,")

    found = compared(company, lambda w: rewritten(w, "data/quota.csv", ("USD,1000.00", "USD,2000.00")))

    # Everything is below 2,000.00: D2 60.00, half of it kept, D3 10.00. The next quarter has no line.
    first, second = (f"corrected quota {name}: amount 1,000.00 USD -> 2,000.00 USD" for name in ("Q1", "Q2"))
    assert told(found) == {"D2": [(first, -10_00)], "D3": [(first, -10_00)]}
    assert found.causes[1].text == second


def test_a_quota_that_is_divided_is_one_change(company: Path) -> None:
    found = compared(
        company,
        lambda w: rewritten(w, "data/quota.csv", ("2026-03-31,USD,1000.00", "2026-02-28,USD,600.00")),
        added("quota", "Q1b,ana,new_business,2026-03-01,2026-03-31,USD,400.00,,"),
    )

    # Together they are 1,000.00 as before. With the new one alone it would have been 1,400.00 for a step.
    assert [cause.kind for cause in found.causes] == [CauseKind.FACT, CauseKind.ENGINE]
    assert found.lines == ()


def test_a_line_that_becomes_a_fault_says_what_made_it_one(company: Path) -> None:
    found = compared(company, added("deal", "D5,bo,2026-01-20,USD,100.00"))

    # Bo has no quota, so that the line has no value and pays nothing.
    [line] = found.lines
    [part] = line.parts
    assert (line.fact, line.earned_minor, line.faults, part.faults) == ("D5", 0, 1, 1)


def test_runs_of_two_periods_are_compared_as_two_payments_of_the_later_inputs(company: Path) -> None:
    workspace = Workspace.open(company)
    a = run(workspace, "2026-01", None, A_DAY)
    tiny.add(company, "deal", "D0,ana,2026-02-01,USD,100.00")
    b = run(workspace, "2026-02", None, B_DAY)

    found = attribute(workspace, a, b)

    # The period alone: D1's 60.00 of January against D2's 80.00 of February. Then D0, of February: 10.00, and
    # 10.00 more for D2.
    period, late = "A pays 2026-01, B pays 2026-02", "late deal D0 (booked_on 2026-02-01)"
    assert told(found) == {
        "D0": [(late, 10_00)],
        "D1": [(period, -60_00)],
        "D2": [(period, 80_00), (late, 10_00)],
    }
    assert_adds_up(found, a, b)


def altered(original: Run, engine: str) -> Run:
    """The run as another version would have written it: a cent less for D3, all sums and digests to it."""
    is_d3 = pl.col("fact") == "D3"
    lines = original.lines.with_columns(
        pl.when(is_d3).then(pl.col(name) - 1).otherwise(pl.col(name)).alias(name)
        for name in ("earned_minor", "earned_after_minor", "payable_minor", "payable_after_minor")
    )
    [paid] = original.manifest.plans
    paid = replace(paid, earned_minor=paid.earned_minor - 1, payable_minor=paid.payable_minor - 1)
    manifest = replace(original.manifest, engine=engine, plans=(paid,), results_digest=results_digest(lines))
    return replace(original, manifest=manifest, lines=lines, payouts=payouts_of(lines, manifest.period))


def test_what_another_version_calculated_otherwise_is_the_engines_part(company: Path, tmp_path: Path) -> None:
    workspace = Workspace.open(company)
    write_run(altered(run(workspace, "2026-Q1", None, A_DAY), "comp 0.0.9"), tmp_path / "a")
    deals(("D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00"))(company)
    a, b = load_run(tmp_path / "a"), run(workspace, "2026-Q1", None, B_DAY)

    found = attribute(workspace, a, b)

    assert by_kind(found) == {CauseKind.CORRECTION: 15_00, CauseKind.ENGINE: 1}
    assert found.causes[-1].text.startswith("A was calculated by comp 0.0.9, B by comp ")
    assert found.notes == ()
    assert_adds_up(found, a, b)


def test_a_run_that_its_own_version_does_not_repeat_is_noted(company: Path) -> None:
    workspace = Workspace.open(company)
    honest = run(workspace, "2026-Q1", None, A_DAY)

    found = attribute(workspace, altered(honest, honest.manifest.engine), honest)

    [note] = found.notes
    assert note.startswith("A was calculated by comp ")
    assert "calculates otherwise now" in note


def test_rows_beyond_the_bound_are_exchanged_together_and_named_beside_their_lines(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comp.runs.attribution_chain.MOST_STEPS", 1)

    found = compared(
        company,
        added("deal", "D0,ana,2026-02-01,USD,100.00", "D9,ana,2026-03-25,USD,50.00"),
        added("cancellation", "L3,D3,2026-03-25,USD,50.00"),
    )

    # D9: 50.00 at 20%. The one cancellation is still exchanged alone.
    many = "2 rows of deal, new or newly dated"
    lost = "late cancellation L3 of deal D3 (effective_on 2026-03-25)"
    assert told(found) == {
        "D0": [(many, 10_00)],
        "D2": [(many, 5_00)],
        "D3": [(lost, -10_00)],
        "D9": [(many, 10_00)],
    }
    named = {line.fact: [row.key for row in part.rows] for line in found.lines for part in line.parts}
    assert named == {"D0": [("D0",)], "D2": [], "D3": [], "D9": [("D9",)]}
    [note] = found.notes
    assert note.startswith("More rows differ")


def test_an_import_stamped_before_an_earlier_run_leaves_that_run_as_it_was(company: Path) -> None:
    workspace = Workspace.open(company)
    a = run(workspace, "2026-Q1", None, A_DAY)
    tiny.add(company, "deal", "D0,ana,2026-02-01,USD,100.00")
    workspace.import_facts(load_program(workspace).sources, date(2026, 3, 1))
    b = run(workspace, "2026-Q1", A_DAY, A_DAY)

    # The import of 2 April is the later one and a full extract without D0, so B sees what A saw.
    assert attribute(workspace, a, b).lines == ()
    assert (a.manifest.last_import, b.manifest.last_import) == (4, 5)


def test_a_run_that_kept_no_plans_cannot_be_calculated_again(company: Path) -> None:
    workspace = Workspace.open(company)
    a = run(workspace, "2026-Q1", None, A_DAY)

    with pytest.raises(CompError, match="kept no plans"):
        attribute(workspace, replace(a, plans=None), a)


def test_facts_of_another_store_are_not_taken_for_those_of_the_run(company: Path, tmp_path: Path) -> None:
    a = run(Workspace.open(company), "2026-Q1", None, A_DAY)
    other = Workspace.open(tiny.workspace(tmp_path / "other", deal=tiny.FACTS["deal"].replace("600", "500")))
    run(other, "2026-Q1", None, A_DAY)

    with pytest.raises(CompError, match="name the workspace that it was run in"):
        attribute(other, a, a)


AMOUNTS = st.integers(1, 1500)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    corrected=st.dictionaries(st.sampled_from(["D1", "D2", "D3"]), AMOUNTS, max_size=2),
    withdrawn=st.sets(st.sampled_from(["D1", "D3", "L2"]), max_size=1),
    late=st.lists(st.tuples(st.integers(1, 28), AMOUNTS), max_size=3),
    rate=st.sampled_from(["20%", "25%", "5%"]),
    losses=st.sampled_from([(), (LOSSES,)]),
)
def test_the_parts_add_up_whatever_differs(  # noqa: PLR0917 - hypothesis passes what it draws by name
    tmp_path_factory: pytest.TempPathFactory,
    corrected: dict[str, int],
    withdrawn: set[str],
    late: list[tuple[int, int]],
    rate: str,
    losses: tuple[tuple[str, str], ...],
) -> None:
    company = tiny.workspace(tmp_path_factory.mktemp("drawn") / "w")

    def facts(folder: Path) -> None:
        for source in ("deal", "cancellation"):
            header, *rows = tiny.FACTS[source].splitlines()
            kept = [row for row in rows if row.split(",")[0] not in withdrawn]
            texts = [
                row.rpartition(",")[0] + f",{corrected[row[:2]]}.00" if row[:2] in corrected else row
                for row in kept
            ]
            (folder / "data" / f"{source}.csv").write_text("\n".join([header, *texts]) + "\n")
        tiny.add(
            folder, "deal", *(f"N{n},ana,2026-03-{day:02},USD,{v}.00" for n, (day, v) in enumerate(late))
        )

    compared(company, facts, plan(("| 20%  |", f"| {rate}  |"), *losses))


def test_parts_beyond_the_bound_are_exchanged_plan_by_plan(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comp.runs.attribution_chain.MOST_STEPS", 1)

    found = compared(company, plan(RATE, LOSSES))

    # 10.00 of the rate and 50.00 of the losses on D2, see above; the order of the two is not asked for.
    said = (
        "plan ae_2026: table rate of clause commission changed and claw back commission for cancellation of "
        "clause losses changed, exchanged together"
    )
    assert told(found) == {"D2": [(said, 60_00)], "D3": [(said, 10_00)]}
    assert found.notes == ("More parts of plans differ than are exchanged one by one.",)


def test_a_run_of_many_lines_takes_fewer_steps(company: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Three lines, and 15 of them may be valued on the way: five steps of a kind.
    monkeypatch.setattr("comp.runs.attribution_chain.MOST_LINES", 15)

    found = compared(company, added("deal", *(f"N{n},ana,2026-03-25,USD,10.00" for n in range(6))))

    assert found.causes[0].text == "6 rows of deal, new or newly dated"
