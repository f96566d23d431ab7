"""The kept tables say what Lark makes of the grammar today; where they do not fit it they are not used."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, cast

import lark
import pytest
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

from comp.language.parsing import lark_parser, tables

WRITE = "the grammar has changed; write its tables by: python -m comp.language.parsing.write_tables"
OTHER_GRAMMAR = 'start: "a" | "b"\n'


def kept() -> str:
    return resources.files("comp.language.parsing").joinpath(lark_parser.TABLES).read_text("utf-8")


@cache
def today() -> Lark:
    return lark_parser.built(lark_parser.grammar())


def said(rule: Rule) -> tuple[object, ...]:
    how = rule.options
    return (
        *(rule.origin, tuple(rule.expansion), rule.alias, rule.order),
        *(how.keep_all_tokens, how.expand1, how.priority, tuple(how.empty_indices)),
    )


def matched(terminal: TerminalDef) -> tuple[object, ...]:
    how = terminal.pattern
    return (terminal.name, terminal.priority, type(how), how.value, how.max_width)


def table(parser: Lark) -> Any:  # noqa: ANN401 - Lark's own, of no type
    return cast("Any", parser.parser).parser._parse_table


def differs(one: Any, other: Any) -> str:  # noqa: ANN401 - Lark's own, of no type
    """Walk both from where they start; Lark numbers states as it pleases."""
    pairs = {one.start_states[start]: other.start_states[start] for start in lark_parser.STARTS}
    waiting = list(pairs)
    while waiting:
        state = waiting.pop()
        ours, theirs = one.states[state], other.states[pairs[state]]
        if ours.keys() != theirs.keys():
            return f"other tokens are taken: {ours.keys() ^ theirs.keys()}"
        for token, (action, to) in ours.items():
            their_action, their_to = theirs[token]
            if action.name != their_action.name:
                return f"{token}: {action} and {their_action}"
            if isinstance(to, Rule):
                if said(to) != said(their_to):
                    return f"{token}: {to} and {their_to}"
            elif to not in pairs:
                pairs[to] = their_to
                waiting.append(to)
            elif pairs[to] != their_to:
                return f"{token} leads elsewhere"
    ends = {start: pairs[one.end_states[start]] for start in lark_parser.STARTS}
    return "" if ends == other.end_states else "they end elsewhere"


def test_the_kept_tables_fit_the_grammar() -> None:
    digest = tables.made_from(lark_parser.grammar(), lark_parser.STARTS)

    assert json.loads(kept())["rest"]["made_from"] == digest, WRITE


def test_every_state_of_the_kept_tables_does_what_the_grammar_says() -> None:
    found = tables.unpacked(kept(), tables.made_from(lark_parser.grammar(), lark_parser.STARTS))

    assert found is not None, WRITE
    assert not differs(table(found), table(today())), WRITE
    assert len(table(found).states) == len(table(today()).states)
    assert list(map(said, found.rules)) == list(map(said, today().rules)), WRITE
    # Kept flags would come back as a list, where Lark compares sets.
    assert all(not terminal.pattern.flags for terminal in today().terminals)
    assert list(map(matched, found.terminals)) == list(map(matched, today().terminals)), WRITE
    assert found.lexer_conf.ignore == today().lexer_conf.ignore


def test_the_parser_starts_with_the_kept_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(text: str) -> Lark:
        raise AssertionError("the parser was built anew")

    monkeypatch.setattr(lark_parser, "built", never)

    assert lark_parser.parser.__wrapped__().options.start == lark_parser.STARTS


def test_tables_of_another_grammar_are_not_used() -> None:
    text = tables.packed(Lark(OTHER_GRAMMAR, parser="lalr"), tables.made_from(OTHER_GRAMMAR, ["start"]))

    assert tables.unpacked(text, tables.made_from(OTHER_GRAMMAR + " ", ["start"])) is None
    assert tables.unpacked(text, tables.made_from(OTHER_GRAMMAR, ["begin"])) is None


def test_tables_of_another_version_of_lark_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    text = tables.packed(Lark(OTHER_GRAMMAR, parser="lalr"), tables.made_from(OTHER_GRAMMAR, ["start"]))
    monkeypatch.setattr(lark, "__version__", "1.99")

    assert tables.unpacked(text, tables.made_from(OTHER_GRAMMAR, ["start"])) is None


def test_a_parser_from_tables_takes_what_the_built_one_takes_and_refuses_what_it_refuses() -> None:
    built = Lark(OTHER_GRAMMAR, parser="lalr", propagate_positions=True)
    digest = tables.made_from(OTHER_GRAMMAR, ["start"])
    found = tables.unpacked(tables.packed(built, digest), digest)

    assert found is not None
    assert found.parse("a") == built.parse("a")
    with pytest.raises(lark.UnexpectedCharacters):
        found.parse("c")
