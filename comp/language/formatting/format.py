"""Formats a plan file: blocks apart by an empty line, a statement a line, tables and comments in columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from comp.frozen import frozen
from comp.language.diagnostic import Diagnostic, order_key
from comp.language.formatting.layout import Line, columns, indentation, statement_lines
from comp.language.formatting.statements import Block, Blocks, Comment, Statement, read_blocks
from comp.language.parsing import parse_file
from comp.language.parsing.places import plain

_BEFORE_COMMENT = 3
# Comments stand in one column where their lines are about equally long; a far longer line has its own.
_MOST_APART = 12


class FormattingError(Exception):
    """The formatter would have changed what a plan says: a fault of ours, never of the plan."""


@frozen
class Formatted:
    """The formatted text, or the text as it was where it has faults."""

    text: str
    diagnostics: list[Diagnostic]


def format_text(name: str, text: str) -> Formatted:
    """Format a plan file's text; one that cannot be read is left as it is and told why.

    Raises:
        FormattingError: the result would say something else.
    """
    said = plain(text)
    _, faults = parse_file(name, said)
    if faults:
        return Formatted(text, sorted(set(faults), key=order_key))
    blocks = read_blocks(name, said)
    formatted = "\n".join(_file(blocks)) + "\n"
    if _said(blocks) != _said(read_blocks(name, formatted)):
        raise FormattingError(f"{name} would not say the same once formatted")
    return Formatted(formatted, [])


def _said(blocks: Blocks) -> tuple[list[object], list[str]]:
    """Words and comments, each in their order."""
    words = [(s.kind, word) for block in blocks.blocks for s in block.statements for word in s.words]
    comments = [comment.text for block in blocks.blocks for comment in _comments(block)]
    return [*words], [*comments, *(comment.text for comment in blocks.tail)]


def _comments(block: Block) -> Iterator[Comment]:
    for statement in block.statements:
        yield from statement.comments
    yield from block.tail


def _file(blocks: Blocks) -> Iterator[str]:
    for index, block in enumerate(blocks.blocks):
        if index:
            yield ""
        yield from _between_blocks(block.head.lead)
        yield from _with_comments(_block(block))
    if blocks.tail:
        yield ""
        yield from "\n".join(_between_blocks(blocks.tail)).rstrip("\n").split("\n")


def _between_blocks(comments: list[Comment]) -> Iterator[str]:
    """Comments that stand between blocks keep the empty lines that set their paragraphs apart."""
    for comment in comments:
        yield comment.text
        if comment.blank_after:
            yield ""


def _block(block: Block) -> Iterator[Line]:
    for is_row, run in groupby(block.statements, key=lambda statement: statement.kind == "row"):
        statements = list(run)
        widths = _widths(statements) if is_row else []
        for statement in statements:
            indent = indentation(statement, head=statement is block.head)
            if statement is not block.head:
                yield from (Line(f"{'':{indent}}{comment.text}") for comment in statement.lead)
            yield from [_row(statement, widths)] if is_row else statement_lines(block, statement)
    yield from (Line(f"  {comment.text}") for comment in block.tail)


def _widths(rows: Iterable[Statement]) -> list[int]:
    """The widest cell of each column."""
    widths: list[int] = []
    for row in rows:
        cells = [columns(word.text) for word in row.words]
        shared = min(len(widths), len(cells))
        wider = [max(pair) for pair in zip(widths, cells, strict=False)]
        widths = [*wider, *widths[shared:], *cells[shared:]]
    return widths


def _row(row: Statement, widths: list[int]) -> Line:
    cells = (
        word.text + " " * (width - columns(word.text)) for word, width in zip(row.words, widths, strict=False)
    )
    last = row.parts[-1] if row.parts else None
    return Line(f"    | {' | '.join(cells)} |", last.text if isinstance(last, Comment) else None)


def _with_comments(lines: Iterable[Line]) -> Iterator[str]:
    """Set the comments behind neighbouring lines of about equal length in one column."""
    waiting: list[Line] = []
    shortest = longest = 0
    for line in lines:
        length = columns(line.text)
        shortest, longest = min(shortest, length), max(longest, length)
        if line.comment is None or longest - shortest > _MOST_APART:
            yield from _aligned(waiting)
            waiting = []
        if not waiting:
            shortest = longest = length
        if line.comment is None:
            yield line.text
        else:
            waiting.append(line)
    yield from _aligned(waiting)


def _aligned(lines: list[Line]) -> Iterator[str]:
    width = max((columns(line.text) for line in lines), default=0) + _BEFORE_COMMENT
    for line in lines:
        yield f"{line.text}{'':{width - columns(line.text)}}{line.comment}"
