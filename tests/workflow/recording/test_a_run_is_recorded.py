"""A recorded run has its rows once, and the last one recorded is its period's current run.

The company is that of tests/runs/tiny.py: January pays D1 60.00, February D2 80.00, March 20.00 less 40.00.
"""

import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.language import load_texts
from comp.language.money import Money
from comp.proofs import PlanTexts, seal_run
from comp.records import (
    AuditEntry,
    PlanVersion,
    RunRecord,
    StatementAmount,
    StatementRecord,
    check_chain,
    select,
)
from comp.runs import load_run, reopen
from comp.workflow import open_books
from comp.workflow.recording import statement_id
from tests.ledger.company import AT
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder, digests

FEBRUARY, MARCH = date(2026, 2, 2), date(2026, 3, 2)
LATER = AT + timedelta(hours=1)


def rows(company: Recorder) -> dict[str, list[dict[str, object]]]:
    """Everything that recording writes."""
    tables = (RunRecord, PlanVersion, StatementRecord, StatementAmount, AuditEntry)
    with open_books(company.workspace) as records, records.reading() as session:
        assert check_chain(session).fault is None
        return {table.__name__: [row.model_dump() for row in session.exec(select(table))] for table in tables}


def test_the_database_is_told_of_the_run_its_plans_and_its_statements(company: Recorder) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    told = load_run(folder).manifest

    recorded = company.records(folder)

    found = rows(company)
    digest = told.results_digest
    [run], [plan], [statement], [amount] = (
        found[name] for name in ("RunRecord", "PlanVersion", "StatementRecord", "StatementAmount")
    )
    assert (run["results_digest"], run["period"], run["manifest"]) == (digest, "2026-01", told.to_json())
    assert run["folder"] == recorded.folder == f".comp/runs/2026-01-{digest[:12]}"
    assert (run["created_by"], run["created_at"], run["corrects"]) == ("u-1", AT, None)
    assert run["root"] is None
    assert (plan["name"], plan["title"], plan["text_digest"]) == (
        *("ae_2026", "Account Executive"),
        told.plans[0].text_digest,
    )
    assert (statement["payee"], statement["content_digest"]) == ("ana", digests(recorded)["ana"])
    expected = hashlib.sha256(f"{digest}\nana".encode()).hexdigest()[:20]
    assert statement["id"] == expected == statement_id(digest, "ana")
    assert (amount["currency"], amount["earned_minor"], amount["payable_minor"], amount["held_minor"]) == (
        *("USD", 60_00, 60_00),
        0,
    )


def test_the_root_of_a_sealed_run_is_recorded(company: Recorder) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    inputs, plans = reopen(company.workspace, load_run(folder)), PlanTexts.of(company.workspace)
    seal = seal_run(load_run(folder), inputs, plans, None, folder)

    company.records(folder)

    [run] = rows(company)["RunRecord"]
    text = json.dumps(seal.root, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert run["root"] == hashlib.sha256(text.encode()).hexdigest()


def test_the_chain_tells_of_it_in_digests_alone(company: Recorder) -> None:
    recorded = company.records(company.runs("2026-01", FEBRUARY))

    [entry] = rows(company)["AuditEntry"]
    assert (entry["action"], entry["subject"], entry["actor"]) == (
        *("run.record", recorded.manifest.results_digest),
        "u-1",
    )
    details = json.loads(str(entry["details"]))
    line = f"{statement_id(recorded.manifest.results_digest, 'ana')} {digests(recorded)['ana']}\n"
    assert details["statements_digest"] == hashlib.sha256(line.encode()).hexdigest()
    assert details["statements"] == 1
    assert "ana" not in str(entry["details"]).split('"')


def test_the_text_of_a_plan_is_whole(company: Recorder) -> None:
    company.records(company.runs("2026-01", FEBRUARY))

    [plan] = rows(company)["PlanVersion"]
    loaded = load_texts({"kept.plan": str(plan["text"])})

    assert loaded.program is not None
    [read] = loaded.program.plans
    assert (read.text_digest, read.result_digest) == (plan["text_digest"], plan["result_digest"])


def test_recording_again_writes_nothing_and_says_so(company: Recorder) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    first = company.records(folder)
    before = rows(company), stamps(company)

    again = company.records(folder, at=LATER)

    assert (first.is_new, again.is_new) == (True, False)
    assert again.statements == first.statements
    assert (rows(company), stamps(company)) == before


def stamps(company: Recorder) -> dict[str, int]:
    """When each file under .comp/runs and .comp/statements was written."""
    kept = [*(company.path / ".comp" / "runs").rglob("*"), *company.kept_files()]
    return {str(path): path.stat().st_mtime_ns for path in kept}


def test_the_run_that_was_recorded_last_is_current_and_an_earlier_one_can_be_again(company: Recorder) -> None:
    first = company.runs("2026-01", FEBRUARY)
    company.records(first)
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    second = company.runs("2026-01", FEBRUARY, "second")
    company.records(second, at=LATER)

    found = company.current("2026-01")

    assert found is not None
    assert found.results_digest == load_run(second).manifest.results_digest
    assert [run.is_current for run in company.runs_recorded()] == [True, False]
    assert found.totals[0].earned == Money(70_00, "USD")

    assert company.records(first, at=LATER + timedelta(hours=1)).is_new
    now = company.current("2026-01")
    assert now is not None
    assert now.results_digest == load_run(first).manifest.results_digest
    assert (now.statements, now.lines, now.is_posted, now.recorded_by) == (1, 1, False, "u-1")
    assert len(rows(company)["AuditEntry"]) == 3
    assert company.current("2026-02") is None


def test_a_run_is_found_by_the_first_letters_of_its_digest(company: Recorder) -> None:
    digest = company.records(company.runs("2026-01", FEBRUARY)).manifest.results_digest

    found = company.run_of(digest[:12])

    assert found is not None
    assert found.results_digest == digest
    assert (found.first_day, found.last_day) == (date(2026, 1, 1), date(2026, 1, 31))
    assert company.run_of(digest) == found
    assert company.run_of("0" * 12) is None
    assert company.run_of("%") is None
    assert company.run_of("_" * 12) is None


def test_the_same_lines_from_other_facts_write_what_is_shown_anew(company: Recorder) -> None:
    first = company.records(company.runs("2026-01", FEBRUARY))
    # A deal of nothing pays nothing, and stands among the deals that did not pay.
    tiny.add(company.path, "deal", "D9,ana,2026-01-25,USD,0.00")
    second = company.records(company.runs("2026-01", FEBRUARY, "second"), at=LATER)

    assert second.manifest.results_digest == first.manifest.results_digest
    assert digests(second)["ana"] != digests(first)["ana"]
    [statement] = rows(company)["StatementRecord"]
    assert statement["content_digest"] == digests(second)["ana"]
    [deal] = company.document(second).statement.not_paid
    assert deal.fact == "D9"
    kept = load_run(company.path / second.folder).manifest
    assert kept.facts_digest == second.manifest.facts_digest


def test_what_is_posted_stays_as_it_was_recorded(company: Recorder) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    first = company.records(folder)
    company.posts(folder)
    tiny.add(company.path, "deal", "D9,ana,2026-01-25,USD,0.00")

    second = company.records(company.runs("2026-01", FEBRUARY, "second"), at=LATER)

    assert not second.is_new
    assert digests(second) == digests(first)
    assert company.document(first).statement.not_paid == ()


def test_a_posting_keeps_the_record(company: Recorder) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    recorded = company.records(folder)
    before = rows(company)["RunRecord"]

    company.posts(folder)

    assert rows(company)["RunRecord"] == before
    found = company.run_of(recorded.manifest.results_digest)
    assert found is not None
    assert (found.is_posted, found.is_current, found.statements) == (True, True, 1)
    assert company.checked().faults == ()
    assert company.checked().folders == 1


def test_a_run_that_was_posted_first_can_be_recorded_after(company: Recorder) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    company.posts(folder)
    digest = load_run(folder).manifest.results_digest
    posted = company.run_of(digest)
    assert posted is not None
    assert (posted.statements, posted.is_posted, posted.totals[0].earned) == (0, True, Money(60_00, "USD"))

    assert company.records(folder, at=LATER).is_new

    found = company.run_of(digest)
    assert found is not None
    assert (found.statements, found.is_posted) == (1, True)
    assert found.folder.startswith(".comp/runs/")
    assert company.checked().faults == ()


def test_corrections_are_recorded_beside_their_run(company: Recorder) -> None:
    january = company.runs("2026-01", FEBRUARY)
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", MARCH)
    corrections = company.corrects(january, february, by_books=False)

    recorded = company.records(february, corrections)

    assert recorded.corrections is not None
    run, beside = company.current("2026-02"), company.run_of(recorded.corrections.manifest.results_digest)
    assert run is not None
    assert beside is not None
    assert run.corrections == beside
    assert beside.corrects == load_run(january).manifest.results_digest
    assert (beside.is_current, beside.statements) == (True, 1)
    assert (beside.first_day, beside.last_day) == (run.first_day, run.last_day)
    # D1 is worth 70.00 where it was 60.00.
    assert beside.totals[0].earned == Money(10_00, "USD")
    statement = company.document(recorded.corrections).statement
    assert (statement.corrects, statement.last_day) == (True, run.last_day)
    assert company.workings(recorded.corrections) == {}
    assert not company.records(february, corrections).is_new


def test_corrections_that_come_later_are_added_and_others_are_refused(company: Recorder) -> None:
    january = company.runs("2026-01", FEBRUARY)
    company.change("deal", "D1,ana,2026-01-15,USD,600.00", "D1,ana,2026-01-15,USD,700.00")
    february = company.runs("2026-02", MARCH)
    corrections = company.corrects(january, february, by_books=False)
    company.records(february)

    recorded = company.records(february, corrections, at=LATER)

    assert not recorded.is_new
    assert recorded.corrections is not None
    assert recorded.corrections.is_new
    with pytest.raises(CompError, match="beside another run"):
        company.records(january, corrections)
    with pytest.raises(CompError, match="name it with --corrections"):
        company.records(corrections)


def test_corrections_without_a_line_are_none(company: Recorder) -> None:
    january, february = company.runs("2026-01", FEBRUARY), company.runs("2026-02", MARCH)

    recorded = company.records(february, company.corrects(january, february, by_books=False))

    assert recorded.corrections is None
    assert len(rows(company)["RunRecord"]) == 1


def test_a_run_of_another_company_is_refused(company: Recorder, tmp_path: Path) -> None:
    folder = company.runs("2026-01", FEBRUARY)
    file = company.path / "comp.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('"Tiny"', '"Other"'), encoding="utf-8")

    with pytest.raises(CompError, match="is a run of Tiny"):
        company.records(folder)


def test_a_run_without_a_line_is_refused(company: Recorder) -> None:
    company.path.joinpath("data", "deal.csv").write_text("id,owner,booked_on,currency,value\n")
    company.path.joinpath("data", "cancellation.csv").write_text("id,deal,effective_on,currency,lost_value\n")

    with pytest.raises(CompError, match="no line"):
        company.records(company.runs("2026-01", FEBRUARY))
