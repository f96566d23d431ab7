"""Plan files as an outline: plans, clauses, statements, rows, each with its words, its place and its parts.

It is what two versions of a plan are compared by. Words are those of the plan in the house's layout.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import takewhile

from lark import Token, Tree

from comp.language.formatting.layout import indentation, one_line
from comp.language.formatting.statements import Block, Statement, read_blocks
from comp.language.parsing.places import Places
from comp.language.span import Span

_LABELS = {
    "summary_line": "summary",
    "rest_line": "share of the rest",
    "as_money": "what a loss does",
    "as_credit": "what a loss does",
    "blank_line": "what a blank does",
    "shortfall_line": "what is owed",
    "whole_line": "what is owed",
    "left_over_line": "what is left at the end",
    "give_share_line": "give",
    "give_amount_line": "give",
    "performance_line": "performance period",
    "target_line": "target incentive",
}
_NAMED = {
    *("credit_line", "measure_line", "table_line", "grid_line", "pay_line", "column_line", "guarantee_line"),
    *("draw_line", "allow_line"),
}
# What stands behind the names of the pays that a statement acts on.
_ACTS_ON = {
    "multiply_line": ("by",),
    "cap_line": ("at",),
    "floor_line": ("at",),
    "pay_out_line": (),
    "split_line": (),
}
_ASKS = ("is", "from", "above", "at")
_NUMBERS = {"NUMBER", "PERCENT", "MULTIPLE", "MONEY"}


@dataclass(slots=True)
class Entry:
    """A part of a plan file: its own words, and the entries below it.

    Entries of equal `meaning` say the same in other words; `wording` is what never decides what is paid.
    `ordered` entries say something by where they stand among the others.
    """

    label: str
    at: Span
    words: str = ""
    meaning: object = ""
    wording: bool = False
    ordered: bool = False
    below: list[Entry] = field(default_factory=list["Entry"])

    def add(self, entry: Entry) -> Entry:
        """Put an entry below; the second of one label is called so."""
        same = sum(entry.label in (other.label, other.label.rpartition(" (")[0]) for other in self.below)
        if same:
            entry.label = f"{entry.label} ({same + 1})"
        self.below.append(entry)
        return entry

    def all_words(self) -> list[str]:
        """Its words and those of everything below, a statement a line."""
        own = [self.words] if self.words else []
        return [*own, *(line for entry in self.below for line in entry.all_words())]


def outline(texts: Mapping[str, str]) -> list[Entry]:
    """The outline of files that have no fault: what they share, sources, plans."""
    top = Entry("", Span("", 0, 0, 0, 0))
    for name, text in texts.items():
        places = Places(name, text)
        owner = top
        read = read_blocks(name, text)
        read.blocks[-1].tail += read.tail
        for block in read.blocks:
            entry = _entry(block, places)
            if block.word in ("shared", "plan"):
                owner = next((e for e in top.below if e.label == entry.label == "shared"), entry)
                if owner is entry:
                    top.add(entry)
            elif block.word == "amend":
                owner = top.add(entry)
            elif block.word == "source":
                top.add(entry)
            else:
                owner.add(entry)
    return top.below


def _entry(block: Block, places: Places) -> Entry:
    head = block.head
    entry = Entry(_block_label(block), _span(head, places), ordered=block.word == "clause")
    if block.word in ("example", "terms"):
        words = [_words(block, statement) for statement in block.statements]
        entry.words, entry.wording = "\n".join(words), True
    else:
        _add_head(entry, block, places)
        for statement in block.statements[1:]:
            _add_statement(entry, block, statement, places)
    comments = [comment for statement in block.statements for comment in statement.comments] + block.tail
    if comments:
        said = "\n".join(comment.text for comment in comments)
        entry.add(Entry("comments", entry.at, said, wording=True))
    return entry


def _block_label(block: Block) -> str:
    words = [word.text for word in block.head.words]
    match block.word:
        case "shared":
            return "shared"
        case "amend":
            return " ".join(words[:-1])
        case _:
            return f"{block.word} {words[1]}"


def _add_head(entry: Entry, block: Block, places: Places) -> None:
    """A head's title, and a clause's share of the target incentive."""
    words = block.head.words
    title = {"shared": 1, "amend": len(words) - 1}.get(block.word, 2)
    span = _span(block.head, places)
    entry.add(Entry("title", span, words[title].text, wording=True))
    if len(words) > title + 1:
        said = f"{words[title + 2].text} of target incentive"
        entry.add(Entry("share of the target incentive", span, said, _number(words[title + 2].text)))


def _add_statement(entry: Entry, block: Block, statement: Statement, places: Places) -> None:
    """A statement; what belongs to the one above goes below that one."""
    inner = indentation(statement, head=False) > 2 and statement.kind != "row"
    owner = entry.below[-1] if inner or statement.kind == "row" else entry
    words, span = _words(block, statement), _span(statement, places)
    new = Entry(_label(statement, owner), span, words, _meaning(statement.tree))
    new.wording = statement.kind in ("summary_line", "allow_line")
    new.ordered = block.word != "plan" and statement.kind != "row" and not new.wording
    if statement.kind in ("column_line", "key_line") and statement.words[-1].kind == "TEXT":
        title = statement.words[-1].text
        new.words = words.removesuffix(f" {title}")
        new.add(Entry("title", span, title, wording=True))
    owner.add(new)


def _label(statement: Statement, owner: Entry) -> str:
    words = [word.text for word in statement.words]
    match statement.kind:
        case "row":
            heads = next((entry for entry in owner.below if entry.label == "heads"), None)
            return "heads" if heads is None else _row_label(heads.words, words)
        case "except_line":
            return f"exception of {words[words.index(':') + 1]}"
        case "claw_back_line":
            each = words.index("for")
            return f"claw back {' '.join(words[2:each])} for {words[each + 2]}"
        case "replace_line" | "add_line" | "remove_line":
            return " ".join(words)
        case "hold_line":
            held = words[words.index("of") + 1 :] if "of" in words[: words.index("until")] else words[1:]
            return f"hold {' '.join(held[: held.index('until')])}"
        case kind if kind in _ACTS_ON:
            end = next((at for at, word in enumerate(words) if word in _ACTS_ON[kind]), len(words))
            return " ".join(words[:end])
        case kind if kind in _NAMED:
            return f"{words[0]} {words[1]}"
        case kind:
            return _LABELS.get(kind, words[0])


def _row_label(heads: str, cells: list[str]) -> str:
    """What a row asks of each input: `row is new, from 50%`."""
    asked = takewhile(lambda pair: pair[0] in _ASKS, zip(heads.strip("| ").split(" | "), cells, strict=False))
    said = ", ".join(f"{head} {cell}" for head, cell in asked)
    return f"row {said or cells[0]}"


def _words(block: Block, statement: Statement) -> str:
    return " ".join(one_line(block, statement).split())


def _span(statement: Statement, places: Places) -> Span:
    return places.span(statement.start, statement.end)


def _meaning(part: Tree[Token] | Token | None) -> object:
    """What a statement says, whatever its parentheses and the spelling of its numbers."""
    if part is None:
        return None
    if isinstance(part, Token):
        return (
            _number(str(part)) if part.type in _NUMBERS else _row(part) if part.type == "ROW" else str(part)
        )
    return (str(part.data), *(_meaning(child) for child in _children(part)))


def _children(part: Tree[Token]) -> Iterator[Tree[Token] | Token | None]:
    """What decides: no title, no exception's label, no row and no line that is an entry of its own."""
    for index, child in enumerate(part.children):
        own_entry = isinstance(child, Tree) and child.data in ("as_money", "as_credit")
        row = isinstance(child, Token) and child.type == "ROW"
        title = isinstance(child, Token) and child.type == "TEXT" and part.data in ("column_line", "key_line")
        label = part.data == "except_line" and index == 0
        if not (own_entry or row or title or label):
            yield child


def _row(token: Token) -> object:
    return tuple(_number(cell.strip()) for cell in str(token).split("#")[0].split("|"))


def _number(text: str) -> object:
    """A number's value and unit, or the text where it is none."""
    plain = text.replace(",", "").strip()
    unit = plain[-3:] if plain[-3:].isupper() and plain[-3:].isalpha() else ""
    amount = plain.removesuffix(unit).strip()
    scale = 100 if amount.endswith("%") else 1
    try:
        return Fraction(amount.rstrip("%x ")) / scale, unit
    except ValueError:
        return text
