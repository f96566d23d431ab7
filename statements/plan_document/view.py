"""What the document of a plan shows, in order; text of the plan stands here as it was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a rule and what it is: `word`, `name`, `value` and the like, for its colour."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A line of a rule; `notes` say how an expected amount comes about."""

    indent: int
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of a rule or an example, its heads first."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]  # by column: whether its cells stand to the right


Part: TypeAlias = CodeLine | Rows


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the plan's head: what it is about, and what it says."""

    label: str
    line: CodeLine


@dataclass(frozen=True, slots=True)
class ClauseText:
    """A clause with its summary and its rule."""

    number: int
    title: str
    target_share: str
    summary: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ExampleText:
    """An example: its given rows and what they pay; also any other block with a title of its own."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AmendmentText:
    """What changes from a day on, for all or (a side letter) for one payee, block by block."""

    title: str
    starts_on: date
    payee: str
    blocks: tuple[ExampleText, ...]


@dataclass(frozen=True, slots=True)
class TermsText:
    """A section of legal text."""

    number: int
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """A column that the plan reads."""

    name: str
    title: str
    holds: str


@dataclass(frozen=True, slots=True)
class SourceMeaning:
    """A source that the plan reads, what it records, and its columns."""

    name: str
    title: str
    columns: tuple[ColumnMeaning, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the language and what it means."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True)
class PlanDocument:
    """Everything that is signed, and what helps to read it."""

    company: str
    name: str
    title: str
    first_day: date
    last_day: date
    text_digest: str
    result_digest: str
    facts: tuple[Fact, ...]
    clauses: tuple[ClauseText, ...]
    shared: tuple[ClauseText, ...]
    amendments: tuple[AmendmentText, ...]
    withheld: int  # side letters of other payees, which the version covers and nobody else may read
    examples: tuple[ExampleText, ...]
    terms: tuple[TermsText, ...]
    sources: tuple[SourceMeaning, ...]
    words: tuple[Word, ...]
    source_text: str  # the plan as text, from which its digests can be had again; empty where it is withheld

    @property
    def source_name(self) -> str:
        """Under what name the text travels inside the PDF."""
        return f"{self.name}.plan.txt"
