# The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00, March 20.00 less 40.00.
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comp.errors import CompError, InputFaultsError
from comp.facts import Workspace
from comp.finance import payroll
from comp.runs import Disagreement, Inputs, Run, attribute, corrections, load_run, reopen, write_run
from tests.finance.samples import TERMS
from tests.runs import tiny
from tests.runs.kept_runs import run_once

FEBRUARY, MARCH, APRIL = date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 2)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    return tiny.workspace(tmp_path / "w")


def paid(company: Path, period: str, today: date) -> Run:
    return run_once(company, period, today)


def corrected(company: Path, a: Run, b: Run) -> Run:
    done, found = corrections(Workspace.open(company), a, b)
    moved = {line.line_id: line.earned_minor for line in found.lines if line.earned_minor}
    assert moved == dict(done.lines.select("line_id", "earned_minor").iter_rows())
    return done


def earned(done: Run) -> dict[str, int]:
    return dict(done.lines.select("fact", "earned_minor").iter_rows())


def deal(company: Path, old: str, new: str) -> None:
    path = company / "data" / "deal.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_correction_of_a_paid_period_is_paid_in_the_next_one(company: Path) -> None:
    january = paid(company, "2026-01", FEBRUARY)
    deal(company, "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = paid(company, "2026-02", MARCH)

    done = corrected(company, january, february)

    # January paid D1 60.00, which is 70.00 now. February pays D2 30.00 + 60.00 by what is known now: together
    # 60.00 + 90.00 + 10.00 = 70.00 + 90.00.
    assert (earned(january), earned(february), earned(done)) == ({"D1": 60_00}, {"D2": 90_00}, {"D1": 10_00})
    assert done.lines["cause"].to_list() == ["corrected deal D1: value 600.00 USD -> 700.00 USD: 10.00"]
    assert (done.manifest.period, done.manifest.recorded_on) == ("2026-02", MARCH)
    assert done.manifest.corrects == january.manifest.results_digest
    assert done.payouts.rows() == [("ana", "ae_2026", "commission", "2026-02", "USD", "10.00", "10.00")]


def test_nothing_is_paid_where_nothing_became_known(company: Path) -> None:
    done = corrected(company, paid(company, "2026-01", FEBRUARY), paid(company, "2026-02", MARCH))

    assert done.lines.is_empty()
    assert done.manifest.plans == ()


def test_a_deal_that_was_withdrawn_takes_back_what_it_was_paid(company: Path) -> None:
    january = paid(company, "2026-01", FEBRUARY)
    deal(company, "D1,ana,2026-01-15,USD,600.00\n", "")
    february = paid(company, "2026-02", MARCH)

    # D2 alone is below the quota: 60.00.
    assert earned(february) == {"D2": 60_00}
    assert earned(corrected(company, january, february)) == {"D1": -60_00}


def test_a_changed_plan_corrects_what_it_paid(company: Path) -> None:
    january = paid(company, "2026-01", FEBRUARY)
    plan = company / "plans" / "ae_2026.plan"
    plan.write_text(tiny.PLAN.replace("| 0%   | 10%  |", "| 0%   | 11%  |"), encoding="utf-8")
    february = paid(company, "2026-02", MARCH)

    done = corrected(company, january, february)

    assert earned(done) == {"D1": 6_00}
    assert done.lines["cause"].to_list() == ["plan ae_2026: table rate of clause commission changed: 6.00"]


def test_the_folder_of_corrections_is_read_back_and_goes_to_payroll(company: Path, tmp_path: Path) -> None:
    january = paid(company, "2026-01", FEBRUARY)
    deal(company, "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    write_run(corrected(company, january, paid(company, "2026-02", MARCH)), tmp_path / "corrections")

    read = load_run(tmp_path / "corrections")

    assert earned(read) == {"D1": 10_00}
    assert [row.amount_minor for row in payroll(read, TERMS).imports] == [10_00]
    for refusing in (
        lambda: reopen(Workspace.open(company), read),
        lambda: attribute(Workspace.open(company), read, read),
    ):
        with pytest.raises(CompError, match="pays corrections of earlier periods"):
            refusing()


def test_corrections_go_from_one_run_to_the_next(company: Path) -> None:
    january, march = paid(company, "2026-01", FEBRUARY), paid(company, "2026-03", APRIL)

    for a, b in ((january, march), (march, january), (january, january)):
        with pytest.raises(CompError, match="does not begin where that ends"):
            corrected(company, a, b)


def test_no_correction_is_paid_on_which_the_engines_differ(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    january = paid(company, "2026-01", FEBRUARY)
    deal(company, "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = paid(company, "2026-02", MARCH)
    one = Disagreement("ae_2026.commission:ana:D1#1", "commission", MARCH, 70_00, 70_01, "earned")
    # The package gives the function of the same name; what is exchanged stands in its module.
    module = import_module("comp.runs.corrections")

    def differing(_: Inputs, payees: list[str]) -> list[Disagreement]:
        return [one] if payees == ["ana"] else []

    monkeypatch.setattr(module, "verify", differing)

    with pytest.raises(CompError, match="the engines differ on ae_2026"):
        corrected(company, january, february)


def test_a_plan_that_is_gone_does_not_take_back_all_that_it_paid(company: Path) -> None:
    other = tiny.PLAN.replace("plan ae_2026", "plan ae_two").replace('role is "AE"', 'role is "GUEST"')
    two = company / "plans" / "two.plan"
    two.write_text(other.split("example")[0], encoding="utf-8")
    tiny.add(company, "quota", "Q2,zoe,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    january = paid(company, "2026-01", FEBRUARY)
    two.unlink()

    with pytest.raises(CompError, match="keep the plans of past years"):
        corrected(company, january, paid(company, "2026-02", MARCH))


def test_a_paid_line_that_is_a_fault_now_stops_corrections(company: Path) -> None:
    january = paid(company, "2026-01", FEBRUARY)
    (company / "data" / "quota.csv").write_text(tiny.FACTS["quota"].splitlines()[0] + "\n", encoding="utf-8")
    february = paid(company, "2026-02", MARCH)

    with pytest.raises(InputFaultsError, match=r"first ae_2026\.commission:ana:D1#1"):
        corrected(company, january, february)


AMOUNT = st.integers(1, 1500)
DEALS = st.dictionaries(st.sampled_from(["D1", "D2", "D3"]), AMOUNT, max_size=3)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(DEALS, min_size=4, max_size=4))
def test_runs_and_their_corrections_come_to_the_last_value_of_every_line(
    tmp_path_factory: pytest.TempPathFactory, states: list[dict[str, int]]
) -> None:
    company = tiny.workspace(tmp_path_factory.mktemp("drawn") / "w")
    total: dict[str, int] = {}
    before: Run | None = None
    header, *rows = tiny.FACTS["deal"].splitlines()
    for month, state in enumerate(states, start=1):
        kept = [row.rpartition(",")[0] + f",{state.get(row[:2], 500)}.00" for row in rows]
        (company / "data" / "deal.csv").write_text("\n".join([header, *kept]) + "\n", encoding="utf-8")
        done = paid(company, f"2026-{month:02}", date(2026, month + 1, 2))
        for some in (done, *([corrected(company, before, done)] if before else [])):
            for line, minor in some.lines.select("line_id", "earned_minor").iter_rows():
                total[line] = total.get(line, 0) + minor
        before = done

    # All four months at once, by what is known at the end: the half year's lines, which nothing else is in.
    last = paid(company, "2026-H1", date(2026, 7, 2))
    now = dict(last.lines.select("line_id", "earned_minor").iter_rows())
    assert {line: minor for line, minor in total.items() if minor} == {
        line: minor for line, minor in now.items() if minor
    }


def test_a_plan_is_corrected_up_to_its_last_payout(company: Path) -> None:
    other = tiny.PLAN.replace("plan ae_2026", "plan by_quarter").replace('role is "AE"', 'role is "GUEST"')
    other = other.replace("payout             monthly", "payout             quarterly").split("example")[0]
    (company / "plans" / "two.plan").write_text(other, encoding="utf-8")
    tiny.add(company, "quota", "Q2,zoe,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    february = paid(company, "2026-02", MARCH)
    deal(company, "D4,zoe,2026-01-20,USD,50.00", "D4,zoe,2026-01-20,USD,70.00")
    march = paid(company, "2026-03", APRIL)
    deal(company, "D4,zoe,2026-01-20,USD,70.00", "D4,zoe,2026-01-20,USD,90.00")
    april = paid(company, "2026-04", date(2026, 5, 2))

    # By February the plan of quarters had paid nothing. March pays the quarter, 10% of 70.00; then 2.00 more.
    assert earned(corrected(company, february, march)) == {}
    assert earned(march)["D4"] == 7_00
    assert earned(corrected(company, march, april)) == {"D4": 2_00}
