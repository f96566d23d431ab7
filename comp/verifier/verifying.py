"""The verification of one file, as bytes: reads it, makes every check, and orders what was found."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from comp.verifier.arithmetic import check_nodes
from comp.verifier.findings import Finding
from comp.verifier.line_steps import line_steps
from comp.verifier.links import (
    check_constants,
    check_facts,
    check_lines,
    check_plan_text,
    check_sealed,
    check_statement,
    count_constants,
)
from comp.verifier.notes import report_notes
from comp.verifier.openings import check_openings, count_opened
from comp.verifier.page import ShownRun, check_figures, check_page, count_figures
from comp.verifier.pdf_file import PdfFile, read_pdf
from comp.verifier.pdf_look import pdf_look
from comp.verifier.pdf_syntax import PdfError
from comp.verifier.pdf_text import PaintedPage, page_texts, painted_pages
from comp.verifier.pdf_unusual import unusual
from comp.verifier.proof_file import ProofError, read_proof
from comp.verifier.report import Check, Report
from comp.verifier.signatures import check_signatures, signing_key_of
from comp.verifier.taken import all_taken
from comp.verifier.totals import check_totals

# What a file that somebody made to break its reader can bring about.
_STRANGE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError)
PROOF_NAME = "proof.json"
# What could make a viewer show something else than was read; anything else that is unusual is a warning.
_HIDES = re.compile(
    r"annotation|holds text that is|portfolio|XFA|layer|optional part|encrypted|Type 3 text"
    r"|(?:mute|wordy|unnamed) glyph"
)


def verify_file(
    name: str,
    data: bytes,
    key: str | None = None,
    openings: Sequence[dict[str, Any]] | None = None,
    line: str | None = None,
) -> Report:
    """Verify a statement's PDF or a bare proof, and tell the steps of one `line` where it is given.

    `key` is the company's published one, in hexadecimal.
    """
    with _no_collecting():
        return _verified_file(name, data, key, openings, line)


@contextmanager
def _no_collecting() -> Generator[None]:
    """Pause the search for rings of objects: a proof has none, and each search walks all that was read."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _verified_file(
    name: str,
    data: bytes,
    key: str | None,
    openings: Sequence[dict[str, Any]] | None,
    line: str | None,
) -> Report:
    try:
        if data[:1024].lstrip().startswith(b"%PDF"):
            pdf = read_pdf(data)
            proof = read_proof(_attached(pdf))
            pages = painted_pages(pdf)
            runs, strange, look = _shown(pdf, pages), unusual(pdf, pages), pdf_look(pdf)
        else:
            proof, runs, strange, look = read_proof(data), None, [], None
    except (PdfError, ProofError) as error:
        return Report(name, unreadable=f"{error}.")
    except _STRANGE as error:
        return Report(
            name, unreadable=f"It is not formed as a PDF should be ({type(error).__name__}: {error})."
        )
    checks = [*_checks(proof, runs, strange, key, openings), _drawing(proof, look)]
    report = Report(
        name,
        about=f"payee {proof['payee']}, {_run_of(proof)}",
        checks=tuple(checks),
        findings=tuple(_ordered(checks)),
        warnings=tuple(each for each in strange if not _HIDES.search(each)),
        taken=all_taken(proof),
        key=signing_key_of(proof),
        key_given=key,
        steps=() if line is None else tuple(_steps(proof, line)),
    )
    bound = look is not None and look == proof["look"]
    return replace(report, notes=tuple(report_notes(proof, runs, report, drawing_is_bound=bound)))


def _attached(pdf: PdfFile) -> bytes:
    """Return the proof among the attachments.

    Raises:
        ProofError: there is none, or more than one could be meant.
    """
    attachments = pdf.attachments()
    names = [PROOF_NAME] if PROOF_NAME in attachments else [n for n in attachments if n.endswith(".json")]
    if len(names) != 1:
        there = ", ".join(repr(each) for each in attachments) or "nothing"
        raise ProofError("the PDF", f"an attachment called {PROOF_NAME} was expected; {there} is attached")
    return attachments[names[0]]


def _shown(pdf: PdfFile, pages: Sequence[PaintedPage]) -> list[ShownRun]:
    return [
        ShownRun(page.number, run.text, run.artifact, run.repeats)
        for page in page_texts(pdf, pages)
        for run in page.runs
    ]


def _checks(
    proof: dict[str, Any],
    runs: Sequence[ShownRun] | None,
    strange: Sequence[str],
    key: str | None,
    openings: Sequence[dict[str, Any]] | None,
) -> list[Check]:
    """Every check, in the order in which people think of them."""
    nodes = _guarded(proof, len(proof["nodes"]), "steps of arithmetic", check_nodes)
    if any("a node is a list" in each.what for each in nodes.findings):
        return [nodes]
    checks = [
        nodes,
        _guarded(proof, count_constants(proof), "constants in the plan's text", check_constants),
        _guarded(proof, len(proof["rows"]), "rows of facts", check_facts),
        _guarded(proof, len(proof["plan_lines"]), "lines of plans", check_plan_text),
        _guarded(proof, len(proof["lines"]), "lines of pay", check_lines),
        _statement(proof),
        _guarded(proof, count_figures(proof), "figures in the proof", _figure_faults),
        _page(proof, runs, strange),
        _signatures(proof, key),
    ]
    if proof["sealed"]:
        checks += [
            _guarded(proof, len(proof["sealed"]), "sealed values", check_sealed),
            _openings(proof, openings),
        ]
    return checks


def _guarded(
    proof: dict[str, Any], count: int, what: str, check: Callable[[dict[str, Any]], Sequence[Finding]]
) -> Check:
    """Make a check; what a stranger's file can break ends as a finding, never as a traceback."""
    try:
        return Check(what, count, tuple(check(proof)))
    except _STRANGE as error:
        told = f"the proof is not formed as it should be, so this cannot be checked ({error})"
        return Check(what, count, (Finding(what, told),))


def _statement(proof: dict[str, Any]) -> Check:
    what = "lines in the run's root"
    if proof["paths"]["statement"] is None and proof["page"] is None:
        return Check(what, 0, remark="single lines, tied to no statement")
    return _guarded(proof, sum(line["listed"] for line in proof["lines"]), what, check_statement)


def _figure_faults(proof: dict[str, Any]) -> list[Finding]:
    return check_figures(proof) or check_totals(proof)


def _page(proof: dict[str, Any], runs: Sequence[ShownRun] | None, strange: Sequence[str]) -> Check:
    if runs is None:
        return Check("text of the pages", 0, remark="no PDF was given")
    if proof["page"] is None:
        return Check("text of the pages", 0, (Finding("page", "the proof does not say what the pages show"),))
    hidden = [Finding("PDF", each.rstrip(".")) for each in strange if _HIDES.search(each)]
    pages = len({run.page for run in runs})
    return _guarded(proof, pages, "text of the pages", lambda each: [*check_page(each, runs), *hidden])


def _drawing(proof: dict[str, Any], look: str | None) -> Check:
    """Hold how the pages are drawn against what was signed: letters alone do not tell what a reader sees."""
    what = "drawing of the pages"
    if look is None or proof["page"] is None:
        return Check(what, 0, remark="no PDF was given" if look is None else "no page belongs to the proof")
    if proof["look"] is None:
        return Check(what, 0, remark="the proof does not hold it; look at the pages yourself")
    if look == proof["look"]:
        return Check(what, 1)
    told = (
        "they are drawn otherwise than they were issued, though their letters may be the same: they were "
        "changed, or a program has drawn them anew; ask for the file as it was issued"
    )
    return Check(what, 1, (Finding(what, told),))


def _signatures(proof: dict[str, Any], key: str | None) -> Check:
    count = sum(proof[each] is not None for each in ("root_signature", "signature"))
    return Check("signatures", count, tuple(check_signatures(proof, key)), "" if count else "nobody signed")


def _openings(proof: dict[str, Any], openings: Sequence[dict[str, Any]] | None) -> Check:
    if openings is None:
        return Check("sealed values opened", 0, remark="no openings were given")
    opened = count_opened(proof, openings)
    return _guarded(proof, opened, "sealed values opened", lambda each: check_openings(each, openings))


def _ordered(checks: Sequence[Check]) -> list[Finding]:
    """Put first what explains the rest: two statements in one file, a changed root, another run's root."""
    found = [finding for check in checks for finding in check.findings]
    rooted = [check for check in checks if check.what in _ROOTED]
    if len(rooted) == len(_ROOTED) and all(check.findings for check in rooted):
        what = "neither the facts, nor the plans, nor the lines lead to it: it is the root of another run"
        found.insert(0, Finding("root of the run", what))
    return sorted(found, key=lambda finding: _TELLING.get(finding.where, len(_TELLING)))


_TELLING = {"page and proof": 0, "signature of the run's root": 1, "root of the run": 2}
_ROOTED = ("rows of facts", "lines of plans", "lines in the run's root")


def _steps(proof: dict[str, Any], line: str) -> list[str]:
    try:
        return line_steps(proof, line)
    except _STRANGE as error:
        return [f"The steps of line {line} are not formed as they should be ({error})."]


def _run_of(proof: dict[str, Any]) -> str:
    root = proof["root"]
    return f"{root['company']}, run of {root.get('period')}, recorded by {root.get('recorded_on')}"
