"""The JSON Schema of the canonical form, drawn from the same types that read and write it."""

from __future__ import annotations

import inspect
import json
from dataclasses import is_dataclass
from datetime import date
from enum import EnumMeta
from fractions import Fraction
from types import NoneType, UnionType
from typing import cast, get_args, get_origin

from comp.language import core
from comp.language.canonical import FORMAT, LITERALS, written_fields
from comp.language.money import Money

_SCALARS: dict[object, dict[str, object]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    date: {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Fraction: {"type": "string", "pattern": "^-?[0-9]+(/[1-9][0-9]*)?$"},
    Money: {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)? [A-Z]{3}$"},
}
_UNIONS: dict[str, UnionType] = {
    "Expression": core.Expr,
    "Statement": core.Statement,
}


def json_schema() -> str:
    """The schema as JSON text that ends with a line break."""
    definitions: dict[str, object] = {
        name: {"anyOf": [_of(kind, {}) for kind in get_args(union)]} for name, union in _UNIONS.items()
    }
    program = _of(core.Program, definitions)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A program of plans in canonical JSON",
        "description": "Written by `comp plan json`. Amounts, shares and days are strings, never floats.",
        **_object({"format": {"const": FORMAT}, "program": program}),
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of(hint: object, definitions: dict[str, object]) -> dict[str, object]:
    """The schema of a type; what it refers to is added to the definitions."""
    if isinstance(hint, UnionType):
        return _of_union(hint, definitions)
    if get_origin(hint) is tuple:
        return _of_tuple(get_args(hint), definitions)
    if get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": _of(get_args(hint)[1], definitions)}
    if isinstance(hint, EnumMeta):
        values: list[object] = [str(member.value) for member in cast("list[core.Kind]", list(hint))]
        return {"enum": values}
    if hint in _SCALARS:
        return {**_SCALARS[hint]}
    assert isinstance(hint, type), hint  # noqa: S101 - every type of the core is met above or is a node
    assert is_dataclass(hint), hint  # noqa: S101 - what is left is a node
    _define(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _of_union(hint: UnionType, definitions: dict[str, object]) -> dict[str, object]:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    for kind in kinds:
        _of(kind, definitions)
    named = next((name for name, union in _UNIONS.items() if set(get_args(union)) == set(kinds)), None)
    options: list[dict[str, object]]
    options = [{"$ref": f"#/$defs/{named}"}] if named else [_of(kind, definitions) for kind in kinds]
    if NoneType in get_args(hint):
        options.append({"type": "null"})
    return options[0] if len(options) == 1 else {"anyOf": options}


def _of_tuple(parts: tuple[object, ...], definitions: dict[str, object]) -> dict[str, object]:
    if parts[-1] is Ellipsis:
        return {"type": "array", "items": _of(parts[0], definitions)}
    items = [_of(part, definitions) for part in parts]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "items": False}


def _define(kind: type, definitions: dict[str, object]) -> None:
    if kind.__name__ in definitions:
        return
    definitions[kind.__name__] = {}
    text = " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split())
    if kind is core.Literal:
        options = [_object(_literal(name, of)) for name, of in LITERALS.items()]
        definitions[kind.__name__] = {"description": text, "anyOf": options}
        return
    properties: dict[str, object] = {"node": {"const": kind.__name__}}
    properties |= {name: _of(hint, definitions) for name, hint in written_fields(kind).items()}
    definitions[kind.__name__] = {"description": text, **_object(properties)}


def _literal(name: str, of: type) -> dict[str, object]:
    value: dict[str, object] = {**_SCALARS[of]}
    return {"node": {"const": "Literal"}, "type": {"const": name}, "value": value}
