"""Whoever changes a statement is found, and what was changed is named first.

Ana's and Bo's February statements are made, signed, and then forged one way after the other. A forger without
the company's key can change anything; one test gives the forger a key of their own.
"""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from comp.cli import main
from comp.facts import Workspace
from comp.proofs import make_key, signing_key
from comp.proofs.document import signed_bytes as proof_bytes
from comp.proofs.seal import signed_bytes as root_bytes
from comp.runs import load_run, reopen
from comp.runs.run import silent
from comp.verifier.report import Report
from comp.verifier.verifying import verify_file
from statements.from_run import open_issue
from statements.pdf import AttachedText, draw, statement_html
from statements.wording import Wording
from tests.runs import tiny

Proof: TypeAlias = dict[str, Any]
ANA = "ae_2026.commission:ana:D2#1"


@dataclass(frozen=True)
class Made:
    """A company's February: its public key, and the PDFs and proofs of both payees."""

    folder: Path
    key: str
    pdfs: dict[str, bytes]
    proofs: dict[str, Proof]
    january: Proof
    html: str  # of Ana's pages


@pytest.fixture(scope="module", name="made")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("tampering")
    company = tiny.workspace(folder / "company")
    tiny.add(company, "quota", "Q2,bo,new_business,2026-01-01,2026-03-31,USD,1000.00,,")
    tiny.add(company, "deal", "D5,bo,2026-02-11,USD,300.00", "D6,ana,2026-02-12,USD,50.00")
    _comp("key", "make", company)
    for period in ("2026-01", "2026-02"):
        run = folder / period
        _comp("run", company, "--period", period, "--recorded", "2026-04-01", "--out", run)
        _comp("statements", company, "--run", run, "--out", folder / f"st-{period}")
    pdfs = {payee: (folder / "st-2026-02" / f"{payee}_2026-02.pdf").read_bytes() for payee in ("ana", "bo")}
    january = (folder / "st-2026-01" / "ana_2026-01.pdf").read_bytes()
    return Made(
        folder,
        _comp("key", "show", company).strip(),
        pdfs,
        {payee: attached(pdf) for payee, pdf in pdfs.items()},
        attached(january),
        _html(company, folder / "2026-02"),
    )


def _html(company: Path, folder: Path) -> str:
    workspace, run = Workspace.open(company), load_run(folder)
    told = workspace.company
    settings, settlement = told.statements, told.settlement
    issue = open_issue(run, reopen(workspace, run), ["ana"], silent, (), settings, settlement)
    statement = issue.statement("ana", workspace.people, signing_key(company))
    return statement_html(statement, Wording.of("en_US"))


def _comp(*arguments: str | Path) -> str:
    company = next((each for each in arguments if isinstance(each, Path) and each.name == "company"), None)
    if arguments[0] == "run" and company is not None and not (company / ".comp" / "store").exists():
        _comp("data", "import", company, "--recorded", "2026-04-01")
    done = CliRunner().invoke(main, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def attached(pdf: bytes) -> Proof:
    return json.loads(PdfReader(io.BytesIO(pdf)).attachments["proof.json"][0])


def with_proof(pdf: bytes, proof: Proof) -> bytes:
    """A statement with another proof in place of its own."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    [(_, [stream])] = embedded(writer)
    stream.set_data(json.dumps(proof, ensure_ascii=False).encode())
    return written(writer)


def embedded(writer: PdfWriter) -> list[tuple[str, list[Any]]]:
    """The streams of a file's attachments, by name."""
    names: Any = writer.root_object["/Names"]
    pairs: Any = names.get_object()["/EmbeddedFiles"].get_object()["/Names"]
    return [
        (str(pairs[place]), [pairs[place + 1].get_object()["/EF"]["/F"].get_object()])
        for place in range(0, len(pairs), 2)
    ]


def written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def said(report: Report) -> str:
    """Where the first finding is and what it says."""
    assert not report.unreadable, report.unreadable
    assert report.findings, "nothing was found"
    return f"{report.findings[0].where}: {report.findings[0].what}"


def test_what_was_issued_is_sound(made: Made) -> None:
    for payee, pdf in made.pdfs.items():
        report = verify_file(payee, pdf, made.key)
        assert report.findings == (), report.findings
        assert report.unreadable in {None, ""}


def test_what_another_program_saved_again_is_still_sound(made: Made) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdfs["ana"])))
    writer.compress_identical_objects()
    assert verify_file("ana", written(writer), made.key).findings == ()
    assert verify_file("ana", with_proof(made.pdfs["ana"], made.proofs["ana"]), made.key).findings == ()


# Changes of the proof alone ---------------------------------------------------------------------------------


def _amount(proof: Proof) -> None:
    """One cent more for D2, in the node that is its amount."""
    [line] = [line for line in proof["lines"] if line["line"] == ANA]
    node = proof["nodes"][line["earned"][1]]
    node[2] = [str(int(node[2][0]) + 1), "USD"]


def _fact(proof: Proof) -> None:
    """D2 was worth 700.00."""
    [row] = [row for row in proof["rows"] if row["cells"].get("id", ["", "", ""])[2] == "D2"]
    row["cells"]["value"][2] = "70000"


def _fact_of_another_place(proof: Proof) -> None:
    rows = [row for row in proof["rows"] if row["source"] == "deal"]
    rows[0]["cells"], rows[1]["cells"] = rows[1]["cells"], rows[0]["cells"]


def _day(proof: Proof) -> None:
    """D2 was booked in the quarter before."""
    [row] = [row for row in proof["rows"] if row["cells"].get("id", ["", "", ""])[2] == "D2"]
    row["cells"]["booked_on"][2] = "2025-12-31"


def _day_and_its_steps(proof: Proof) -> None:
    """D2 was booked a day earlier, and the steps say so too."""
    _day(proof)
    [row] = [row for row in proof["rows"] if row["cells"].get("id", ["", "", ""])[2] == "D2"]
    row["cells"]["booked_on"][2] = "2026-02-09"
    for node in proof["nodes"]:
        if node[0] == "fact" and node[2] == {"day": "2026-02-10"}:
            node[2] = {"day": "2026-02-09"}


def _birth(proof: Proof) -> None:
    """D2's line is born a day later."""
    [line] = [line for line in proof["lines"] if line["line"] == ANA]
    line["born_on"] = "2026-02-11"


def _performance_period(proof: Proof) -> None:
    """The quarter begins after D2."""
    [line] = [line for line in proof["lines"] if line["line"] == ANA]
    for period in proof["periods"]:
        if period["name"] == line["performance_period"]:
            period["starts_on"] = "2026-02-11"


def _constant(proof: Proof) -> None:
    """The plan's line says 30% from quota."""
    [line] = [line for line in proof["plan_lines"] if "| 100% | 20%" in line["text"]]
    line["text"] = line["text"].replace("20%", "30%")


def _rate(proof: Proof) -> None:
    """A table pays 30% from quota, in the proof's own copy of it."""
    [table] = [table for table in proof["tables"] if table["name"] == "rate"]
    table["rows"][1][1] = "3/10"


def _dropped_line(proof: Proof) -> None:
    proof["lines"] = [line for line in proof["lines"] if line["line"] != ANA]


def _added_line(proof: Proof) -> None:
    line = copy.deepcopy(proof["lines"][0])
    proof["lines"].append({**line, "line": "ae_2026.commission:ana:D7#1"})


def _swapped_lines(proof: Proof) -> None:
    one, two = proof["lines"][:2]
    one["line"], two["line"] = two["line"], one["line"]


def _sentence(proof: Proof) -> None:
    proof["lines"][0]["sentence"] = "It is what we say it is."


def _period(proof: Proof) -> None:
    proof["root"]["period"] = "2026-03"


def _recorded(proof: Proof) -> None:
    proof["root"]["recorded_on"] = "2026-03-01"


def _salt(proof: Proof) -> None:
    salt = proof["rows"][0]["cells"]["id"][0]
    proof["rows"][0]["cells"]["id"][0] = ("0" if salt[0] != "0" else "1") + salt[1:]


def _path(proof: Proof) -> None:
    proof["paths"]["facts"].pop()


def _payee(proof: Proof) -> None:
    proof["payee"] = "bo"


def _shown_figure(proof: Proof) -> None:
    figures: list[dict[str, Any]] = [each for each in proof["page"] if not isinstance(each, str)]
    [piece] = [each for each in figures if each.get("of") == f"line {ANA}, earned"]
    piece["text"] = piece["text"].replace("8", "9", 1)


def _unsigned(proof: Proof) -> None:
    proof["signature"]["signature"] = proof["root_signature"]["signature"]


CHANGES: list[tuple[Callable[[Proof], None], str]] = [
    (_amount, re.escape(ANA)),
    (_fact, "cell `value` of the row holds 700.00 USD"),
    (_day, "cell `booked_on` of the row holds 2025-12-31"),
    (_day_and_its_steps, "facts .* not those that the company recorded"),
    (_birth, f"{re.escape(ANA)}: it is born on 2026-02-11, and the proof's steps come to 2026-02-10"),
    (_performance_period, "`period` is 2026-02-11, and the proof says 2026-01-01"),
    (_fact_of_another_place, "cell `[a-z_]+` of the row|facts .* not those that the company recorded"),
    (_constant, "plans/ae_2026.plan, line 17: the plan says '30%'"),
    (_rate, rf"{re.escape(ANA)} .*`table`"),
    (_dropped_line, f"{re.escape(ANA)}: it stands on the page and is not among the lines"),
    (_added_line, "lines: the 3 lines are not those that the run has for payee 'ana'"),
    (_swapped_lines, "ae_2026.commission:ana:D2#1: it stands behind ae_2026.commission:ana:D6#1"),
    (_sentence, "signature of the proof"),
    (_period, "signature of the run's root"),
    (_recorded, "signature of the run's root"),
    (_salt, "facts .* not those that the company recorded"),
    (_path, "facts .* path of hashes does not fit"),
    (_payee, "`payee` is 'bo', and the proof says 'ana'"),
    (_shown_figure, re.escape(f"line {ANA}, earned")),
    (_unsigned, "signature of the proof"),
]


@pytest.mark.parametrize(("change", "named"), CHANGES, ids=[change.__name__[1:] for change, _ in CHANGES])
def test_a_change_of_the_proof_is_found_and_named(
    made: Made, change: Callable[[Proof], None], named: str
) -> None:
    proof = copy.deepcopy(made.proofs["ana"])
    change(proof)
    assert re.search(named, said(verify_file("ana", with_proof(made.pdfs["ana"], proof), made.key)))
    assert verify_file("ana", json.dumps(proof).encode(), made.key).findings


# Changes of the page, of both, and of the company -----------------------------------------------------------


def drawn(made: Made, html: str) -> bytes:
    """Ana's proof inside other pages than hers."""
    proof = json.dumps(made.proofs["ana"], ensure_ascii=False)
    return draw(html, [AttachedText("proof.json", proof, "A proof", date(2026, 2, 28))])


def test_the_same_pages_drawn_again_are_sound(made: Made) -> None:
    assert verify_file("ana", drawn(made, made.html), made.key).findings == ()


PAGES = [
    # A digit of D2's 80.00 in the table, of a sentence, of the total, of a date, and of the plan's version.
    (r'(earned">)80\.00', r"\g<1>90.00", f"figure line {ANA}, earned: the page reads '90.00'"),
    ("400.00 at 10%", "500.00 at 10%", "the words .*: the page reads .*500"),
    (r"\$90\.00", "$98.00", "figure payable in all: the page reads"),
    ("Feb 10, 2026", "Feb 11, 2026", "the words .*: the page reads .*11,2026"),
    # A line that is missing, one that stands twice, and two amounts that changed places.
    (r'(?s)<tbody class="line">.*?</tbody>', "", "the page"),
    (r'(?s)(<tbody class="line">.*?</tbody>)', r"\g<1>\g<1>", "the page"),
    (r'(?s)(payable">)80\.00(.*?earned">)10\.00', r"\g<1>10.00\g<2>80.00", "payable: the page reads '10.00'"),
    # A sentence that was added, in plain sight and out of it.
    ("</body>", "<p>Paid in full.</p></body>", "page"),
    ("</body>", '<p style="color: transparent">9</p></body>', "page|transparent"),
]


@pytest.mark.parametrize(("old", "new", "named"), PAGES)
def test_a_change_of_the_page_is_found_and_named(made: Made, old: str, new: str, named: str) -> None:
    html = re.sub(old, new, made.html, count=1)
    assert html != made.html
    assert re.search(named, said(verify_file("ana", drawn(made, html), made.key)))


def test_another_payees_pages_are_named(made: Made) -> None:
    forged = with_proof(made.pdfs["bo"], made.proofs["ana"])
    assert "the page names bo, the proof is of ana" in said(verify_file("ana", forged, made.key))


def test_a_proof_of_another_month_is_named(made: Made) -> None:
    forged = with_proof(made.pdfs["ana"], made.january)
    assert "the page reads '2026-02" in said(verify_file("ana", forged, made.key))


def test_the_root_of_another_run_is_named(made: Made) -> None:
    proof = copy.deepcopy(made.proofs["ana"])
    proof["root"], proof["root_signature"] = made.january["root"], made.january["root_signature"]
    assert "another run" in said(verify_file("ana", with_proof(made.pdfs["ana"], proof), made.key))


def test_a_note_that_covers_an_amount_is_found(made: Made) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdfs["ana"])))
    writer.add_annotation(0, FreeText(text="8,000.00", rect=(300, 500, 400, 520)))
    assert "annotation" in said(verify_file("ana", written(writer), made.key))


def _painted(made: Made, more: bytes) -> bytes:
    """Ana's statement with something more painted on its first page."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdfs["ana"])))
    page = writer.pages[0]
    content = page.get_contents()
    assert content is not None
    content.set_data(content.get_data() + more)
    page.replace_contents(content)
    return written(writer)


@pytest.mark.parametrize(
    "more",
    [
        b"\n1 1 1 rg 40 400 300 40 re f\n",  # a white box over what stands there
        b"\n/Artifact BMC 0 0 0 rg 400 500 9 1 re f EMC\n",  # a stroke, marked as decoration
    ],
)
def test_a_shape_over_the_letters_is_found(made: Made, more: bytes) -> None:
    report = verify_file("ana", _painted(made, more), made.key)
    assert any(finding.where == "drawing of the pages" for finding in report.findings)


def test_a_font_that_reads_otherwise_than_it_looks_is_found(made: Made) -> None:
    """What the page shows as 8 reads as something else: the map from glyphs to letters was changed."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.pdfs["ana"])))
    fonts: Any = writer.pages[0]["/Resources"]
    for font in fonts.get_object()["/Font"].get_object().values():
        unicode = font.get_object()["/ToUnicode"].get_object()
        unicode.set_data(unicode.get_data().replace(b"<0038>", b"<0000>"))
    report = verify_file("ana", written(writer), made.key)
    assert any(finding.where == "drawing of the pages" for finding in report.findings)


def test_a_page_that_was_left_out_is_found(made: Made) -> None:
    reader, writer = PdfReader(io.BytesIO(made.pdfs["ana"])), PdfWriter()
    for page in reader.pages[:-1]:
        writer.add_page(page)
    writer.add_attachment("proof.json", json.dumps(made.proofs["ana"], ensure_ascii=False).encode())
    assert "page" in said(verify_file("ana", written(writer), made.key))


def test_a_forger_with_a_key_of_their_own_is_told_by_the_published_one(made: Made, tmp_path: Path) -> None:
    theirs = make_key(tmp_path)
    proof = copy.deepcopy(made.proofs["ana"])
    proof["root_signature"] = {"key": theirs.public, "signature": theirs.sign(root_bytes(proof["root"]))}
    proof["signature"] = {"key": theirs.public, "signature": theirs.sign(proof_bytes(proof))}
    forged = json.dumps(proof).encode()
    assert verify_file("ana", forged).findings == ()  # it can only say by which key, and that nobody gave one
    assert not verify_file("ana", forged).key_is_known
    assert "key" in said(verify_file("ana", forged, made.key))
