"""Explanations, answers, differences and errors read as the commands write them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from comp.cli import main
from comp.errors import CompError, UnknownNameError
from comp.facts import FactsRefused, Workspace, WorkspaceError
from comp.finance import PayrollRefusedError
from comp.notebook import OpenedRun, OpenedWorkspace, open_workspace
from comp.runs import PlanFaultsError, load_run
from tests.runs import tiny


def said(*words: object) -> str:
    return CliRunner().invoke(main, [str(word) for word in words], prog_name="comp").output


IN_A_NOTEBOOK, DRAWN = "_render_traceback_", "_repr_html_"  # the names by which IPython asks


def drawing(thing: object) -> str:
    """What a notebook draws of it."""
    drawn: str = getattr(thing, DRAWN)()
    return drawn


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("what", ["D-1003", "p-002", "ae_2026.commission:p-001:D-1001#1"])
def test_an_explanation_reads_as_the_command_writes_it(
    read_acme: OpenedWorkspace, read_quarter: OpenedRun, what: str
) -> None:
    told = said("explain", read_acme.path, what, "--period", "2026-Q1", "--recorded", "2026-04-01")

    assert f"{read_quarter.explain(what)}\n" == told


def test_an_explanation_has_a_frame_of_lines_and_one_of_steps(read_quarter: OpenedRun) -> None:
    explained = read_quarter.explain("D-1003")

    [line] = explained.lines.to_dict("records")
    assert (line["payee"], line["earned"], line["paid_payable"]) == (
        "p-001",
        Decimal("9200.00"),
        Decimal("9200.00"),
    )
    steps = explained.steps
    attained = steps.loc[steps["name"] == "attainment", "value"]
    assert list(attained) == [Fraction(18, 25), Fraction(6, 5)]
    assert steps["depth"].iloc[0] == 0
    assert steps.loc[steps["kind"] == "quota", "currency"].tolist() == ["USD", "USD"]


def test_a_payee_without_a_line_is_said_so(read_acme: OpenedWorkspace) -> None:
    nobody = read_acme.run("2026-01", recorded="2026-04-01").explain("p-002")

    assert str(nobody) == "p-002: the period pays no line."
    assert nobody.lines.empty


@pytest.mark.parametrize(("deal", "payee"), [("D-1004", "p-001"), ("D-1005", "p-001"), ("D-1003", "p-001")])
def test_why_not_reads_as_the_command_writes_it(
    read_acme: OpenedWorkspace, read_quarter: OpenedRun, deal: str, payee: str
) -> None:
    told = said("why-not", read_acme.path, deal, payee, "--recorded", "2026-04-01", "--as-of", "2026-03-31")

    assert f"{read_quarter.why_not(deal, payee)}\n" == told


def test_why_not_of_another_day(read_quarter: OpenedRun) -> None:
    assert read_quarter.why_not("D-1003", "p-001").cause == "pays"
    assert read_quarter.why_not("D-1003", "p-001", as_of="2026-02-28").cause == "not dated yet"


def test_the_causes_of_a_difference_are_those_of_the_command(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "company")
    opened = open_workspace(company)
    a = opened.run("2026-Q1")
    a.write(tmp_path / "a")
    tiny.add(company, "deal", "D6,ana,2026-03-30,USD,50.00")
    change(company / "plans" / "ae_2026.plan", "| 100% | 20%  |", "| 100% | 30%  |")
    b = opened.run("2026-Q1")
    b.write(tmp_path / "b")

    found = a.diff(b)
    told = said("run", "diff", tmp_path / "a", tmp_path / "b")

    assert found.causes == ("Plan ae_2026 changed.", "The facts changed.")
    assert all(cause in told for cause in found.causes)
    # D2: 200.00 at 10% more, half of it taken back; D3: 100.00 at 10% more; D6 is new: 50.00 at 30%.
    assert {line: str(amount) for line, amount in found.lines.set_index("line_id")["earned"].items()} == {
        "ae_2026.commission:ana:D2#1": "10.00",
        "ae_2026.commission:ana:D3#1": "10.00",
        "ae_2026.commission:ana:D6#1": "15.00",
    }
    assert found.lines["only_in"].tolist() == ["", "", "b"]


def test_the_parts_of_an_attribution_add_up_to_the_difference(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "company")
    opened = open_workspace(company)
    a = opened.run("2026-Q1")
    tiny.add(company, "deal", "D6,ana,2026-03-30,USD,50.00")
    change(company / "plans" / "ae_2026.plan", "| 100% | 20%  |", "| 100% | 30%  |")
    b = opened.run("2026-Q1")

    found = a.attribution(b)

    assert set(found.causes["kind"]) == {"fact", "plan", "engine"}
    assert found.parts.groupby("line_id")["earned"].sum().to_dict() == dict(
        found.lines[["line_id", "earned"]].itertuples(index=False)
    )
    assert found.lines["earned"].sum() == Decimal("35.00")
    assert found.notes == ()
    assert "late deal D6" in drawing(found) or "new deal D6" in drawing(found)
    assert "B less A, by cause" in drawing(a.attribution(a))


def test_corrections_of_a_paid_period_say_why(tmp_path: Path) -> None:
    opened = open_workspace(tiny.workspace(tmp_path / "company"))
    january = opened.run("2026-01")
    change(opened.path / "data" / "deal.csv", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")

    found = january.corrections(opened.run("2026-02"))

    # January paid 60.00 for D1, of which 70.00 is due now.
    assert found.lines[["fact", "earned"]].to_numpy().tolist() == [["D1", Decimal("10.00")]]
    assert found.lines["cause"].tolist() == ["corrected deal D1: value 600.00 USD -> 700.00 USD: 10.00"]
    with pytest.raises(CompError, match="pays corrections of earlier periods"):
        found.explain("D1")


def test_the_examples_of_the_plans_are_rows(acme: OpenedWorkspace) -> None:
    assert acme.test()[["expected", "engine", "reference"]].to_numpy().tolist() == [
        ["13,800.00 USD"] * 3,
        ["5,200.00 USD"] * 3,
        ["19,000.00 USD"] * 3,
    ]
    change(acme.path / "plans" / "ae_2026.plan", "| 0%   | 6%   |", "| 0%   | 7%   |")

    found = acme.test()

    assert found["passed"].tolist() == [False, False, False]
    # 230,000.00 at 7%; 20,000.00 at 7% and 40,000.00 at 10%; both together.
    assert found["engine"].tolist() == ["16,100.00 USD", "5,400.00 USD", "21,500.00 USD"]
    assert found["problem"].notna().all()


def test_a_day_may_be_a_date_or_a_timestamp(acme: OpenedWorkspace) -> None:
    days = [date(2026, 4, 1), pd.Timestamp("2026-04-01 12:00"), "2026-04-01"]

    assert [len(acme.facts("deal", recorded=day)) for day in days] == [4, 4, 4]


def test_faults_have_no_amount_and_stop_payroll(tmp_path: Path) -> None:
    deals = tiny.FACTS["deal"].replace("D3,ana,2026-03-20,USD,100.00", "D3,bo,2026-03-20,USD,100.00")
    opened = open_workspace(tiny.workspace(tmp_path / "company", deal=deals))
    change(
        opened.path / "plans" / "ae_2026.plan",
        "  except no_quota, when quota.new_business of the period is 0: rate is 10%\n",
        "",
    )
    found = opened.run("2026-Q1")

    assert found.faults["line_id"].tolist() == ["ae_2026.commission:bo:D3#1"]
    assert found.lines.set_index("fact").loc["D3", "payable"] is None
    assert found.lines["payable"].sum() == Decimal("100.00")
    assert repr(found).endswith("3 lines, 1 fault; 100.00 USD payable>")
    assert found.unclaimed[["fact", "payee"]].to_numpy().tolist() == [["D4", "zoe"]]
    assert found.unclaimed["value"].tolist() == [Decimal("50.00")]
    with pytest.raises(PayrollRefusedError, match="1 lines of this run could not be calculated"):
        found.payroll()


def test_faults_of_plans_are_told_by_check_and_raised_by_a_run(acme: OpenedWorkspace) -> None:
    assert acme.check().empty
    change(acme.path / "plans" / "ae_2026.plan", "new_business * rate", "new_busines * rate")

    found = acme.check()

    assert set(found["severity"]) == {"error"}
    assert "new_business" in found["hint"][0]
    assert str(found["line"].dtype) == "Int64"
    with pytest.raises(PlanFaultsError, match="comp check shows them all"):
        acme.run("2026-Q1", recorded="2026-04-01")


def test_rows_that_are_refused_are_findings_and_stop_an_import(acme: OpenedWorkspace) -> None:
    change(acme.path / "data" / "deals.csv", "3/12/2026", "31/12/2026")

    found = acme.data_check()

    assert found.stops == ("deal",)
    assert repr(found) == "<facts of 4 sources: A run cannot go on: rows of deal are refused.>"
    assert found.rows[found.rows["source"] == "deal"].to_numpy().tolist() == [["deal", 5, 3, 1, 1]]
    [refused] = found.findings[found.findings["outcome"] == "refused"].to_dict("records")
    assert (refused["file"], refused["value"]) == ("deals.csv", "31/12/2026")
    with pytest.raises(FactsRefused, match="1 row is refused, first deals"):
        acme.import_facts("2026-04-02")


def test_an_import_says_what_it_took_in(acme: OpenedWorkspace) -> None:
    again = acme.import_facts("2026-04-02")

    assert again.imported == ()
    assert repr(again) == "<imported as recorded on 2026-04-02: nothing, for no file has changed>"


@pytest.mark.parametrize(
    ("recorded", "note"),
    [
        ("2026-03-31", "deal has a later import; runs as recorded by then do not see this one."),
        ("9999-04-01", "9999-04-01 is still to come; runs see these facts only from that day on."),
    ],
)
def test_an_import_of_a_wrong_year_is_noted(acme: OpenedWorkspace, recorded: str, note: str) -> None:
    change(acme.path / "data" / "deals.csv", "75,500.00", "75,600.00")

    found = acme.import_facts(recorded)

    assert found.notes == (note,)
    assert note in repr(found)
    assert note in drawing(found)


def test_facts_are_those_of_the_day(acme: OpenedWorkspace) -> None:
    with (acme.path / "data" / "deals.csv").open("a", encoding="utf-8") as file:
        file.write('D-1006,Lumen Optics,blind,New Business,Closed Won,3/30/2026,"150,000.00"\n')
    acme.import_facts("2026-04-20")

    assert len(acme.facts("deal")) == 5
    assert len(acme.facts("deal", recorded="2026-04-19")) == 4
    assert str(acme.facts("deal").set_index("id").loc["D-1006", "first_year_value"]) == "150000.00"
    assert set(map(type, acme.facts("rate")["rate"])) == {Decimal}


def test_errors_use_the_words_of_the_commands(
    acme: OpenedWorkspace, quarter: OpenedRun, tmp_path: Path
) -> None:
    with pytest.raises(WorkspaceError, match="no such folder; 'comp init nowhere' makes a workspace"):
        open_workspace("nowhere")
    with pytest.raises(CompError, match="'1 April' is not a day; write it as 2026-03-31"):
        acme.run("2026-Q1", recorded="1 April")
    with pytest.raises(CompError, match="2026-Q7"):
        acme.run("2026-Q7")
    with pytest.raises(WorkspaceError, match="nothing was recorded by 2026-03-31"):
        acme.run("2026-Q1", recorded="2026-03-31")
    with pytest.raises(UnknownNameError, match="there is no source 'deals'; did you mean deal"):
        acme.facts("deals")
    with pytest.raises(UnknownNameError, match="there is no payee, deal or line 'D-1030'"):
        quarter.explain("D-1030")
    with pytest.raises(CompError, match="D-9"):
        quarter.why_not("D-9", "p-001")
    with pytest.raises(CompError, match="is not a run's folder"):
        acme.load_run(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(CompError, match="holds something that is not a run"):
        quarter.write(tmp_path)


def test_a_run_of_other_facts_is_not_explained(
    acme: OpenedWorkspace, quarter: OpenedRun, tmp_path: Path
) -> None:
    folder = quarter.write(tmp_path / "q1")
    change(acme.path / "plans" / "ae_2026.plan", "| 0%   | 6%   |", "| 0%   | 7%   |")

    with pytest.raises(CompError, match="ae_2026 changed since this run; run 2026-Q1 again"):
        acme.load_run(folder).explain("D-1003")


def test_a_notebook_shows_an_error_as_one_line() -> None:
    assert getattr(CompError("there is no such thing"), IN_A_NOTEBOOK)() == [
        "CompError: there is no such thing"
    ]


def test_what_a_notebook_draws_escapes_text(
    acme: OpenedWorkspace, quarter: OpenedRun, tmp_path: Path
) -> None:
    hostile = "<script>alert('x')</script>"
    run = load_run(quarter.write(tmp_path / "q1"))
    told = replace(run.manifest, company=hostile, plans=(replace(run.manifest.plans[0], plan=hostile),))
    made = OpenedRun(Workspace.open(acme.path), replace(run, manifest=told))

    drawn = drawing(made)

    assert "<script>" not in drawn
    assert drawn.count("&lt;script&gt;") == 2
    assert "24530.00" in drawn
    assert "Payable: 24,530.00 USD" in drawn


def test_what_a_notebook_draws_of_facts_ends_as_the_command_does(acme: OpenedWorkspace) -> None:
    assert "Nothing stops a run." in drawing(acme.data_check())
    assert "Imported as recorded on 2026-04-02: nothing" in drawing(acme.import_facts("2026-04-02"))


def test_everything_has_a_short_text_and_a_drawing(acme: OpenedWorkspace, quarter: OpenedRun) -> None:
    same = acme.run("2026-Q1", recorded="2026-04-01")

    assert repr(acme).startswith("<workspace ")
    assert repr(quarter) == "<run of 2026-Q1 as recorded by 2026-04-01: 3 lines; 24,530.00 USD payable>"
    assert repr(quarter.diff(same)) == "<Same plans, same facts, same engine. No line differs.>"
    assert repr(quarter.attribution(same)) == "<0 lines moved; causes looked at: 1>"
    for each in (acme, quarter.explain("p-001"), quarter.why_not("D-1004", "p-001"), quarter.diff(same)):
        assert drawing(each).startswith("<p><strong>")
