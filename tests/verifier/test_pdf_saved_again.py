"""A file that another tool has saved again gives the same text and the same attachments."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pypdf
import pytest

from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_text import page_texts
from comp.verifier.pdf_unusual import unusual
from tests.verifier.drawn import drawn_pages


def assert_reads_the_same(data: bytes) -> None:
    before, after = read_pdf(drawn_pages()), read_pdf(data)

    assert page_texts(after) == page_texts(before)
    assert after.attachments() == before.attachments()


def saved_by(*command: str | Path) -> bytes:
    """What a command writes to `after.pdf` from `before.pdf`, the two last of its words."""
    before, after = Path(command[-2]), Path(command[-1])
    before.write_bytes(drawn_pages())
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
    return after.read_bytes()


@pytest.mark.parametrize("compressed", [False, True], ids=["as it is", "compressed anew"])
def test_saved_by_pypdf(compressed: bool) -> None:  # noqa: FBT001 - pytest fills it in
    writer = pypdf.PdfWriter(clone_from=BytesIO(drawn_pages()))
    if compressed:
        for page in writer.pages:
            page.compress_content_streams()
    saved = BytesIO()
    writer.write(saved)

    assert_reads_the_same(saved.getvalue())
    assert unusual(read_pdf(saved.getvalue())) == []


def test_appended_to_by_pypdf() -> None:
    writer = pypdf.PdfWriter(BytesIO(drawn_pages()), incremental=True)
    writer.add_metadata({"/Subject": "seen"})
    saved = BytesIO()
    writer.write(saved)

    assert saved.getvalue().startswith(drawn_pages())
    assert_reads_the_same(saved.getvalue())
    [sentence] = unusual(read_pdf(saved.getvalue()))
    assert "1 later version" in sentence


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="needs qpdf")
@pytest.mark.parametrize(
    "options",
    [
        ["--object-streams=generate"],
        ["--object-streams=disable"],
        ["--linearize"],
        ["--linearize", "--object-streams=generate"],
        ["--qdf"],
    ],
    ids=" ".join,
)
def test_saved_by_qpdf(options: list[str], tmp_path: Path) -> None:
    saved = saved_by("qpdf", *options, tmp_path / "before.pdf", tmp_path / "after.pdf")

    assert_reads_the_same(saved)
    assert unusual(read_pdf(saved)) == []


@pytest.mark.skipif(shutil.which("mutool") is None, reason="needs mutool")
@pytest.mark.parametrize("option", ["-gggg", "-d"])
def test_saved_by_mutool(option: str, tmp_path: Path) -> None:
    assert_reads_the_same(
        saved_by("mutool", "clean", option, tmp_path / "before.pdf", tmp_path / "after.pdf")
    )
