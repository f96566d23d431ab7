"""Parses one block; where it cannot be read as a whole, line by line, so that every faulty line is
reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lark import Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, nearest
from comp.language.parsing.blocks import Block
from comp.language.parsing.lark_parser import LINE_WORDS, describe, keywords, parser
from comp.language.parsing.phrases import hint_for
from comp.language.parsing.places import Places, masked

MAX_DEPTH = 50
_INTRODUCES = re.compile(r"^[ \t]*\w+[ \t]+([^\W\d]\w*)", re.MULTILINE)
_FIRST_WORD = re.compile(r"^[ \t]*([^\W\d]\w*)", re.MULTILINE)


@dataclass(slots=True)
class ParsedBlock:
    """A block's head and lines as Lark trees; positions in a tree are offsets in the file less `offset`
    of it.
    """

    block: Block
    head: tuple[Tree[Token], int] | None = None
    lines: list[tuple[Tree[Token], int]] = field(default_factory=list[tuple[Tree[Token], int]])
    lost_names: set[str] = field(default_factory=set[str])
    faulty: bool = False


def parse_block(places: Places, block: Block, faults: list[Diagnostic]) -> ParsedBlock:
    """Read one block, collecting a fault for every line that cannot be read."""
    parsed = ParsedBlock(block, faulty=block.word != block.written_word)
    text = block.word + places.text[block.start + len(block.written_word) : block.end]
    offset = block.start + len(block.written_word) - len(block.word)
    too_deep = _too_deep(text)
    if too_deep is not None:
        faults.append(_depth_fault(places, offset + too_deep))
        parsed.faulty = True
        parsed.lost_names.update(match[1] for match in _INTRODUCES.finditer(text))
        return parsed
    try:
        tree = parser().parse(text, start=f"{block.word}_block")
    except UnexpectedInput as whole:
        _parse_pieces(places, parsed, text, offset, faults, whole=whole)
        return parsed
    head, *lines = _trees(tree)
    parsed.head = (head, offset)
    parsed.lines = [(line, offset) for line in lines]
    return parsed


def _trees(tree: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in tree.children if isinstance(child, Tree)]


def _too_deep(text: str) -> int | None:
    depth = 0
    for at, character in enumerate(masked(text)):
        if character == "(":
            depth += 1
            if depth > MAX_DEPTH:
                return at
        elif character == ")":
            depth = max(depth - 1, 0)
    return None


def _parse_pieces(
    places: Places,
    parsed: ParsedBlock,
    text: str,
    offset: int,
    faults: list[Diagnostic],
    *,
    whole: UnexpectedInput,
) -> None:
    parsed.faulty = True
    pieces = list(_pieces(text, LINE_WORDS[parsed.block.word]))
    found = len(faults)
    index = 0
    while index < len(pieces):
        start, end = pieces[index]
        index += 1
        rule = "head" if start == 0 else "lines"
        try:
            tree = _parse_piece(text[start:end], parsed.block.word, rule)
        except UnexpectedInput as fault:
            joined = pieces[index][1] if index < len(pieces) and start else None
            tree = _parse_joined(text[start:joined], parsed.block.word, fault) if joined is not None else None
            if tree is None:
                parsed.lost_names.update(match[1] for match in _INTRODUCES.finditer(text[start:end]))
                faults.append(_fault(places, text[start:end], offset + start, fault, parsed.block))
                continue
            index += 1
        if rule == "head":
            parsed.head = (tree, offset)
        else:
            parsed.lines += [(line, offset + start) for line in _trees(tree)]
    if len(faults) == found:
        faults.append(_fault(places, text, offset, whole, parsed.block))


def _parse_piece(text: str, word: str, rule: str) -> Tree[Token]:
    if rule == "lines" and (not LINE_WORDS[word] or re.match(r"\s*as\b", text)):
        parser().parse(text, start="loss_effect" if LINE_WORDS[word] else f"{word}_head")
        return Tree("nothing", [])
    return parser().parse(text, start=f"{word}_{rule}")


def _parse_joined(text: str, word: str, fault: UnexpectedInput) -> Tree[Token] | None:
    """Read a piece with the next one: a line may have been broken before a word that starts lines."""
    if not isinstance(fault, UnexpectedToken) or fault.token.type != "$END":
        return None
    try:
        return _parse_piece(text, word, "lines")
    except UnexpectedInput:
        return None


def _pieces(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    known = set(keywords().values())
    starts = [0]
    for match in _FIRST_WORD.finditer(masked(text)):
        word = match[1]
        is_start = word in words or (word not in known and nearest(word, words) is not None)
        if is_start and match.start(1) > 0:
            starts.append(match.start(1))
    yield from zip(starts, [*starts[1:], len(text)], strict=True)


def _fault(places: Places, text: str, offset: int, fault: UnexpectedInput, block: Block) -> Diagnostic:
    start: int | None = fault.pos_in_stream
    start = len(text.rstrip()) if start is None else start
    found = ""
    if isinstance(fault, UnexpectedToken):
        expected = set(fault.accepts or fault.expected)
        if fault.token.type == "$END":
            start = len(masked(text).rstrip())
        else:
            found = f"{fault.token}"
    else:
        expected = set(fault.allowed or ()) if isinstance(fault, UnexpectedCharacters) else set[str]()
        word = re.compile(r"\w+|.", re.DOTALL).match(text, start)
        found = word[0] if word is not None else ""
    meant = nearest(found, [keywords()[name] for name in expected & set(keywords())]) if found else None
    said, hint = _wording(text, start, found, expected=expected, meant=meant, block=block)
    span = places.span(offset + start, offset + start + max(len(found.split("\n")[0]), 1))
    return Diagnostic("P001", "error", TITLES["P001"], said, span, expected=describe(expected), hint=hint)


def _wording(
    text: str, start: int, found: str, *, expected: set[str], meant: str | None, block: Block
) -> tuple[str, str]:
    before = masked(text[:start]).split()
    after = f" after `{before[-1]}`" if before else ""
    if found == '"':
        return "This text in quotes is never closed.", 'Put a `"` where the text ends.'
    if re.match(r",?\d{3}", text[start:]) and re.search(r"\d$" if found == "," else r"\d,$", text[:start]):
        return (
            "A comma stands inside a number.",
            "Only money takes commas, with its currency: `1,000.00 USD`. Write other numbers without.",
        )
    if not found:
        return (
            f"The {block.word} ends here, but its last line is not complete{after}.",
            "Write what is missing.",
        )
    said = f"`{found.splitlines()[0]}` cannot stand here{after}."
    hint = hint_for(found, before[-1] if before else "", text, start, expected)
    return said, hint or (f"Did you mean `{meant}`?" if meant else "")


def _depth_fault(places: Places, at: int) -> Diagnostic:
    return Diagnostic(
        "P006",
        "error",
        TITLES["P006"],
        f"More than {MAX_DEPTH} parentheses are open here, so this block was not read.",
        places.span(at, at + 1),
        hint="Give parts of the formula a name: write them as measures of their own.",
    )
