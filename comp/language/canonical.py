"""The canonical JSON of a program: everything that the engines know, and no layout, comment or place.

Equal programs give equal bytes: keys stand in the order of `core`'s fields, amounts, shares and days are
strings, and there is no float. `from_json` trusts that the checker passed what was written, but not that
nobody has touched it since: each plan's result digest is computed again.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from functools import cache
from types import NoneType, UnionType
from typing import TypeVar, cast, get_args, get_origin, get_type_hints

from comp.errors import CompError
from comp.language import core
from comp.language.lowering.digests import digest_of
from comp.language.lowering.world import World
from comp.language.money import Money, digits, format_minor

T = TypeVar("T")
FORMAT = "comp-program-1"

_FRACTION = re.compile(r"-?[0-9]+(/[0-9]+)?")
_MONEY = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))? ([A-Z]{3})")
# A literal says what it is, since its value alone would not: 5 and "5" are both strings here.
LITERALS: dict[str, type] = {"number": Fraction, "money": Money, "date": date, "text": str, "truth": bool}


_JSON_TYPES: dict[type, str] = {bool: "true or false", int: "a whole number", str: "a text"}


class CanonicalFormError(CompError):
    """The text is no program in canonical JSON; the message names the place in it."""


def to_json(program: core.Program) -> str:
    """A program as JSON text that ends with a line break."""
    document = {"format": FORMAT, "program": _plain(program)}
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def from_json(text: str) -> core.Program:
    """The program that `to_json` wrote; places in plan files are not kept.

    Raises:
        CanonicalFormError: the text is something else, or what it pays was changed since it was written.
    """
    try:
        document: object = json.loads(
            text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_each_key_once
        )
        program = _program(document)
    except RecursionError:
        raise CanonicalFormError("the JSON is nested too deep to be a program") from None
    except ValueError as fault:
        raise CanonicalFormError(f"this is no JSON of a program: {fault}") from None
    for plan in program.plans:
        if digest_of(plan, World(program.sources, program.credits)) != plan.result_digest:
            said = "what it pays is not what its result digest stands for; write it anew from the plan's text"
            raise CanonicalFormError(f"plan {plan.name}: {said}")
    return program


def written_fields(kind: type) -> dict[str, object]:
    """The fields of a node that are written, and their types."""
    hints = _hints(kind)
    return {field.name: hints[field.name] for field in fields(kind) if field.name != "span"}


@cache
def _hints(kind: type) -> dict[str, object]:
    return dict(get_type_hints(kind))


# Writing ---------------------------------------------------------------------------------------------------


def _plain(value: object) -> object:
    if isinstance(value, core.Literal):
        kind = next(name for name, of in LITERALS.items() if type(value.value) is of)
        return {"node": "Literal", "type": kind, "value": _plain(value.value)}
    match value:
        case Money():
            return f"{format_minor(value.minor, value.currency).replace(',', '')} {value.currency}"
        case Enum():
            return str(value.value)
        case Fraction():
            return str(value)
        case date():
            return value.isoformat()
        case dict():
            return {key: _plain(item) for key, item in cast("dict[str, object]", value).items()}
        case tuple():
            return [_plain(item) for item in cast("tuple[object, ...]", value)]
        case _ if is_dataclass(value):
            named = {name: _plain(getattr(value, name)) for name in written_fields(type(value))}
            return {"node": type(value).__name__, **named}
        case _:
            return value


# Reading ---------------------------------------------------------------------------------------------------


def _no_float(text: str) -> object:
    raise ValueError(f"{text} is a float, and amounts are exact strings")


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _program(document: object) -> core.Program:
    record = _record(document, "the document", {"format", "program"})
    if record["format"] != FORMAT:
        raise CanonicalFormError(f"format: expected {FORMAT!r}, not {record['format']!r}")
    program = _read(core.Program, record["program"], "program")
    assert isinstance(program, core.Program)  # noqa: S101 - that is what was asked for
    return program


def _read(hint: object, value: object, at: str) -> object:
    """The value as the type says, or a fault that names the place."""
    if isinstance(hint, UnionType):
        return _read_one_of(hint, value, at)
    kind: object = get_origin(hint) or hint
    if kind is tuple:
        return _read_tuple(get_args(hint), value, at)
    if kind is dict:
        items = _object(value, at)
        return {key: _read(get_args(hint)[1], item, f"{at}.{key}") for key, item in items.items()}
    if not isinstance(kind, type):
        raise TypeError(f"{hint!r} has no canonical form")
    if kind is core.Literal:
        return _read_literal(value, at)
    if is_dataclass(kind) and kind is not Money:
        return _read_node(kind, value, at)
    return _read_scalar(cast("type[object]", kind), value, at)


def _read_one_of(hint: UnionType, value: object, at: str) -> object:
    kinds = [kind for kind in get_args(hint) if kind is not NoneType]
    if value is None and NoneType in get_args(hint):
        return None
    if len(kinds) == 1:
        return _read(kinds[0], value, at)
    node = _object(value, at).get("node")
    chosen = next((kind for kind in kinds if kind.__name__ == node), None)
    if chosen is None:
        raise CanonicalFormError(f"{at}: {node!r} cannot stand here")
    return _read(chosen, value, at)


def _read_tuple(parts: tuple[object, ...], value: object, at: str) -> tuple[object, ...]:
    items = cast("list[object]", _expect(list, value, at, "an array"))
    hints = [parts[0]] * len(items) if parts[-1] is Ellipsis else list(parts)
    if len(hints) != len(items):
        raise CanonicalFormError(f"{at}: expected {len(hints)} values, not {len(items)}")
    return tuple(
        _read(hint, item, f"{at}[{i}]") for i, (hint, item) in enumerate(zip(hints, items, strict=True))
    )


def _read_node(kind: type, value: object, at: str) -> object:
    hints = written_fields(kind)
    record = _record(value, at, {"node", *hints})
    if record["node"] != kind.__name__:
        raise CanonicalFormError(f"{at}: expected {kind.__name__}, not {record['node']!r}")
    return kind(**{name: _read(hint, record[name], f"{at}.{name}") for name, hint in hints.items()})


def _read_literal(value: object, at: str) -> core.Literal:
    record = _record(value, at, {"node", "type", "value"})
    kind = LITERALS.get(str(record["type"]))
    if record["node"] != "Literal" or kind is None:
        raise CanonicalFormError(f"{at}: no literal has the type {record['type']!r}")
    read = cast("Fraction | Money | str | date | bool", _read_scalar(kind, record["value"], f"{at}.value"))
    return core.Literal(read)


def _read_scalar(kind: type[object], value: object, at: str) -> object:
    expected = _JSON_TYPES.get(kind)
    if expected is not None:
        return _expect(kind, value, at, expected)
    text = _expect(str, value, at, "a text")
    try:
        read = _from_text(kind, text)
    except (ValueError, ZeroDivisionError):
        raise CanonicalFormError(f"{at}: {text!r} is no {kind.__name__.lower()}") from None
    if _plain(read) != text:
        raise CanonicalFormError(f"{at}: write {text!r} as {_plain(read)!r}")
    return read


def _from_text(kind: type, text: str) -> object:
    if kind is Money:
        match = _MONEY.fullmatch(text)
        if match is None or len(match[2] or "") != digits(match[3]):
            raise ValueError(text)
        return Money(int(match[1] + (match[2] or "")), match[3])
    if kind is Fraction:
        if _FRACTION.fullmatch(text) is None:
            raise ValueError(text)
        return Fraction(text)
    return date.fromisoformat(text) if kind is date else kind(text)


def _expect(kind: type[T], value: object, at: str, what: str) -> T:
    # `True` is an int to Python, and must not be one here.
    if type(value) is not kind:
        raise CanonicalFormError(f"{at}: expected {what}, not {json.dumps(value)[:60]}")
    return cast("T", value)


def _object(value: object, at: str) -> dict[str, object]:
    return cast("dict[str, object]", _expect(dict, value, at, "an object"))


def _record(value: object, at: str, keys: set[str]) -> dict[str, object]:
    record = _object(value, at)
    for said, names in (("misses", keys - record.keys()), ("knows nothing of", record.keys() - keys)):
        if names:
            raise CanonicalFormError(f"{at} {said} {', '.join(sorted(names))}")
    return record
