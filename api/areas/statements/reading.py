"""A recorded statement as its pages and the JSON API read it: how it stands, what it says, and its lines.

What it says is read from its document, as it was recorded. Nothing is calculated, and no other is opened.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from litestar.exceptions import NotFoundException
from markupsafe import Markup

from api.names import names_of
from api.notes import KeptNotes
from api.service import Service
from comp.facts.company import read_company
from comp.workflow.access import Actor
from comp.workflow.recording import RunShown, run_of
from comp.workflow.review import StatementShown, statement_seen
from statements.documents import Document, Working, open_document, open_workings
from statements.letterhead import read_letterhead
from statements.statement_page import statement_article
from statements.view import Adjustment, Letterhead, PlanSection, Statement, StatementLine
from statements.wording import Wording

_ARTICLES_KEPT: Final = 128
_KEY_LETTERS: Final = 16


@dataclass(frozen=True, slots=True)
class Opened:
    """A statement that somebody may see: how it stands, what it says and in whose words, and whose it is."""

    shown: StatementShown
    statement: Statement
    locale: str
    name: str

    @property
    def wording(self) -> Wording:
        """How its values are written."""
        return Wording.of(self.locale)

    @property
    def address(self) -> str:
        """Its page."""
        return f"/statements/{self.shown.id}"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a statement: its plan, its clause, and what it changes where it is of an earlier period."""

    section: PlanSection
    clause: str
    line: StatementLine
    change: Adjustment | None = None

    @property
    def key(self) -> str:
        """What addresses name it by."""
        return key_of(self.line.line_id)


def opened(service: Service, actor: Actor, statement_id: str) -> Opened:
    """Open a statement that the actor may see.

    Raises:
        NotFoundError: it is not there, or not for them.
        CompError: its document is damaged or gone.
    """
    with service.records.reading() as session:
        shown = statement_seen(session, actor, statement_id, noted=KeptNotes(service.folder))
        name = names_of(session, [shown.payee]).get(shown.payee, shown.payee)
    document = _document(service.folder, shown.results_digest, shown.id, shown.content_digest)
    return Opened(shown, document.statement, document.locale or service.locale, name)


def run_folder(service: Service, one: Opened) -> Path:
    """The kept folder of the run that a statement is of."""
    return service.folder / _run(service, one).folder


def article(service: Service, one: Opened) -> Markup:
    """The statement written for a screen."""
    return _article(
        service.folder,
        one.shown.results_digest,
        one.shown.id,
        one.shown.content_digest,
        one.name,
        one.locale,
        _letter(service),
    )


def lines(statement: Statement) -> Iterator[ShownLine]:
    """Every line that is shown, in the order of the page."""
    for section in statement.sections:
        for group in section.clauses:
            for line in group.lines:
                yield ShownLine(section, group.title, line)
        for change in section.adjustments:
            yield ShownLine(section, change.clause, change.line, change)


def line_of(one: Opened, key: str) -> ShownLine:
    """A line by what addresses name it by.

    Raises:
        NotFoundException: the statement shows no such line.
    """
    for each in lines(one.statement):
        if each.key == key:
            return each
    raise NotFoundException("the statement shows no such line")


def working_of(service: Service, one: Opened, line_id: str) -> Working | None:
    """The kept steps of a line; None for one of corrections, and for one that is no longer there."""
    return open_workings(service.folder, one.shown.results_digest, one.shown.id).get(line_id)


def key_of(line_id: str) -> str:
    """What addresses name a line by: its id may hold any letter."""
    return hashlib.sha256(line_id.encode()).hexdigest()[:_KEY_LETTERS]


def line_address(statement_id: str, line_id: str) -> str:
    """The page with the steps of a line."""
    return f"/statements/{statement_id}/lines/{key_of(line_id)}"


def _run(service: Service, one: Opened) -> RunShown:
    with service.records.reading() as session:
        run = run_of(session, one.shown.results_digest)
    if run is None:
        raise NotFoundException("the run of the statement is not recorded")
    return run


def _letter(service: Service) -> Letterhead:
    """What the company adds to every statement but its logo: the page has the name at its head."""
    company = read_company(service.folder / "comp.toml")
    return read_letterhead(service.folder, replace(company.statements, logo=""))


@lru_cache(maxsize=_ARTICLES_KEPT)
def _document(folder: Path, results_digest: str, statement_id: str, content_digest: str) -> Document:
    """Read once: a document never changes but with its content's digest."""
    del content_digest
    return open_document(folder, results_digest, statement_id)


@lru_cache(maxsize=_ARTICLES_KEPT)
def _article(  # noqa: PLR0917 - all that the page depends on
    folder: Path,
    results_digest: str,
    statement_id: str,
    content_digest: str,
    name: str,
    locale: str,
    letter: Letterhead,
) -> Markup:
    document = _document(folder, results_digest, statement_id, content_digest)
    named = replace(document.statement, display_name=name)
    return statement_article(
        named, Wording.of(locale), letter, lambda line_id: line_address(statement_id, line_id)
    )
