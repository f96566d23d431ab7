"""What approvers are told of a statement beside its amounts, from tests/runs/tiny.py.

March's statement of ana has D3 with 20.00, and -40.00 of D2 that is taken back, a change to an earlier
period. With a cap of 15.00 on every line January's D1 pays that instead of 60.00.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from comp.errors import CompError
from comp.language.money import Money
from comp.workflow.review import Noted
from statements.documents import open_noted, statements_place
from statements.documents.noted import noted_text, read_noted
from tests.runs import tiny
from tests.statements.documents.recorders import Recorder

CAPPED = tiny.PLAN.replace(
    'clause losses "Lost deals"',
    'clause most "The most of a deal"\n  summary "No deal pays more."\n'
    '  cap commission at 15.00 USD per line, the excess is lost\n\nclause losses "Lost deals"',
)


@pytest.fixture
def company(tmp_path: Path, url: str) -> Recorder:
    return Recorder(tiny.workspace(tmp_path / "w"), url)


def noted(company: Recorder, period: str = "2026-03") -> Noted:
    recorded = company.records(company.runs(period, date(2026, 4, 2)))
    return open_noted(company.path, recorded.manifest.results_digest)["ana"]


def test_changes_to_earlier_periods_and_plans_are_noted(company: Recorder) -> None:
    assert noted(company) == Noted(
        adjusted=(Money(-40_00, "USD"),), by_plan=(("ae_2026", Money(-20_00, "USD")),)
    )
    assert noted(company, "2026-01") == Noted(by_plan=(("ae_2026", Money(60_00, "USD")),))


def test_lines_that_a_cap_kept_below_what_they_came_to_are_counted(company: Recorder) -> None:
    (company.path / "plans" / "ae_2026.plan").write_text(CAPPED, encoding="utf-8")
    assert noted(company, "2026-01") == Noted(capped=1, by_plan=(("ae_2026", Money(15_00, "USD")),))


def test_a_file_comes_back_as_it_was_written() -> None:
    told = {
        "p-1": Noted(1, 2, (Money(-5, "USD"), Money(7, "JPY")), (("ae", Money(2**63, "USD")),)),
        "p-2": Noted(),
    }
    assert read_noted(noted_text(told)) == told


@pytest.mark.parametrize("old", ['"capped":2', '"-5"', '"p-1"'])
def test_a_file_that_was_changed_is_not_believed(old: str) -> None:
    text = noted_text({"p-1": Noted(1, 2, (Money(-5, "USD"),))}).decode()
    assert old in text
    with pytest.raises(CompError, match="changed since"):
        read_noted(text.replace(old, old.replace("2", "3").replace("5", "6").replace("1", "7")).encode())
    with pytest.raises(CompError, match="cannot be read"):
        read_noted(text[:-9].encode())
    with pytest.raises(CompError, match="cannot be read"):
        read_noted(json.dumps({"noted": {}}).encode())


def test_a_file_that_is_gone_is_made_again(company: Recorder) -> None:
    before = noted(company)
    digest = company.runs_recorded()[0].results_digest
    (statements_place(company.path, digest) / "noted.json").unlink()
    with pytest.raises(CompError, match="comp run record"):
        open_noted(company.path, digest)
    assert noted(company) == before
