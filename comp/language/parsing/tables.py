"""The parser's tables as they are kept in `grammar_tables.json`, so that no start works them out again.

To make them from `grammar.lark` takes longer than to check most plans. They are JSON, which can run nothing
when it is read, and they name what they were made from: with another grammar or another version of Lark they
are not used, and the parser is built anew. `python -m comp.language.parsing.write_tables` writes them.
"""

from __future__ import annotations

import gc
import hashlib
import json
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import lark
from lark import Lark
from lark.grammar import Rule
from lark.lexer import TerminalDef

_SHIFT, _REDUCE = 0, 1  # as Lark writes what a state does with a token
_MADE_BY_CODE = {"edit_terminals"}  # an option that is spent once the terminals are made


def made_from(grammar: str, starts: list[str]) -> str:
    """The digest of what decides the tables: the grammar, the rules it is entered by, and Lark's version."""
    return hashlib.sha256(json.dumps([grammar, starts, lark.__version__]).encode()).hexdigest()


def packed(parser: Lark, digest: str) -> str:
    """A built parser's tables as JSON, one state a line."""
    data, memo = parser.memo_serialize([TerminalDef, Rule])
    data["options"] = {name: value for name, value in data["options"].items() if name not in _MADE_BY_CODE}
    table = data["parser"]["parser"]
    states = [_packed_state(state, actions) for state, actions in sorted(table["states"].items())]
    table["tokens"], table["states"] = list(table["tokens"].items()), []
    rest = {"made_from": digest, "data": data, "memo": list(memo.items())}
    lines = ",\n".join(json.dumps(state, separators=(",", ":")) for state in states)
    return f'{{"states": [\n{lines}\n],\n"rest": {json.dumps(rest)}}}\n'


def unpacked(text: str, digest: str) -> Lark | None:
    """The parser of the tables; None where they were made from something else."""
    with _uncollected():
        kept = json.loads(text)
        rest = kept["rest"]
        if rest["made_from"] != digest:
            return None
        return _loaded(kept["states"], rest["data"], dict(rest["memo"]))


def _loaded(states: list[Any], data: dict[str, Any], memo: dict[int, Any]) -> Lark:
    table = data["parser"]["parser"]
    table["tokens"] = dict(table["tokens"])
    table["states"] = {state: _actions(shifts, reduced) for state, shifts, reduced in states}
    # What Lark's own standalone parsers start with; the digest has held its version to be the one that wrote.
    return Lark._load_from_dict(data, memo)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


@contextmanager
def _uncollected() -> Generator[None]:
    """Keep the collector off: it would look, again and again, through thousands of objects that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _packed_state(state: int, actions: dict[int, tuple[int, Any]]) -> list[Any]:
    """The state that each token leads to from this one, and the tokens at which each rule is complete."""
    shifts = [(token, to) for token, (action, to) in actions.items() if action == _SHIFT]
    reduced: dict[int, list[int]] = {}
    for token, (action, rule) in actions.items():
        if action == _REDUCE:
            reduced.setdefault(rule["@"], []).append(token)
    return [state, shifts, list(reduced.items())]


def _actions(
    shifts: list[tuple[int, int]], reduced: list[tuple[int, list[int]]]
) -> dict[int, tuple[int, Any]]:
    actions: dict[int, tuple[int, Any]] = {token: (_SHIFT, to) for token, to in shifts}
    for rule, tokens in reduced:
        actions.update(dict.fromkeys(tokens, (_REDUCE, {"@": rule})))
    return actions
