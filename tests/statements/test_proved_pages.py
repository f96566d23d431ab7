"""A statement with everything that a company adds, in any language, is one that the verifier finds sound."""

from datetime import date
from pathlib import Path

import pytest

from comp.facts import Workspace
from comp.proofs import PlanTexts, make_key, seal_run
from comp.runs import prepare
from comp.runs.run import calculate, silent
from comp.verifier.report import Report
from comp.verifier.verifying import verify_file
from statements.from_run import open_issue
from statements.letterhead import read_letterhead
from statements.proved import proved_pdf
from statements.wording import Wording
from tests.runs import tiny
from tests.statements.test_letterhead import picture

LETTER = "Thank you for 100%.\n\nIt was $1,234.56 well earned.\n"
SETTINGS = """
[statements]
logo = "logo.jpeg"
letter = "letter.txt"
ask = "Ask RevOps, extension 12.50."
"""


@pytest.fixture(scope="module", name="company")
def _company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tiny.workspace(tmp_path_factory.mktemp("proved") / "company")
    (folder / "logo.jpeg").write_bytes(picture("JPEG"))
    (folder / "letter.txt").write_text(LETTER, encoding="utf-8")
    with (folder / "comp.toml").open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
    return folder


def reports(company: Path, locales: list[str]) -> dict[str, Report]:
    """Ana's March, in which a deal is taken back, in each locale, as the verifier reads it with the key."""
    workspace = Workspace.open(company)
    inputs = prepare(workspace, "2026-03", None, date(2026, 4, 1))
    run, plans = calculate(inputs), PlanTexts.of(workspace)
    seal = seal_run(run, inputs, plans, make_key(company), None)
    assert seal.key is not None
    head = read_letterhead(workspace.path, workspace.company.statements)
    issue = open_issue(run, inputs, ["ana"], silent)
    statement = issue.statement("ana", workspace.people, seal.key)
    found: dict[str, Report] = {}
    for locale in locales:
        proof = issue.proof(statement, plans.texts)
        pdf = proved_pdf(statement, Wording.of(locale), proof, seal, head)
        found[locale] = verify_file(f"{locale}.pdf", pdf, seal.key.public)
    return found


def test_a_statement_with_a_logo_a_letter_and_whom_to_ask_is_sound_in_every_language(company: Path) -> None:
    found = reports(company, ["en_US", "de_DE", "ja_JP", "ar_EG", "sv_SE", "fr_CH"])

    told = {locale: [str(each) for each in report.findings] for locale, report in found.items()}
    assert told == {locale: [] for locale in found}
    assert {report.exit_code for report in found.values()} == {0}
    # What an image shows was not read, and that is told.
    assert all("1 image on page 1" in str((report.notes, report.warnings)) for report in found.values())
