"""Reads a proof's JSON strictly: what is not as decision 0032 says is refused with its place, never repaired.

The values of nodes are left to the arithmetic, which looks at each of them anyway.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from comp.verifier.commitments import canonical
from comp.verifier.quantities import QuantityError, brief, read_currency, read_day, read_fraction

LARGEST_PROOF_BYTES = 256 * 1024 * 1024
_HEXADECIMAL = re.compile(r"[0-9a-f]*", re.ASCII)
# UTF-8 itself cannot bring in half a letter, only an escape of JSON can.
_HALF_LETTER = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST_PLACE = 20


class ProofError(Exception):
    """What makes a proof unreadable: the place in it, and what was expected there."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.where = where
        self.what = what


def read_proof(data: bytes) -> dict[str, Any]:
    """Read a proof.

    Raises:
        ProofError: it is not JSON, or not of the form of a proof.
    """
    proof = read_strict_json(data, "the proof")
    _OBJECT(proof, "the proof")
    if proof.get("format") != "comp-proof/1":
        raise ProofError("the proof", "it does not say that its format is comp-proof/1")
    _check(proof, _PROOF, "the proof")
    return proof


def read_strict_json(data: bytes, what: str) -> Any:
    """Read JSON without fractions, without a key that stands twice, and without half letters.

    Raises:
        ProofError: it is not such JSON.
    """
    if len(data) > LARGEST_PROOF_BYTES:
        raise ProofError(what, f"it is larger than {LARGEST_PROOF_BYTES:,} bytes")
    try:
        found = json.loads(
            data.decode("utf-8"),
            parse_int=_short_int,
            parse_float=_no_float,
            parse_constant=_no_float,
            object_pairs_hook=_no_twins,
        )
        if _HALF_LETTER.search(data):
            canonical(found)
    except RecursionError:
        raise ProofError(what, "it is nested too deep") from None
    except UnicodeError:
        raise ProofError(what, "it is not UTF-8 text") from None
    except ValueError as error:
        raise ProofError(what, f"it is not the JSON of a proof ({error})") from None
    return found


def _short_int(text: str) -> int:
    # Amounts are text in a proof; plain numbers are places and counts.
    if len(text) > _LONGEST_PLACE:
        raise ValueError(f"a number of {len(text):,} digits")
    return int(text)


def _no_float(text: str) -> Any:
    raise ValueError(f"{text[:40]} is no whole number")


def _no_twins(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twin[:40]!r} stands twice")
    return found


def _check(what: Any, form: Any, where: str) -> None:
    """Hold a value against a form: a test, a dictionary of fields, or a list of one form for all elements."""
    if isinstance(form, dict):
        fields: dict[str, Any] = form  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(what, dict):
            raise ProofError(where, f"an object was expected, not {brief(what)}")
        for name, each in fields.items():
            if name not in what:
                raise ProofError(where, f"`{name}` is missing")
            _check(what[name], each, f"{where}, {name}")
    elif isinstance(form, list):
        [each] = form  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(what, list):
            raise ProofError(where, f"a list was expected, not {brief(what)}")
        elements: list[Any] = what  # pyright: ignore[reportUnknownVariableType]
        for i, element in enumerate(elements):
            _check(element, each, f"{where} {i}")
    else:
        form(what, where)


def _expected(what: str, test: Callable[[Any], bool]) -> Callable[[Any, str], None]:
    def check(found: Any, where: str) -> None:
        try:
            fits = test(found)
        except QuantityError:
            fits = False
        if not fits:
            raise ProofError(where, f"{what} was expected, not {brief(found)}")

    return check


def _hexadecimal(size: int) -> Callable[[Any, str], None]:
    def test(found: Any) -> bool:
        return type(found) is str and len(found) == 2 * size and bool(_HEXADECIMAL.fullmatch(found))

    return _expected(f"{size} bytes in hexadecimal", test)


def _or_null(form: Any) -> Callable[[Any, str], None]:
    def check(found: Any, where: str) -> None:
        if found is not None:
            _check(found, form, where)

    return check


def _each_value(form: Any) -> Callable[[Any, str], None]:
    def check(found: Any, where: str) -> None:
        _OBJECT(found, where)
        for name, value in found.items():
            _check(value, form, f"{where}, {name}")

    return check


def _is_place(found: Any) -> bool:
    return type(found) is int and 0 <= found < 2**53


def _cell(found: Any, where: str) -> None:
    _LIST(found, where)
    if len(found) != 3:
        raise ProofError(where, "a salt, a kind and a value were expected")
    _SALT(found[0], f"{where}, salt")
    _KIND(found[1], f"{where}, kind")
    _STORED(found[2], f"{where}, value")


def _table_row(found: Any, where: str) -> None:
    _LIST(found, where)
    if len(found) != 3:
        raise ProofError(where, "a bound, a value and a mark were expected")
    _FRACTION(found[0], f"{where}, bound")
    _FRACTION(found[1], f"{where}, value")
    _MARK(found[2], f"{where}, mark")


def _table(found: Any, where: str) -> None:
    _check(found, _TABLE, where)
    if ("rows" in found) == ("pages" in found):
        raise ProofError(where, "either `rows` or `pages` was expected")
    _check(found.get("rows", []), [_table_row], f"{where}, rows")
    _check(found.get("pages", []), [{"keys": [_key], "rows": [_table_row]}], f"{where}, pages")


def _key(found: Any, where: str) -> None:
    _OBJECT(found, where)
    if "text" in found:
        _check(found, {"text": _TEXT}, where)
    elif found:
        _check(found, {"bound": _FRACTION, "above": _TRUTH}, where)


def _piece(found: Any, where: str) -> None:
    if type(found) is str or found == {"name": True}:
        return
    _check(found, {"figure": _PLACE, "text": _TEXT, "of": _TEXT}, where)
    _FORM(found.get("form", "money"), f"{where}, form")


def _currency_source(found: Any, where: str) -> None:
    if found is not None:
        _OBJECT(found, where)
        _check(found, {"code": _CURRENCY} if "code" in found else {"column": _TEXT}, where)


def _one_of(*words: str) -> Callable[[Any, str], None]:
    return _expected("one of " + ", ".join(repr(word) for word in words), lambda found: found in words)


def _two_nodes(found: Any, where: str) -> None:
    _LIST(found, where)
    if len(found) != 2:
        raise ProofError(where, "the nodes before and after were expected")
    for node in found:
        _or_null(_PLACE)(node, where)


_OBJECT = _expected("an object", lambda found: type(found) is dict)
_LIST = _expected("a list", lambda found: type(found) is list)
_TEXT = _expected("text", lambda found: type(found) is str)
_TRUTH = _expected("true or false", lambda found: type(found) is bool)
_PLACE = _expected("a whole number that counts from 0", _is_place)
_DAY = _expected("a day", lambda found: read_day(found) > 0)
_CURRENCY = _expected("a currency", lambda found: read_currency(found) != "")
_KIND_OF_VALUE = _expected(
    "`number` or a currency", lambda found: found == "number" or read_currency(found) != ""
)
_FRACTION = _expected("an exact fraction", lambda found: read_fraction(found)[1] > 0)
_KIND = _one_of("number", "money", "day", "text", "truth")
_STORED = _expected("text, a truth or null", lambda found: found is None or type(found) in {str, bool})
_MARK = _one_of("", "above", "below")
_FORM = _one_of("money", "number", "percent")
_SALT = _hexadecimal(16)
_HASH = _hexadecimal(32)
_SIGNED = _or_null({"key": _hexadecimal(32), "signature": _hexadecimal(64)})
_LINE = {
    "line": _TEXT,
    "plan": _TEXT,
    "clause": _TEXT,
    "pay": _TEXT,
    "currency": _CURRENCY,
    "performance_period": _TEXT,
    "born_on": _DAY,
    "earned": _two_nodes,
    "payable": _two_nodes,
    "fault": _or_null(_TEXT),
    "listed": _TRUTH,
    "sentence": _TEXT,
}
_TABLE = {
    "name": _TEXT,
    "shape": _one_of("marginal", "retroactive", "interpolated", "one"),
    "outside": _or_null(_one_of("flat", "continued")),
    "value": _KIND_OF_VALUE,
    "lines": [_or_null(_PLACE)],
}
_ROOT = {
    "format": _one_of("comp-root/1"),
    "company": _TEXT,
    "facts": {"root": _HASH, "rows": _PLACE},
    "plan_text": {"root": _HASH, "lines": _PLACE},
    "plans": [{"plan": _TEXT}],
    "statements": {"root": _HASH, "count": _PLACE},
}
_PROOF = {
    "payee": _TEXT,
    "lines": [_LINE],
    "nodes": _LIST,
    "periods": [{"name": _TEXT, "starts_on": _DAY, "last_day": _DAY}],
    "tables": [_table],
    "sources": _each_value({"currency": _currency_source}),
    "rows": [{"source": _TEXT, "number": _PLACE, "cells": _each_value(_cell), "hidden": _each_value(_HASH)}],
    "plan_lines": [{"file": _TEXT, "number": _PLACE, "text": _TEXT, "salt": _SALT, "place": _PLACE}],
    "sealed": [{"commitment": _HASH, "what": _TEXT}],
    "root": _ROOT,
    "root_signature": _SIGNED,
    "paths": {
        "facts": [_HASH],
        "plan_text": [_HASH],
        "statement": _or_null({"place": _PLACE, "salt": _SALT, "path": [_HASH]}),
    },
    "number_format": _or_null({"group": _TEXT, "decimal": _TEXT, "minus": _TEXT}),
    "page": _or_null([_piece]),
    "signature": _SIGNED,
}
