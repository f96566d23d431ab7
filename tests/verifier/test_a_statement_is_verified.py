"""A PDF with the small proof in it: what the page shows is held against what the proof says."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from comp.verifier.main import verify_files
from comp.verifier.report import Report, report_as_text
from comp.verifier.verifying import verify_file
from statements.pdf import AttachedText, draw
from tests.verifier import small
from tests.verifier.signing import public_key

KEY = public_key(small.SECRET).hex()
PROOF = json.dumps(small.sound())
ROWS = small.page_text()


@cache
def statement(
    text: str = ROWS, proof: str | None = PROOF, name: str = "proof.json", style: str = ""
) -> bytes:
    """Return a statement drawn from the small page's text, with something attached."""
    attached = [] if proof is None else [AttachedText(name, proof, "the proof", date(2026, 3, 31))]
    words = "".join(f"<p>{part}</p>" for part in text.split(" "))
    return draw(
        f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Statement</title><style>
        @page {{ size: A6; @bottom-right {{ content: "Page " counter(page) " of " counter(pages) }} }}
        body {{ font: 9pt "Open Sans", "DejaVu Sans" }} {style}</style></head><body>{words}</body></html>""",
        attached,
    )


def verified(data: bytes) -> Report:
    return verify_file("statement.pdf", data, KEY)


def test_a_sound_statement_is_sound() -> None:
    report = verified(statement())

    assert report.findings == ()
    assert report.warnings == ()
    assert report.exit_code == 0
    assert any(note.endswith("(AnaO\u2019Neill); the proof knows ana only.") for note in report.notes)
    assert [check.count for check in report.checks if check.what == "text of the pages"] == [2]


def test_a_changed_figure_of_the_page_is_named_with_its_page_and_line() -> None:
    report = verified(statement(ROWS.replace(" 6,500.00", " 6,800.00")))

    assert report.exit_code == 1
    assert report.findings[0].where == "page 1, figure line ae.commission:ana:D2#1, earned"
    assert report.findings[0].what == "the page reads '6,800.00', and the proof shows '6,500.00'"
    assert "FAIL" in report_as_text(report)


def test_the_page_of_one_with_the_proof_of_another_is_called_so() -> None:
    report = verified(statement("Compensation statement Bo Lee bo, 2026-Q1 1,200.00 Total 1,200.00 USD"))

    assert report.findings[0].where == "page and proof"


def test_text_that_nobody_sees_is_a_fault() -> None:
    report = verified(statement(style="p:last-child { opacity: 0 }"))

    assert [finding.where for finding in report.findings] == ["PDF"]
    assert "holds text that is" in report.findings[0].what


@pytest.mark.parametrize(("proof", "name"), [(None, ""), (PROOF, "proof.txt"), ("{}", "proof.json")])
def test_without_a_proof_there_is_nothing_to_verify(proof: str | None, name: str) -> None:
    report = verified(statement(proof=proof, name=name))

    assert report.exit_code == 2
    assert report.unreadable


def test_a_proof_of_single_lines_does_not_prove_a_page() -> None:
    proof = small.sound()
    proof["page"], proof["number_format"], proof["paths"]["statement"] = None, None, None
    report = verified(statement(proof=json.dumps(small.resigned(proof))))

    assert report.findings[0].what == "the proof does not say what the pages show"


def test_many_files_are_verified_one_by_one(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(statement())
    bad.write_bytes(statement(ROWS.replace(" 6,500.00", " 6,800.00")))

    assert [report.exit_code for report in verify_files([str(good), str(bad)], KEY)] == [0, 1]
