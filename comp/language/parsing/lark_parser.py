"""Lark's LALR parser over `grammar.lark`, and what its terminals are called in a message."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Final

from lark import Lark
from lark.lexer import PatternRE, PatternStr, TerminalDef

from comp.language.parsing.tables import made_from, unpacked

_CLAUSE_WORDS = tuple(
    "summary credit on value share also measure over read table except pay multiply claw portion as cap "
    "floor hold blank part split give guarantee draw the recovered what replace add remove allow".split()
)
_PLAN_WORDS = tuple(
    "effective payees performance payout currency rounding prorating target data allow".split()
)

LINE_WORDS: dict[str, tuple[str, ...]] = {
    "shared": (),
    "source": ("key", "dated", "valid", "currency", "column"),
    "plan": _PLAN_WORDS,
    "clause": _CLAUSE_WORDS,
    "amend": _CLAUSE_WORDS,
    "terms": (),
    "example": ("given", "expect"),
}
"""For each kind of block the words that start its lines."""

_STARTS = [f"{word}_{part}" for word in LINE_WORDS for part in ("block", "head")]
_LINES = [f"{word}_lines" for word, words in LINE_WORDS.items() if words]
STARTS: Final = [*_STARTS, *_LINES, "loss_effect"]
"""The rules that a piece of a file may be parsed by."""

TABLES: Final = "grammar_tables.json"

_VALUE = {
    *("NUMBER", "PERCENT", "MULTIPLE", "MONEY", "NAME", "TEXT", "QUOTA", "PERIOD", "TOTAL", "COUNT", "MIN"),
    *("MAX", "LPAR", "MINUS", "NOT", "DATE", "THE", "AVERAGE", "MINIMUM", "MAXIMUM", "DISTINCT", "LATEST"),
    *("RANK", "EARNED", "DAYS", "MONTHS", "NUMBER_OF"),
}
_OPERATORS = {"PLUS", "MINUS", "TIMES", "OVER_SIGN"}
_SHIFTS = {"DAY", "DAYS", "WEEK", "WEEKS", "MONTH", "MONTHS", "YEAR", "YEARS"}
_NAMES = {
    "NAME": "a name",
    "TEXT": 'a text in quotes "…"',
    "DATE": "a date such as 2026-01-31",
    "NUMBER": "a number",
    "PERCENT": "a percentage such as 10%",
    "MONEY": "an amount such as 1,000.00 USD",
    "CURRENCY_CODE": "a currency code such as USD",
    "ROW": "a row `| … |`",
    "MAY_BE_BLANK": "`, may be blank`",
    "COMPARISON": "a comparison such as `>=`",
    "LIST_COMMA": "`,`",
    "ALIKE": "`from all lines alike`",
    "LOWEST_FIRST": "`lowest first`",
    "THIRTY_DAY": "`30-day`",
    "PERIOD_NAME": "a period such as 2026-Q1 or 2026-03",
    "$END": "the end of the block",
}


@cache
def parser() -> Lark:
    """The parser, made once: from its tables where they fit the grammar, else built."""
    text = grammar()
    kept = resources.files("comp.language.parsing").joinpath(TABLES).read_text("utf-8")
    return unpacked(kept, made_from(text, STARTS)) or built(text)


def grammar() -> str:
    """The text of `grammar.lark`."""
    return resources.files("comp.language.parsing").joinpath("grammar.lark").read_text("utf-8")


def built(text: str) -> Lark:
    """The parser of a grammar's text, its tables worked out: a keyword is matched as a whole word only."""
    return Lark(
        text,
        parser="lalr",
        lexer="contextual",
        start=STARTS,
        propagate_positions=True,
        maybe_placeholders=True,
        edit_terminals=_match_whole_words,
    )


@cache
def keywords() -> dict[str, str]:
    """Every keyword of the grammar: its terminal's name and the word."""
    words = {name: _word(terminal) for name, terminal in _terminals().items()}
    return {name: word for name, word in words.items() if word is not None}


def describe(terminals: set[str]) -> tuple[str, ...]:
    """What a reader calls the terminals that could stand somewhere, the most helpful first."""
    said: list[str] = []
    rest = set(terminals)
    if {"NUMBER", "NAME", "PERCENT", "LPAR"} <= rest:
        said.append("a value")
        rest -= _VALUE
    if rest >= _OPERATORS:
        said.append("an operator `+ - * /`")
        rest -= _OPERATORS
        if rest >= _SHIFTS:
            rest -= _SHIFTS
    if {"MEASURE", "PAY", "TABLE"} <= rest:
        said.append("the next statement")
        rest -= {word.upper() for word in LINE_WORDS["clause"]}
    return (*said, *sorted({_spoken(name) for name in rest}))


def _spoken(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    word = keywords().get(name)
    if word is None:
        word = _terminals()[name].pattern.value if name in _terminals() else name
    return f"`{word}`"


@cache
def _terminals() -> dict[str, TerminalDef]:
    return {terminal.name: terminal for terminal in parser().terminals}


def _word(terminal: TerminalDef) -> str | None:
    written = terminal.pattern.value
    if not isinstance(terminal.pattern, PatternRE) or terminal.name in _NAMES:
        return None
    word = written.partition("(?")[0].removesuffix(r"\b").replace("\\", "")
    return word if re.fullmatch(r"[a-z][a-z'-]*", word) else None


def _match_whole_words(terminal: TerminalDef) -> None:
    if isinstance(terminal.pattern, PatternStr) and terminal.pattern.value[0].isalpha():
        terminal.pattern = PatternRE(re.escape(terminal.pattern.value) + r"\b")
        terminal.priority = 3
