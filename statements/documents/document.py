"""A statement as a document: canonical JSON that gives back the very same statement, without its name.

Amounts are minor units written as text, beside their currency; ratios are text such as `3/8`, days are ISO.
The file holds the SHA-256 of what it says, so one that was damaged is told by its own digest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, cast

from pydantic import TypeAdapter, ValidationError

from comp.errors import CompError
from statements.documents.known_names import KnownNames
from statements.view import Statement

FORMAT: Final = 1
_MEND: Final = "record its run again with 'comp run record'"
# What a rerun changes although the payee is shown and paid the same; the name is not kept at all.
_NOT_CONTENT: Final = frozenset({"basis", "display_name"})


@dataclass(frozen=True, slots=True)
class Document:
    """A statement as it was recorded, and the locale whose words it holds."""

    statement: Statement
    locale: str


def document_of(statement: Statement, locale: str = "") -> bytes:
    """Write a statement as canonical JSON: equal statements give equal bytes. It names the payee by id."""
    said = _canonical(_plain(_nameless(statement)))
    digest = hashlib.sha256(f"{locale}\n{said}".encode()).hexdigest()
    head = _canonical({"digest": digest, "format": FORMAT, "locale": locale})
    return f'{head[:-1]},"statement":{said}}}\n'.encode()


def read_document(data: bytes) -> Statement:
    """The statement of a document; its `display_name` is the payee's id.

    Raises:
        CompError: it is damaged, or of a format that this version does not know.
    """
    return read_whole(data).statement


def read_whole(data: bytes) -> Document:
    """The statement of a document and its locale.

    Raises:
        CompError: it is damaged, or of a format that this version does not know.
    """
    try:
        found = json.loads(data)
        if found["format"] != FORMAT:
            raise CompError(f"a statement was recorded by another version of comp; {_MEND}")
        locale, said = str(found["locale"]), _canonical(found["statement"])
        if hashlib.sha256(f"{locale}\n{said}".encode()).hexdigest() != found["digest"]:
            raise CompError(f"a statement that was recorded has been changed since; {_MEND}")
        return Document(_adapter().validate_json(said), locale)
    except (ValueError, KeyError, TypeError, RecursionError, ValidationError) as error:
        raise CompError(f"a statement that was recorded cannot be read; {_MEND}") from error


def without_names(statement: Statement, names: KnownNames) -> Statement:
    """The statement as it may be kept: nobody in it is called by name."""
    return _adapter().validate_python(names.out_of(_plain(_nameless(statement))))


def content_digest(statement: Statement) -> str:
    """SHA-256 of all that a statement shows its payee, in their language.

    Left out are the name, the basis (digests, versions, counts of what was compared) and the digests of plan
    texts. What is as its field is by default is left out too, so that a part that statements learn to show
    later changes the digest of those alone that show it.
    """
    shown = _plain(_nameless(statement), brief=True)
    content = {name: value for name, value in shown.items() if name not in _NOT_CONTENT}
    for section in content["sections"]:
        del section["version"]
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def _nameless(statement: Statement) -> Statement:
    return replace(statement, display_name=statement.payee)


def _plain(statement: Statement, *, brief: bool = False) -> dict[str, Any]:
    found = _adapter().dump_python(statement, mode="json", exclude_defaults=brief)
    return cast("dict[str, Any]", _exact(found))


def _exact(value: object) -> object:
    """The same with minor units as text: readers of JSON may take numbers for floats."""
    match value:
        case dict():
            of = cast("Mapping[str, object]", value)
            return {name: str(each) if name == "minor" else _exact(each) for name, each in of.items()}
        case list():
            return [_exact(each) for each in cast("list[object]", value)]
        case _:
            return value


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@cache  # built from the types once a process, which takes longer than many documents
def _adapter() -> TypeAdapter[Statement]:
    return TypeAdapter(Statement)
