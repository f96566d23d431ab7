"""Draws a statement as a tagged PDF/A-3a: archivable, readable aloud, the same bytes for the same statement.

Everything stands in the page itself. Whatever the drawing would fetch is refused, so a text from outside can
neither call out nor read a file.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from weasyprint import HTML, Attachment
from weasyprint.document import Document
from weasyprint.logger import LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from comp.errors import CompError
from statements.late_text import LateText, Pdf, put_late_text
from statements.letterhead import Picture, picture_of
from statements.statement_page import NO_LETTERHEAD, statement_html
from statements.view import Letterhead, Statement
from statements.wording import Wording


class FetchRefusedError(Exception):
    """A statement asked for something from outside itself."""


class MissingLettersError(CompError):
    """No font of this machine has some letter; a statement with boxes in place of a name is not issued."""


class _ClosedFetcher(URLFetcher):
    """Refuses every address, data of its own included, but for the one picture that the page may hold."""

    def __init__(self, picture: Picture | None) -> None:
        super().__init__()
        self._picture = picture

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Give the picture, else stop the drawing; WeasyPrint would only log an error of another class."""
        del headers
        if self._picture is not None and url == self._picture.address:
            return URLFetcherResponse(url, self._picture.data, {"Content-Type": self._picture.media_type})
        raise FatalURLFetchingError(f"a statement fetches nothing, and {url[:80]!r} was asked for")


@dataclass(frozen=True, slots=True)
class AttachedText:
    """A text that travels inside the file, under a name; `day` stands for when it was made."""

    name: str
    text: str
    description: str
    day: date


def statement_pdf(statement: Statement, wording: Wording, letterhead: Letterhead = NO_LETTERHEAD) -> bytes:
    """Draw the statement without a proof.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font has one of the letters.
    """
    return lay_out(statement_html(statement, wording, letterhead), picture_of(letterhead)).pdf()


@dataclass(frozen=True, slots=True)
class LaidOut:
    """Pages that are laid out and can be drawn more than once, the same each time."""

    _document: Document

    def pdf(self, attached: Sequence[AttachedText] = ()) -> bytes:
        """Draw the pages as PDF/A-3a with the texts that are their source.

        Raises:
            MissingLettersError: no font has one of the letters.
        """
        return self._drawn(attached, None)

    def pdf_with(self, late: LateText) -> bytes:
        """Draw the pages once, with a text that is made from how they are drawn.

        Raises:
            MissingLettersError: no font has one of the letters.
        """
        empty = AttachedText(late.name, "", late.description, late.day)
        return self._drawn([empty], lambda _, pdf: put_late_text(pdf, late))

    def _drawn(
        self, attached: Sequence[AttachedText], finisher: Callable[[Document, Pdf], None] | None
    ) -> bytes:
        with _no_letter_missing():
            drawn: bytes | None = self._document.write_pdf(
                pdf_variant="pdf/a-3a",
                attachments=[_attachment(each) for each in attached],
                finisher=finisher,
            )
        if drawn is None:
            raise TypeError("WeasyPrint gave no bytes although it was given no file to write to")
        return drawn


def lay_out(html: str, picture: Picture | None = None) -> LaidOut:
    """Lay a page out, fetching nothing; `picture` is the one that it may hold.

    Raises:
        FetchRefusedError: the page asked for something from outside itself.
        MissingLettersError: no font has one of the letters.
    """
    try:
        with _no_letter_missing():
            page = HTML(string=html, base_url=None, url_fetcher=_ClosedFetcher(picture))
            return LaidOut(page.render(pdf_variant="pdf/a-3a"))
    except FatalURLFetchingError as error:
        raise FetchRefusedError(str(error)) from error


def draw(html: str, attached: Sequence[AttachedText] = ()) -> bytes:
    """Draw a page as PDF/A-3a with the texts that are its source, fetching nothing.

    Raises:
        FetchRefusedError: the page asked for something from outside itself.
        MissingLettersError: no font has one of the letters.
    """
    return lay_out(html).pdf(attached)


def _attachment(attached: AttachedText) -> Attachment:
    day = datetime.combine(attached.day, datetime.min.time())
    return Attachment(
        string=attached.text,
        name=attached.name,
        description=attached.description,
        created=day,
        modified=day,
        relationship="Source",
    )


class _MissingLetters(logging.Handler):
    """Keeps what WeasyPrint says of letters that no font has; it tells of them in its log alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the letters that the message names."""
        message = record.getMessage()
        if ".notdef" in message:
            self.found.append(message.rpartition("fonts: ")[2])


@contextmanager
def _no_letter_missing() -> Generator[None]:
    letters = _MissingLetters()
    LOGGER.addHandler(letters)
    try:
        yield
    finally:
        LOGGER.removeHandler(letters)
    if letters.found:
        named = ", ".join(dict.fromkeys(letters.found))
        raise MissingLettersError(f"no font of this machine has {named}; install one for that script")
