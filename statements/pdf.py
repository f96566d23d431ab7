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
from fractions import Fraction
from functools import cache, partial
from importlib.resources import files
from typing import NoReturn

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from weasyprint import HTML, Attachment
from weasyprint.document import Document
from weasyprint.logger import LOGGER
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from comp.errors import CompError
from comp.language.money import Money
from statements.late_text import LateText, Pdf, put_late_text
from statements.view import Figure, Statement
from statements.wording import Wording


class FetchRefusedError(Exception):
    """A statement asked for something from outside itself."""


class MissingLettersError(CompError):
    """No font of this machine has some letter; a statement with boxes in place of a name is not issued."""


class _ClosedFetcher(URLFetcher):
    """Refuses every address, data of its own included: a statement holds no image and no font file."""

    def fetch(self, url: str, headers: object = None) -> NoReturn:
        """Stop the drawing; an error of another class WeasyPrint would only write to its log."""
        del headers
        raise FatalURLFetchingError(f"a statement fetches nothing, and {url[:80]!r} was asked for")


@dataclass(frozen=True, slots=True)
class AttachedText:
    """A text that travels inside the file, under a name; `day` stands for when it was made."""

    name: str
    text: str
    description: str
    day: date


def statement_html(statement: Statement, wording: Wording) -> str:
    """Write the page that the PDF is drawn from; text of the statement stays text."""
    template = _environment(wording).get_template("statement.html")
    return template.render(
        s=statement,
        w=wording,
        title=f"{statement.display_name}, {statement.period}, {statement.company}",
        made_on=_made_on(statement.last_day),
        css=_css(),
    )


def statement_pdf(statement: Statement, wording: Wording) -> bytes:
    """Draw the statement.

    Raises:
        FetchRefusedError: the page asked for something from outside; it is a fault of the template.
        MissingLettersError: no font has one of the letters.
    """
    return draw(statement_html(statement, wording))


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


def lay_out(html: str) -> LaidOut:
    """Lay a page out, fetching nothing.

    Raises:
        FetchRefusedError: the page asked for something from outside itself.
        MissingLettersError: no font has one of the letters.
    """
    try:
        with _no_letter_missing():
            page = HTML(string=html, base_url=None, url_fetcher=_ClosedFetcher())
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


def _environment(wording: Wording) -> Environment:
    environment = Environment(
        loader=PackageLoader("statements"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    filters: dict[str, Callable[..., object]] = {
        "plain": partial(_plain, wording),
        "signed": partial(_signed, wording),
        "value": partial(_value, wording),
        "is_ratio": _is_ratio,
        "width": _bar_width,
        "words": _words,
        "lines": _lines,
    }
    environment.filters.update(filters)
    return environment


def _plain(wording: Wording, value: Money | Fraction | None) -> str:
    """A quantity in a column whose currency is named once, below it."""
    return wording.amount(value) if isinstance(value, Money) else wording.quantity(value)


def _signed(wording: Wording, amount: Money) -> str:
    """A difference: its sign is shown either way."""
    return ("+" if amount.minor > 0 else "") + wording.amount(amount)


def _value(wording: Wording, figure: Figure) -> str:
    if isinstance(figure.value, Fraction) and _is_ratio(figure):
        return wording.share(figure.value)
    return wording.quantity(figure.value)


def _is_ratio(figure: Figure) -> bool:
    """Whether a percentage and a bar say what a measure came to; a count and money have neither."""
    return isinstance(figure.value, Fraction) and not figure.counted


def _bar_width(figure: Figure) -> int:
    """Percent of the bar that is filled; beyond its end it is full, and the number stands beside it."""
    value = figure.value if isinstance(figure.value, Fraction) else Fraction(0)
    return int(min(max(value, Fraction(0)), Fraction(1)) * 100)


def _words(name: str) -> str:
    """A name of the plan as a reader writes it: `new_business` is `New business`."""
    return name.replace("_", " ").capitalize()


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _made_on(day: date) -> str:
    """The file's own date: the period's last day, because a clock would give other bytes each time."""
    return f"{day.isoformat()}T00:00:00Z"


@cache
def _css() -> Markup:
    """The style sheet, which is ours and needs no escaping."""
    return Markup(files("statements").joinpath("templates/statement.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
