"""A deal that never became a fact is answered with the row of the file and the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from comp.cli import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def acme(tmp_path: Path) -> Path:
    folder = tmp_path / "acme"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0
    return folder


def why_not(workspace: Path, deal: str, payee: str) -> str:
    result = CliRunner().invoke(main, ["why-not", str(workspace), deal, payee])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_row_that_a_rule_leaves_out_is_named_with_the_rule(acme: Path) -> None:
    answer = why_not(acme, "D-1005", "p-002")
    assert "deals.csv row 6 (deal) is left out" in answer
    assert "'Negotiation'" in answer
    assert "only signed orders are deals" in answer


def test_a_refused_row_is_named_with_its_value(acme: Path) -> None:
    deals = acme / "data" / "deals.csv"
    text = deals.read_text("utf-8")
    assert "1/20/2026" in text
    deals.write_text(text.replace("1/20/2026", "2/30/2026"), "utf-8")
    mapping = acme / "data" / "deal.toml"
    mapping.write_text("allow_refused = true\n" + mapping.read_text("utf-8"), "utf-8")
    answer = why_not(acme, "D-1001", "p-002")
    assert "deals.csv row 2 (deal) is refused" in answer
    assert "'2/30/2026'" in answer


def test_a_deal_that_could_not_be_credited_is_told_by_explain_and_by_an_example(acme: Path) -> None:
    shared = acme / "plans" / "shared.plan"
    text = shared.read_text("utf-8")
    text = text.replace(
        "share  100% to deal.owner", "share  20% to deal.overlay\n    share  the rest to deal.owner"
    )
    text = text.replace(
        "  column   owner: payee", "  column   overlay: payee, may be blank\n  column   owner: payee"
    )
    assert text.count("overlay") == 2
    shared.write_text(text, "utf-8")

    explained = CliRunner().invoke(main, ["explain", str(acme), "--period", "2026-Q1", "D-1001"])
    tested = CliRunner().invoke(main, ["test", str(acme)])

    assert explained.exit_code == 2
    assert "D-1001 pays nobody, for it could not be credited: " in explained.stderr
    assert tested.exit_code == 1
    assert "D1 could not be credited: " in tested.stdout
