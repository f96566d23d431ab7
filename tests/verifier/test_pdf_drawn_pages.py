"""What is read of pages that WeasyPrint draws, as it draws statements; other readers read the same."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_text import PageText, page_texts
from comp.verifier.pdf_unusual import unusual
from tests.verifier.drawn import PROOF, ROWS, TERMS, drawn_pages


def drawn() -> list[PageText]:
    return page_texts(read_pdf(drawn_pages()))


def without_space(text: str) -> str:
    return "".join(text.split())


def test_a_drawn_file_is_plain_and_gives_its_attachments() -> None:
    pdf = read_pdf(drawn_pages())

    assert unusual(pdf) == []
    assert pdf.attachments() == {PROOF.name: PROOF.text.encode(), TERMS.name: TERMS.text.encode()}


def test_the_documents_own_text_reads_in_its_order() -> None:
    rows = "".join(f"D-{row}{row},234.50" for row in range(ROWS))
    expected = (
        "OfficeAVAVA1,234.50JPY\u00a51,234\u2212EUR1.234,50\u20acZo\u00eb\u0141\u00f3d\u017a"
        "asentencethatbreakssoftlyoverlines" + rows + "Theend" + "faint"
    )
    own = [run.text for page in drawn() for run in page.runs if not run.artifact and not run.repeats]
    first = [run.text for run in drawn()[0].runs if not run.artifact and not run.repeats]

    # A part with an opacity of its own is painted after the rest of its page.
    assert first[-1] == "faint"
    assert without_space("".join(own)).replace("faint", "") + "faint" == expected


def test_running_heads_and_page_numbers_are_artifacts() -> None:
    pages = drawn()

    assert len(pages) > 2
    for page in pages:
        marginal = [run.text for run in page.runs if run.artifact]
        assert marginal == ["Running head", f"Page {page.number} of {len(pages)}"]


def test_a_tables_head_is_read_on_every_page_that_shows_it() -> None:
    heads = [[run.text for run in page.runs if run.repeats] for page in drawn()]

    assert [head for head in heads if head] == [["Deal", "Amount"]] * (len(heads) - heads.count([]))
    assert heads.count([]) <= 1


def test_pypdf_reads_the_same_text() -> None:
    theirs = [without_space(page.extract_text()) for page in pypdf.PdfReader(BytesIO(drawn_pages())).pages]
    ours = [without_space("".join(run.text for run in page.runs)) for page in drawn()]

    assert [sorted(page) for page in ours] == [sorted(page) for page in theirs]


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext")
def test_pdftotext_reads_the_same_text(tmp_path: Path) -> None:
    file = tmp_path / "drawn.pdf"
    file.write_bytes(drawn_pages())
    done = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)

    theirs = without_space(done.stdout.decode())
    ours = without_space("".join(run.text for page in drawn() for run in page.runs))
    # It puts some parts of a page in another order, so only the letters are compared.
    assert sorted(ours) == sorted(theirs)
