"""A plan's text without its comments, in one layout, and blocks of it as lines in colours and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from pygments.token import Comment, Keyword, Literal, Name, Number, Operator, String, Token

from comp.language import format_text
from comp.language.parsing.places import QUOTED_OR_COMMENT
from statements.plan_document.highlighting import PlanLexer
from statements.plan_document.view import CodeLine, Part, Piece, Rows

_KINDS = (
    (Keyword.Pseudo, "word"),
    (Keyword, "lead"),
    (Name.Function, "given"),
    (Name, "name"),
    (String, "text"),
    (Number, "value"),
    (Literal.Date, "value"),
    (Operator, "sign"),
    (Comment, "text"),
    (Token, "other"),
)
_NUMBER = re.compile(r"[-+]?[\d,.]+\s*(?:%|x|[A-Z]{3})?|\d{4}-\d{2}-\d{2}")


def signed_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts as they are signed: comments mean nothing and are left out, and the layout is one for all."""
    bare = {name: QUOTED_OR_COMMENT.sub(_without_comment, text) for name, text in texts.items()}
    return {name: format_text(name, text).text for name, text in bare.items()}


def parts_of(block: str, *, without: str = "", notes: Sequence[Sequence[str]] = ()) -> Iterator[Part]:
    """A block's statements as lines and tables, without its head and the statement of the word `without`.

    `notes` belong to the lines that begin with `expect`, in their order.
    """
    waiting = iter(notes)
    rows: list[str] = []
    for line in _statement_lines(block, without):
        text = "".join(piece.text for piece in line.pieces)
        if text.startswith("|"):
            rows.append(text)
            continue
        if rows:
            yield _rows(rows)
            rows = []
        told = tuple(next(waiting, ())) if text.startswith("expect ") else ()
        yield CodeLine(line.indent, line.pieces, told)
    if rows:
        yield _rows(rows)


def coloured(text: str) -> list[list[Piece]]:
    """A text's lines in pieces; together they are the text."""
    lines: list[list[Piece]] = [[]]
    for kind, written in PlanLexer(stripnl=False, ensurenl=False).get_tokens(text):
        name = next(name for parent, name in _KINDS if kind in parent)
        for number, part in enumerate(written.split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Piece(name, part))
    return lines


def _statement_lines(block: str, skipped: str) -> Iterator[CodeLine]:
    """The lines below the head; a statement that is left out goes up to the next one."""
    in_head, leaving_out, first = True, False, 2
    for pieces in coloured(block):
        indent = len(pieces[0].text) - len(pieces[0].text.lstrip()) if pieces else 0
        words = [piece for piece in pieces if piece.text.strip()]
        if not words:
            continue
        if words[0].kind == "lead" and indent:
            in_head = False
            leaving_out = words[0].text == skipped
        if not in_head and not leaving_out:
            yield CodeLine(max(indent - first, 0), (words[0], *pieces[pieces.index(words[0]) + 1 :]))


def _rows(lines: Sequence[str]) -> Rows:
    heads, *rows = [tuple(cell.strip() for cell in line.strip().strip("|").split("|")) for line in lines]
    columns = range(len(heads))
    filled = [[row[at] for row in rows if at < len(row) and row[at]] for at in columns]
    numeric = tuple(bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells) for cells in filled)
    return Rows(heads, tuple(rows), numeric)


def _without_comment(found: re.Match[str]) -> str:
    return "" if found[0].startswith("#") else found[0]
