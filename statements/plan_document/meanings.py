"""What a plan's columns and words mean, for whoever signs it: from its sources, and from the glossary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from comp.language.core import (
    ClawBack,
    Column,
    Credit,
    Kind,
    Lookup,
    Node,
    Part,
    PartKind,
    Plan,
    Program,
    Source,
    SourceColumn,
)
from comp.language.lowering.reads import reads_of, walk
from comp.language.lowering.world import World
from statements.plan_document.view import ColumnMeaning, SourceMeaning, Word

# docs/glossary.md explains each word once; a wheel carries a copy beside this module (see pyproject.toml).
_INSTALLED = Path(__file__).with_name("glossary.md")
_CHECKOUT = Path(__file__).parents[2] / "docs" / "glossary.md"
_ENTRY = re.compile(r"^\| ([a-z][a-z -]+) \| (.+?)(?: \[[\d, ]+\])? \|$", re.MULTILINE)
_MARKUP = re.compile(r"\[([^\]]+)\]\([^)]*\)|[`*]")

# The language itself looks up quotas and exchange rates, by all of their columns.
_READ_WHOLE = frozenset({"quota", "rate"})

# Words of examples and explanations, which every document has.
_ALWAYS = frozenset({"earned", "line", "payable", "payee", "plan"})
# Words of the tool and its files: where a plan uses them, it means something plainer.
_OF_THE_TOOL = frozenset({"decision", "engine", "fault", "mapping", "step", "view", "word"})


def credits_of(program: Program, plan: Plan) -> list[Credit]:
    """The credits that the plan reads, by name."""
    reads = reads_of(plan, World(program.sources, program.credits))
    return [program.credits[name] for name in sorted(reads.credits)]


def sources_of(program: Program, plan: Plan) -> tuple[SourceMeaning, ...]:
    """The sources that decide what the plan pays, with the columns that it and its credits read."""
    reads = reads_of(plan, World(program.sources, program.credits))
    used = {pair for node in walk((plan, credits_of(program, plan))) for pair in _columns_of(node)}
    names = sorted(name for name in reads.sources | reads.mentioned if name in program.sources)
    return tuple(_meaning(program.sources[name], used) for name in names)


def words_of(text: str) -> tuple[Word, ...]:
    """The glossary's words that occur in a text, and those that stand in every document."""
    spoken = " ".join(text.replace("_", " ").lower().split())
    found = (
        Word(word, meaning)
        for word, meaning in _glossary().items()
        if word in _ALWAYS or re.search(rf"(?<![\w-]){re.escape(word)}s?(?![\w-])", spoken)
    )
    return tuple(entry for entry in found if entry.word not in _OF_THE_TOOL)


@cache
def _glossary() -> dict[str, str]:
    path = _INSTALLED if _INSTALLED.is_file() else _CHECKOUT
    entries = _ENTRY.findall(path.read_text(encoding="utf-8"))
    return {word: _MARKUP.sub(r"\1", meaning) for word, meaning in entries if word != "word"}


def _columns_of(node: Node) -> Iterator[tuple[str, str]]:
    """The columns that a part of the plan reads, with their sources."""
    match node:
        case Column() | Lookup():
            yield node.source, node.name
        case ClawBack():
            yield node.losses, node.link
        case Part() if node.kind is PartKind.ALSO:
            yield "assignment", "manager"
        case _:
            pass


def _meaning(source: Source, used: set[tuple[str, str]]) -> SourceMeaning:
    kept = (source.key, source.dated, source.valid_from, source.valid_through, source.currency_column)
    wanted = {name for of, name in used if of == source.name} | set(filter(None, kept))
    whole = source.name in _READ_WHOLE
    columns = tuple(_column(source, column) for column in source.columns if whole or column.name in wanted)
    return SourceMeaning(source.name, source.title, columns)


def _column(source: Source, column: SourceColumn) -> ColumnMeaning:
    return ColumnMeaning(column.name, column.title, "; ".join(_holds(source, column)))


def _holds(source: Source, column: SourceColumn) -> Iterator[str]:
    if column.refers_to is not None:
        yield f"names a row of {column.refers_to}"
    elif column.kind is Kind.CHOICE:
        yield f"one of {', '.join(column.choices)}"
    elif column.kind is Kind.ROW_MONEY:
        yield "money"
    else:
        yield column.kind.value
    if column.name == source.key:
        yield "tells one row from another"
    if column.name == source.dated:
        yield "the row counts from this day on"
    if column.name == source.valid_from:
        yield "the row holds from this day"
    if column.name == source.valid_through:
        yield "the row holds through this day"
    if column.name == source.currency_column:
        yield "of the row's money"
    if column.may_be_blank:
        yield "may be blank"
