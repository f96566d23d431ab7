"""Reads a proof's JSON strictly: what is not as decision 0032 says is refused with its place, never repaired.

The values of nodes are left to the arithmetic, which looks at each of them anyway.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from comp.verifier.commitments import canonical
from comp.verifier.quantities import QuantityError, brief, read_currency, read_day, read_fraction, type_of

LARGEST_PROOF_BYTES = 256 * 1024 * 1024
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
    if type_of(proof) is dict and proof.get("format") != "comp-proof/1":
        raise ProofError("the proof", "it does not say that its format is comp-proof/1")
    try:
        _PROOF(proof)
    except _MisfitError as misfit:
        raise ProofError("the proof" + "".join(reversed(misfit.places)), misfit.what) from None
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
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    twin = next(name for name in names if names.count(name) > 1)
    raise ValueError(f"the key {twin[:40]!r} stands twice")


# What a value is held against. It says nothing where the value fits: a proof has many, so a place is put
# together only on the way out of one that does not.
_Form = Callable[[Any], None]


class _MisfitError(Exception):
    """A value that does not fit: what was expected, and its place, the innermost part first."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what
        self.places: list[str] = []


def _fields(**forms: _Form) -> _Form:
    """An object with these fields; it may have more."""

    def check(found: Any) -> None:
        _OBJECT(found)
        name = ""
        try:
            for name, form in forms.items():
                form(found[name])
        except KeyError:
            raise _MisfitError(f"`{name}` is missing") from None
        except _MisfitError as misfit:
            misfit.places.append(f", {name}")
            raise

    return check


def _each(form: _Form) -> _Form:
    """A list of one form for all elements."""

    def check(found: Any) -> None:
        _LIST(found)
        i = 0
        try:
            for i, element in enumerate(found):  # noqa: B007 - its place, where it does not fit
                form(element)
        except _MisfitError as misfit:
            misfit.places.append(f" {i}")
            raise

    return check


def _each_value(form: _Form) -> _Form:
    """An object of one form for all values."""

    def check(found: Any) -> None:
        _OBJECT(found)
        name = ""
        try:
            for name, value in found.items():  # noqa: B007 - its place, where it does not fit
                form(value)
        except _MisfitError as misfit:
            misfit.places.append(f", {name}")
            raise

    return check


def _parts(what: str, **forms: _Form) -> _Form:
    """A list of so many parts, each of its own form."""

    def check(found: Any) -> None:
        _LIST(found)
        if len(found) != len(forms):
            raise _MisfitError(f"{what} were expected")
        name = ""
        try:
            for part, (name, form) in zip(found, forms.items()):  # noqa: B007 - the same again
                form(part)
        except _MisfitError as misfit:
            misfit.places.append(f", {name}")
            raise

    return check


def _or_null(form: _Form) -> _Form:
    def check(found: Any) -> None:
        if found is not None:
            form(found)

    return check


def _expected(what: str, test: Callable[[Any], object]) -> _Form:
    def check(found: Any) -> None:
        try:
            if test(found):
                return
        except QuantityError:
            pass
        raise _MisfitError(f"{what} was expected, not {brief(found)}")

    return check


def _typed(what: str, kind: type) -> _Form:
    def check(found: Any) -> None:
        if type(found) is not kind:
            raise _MisfitError(f"{what} was expected, not {brief(found)}")

    return check


def _hexadecimal(size: int) -> _Form:
    figures = re.compile(f"[0-9a-f]{{{2 * size}}}", re.ASCII).fullmatch
    what = f"{size} bytes in hexadecimal"
    return _expected(what, lambda found: type(found) is str and figures(found))


def _one_of(*words: str) -> _Form:
    return _expected("one of " + ", ".join(repr(word) for word in words), lambda found: found in words)


def _table(found: Any) -> None:
    _TABLE(found)
    if ("rows" in found) == ("pages" in found):
        raise _MisfitError("either `rows` or `pages` was expected")
    (_ROWS_OF_TABLE if "rows" in found else _PAGES_OF_TABLE)(found)


def _key(found: Any) -> None:
    _OBJECT(found)
    if found:
        (_KEY_TEXT if "text" in found else _KEY_BOUND)(found)


def _piece(found: Any) -> None:
    if type(found) is not str and found != {"name": True}:
        _FIGURE(found)
        if "form" in found:
            _FORM_OF_FIGURE(found)


def _two_nodes(found: Any) -> None:
    _LIST(found)
    if len(found) != 2:
        raise _MisfitError("the nodes before and after were expected")
    for node in found:
        if node is not None:
            _PLACE(node)


def _currency_source(found: Any) -> None:
    if found is not None:
        _OBJECT(found)
        (_CURRENCY_CODE if "code" in found else _CURRENCY_COLUMN)(found)


_OBJECT = _typed("an object", dict)
_LIST = _typed("a list", list)
_TEXT = _typed("text", str)
_TRUTH = _typed("true or false", bool)
_PLACE = _expected(
    "a whole number that counts from 0", lambda found: type(found) is int and 0 <= found < 2**53
)
_DAY = _expected("a day", read_day)
_CURRENCY = _expected("a currency", read_currency)
_FRACTION = _expected("an exact fraction", read_fraction)
_SALT = _hexadecimal(16)
_HASH = _hexadecimal(32)
_SIGNED = _or_null(_fields(key=_hexadecimal(32), signature=_hexadecimal(64)))
_SHOWN_CELL = _parts(
    "a salt, a kind and a value",
    salt=_SALT,
    kind=_one_of("number", "money", "day", "text", "truth"),
    value=_expected("text, a truth or null", lambda found: found is None or type(found) in {str, bool}),
)
_TABLE_ROW = _parts(
    "a bound, a value and a mark", bound=_FRACTION, value=_FRACTION, mark=_one_of("", "above", "below")
)
_KEY_TEXT = _fields(text=_TEXT)
_KEY_BOUND = _fields(bound=_FRACTION, above=_TRUTH)
_ROWS_OF_TABLE = _fields(rows=_each(_TABLE_ROW))
_PAGES_OF_TABLE = _fields(pages=_each(_fields(keys=_each(_key), rows=_each(_TABLE_ROW))))
_FIGURE = _fields(figure=_PLACE, text=_TEXT, of=_TEXT)
_FORM_OF_FIGURE = _fields(form=_one_of("money", "number", "percent"))
_CURRENCY_CODE = _fields(code=_CURRENCY)
_CURRENCY_COLUMN = _fields(column=_TEXT)
_LINE = _fields(
    line=_TEXT,
    plan=_TEXT,
    clause=_TEXT,
    pay=_TEXT,
    currency=_CURRENCY,
    performance_period=_TEXT,
    born_on=_DAY,
    born=_PLACE,
    earned=_two_nodes,
    payable=_two_nodes,
    fault=_or_null(_TEXT),
    listed=_TRUTH,
    sentence=_TEXT,
)
_TABLE = _fields(
    name=_TEXT,
    shape=_one_of("marginal", "retroactive", "interpolated", "one"),
    outside=_or_null(_one_of("flat", "continued")),
    value=_expected("`number` or a currency", lambda found: found == "number" or read_currency(found)),
    lines=_each(_or_null(_PLACE)),
)
_ROOT = _fields(
    format=_one_of("comp-root/1"),
    company=_TEXT,
    facts=_fields(root=_HASH, rows=_PLACE),
    plan_text=_fields(root=_HASH, lines=_PLACE),
    plans=_each(_fields(plan=_TEXT)),
    statements=_fields(root=_HASH, count=_PLACE),
)
_ROW = _fields(source=_TEXT, number=_PLACE, cells=_each_value(_SHOWN_CELL), hidden=_each_value(_HASH))
_PROOF = _fields(
    payee=_TEXT,
    lines=_each(_LINE),
    nodes=_LIST,
    periods=_each(_fields(name=_TEXT, starts_on=_DAY, last_day=_DAY)),
    tables=_each(_table),
    sources=_each_value(_fields(currency=_currency_source)),
    rows=_each(_ROW),
    plan_lines=_each(_fields(file=_TEXT, number=_PLACE, text=_TEXT, salt=_SALT, place=_PLACE)),
    sealed=_each(_fields(commitment=_HASH, what=_TEXT)),
    root=_ROOT,
    root_signature=_SIGNED,
    paths=_fields(
        facts=_each(_HASH),
        plan_text=_each(_HASH),
        statement=_or_null(_fields(place=_PLACE, salt=_SALT, path=_each(_HASH))),
    ),
    number_format=_or_null(_fields(group=_TEXT, decimal=_TEXT, minus=_TEXT)),
    page=_or_null(_each(_piece)),
    look=_or_null(_HASH),
    signature=_SIGNED,
)
