from datetime import date
from pathlib import Path

from comp.facts import Workspace
from comp.runs import diff, run
from tests.runs import tiny


def test_two_runs_differ_in_the_lines_that_a_late_deal_moves(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    a = run(Workspace.open(company), "2026-Q1", None, date(2026, 4, 2))
    tiny.add(company, "deal", "D0,ana,2026-02-01,USD,100.00")
    b = run(Workspace.open(company), "2026-Q1", None, date(2026, 4, 9))

    found = diff(a, b)

    # D0 takes 100.00 of the room below quota: 10.00 for it. D2 then has 300.00 at 10% and 300.00 at 20%,
    # 90.00, of which half is kept: 45.00 instead of 40.00.
    assert [
        (line.line_id, line.earned_a_minor, line.earned_b_minor, line.only_in) for line in found.lines
    ] == [
        ("ae_2026.commission:ana:D0#1", 0, 10_00, "b"),
        ("ae_2026.commission:ana:D2#1", 40_00, 45_00, ""),
    ]
    assert [line.earned_minor for line in found.lines] == [10_00, 5_00]
    assert (found.facts_changed, found.plans_changed, found.engine_changed) == (True, (), False)


def test_a_run_does_not_differ_from_itself(tmp_path: Path) -> None:
    a = run(Workspace.open(tiny.workspace(tmp_path / "w")), "2026-Q1", None, date(2026, 4, 2))

    found = diff(a, a)

    assert found.lines == ()
    assert not found.facts_changed


def test_a_changed_rate_is_named_as_the_plan_that_changed(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    a = run(Workspace.open(company), "2026-03", None, date(2026, 4, 2))
    plan = tiny.PLAN.replace("| 100% | 20%  |", "| 100% | 30%  |")
    (company / "plans" / "ae_2026.plan").write_text(plan, encoding="utf-8")

    found = diff(a, run(Workspace.open(company), "2026-03", None, date(2026, 4, 2)))

    # D3: 100.00 at 30%. D2 in March: half of 40.00 + 60.00 goes, -50.00 instead of -40.00.
    assert [(line.payee, line.earned_a_minor, line.earned_b_minor) for line in found.lines] == [
        ("ana", -40_00, -50_00),
        ("ana", 20_00, 30_00),
    ]
    assert found.plans_changed == ("ae_2026",)
    assert not found.facts_changed


def test_a_plan_that_one_run_alone_pays_has_not_changed(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    quarterly = tiny.PLAN.replace("plan ae_2026", "plan by_quarter").replace(
        'role is "AE"', 'role is "GUEST"'
    )
    quarterly = quarterly.replace("payout             monthly", "payout             quarterly")
    (company / "plans" / "two.plan").write_text(quarterly.split("example")[0], encoding="utf-8")
    february, march = (
        run(Workspace.open(company), f"2026-0{month}", None, date(2026, 4, 2)) for month in (2, 3)
    )

    found = diff(february, march)

    assert (found.plans_changed, found.plans_of_one) == ((), ("by_quarter",))
