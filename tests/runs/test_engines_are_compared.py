from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from comp.errors import CompError
from comp.facts import Workspace
from comp.reference import LineValue, Step, StepKind
from comp.runs import Disagreement, compare, prepare, reopen, run, verify
from tests.runs import tiny

MARCH_31 = date(2026, 3, 31)
THEIRS = LineValue(
    line_id="p.pay:ana:D1#1", plan="p", clause="c", pay="pay", payee="ana", unit="D1#1", fact="D1", part="1",
    born_on=date(2026, 1, 10), performance_period="2026-Q1", currency="USD",
    earned_minor=100, payable_minor=0, fault=None, explain=lambda: Step(StepKind.LINE, "line", "", None),
)  # fmt: skip


def ours(earned: int | None, payable: int | None, fault: str | None = None) -> pl.DataFrame:
    amounts = {"earned_minor": earned, "payable_minor": payable}
    row = {"line_id": THEIRS.line_id, "clause": "c", **amounts, "fault": fault}
    return pl.DataFrame([row], schema_overrides={**dict.fromkeys(amounts, pl.Int64), "fault": pl.String})


def difference(
    earned: int | None, payable: int | None, fault: str | None = None
) -> list[tuple[str, int | None, int | None]]:
    found = compare(ours(earned, payable, fault), [THEIRS], MARCH_31)
    return [(one.what, one.engine_minor, one.reference_minor) for one in found]


def test_equal_lines_agree() -> None:
    assert difference(100, 0) == []


def test_a_cent_is_a_disagreement_in_either_state() -> None:
    assert difference(101, 1) == [("earned", 101, 100), ("payable", 1, 0)]


def test_a_fault_on_one_side_is_a_disagreement() -> None:
    assert difference(None, None, "no quota") == [("fault", None, 100)]


def test_a_fault_on_both_sides_agrees_whatever_the_words() -> None:
    faulty = replace(THEIRS, earned_minor=None, payable_minor=None, fault="quota missing")

    assert compare(ours(None, None, "no quota"), [faulty], MARCH_31) == []


def test_a_line_that_only_one_engine_has_is_a_disagreement() -> None:
    assert compare(ours(100, 0), [], MARCH_31) == [
        Disagreement(THEIRS.line_id, "c", MARCH_31, 100, None, "line")
    ]
    assert compare(ours(100, 0).clear(), [THEIRS], MARCH_31) == [
        Disagreement(THEIRS.line_id, "c", MARCH_31, None, 100, "line")
    ]


def test_a_run_whose_lines_are_not_what_is_calculated_now_does_not_verify(tmp_path: Path) -> None:
    workspace = Workspace.open(tiny.workspace(tmp_path / "w"))
    today = date(2026, 4, 2)
    result = run(workspace, "2026-01", None, today)
    forged = replace(result, lines=result.lines.with_columns(earned_minor=pl.col("earned_minor") + 1))

    [found] = verify(prepare(workspace, "2026-01", None, today), ["ana"], forged)

    assert (found.line_id, found.engine_minor, found.reference_minor) == (
        "ae_2026.commission:ana:D1#1",
        60_01,
        60_00,
    )


def test_a_run_is_reopened_only_while_its_plans_and_facts_stand(tmp_path: Path) -> None:
    company = tiny.workspace(tmp_path / "w")
    workspace = Workspace.open(company)
    result = run(workspace, "2026-01", None, date(2026, 4, 2))
    tiny.add(company, "deal", "D9,ana,2026-01-30,USD,10.00")
    run(workspace, "2026-01", None, date(2026, 4, 3))

    assert reopen(workspace, result).snapshot.digest == result.manifest.facts_digest

    plan = company / "plans" / "ae_2026.plan"
    plan.write_text(
        tiny.PLAN.replace("| 20%  |", "| 21%  |").replace("80.00 USD", "82.00 USD"), encoding="utf-8"
    )
    with pytest.raises(CompError, match="ae_2026 changed since this run"):
        reopen(workspace, result)
