"""A text that tells how a file is drawn gets into that file, although its pages are drawn once."""

from comp.verifier.pdf_file import read_pdf
from comp.verifier.pdf_look import pdf_look
from statements.late_text import LateText
from statements.pdf import AttachedText, lay_out, statement_html
from statements.wording import Wording
from tests.statements import samples
from tests.statements.samples import row


def test_the_file_is_that_which_drawing_twice_gives_byte_for_byte() -> None:
    made = samples.statement([row("D1", 2_200_000), row("D2", 800_000)])
    laid_out = lay_out(statement_html(made, Wording.of("en_US")))
    look = pdf_look(read_pdf(laid_out.pdf()))
    text = f"drawn as {look}, \u017elu\u0165ou\u010dk\u00fd " * 50
    twice = laid_out.pdf([AttachedText("proof.json", text, "A proof", made.last_day)])
    told: list[str] = []

    def text_of(drawn: bytes) -> str:
        told.append(pdf_look(read_pdf(drawn)))
        return text

    once = laid_out.pdf_with(LateText("proof.json", "A proof", made.last_day, text_of))

    assert told == [look]
    assert once == twice
    assert pdf_look(read_pdf(once)) == look
