"""Lays statements out: what stands how far in, which blanks stand between words, where a long line breaks."""

from __future__ import annotations

import unicodedata

from comp.frozen import frozen
from comp.language.formatting.statements import Block, Comment, Statement, Word

TEXT_WIDTH = 119
"""A summary is filled to this many columns at most."""
STATEMENT_WIDTH = 140
"""A statement stays on one line up to here: it is read more easily whole than by a narrow rule."""

_CONTINUED = 4
_HEAD = {"source": 9, "plan": 19}
_CREDIT_LINES = {"on_line", "value_line", "share_line", "rest_line", "also_line"}
_BELOW = _CREDIT_LINES | {
    *("over_rows_line", "over_own_line", "read_line", "portion_line", "as_money", "as_credit"),
    *(
        "blank_line",
        "row",
        "part_line",
        "give_share_line",
        "give_amount_line",
        "shortfall_line",
        "whole_line",
    ),
    *("whole_line", "recovered_line", "left_over_line"),
}
_TWO_WORDS = {"performance_line", "target_line"}
_OPERATORS = {"PLUS", "MINUS", "TIMES", "OVER_SIGN"}
_TIGHT_BEFORE = {",", ")", ":", "."}
_TIGHT_AFTER = {"(", "."}


@frozen
class Line:
    """A line of text and the comment behind it, None where there is none."""

    text: str
    comment: str | None = None


def columns(text: str) -> int:
    """How wide a text is on the screen; a wide character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def indentation(statement: Statement, *, head: bool) -> int:
    """How many blanks stand before a statement."""
    return 0 if head else 4 if statement.kind in _BELOW else 2


def one_line(block: Block, statement: Statement) -> str:
    """A statement's words on one line, without indentation and comments."""
    if statement.kind == "row":
        return f"| {' | '.join(word.text for word in statement.words)} |"
    words = statement.words
    keys = _key_words(block, statement)
    key = _joined(words[:keys])
    return f"{key:<{_key_width(block, statement)}}{_joined(words[keys:])}" if keys else _joined(words)


def statement_lines(block: Block, statement: Statement) -> list[Line]:
    """A statement that is no row as lines, the comments inside it where they stood."""
    indent = indentation(statement, head=statement is block.head)
    if any(isinstance(part, Comment) for part in statement.parts[:-1]):
        return _broken_by_comments(statement, indent)
    match statement.kind:
        case "summary_line":
            lines = _filled(statement, indent)
        case "terms_head":
            lines = _terms(statement)
        case _:
            lines = _wrapped(block, statement, indent)
    return _with_comment(lines, statement)


def _key_words(block: Block, statement: Statement) -> int:
    """How many words at the beginning are followed by a column of values."""
    if statement is block.head or (block.word not in _HEAD and statement.kind not in _CREDIT_LINES):
        return 0
    return 2 if statement.kind in _TWO_WORDS else 1


def _key_width(block: Block, statement: Statement) -> int:
    return 7 if statement.kind in _CREDIT_LINES else _HEAD[block.word]


def _joined(words: list[Word]) -> str:
    text = ""
    before: Word | None = None
    for word in words:
        text += word.text if before is None or _tight(before, word) else f" {word.text}"
        before = word
    return text


def _tight(before: Word, word: Word) -> bool:
    if word.text in _TIGHT_BEFORE or word.kind == "MAY_BE_BLANK" or before.text in _TIGHT_AFTER:
        return True
    return before.unary or (word.text == "(" and before.kind in ("MIN", "MAX"))


def _with_comment(lines: list[str], statement: Statement) -> list[Line]:
    last = statement.parts[-1]
    comment = last.text if isinstance(last, Comment) else None
    return [*map(Line, lines[:-1]), Line(lines[-1], comment)]


def _filled(statement: Statement, indent: int) -> list[str]:
    """`summary` and its text, filled, each line beginning below the first word."""
    key, text = statement.words
    return _fill(f"{'':{indent}}{key.text} ", text.text)


def _terms(statement: Statement) -> list[str]:
    """`terms` and its title, and below them the text."""
    key, title, text = statement.words
    return [f"{key.text} {title.text}", *_fill("  ", text.text)]


def _fill(start: str, text: str) -> list[str]:
    """A text in quotes, each line after the first beginning below its first letter."""
    first, *others = text.split(" ")
    lines = [f"{start}{first}"]
    below = " " * (len(start) + 1)
    for word in others:
        longer = f"{lines[-1]} {word}"
        lines = [*lines[:-1], longer] if columns(longer) <= TEXT_WIDTH else [*lines, f"{below}{word}"]
    return lines


def _wrapped(block: Block, statement: Statement, indent: int) -> list[str]:
    """On one line where it fits; else broken before operators and behind commas, the outermost first."""
    whole = f"{'':{indent}}{one_line(block, statement)}"
    if columns(whole) <= STATEMENT_WIDTH:
        return [whole]
    words = statement.words
    keys = _key_words(block, statement)
    first, rest = whole[: len(whole) - len(_joined(words[keys:]))], words[keys:]
    lines: list[str] = []
    while rest:
        room = STATEMENT_WIDTH - columns(first)
        # More words than columns cannot fit, and need not be joined to see it.
        whole_fits = len(rest) <= room and columns(_joined(rest)) <= room
        at = len(rest) if whole_fits else _break(rest, room)
        lines.append(f"{first}{_joined(rest[:at])}")
        first, rest = " " * (indent + _CONTINUED), rest[at:]
    return lines


def _break(words: list[Word], room: int) -> int:
    """Before which word to break: of those that leave the line short enough, the last at the least depth."""
    best, best_depth, depth = len(words), len(words), 0
    for index, word in enumerate(words):
        depth -= word.text == ")"
        fits = columns(_joined(words[:index])) <= room
        possible = index > 0 and _breakable(words, index)
        if possible and depth <= best_depth and (fits or best == len(words)):
            best, best_depth = index, depth
        if not fits and best < len(words):
            break
        depth += word.text == "("
    return best


def _breakable(words: list[Word], index: int) -> bool:
    word = words[index]
    binary = word.kind in _OPERATORS and not word.unary
    # `of this performance period and the 3 before it` is no condition.
    joins = word.kind in ("AND", "OR") and words[index + 1].text != "the"
    return binary or joins or words[index - 1].text == ","


def _broken_by_comments(statement: Statement, indent: int) -> list[Line]:
    """A comment inside a statement ends its line, or stands alone; what follows goes on further in."""
    lines: list[Line] = []
    words: list[Word] = []
    for part in statement.parts:
        if isinstance(part, Word):
            words.append(part)
            continue
        further = indent + (_CONTINUED if lines else 0)
        if words:
            lines.append(Line(f"{'':{further}}{_joined(words)}", None if part.alone else part.text))
        if part.alone or not words:
            lines.append(Line(f"{'':{indent + _CONTINUED}}{part.text}"))
        words = []
    if words:
        lines.append(Line(f"{'':{indent + _CONTINUED}}{_joined(words)}"))
    return lines
