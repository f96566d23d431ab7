"""The templates of sentences, found by walking the sources that give them to `comp.reference.saying`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import comp.reference
import statements

ROOMS = [Path(str(room.__file__)).parent for room in (comp.reference, statements)]
_FIRST = {"say", "later", "undefined", "template"}


def sources() -> list[Path]:
    """Every module of both rooms."""
    return sorted(path for room in ROOMS for path in room.rglob("*.py"))


def all_templates() -> set[str]:
    """Every template of both rooms."""
    return {text for path in sources() for text in templates_in(path.read_text(encoding="utf-8"))}


def templates_in(source: str) -> Iterator[str]:
    """The literals that a source gives to the door, also where it chooses between two."""
    for call in _calls(source):
        for argument in _templates(call):
            for node in ast.walk(argument):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield node.value


def unmarked_in(source: str) -> Iterator[str]:
    """What a source gives to the door that no walk of it finds: a text that is put together."""
    for call in _calls(source):
        for argument in _templates(call):
            for node in ast.walk(argument):
                if isinstance(node, ast.JoinedStr | ast.BinOp):
                    yield ast.unparse(call)


def placeholders(template: str) -> set[str]:
    """The names in a template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def _calls(source: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node


def _templates(call: ast.Call) -> list[ast.expr]:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name in _FIRST:
        return call.args[:1]
    return call.args[1:4] if name == "counted" and len(call.args) == 4 else []
