"""Statements whose sentences are German and Japanese: what a line says, and that their proofs are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from comp.engine.naming import UNDEFINED
from comp.facts import Workspace
from comp.runs import load_run, reopen
from comp.runs.run import silent
from statements.build import NO_VALUE
from statements.from_run import open_issue
from statements.wording import Wording
from tests.statements import everybody
from tests.statements.everybody import Paid, call

# 600.00 of a quota of 1,000.00 are 60%; the first band gives 10%: 60.00.
ANA = {
    "en_US": "600.00 USD of D1 (booked 15 January 2026) took attainment from 0% to 60%: "
    "600.00 at 10% = 60.00 USD.",
    "de_DE": "600,00 USD aus D1 (booked: 15. Januar 2026) brachte attainment von 0\u00a0% auf 60\u00a0%: "
    "600,00 zu 10\u00a0% = 60,00 USD.",
    "de_CH": "600.00 USD aus D1 (booked: 15. Januar 2026) brachte attainment von 0% auf 60%: "
    "600.00 zu 10% = 60.00 USD.",
    "sv_SE": "600,00 USD of D1 (booked 15 January 2026) took attainment from 0\u00a0% to 60\u00a0%: "
    "600,00 at 10\u00a0% = 60,00 USD.",
    "ja_JP": "D1の600.00 USD(booked: 2026年1月15日): attainmentが0%から60%になりました: "
    "600.00に10% = 60.00 USD。",
}


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory) -> Paid:
    return everybody.january(tmp_path_factory.mktemp("languages"))


@pytest.mark.parametrize("locale", ANA)
def test_a_lines_sentence_is_in_the_payees_language(paid: Paid, locale: str) -> None:
    """A language without a catalog gets English words with its own signs."""
    workspace, run = Workspace.open(paid.workspace), load_run(paid.run)
    issue = open_issue(run, reopen(workspace, run), ["ana"], silent)
    with Wording.of(locale).speaking():
        [section] = issue.statement("ana", workspace.people).sections

    assert [line.sentence for group in section.clauses for line in group.lines] == [ANA[locale]]


@pytest.mark.parametrize("locale", ["de_DE", "ja_JP"])
def test_its_proof_is_sound(paid: Paid, tmp_path: Path, locale: str) -> None:
    done = paid.statements(tmp_path, "--payee", "ana", "--locale", locale)
    assert done.exit_code == 0, done.output

    key = call("key", "show", paid.workspace).output.strip()
    verified = call("verify", tmp_path / "ana_2026-01.pdf", "--key", key)
    assert verified.exit_code == 0, verified.output


def test_what_a_run_says_of_a_line_without_an_amount_can_be_translated() -> None:
    assert NO_VALUE == UNDEFINED
