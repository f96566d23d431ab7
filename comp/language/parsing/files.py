"""Parses a file: splits it into blocks, builds each, and gives clauses and examples to the plan above
them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from lark import Token, Tree

from comp.language import syntax
from comp.language.codes import TITLES
from comp.language.diagnostic import Diagnostic, Label
from comp.language.parsing.blocks import Block, split_blocks
from comp.language.parsing.clauses import assemble
from comp.language.parsing.example_lines import expect_line, given_line
from comp.language.parsing.lark_parser import LINE_WORDS, keywords
from comp.language.parsing.lines import ClauseLine, clause_line, rows
from comp.language.parsing.places import QUOTED_OR_COMMENT, Places
from comp.language.parsing.plan_lines import header_line
from comp.language.parsing.reader import Reader, child, unquote
from comp.language.parsing.recovery import ParsedBlock, parse_block
from comp.language.span import Span

MAX_CHARACTERS = 500_000
MAX_BLOCK_CHARACTERS = 60_000
# A surrogate without its other half: JSON can bring one in, and it cannot be written again.
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class _Gathered:
    """What the blocks of a file have built so far."""

    sources: list[syntax.SourceBlock] = field(default_factory=list[syntax.SourceBlock])
    shared: list[syntax.ClauseBlock] = field(default_factory=list[syntax.ClauseBlock])
    plans: list[syntax.PlanBlock] = field(default_factory=list[syntax.PlanBlock])
    amendments: list[syntax.AmendBlock] = field(default_factory=list[syntax.AmendBlock])
    owner: str = ""  # the last `shared`, `plan` or `amend`, which clauses below belong to


def parse_file(name: str, text: str) -> tuple[syntax.File, list[Diagnostic]]:
    """Parse one file; what can be read of a faulty one is in the tree."""
    faults: list[Diagnostic] = []
    places = Places(name, text)
    if not _acceptable(places, faults):
        return syntax.File(name, text), faults
    words = frozenset(word for words in LINE_WORDS.values() for word in words) | set(keywords().values())
    blocks, first = split_blocks(places, words, faults)
    if QUOTED_OR_COMMENT.sub("", text[:first]).strip() or not blocks:
        faults.append(_before_first_block(places, first))
    gathered = _Gathered()
    for block in blocks:
        _add(places, block, gathered, faults)
    comments = tuple(
        syntax.Comment(places.span(*match.span()), match[0])
        for match in QUOTED_OR_COMMENT.finditer(text)
        if match[0][0] == "#"
    )
    file = syntax.File(
        name,
        text,
        tuple(gathered.sources),
        tuple(gathered.shared),
        tuple(gathered.plans),
        tuple(gathered.amendments),
        comments,
    )
    return file, faults


def _acceptable(places: Places, faults: list[Diagnostic]) -> bool:
    text = places.text
    if not text.strip():
        said = "The file is empty.", "Write a plan in it, or remove it."
        faults.append(Diagnostic("P010", "error", TITLES["P010"], said[0], places.span(0, 0), hint=said[1]))
    elif "\0" in text:
        at = text.index("\0")
        said = "The file holds a NUL byte, so it is not a text.", "Save it as plain text in UTF-8."
        faults.append(
            Diagnostic("P011", "error", TITLES["P011"], said[0], places.span(at, at + 1), hint=said[1])
        )
    elif half := _HALF_CHARACTER.search(text):
        said = "This is half a character, which no text can hold.", "Save it as plain text in UTF-8."
        span = places.span(*half.span())
        faults.append(Diagnostic("P011", "error", TITLES["P011"], said[0], span, hint=said[1]))
    elif len(text) > MAX_CHARACTERS:
        said = f"The file has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read."
        hint = "Split it into several plan files; facts belong into sources, not into a plan."
        faults.append(Diagnostic("P012", "error", TITLES["P012"], said, places.span(0, 1), hint=hint))
    else:
        return True
    return False


def _add(places: Places, block: Block, gathered: _Gathered, faults: list[Diagnostic]) -> None:
    if block.end - block.start > MAX_BLOCK_CHARACTERS:
        said = (
            f"This block has {block.end - block.start:,} characters; at most "
            f"{MAX_BLOCK_CHARACTERS:,} are read."
        )
        span = places.span(block.start, block.start + len(block.written_word))
        hint = "Split it into several clauses or examples."
        faults.append(Diagnostic("P012", "error", TITLES["P012"], said, span, hint=hint))
        return
    parsed = parse_block(places, block, faults)
    whole = places.span(block.start, block.start + len(places.text[block.start : block.end].rstrip()))
    match block.word:
        case "shared":
            gathered.owner = "shared"
        case "source":
            gathered.sources.append(_source(places, parsed, whole, faults))
        case "plan":
            gathered.plans.append(_plan(places, parsed, whole, faults))
            gathered.owner = "plan"
        case "amend":
            gathered.amendments.append(_amend(places, parsed, whole, faults))
            gathered.owner = "amend"
        case "terms":
            _add_terms(places, parsed, whole, gathered, faults)
        case "clause":
            _add_clause(places, parsed, whole, gathered, faults)
        case _:
            _add_example(places, parsed, whole, gathered, faults)


def _reader(places: Places, piece: tuple[Tree[Token], int], faults: list[Diagnostic]) -> Reader:
    return Reader(places, piece[1], faults)


def _head_name(places: Places, parsed: ParsedBlock, faults: list[Diagnostic]) -> syntax.Name:
    if parsed.head is None:
        start = parsed.block.start
        return syntax.Name(places.span(start, start + len(parsed.block.written_word)), "")
    return _reader(places, parsed.head, faults).name(child(parsed.head[0], 0))


def _head_title(parsed: ParsedBlock) -> str:
    return "" if parsed.head is None else unquote(str(child(parsed.head[0], 1)))


def _source(places: Places, parsed: ParsedBlock, whole: Span, faults: list[Diagnostic]) -> syntax.SourceBlock:
    name, title = _head_name(places, parsed, faults), _head_title(parsed)
    source = syntax.SourceBlock(whole, name, title, None, (), None, None, None, parsed.faulty)
    for piece in parsed.lines:
        reader, tree = _reader(places, piece, faults), piece[0]
        match str(tree.data):
            case "key_line":
                _refuse_second(source.key, reader, tree, "key", faults)
                source = replace(source, key=source.key or _column(reader, tree, named=child(tree, 2)))
            case "column_line":
                source = replace(
                    source, columns=(*source.columns, _column(reader, tree, named=child(tree, 3)))
                )
            case "dated_line":
                _refuse_second(source.dated, reader, tree, "dated", faults)
                source = replace(source, dated=source.dated or reader.name(child(tree, 0)))
            case "valid_line":
                _refuse_second(source.valid and source.valid[0], reader, tree, "valid", faults)
                valid = reader.name(child(tree, 0)), reader.name(child(tree, 1))
                source = replace(source, valid=source.valid or valid)
            case "currency_column_line":
                _refuse_second(source.currency, reader, tree, "currency", faults)
                source = replace(source, currency=source.currency or reader.name(child(tree, 0)))
            case _:
                pass
    return source


def _column(reader: Reader, tree: Tree[Token], *, named: object) -> syntax.ColumnLine:
    kind = child(tree, 1)
    assert isinstance(kind, Tree)  # noqa: S101 - the grammar or the caller says so
    span = reader.span(kind)
    match str(kind.data):
        case "plain_type":
            column_type = syntax.ColumnType(span, str(child(kind, 0)))
        case "choice_type":
            column_type = syntax.ColumnType(span, "choice", reader.names(kind.children))
        case _:
            column_type = syntax.ColumnType(span, "to", target=reader.name(child(kind, 0)))
    title = unquote(str(named)) if named is not None else ""
    blank = tree.data == "column_line" and child(tree, 2) is not None
    return syntax.ColumnLine(reader.span(tree), reader.name(child(tree, 0)), column_type, blank, title)


def _refuse_second(
    present: syntax.Written | None, reader: Reader, tree: Tree[Token], word: str, faults: list[Diagnostic]
) -> None:
    if present is not None:
        label = Label(present.span, "here it is said first")
        said = f"`{word}` stands here a second time."
        faults.append(
            Diagnostic(
                "P004",
                "error",
                TITLES["P004"],
                said,
                reader.span(tree),
                (label,),
                hint="Keep one of the two.",
            )
        )


def _plan(places: Places, parsed: ParsedBlock, whole: Span, faults: list[Diagnostic]) -> syntax.PlanBlock:
    header = syntax.Header()
    seen: dict[str, syntax.Written] = {}
    for piece in parsed.lines:
        reader, tree = _reader(places, piece, faults), piece[0]
        if tree.data == "nothing":
            continue
        word = str(tree.data).removesuffix("_line")
        said = {"target": "target incentive", "performance": "performance period"}.get(word, word)
        if word != "allow":
            _refuse_second(seen.get(word), reader, tree, said, faults)
        if word not in seen or word == "allow":
            seen[word] = syntax.Name(reader.span(tree), word)
            header = header_line(header, reader, tree)
    name, title = _head_name(places, parsed, faults), _head_title(parsed)
    return syntax.PlanBlock(whole, name, title, header, (), (), (), (whole,), parsed.faulty)


def _lines(places: Places, parsed: ParsedBlock, faults: list[Diagnostic]) -> list[ClauseLine]:
    pieces = [piece for piece in parsed.lines if piece[0].data != "nothing"]
    return [clause_line(_reader(places, piece, faults), piece[0]) for piece in pieces]


def _amend(places: Places, parsed: ParsedBlock, whole: Span, faults: list[Diagnostic]) -> syntax.AmendBlock:
    name, day, payee, title = _head_name(places, parsed, faults), date(2000, 1, 1), None, ""
    if parsed.head is not None:
        reader, tree = _reader(places, parsed.head, faults), parsed.head[0]
        day, title = reader.date(child(tree, 1)), unquote(str(child(tree, 3)))
        named = child(tree, 2)
        payee = reader.name(child(named, 0)) if isinstance(named, Tree) else None
    block = syntax.AmendBlock(whole, name, day, payee, title, (), (), (), (), (whole,), parsed.faulty)
    return _with_changes(block, _lines(places, parsed, faults), faults, faulty=parsed.faulty)


def _with_changes(
    block: syntax.AmendBlock, lines: list[ClauseLine], faults: list[Diagnostic], *, faulty: bool
) -> syntax.AmendBlock:
    """The amendment with lines of its own: what it changes, and the measures and tables that it replaces."""
    changes = tuple(line for line in lines if isinstance(line, syntax.Change))
    others = [line for line in lines if not isinstance(line, syntax.Change)]
    parts = assemble(others, faults, faulty=faulty)
    kinds = syntax.MeasureStatement | syntax.TableStatement | syntax.ExceptStatement
    declared = tuple(statement for statement in parts.statements if isinstance(statement, kinds))
    for statement in parts.statements:
        if not isinstance(statement, kinds):
            said = "Only tables, measures and their exceptions stand in an amendment by themselves."
            hint = "Write this in a clause below: `replace clause NAME`, and the whole clause."
            faults.append(Diagnostic("P003", "error", TITLES["P003"], said, statement.span, hint=hint))
    return replace(block, changes=(*block.changes, *changes), declarations=(*block.declarations, *declared))


def _add_terms(
    places: Places, parsed: ParsedBlock, whole: Span, gathered: _Gathered, faults: list[Diagnostic]
) -> None:
    if gathered.owner not in ("plan", "amend") or not gathered.plans:
        faults.append(_homeless(places.span(whole.start, whole.start + 5), "terms", "a `plan`"))
    elif parsed.head is not None:
        plan, head = gathered.plans[-1], parsed.head[0]
        terms = syntax.TermsBlock(whole, unquote(str(child(head, 0))), unquote(str(child(head, 1))))
        gathered.plans[-1] = replace(plan, terms=(*plan.terms, terms), spans=(*plan.spans, whole))


def _add_clause(
    places: Places, parsed: ParsedBlock, whole: Span, gathered: _Gathered, faults: list[Diagnostic]
) -> None:
    lines = _lines(places, parsed, faults)
    changed = next((at for at, line in enumerate(lines) if isinstance(line, syntax.Change)), len(lines))
    if gathered.owner == "amend" and changed < len(lines):
        amended = _with_changes(gathered.amendments[-1], lines[changed:], faults, faulty=parsed.faulty)
        gathered.amendments[-1] = amended
        lines = lines[:changed]
    clause = _clause(places, parsed, whole, lines, faults)
    match gathered.owner:
        case "shared":
            gathered.shared.append(clause)
        case "amend":
            block = gathered.amendments[-1]
            clauses, spans = (*block.clauses, clause), (*block.spans, whole)
            gathered.amendments[-1] = replace(block, clauses=clauses, spans=spans)
        case "plan":
            plan = gathered.plans[-1]
            gathered.plans[-1] = replace(plan, clauses=(*plan.clauses, clause), spans=(*plan.spans, whole))
        case _:
            faults.append(_homeless(clause.name.span, "clause", "a `plan` or a `shared`"))


def _clause(
    places: Places, parsed: ParsedBlock, whole: Span, lines: list[ClauseLine], faults: list[Diagnostic]
) -> syntax.ClauseBlock:
    parts = assemble(lines, faults, faulty=parsed.faulty)
    share = None
    if parsed.head is not None and (percent := child(parsed.head[0], 2)) is not None:
        share = _reader(places, parsed.head, faults).constant(percent)
    return syntax.ClauseBlock(
        whole,
        _head_name(places, parsed, faults),
        _head_title(parsed),
        share,
        parts.summary,
        tuple(parts.statements),
        tuple(parts.allowances),
        frozenset(parsed.lost_names),
        parsed.faulty,
    )


def _add_example(
    places: Places, parsed: ParsedBlock, whole: Span, gathered: _Gathered, faults: list[Diagnostic]
) -> None:
    given: list[syntax.GivenLine] = []
    expected: list[syntax.ExpectLine] = []
    for piece in parsed.lines:
        reader, tree = _reader(places, piece, faults), piece[0]
        if tree.data == "given_line":
            given.append(given_line(reader, tree, rows(reader, tree.children[1:])))
        elif tree.data != "nothing":
            expected.append(expect_line(reader, tree))
    title = "" if parsed.head is None else unquote(str(child(parsed.head[0], 0)))
    example = syntax.ExampleBlock(whole, title, tuple(given), tuple(expected))
    if gathered.owner == "amend":
        block = gathered.amendments[-1]
        examples, spans = (*block.examples, example), (*block.spans, whole)
        gathered.amendments[-1] = replace(block, examples=examples, spans=spans)
    elif gathered.owner == "plan" and gathered.plans:
        plan = gathered.plans[-1]
        gathered.plans[-1] = replace(plan, examples=(*plan.examples, example), spans=(*plan.spans, whole))
    else:
        faults.append(_homeless(places.span(whole.start, whole.start + 7), "example", "a `plan`"))


def _homeless(span: Span, word: str, owner: str) -> Diagnostic:
    said = "This clause belongs to no plan." if word == "clause" else f"This {word} stands below no plan."
    return Diagnostic(
        "P005",
        "error",
        TITLES["P005"],
        said,
        span,
        hint=f"Put it below {owner} in the same file.",
    )


def _before_first_block(places: Places, first: int) -> Diagnostic:
    text = places.text
    start = len(text[:first]) - len(QUOTED_OR_COMMENT.sub(lambda m: " " * len(m[0]), text[:first]).lstrip())
    line_end = text.find("\n", start)
    return Diagnostic(
        "P013",
        "error",
        TITLES["P013"],
        "This stands before the first block of the file.",
        places.span(start, line_end if 0 <= line_end < first else first),
        expected=("`shared`", "`source`", "`plan`", "`clause`", "`example`"),
        hint="Start a block with its word at the very beginning of a line.",
    )
