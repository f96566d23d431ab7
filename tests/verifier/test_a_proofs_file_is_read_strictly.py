"""What is no proof is refused with its place and what was expected, never with a traceback."""

import copy
import json
from typing import Any

import pytest

from comp.verifier import signatures
from comp.verifier.commitments import canonical
from comp.verifier.proof_file import ProofError, read_proof
from comp.verifier.verifying import verify_file
from tests.verifier import small
from tests.verifier.signing import public_key

SOUND = small.sound()
KEY = public_key(small.SECRET).hex()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "not the JSON"),
        (b"{", "not the JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[" * 100_000, "nested too deep"),
        (b"[]", "an object was expected"),
        (b"{}", "format is comp-proof/1"),
        (b'{"a": 1, "a": 2}', "'a' stands twice"),
        (b'{"a": 1.5}', "1.5 is no whole number"),
        (b'{"a": 1e5}', "1e5 is no whole number"),
        (b'{"a": NaN}', "NaN is no whole number"),
        (b'{"a": Infinity}', "Infinity is no whole number"),
        (b'{"a": "\\ud800"}', "not UTF-8"),
        (b'{"a": ' + b"1" * 5000 + b"}", "5,000 digits"),
        (b'{"format": "comp-proof/2"}', "format is comp-proof/1"),
        (b'{"format": "comp-proof/1"}', "`payee` is missing"),
    ],
    ids=repr,
)
def test_what_is_no_proof_is_refused(data: bytes, what: str) -> None:
    with pytest.raises(ProofError) as refused:
        read_proof(data)
    assert what in str(refused.value)

    report = verify_file("x", data)
    assert report.exit_code == 2
    assert report.unreadable


def test_the_sound_proof_is_read_as_it_is() -> None:
    assert read_proof(json.dumps(SOUND).encode()) == SOUND


@pytest.mark.parametrize(
    ("keys", "value", "what"),
    [
        (["payee"], 7, "the proof, payee: text was expected, not 7"),
        (["lines"], {}, "the proof, lines: a list was expected"),
        (["lines", 0, "earned"], [1], "the proof, lines 0, earned: the nodes before and after"),
        (["lines", 0, "earned"], [None, -1], "earned: a whole number"),
        (["lines", 0, "earned"], [None, True], "earned: a whole number"),
        (["lines", 1, "currency"], "usd", "the proof, lines 1, currency: a currency"),
        (["lines", 1, "born_on"], "2026-02-30", "born_on: a day"),
        (["lines", 1, "fault"], 1, "fault: text"),
        (["lines", 1, "listed"], 1, "listed: true or false"),
        (["tables", 0, "shape"], "round", "shape: one of"),
        (["tables", 0, "rows", 0], ["0", "1/10"], "rows 0: a bound, a value and a mark"),
        (["tables", 0, "rows", 0, 1], "0.1", "rows 0, value: an exact fraction"),
        (["tables", 0, "rows", 0, 1], "2/4", "rows 0, value: an exact fraction"),
        (["tables", 0, "pages"], [], "either `rows` or `pages`"),
        (["tables", 0, "value"], "none", "`number` or a currency"),
        (["rows", 0, "cells", "amount"], ["00"], "amount: a salt, a kind and a value"),
        (["rows", 0, "cells", "amount", 0], "00", "16 bytes in hexadecimal"),
        (["rows", 0, "cells", "amount", 0], "G" * 32, "16 bytes in hexadecimal"),
        (["rows", 0, "cells", "amount", 1], "cash", "kind: one of"),
        (["rows", 0, "cells", "amount", 2], 5, "value: text, a truth or null"),
        (["rows", 0, "hidden"], [], "hidden: an object"),
        (["plan_lines", 0, "place"], "0", "place: a whole number"),
        (["root", "facts", "root"], "00", "32 bytes in hexadecimal"),
        (["paths", "facts"], None, "facts: a list"),
        (["paths", "statement"], [], "statement: an object"),
        (["page", 1], {"name": False}, "`figure` is missing"),
        (["page", 3, "form"], "roman", "form: one of"),
        (["signature"], {"key": "00"}, "key: 32 bytes"),
        (["sources", "deal"], {}, "`currency` is missing"),
    ],
    ids=repr,
)
def test_a_wrong_type_is_told_with_its_place(keys: list[Any], value: Any, what: str) -> None:
    proof: Any = copy.deepcopy(SOUND)
    held = proof
    for key in keys[:-1]:
        held = held[key]
    held[keys[-1]] = value

    with pytest.raises(ProofError) as refused:
        read_proof(json.dumps(proof).encode())
    assert what in str(refused.value)


def test_whatever_is_replaced_by_something_else_ends_in_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each value of the proof is replaced by a few strange ones; none ends in a traceback, none passes."""
    fitting = {
        b"comp-root/1\n" + canonical(SOUND["root"]),
        b"comp-proof/1\n" + canonical({key: value for key, value in SOUND.items() if key != "signature"}),
    }

    def fits(key: bytes, message: bytes, signature: bytes) -> bool:
        return message in fitting

    # A real check takes milliseconds, and there are thousands here.
    monkeypatch.setattr(signatures, "signature_fits", fits)
    assert verify_file("x", json.dumps(SOUND).encode(), KEY).exit_code == 0
    strange: list[Any] = [None, True, -1, 10**30, "", "x", [], {}, [[]], {"x": 1}]
    passed: set[str] = set()
    for path in _places(SOUND):
        for value in strange:
            proof: Any = copy.deepcopy(SOUND)
            held = proof
            for key in path[:-1]:
                held = held[key]
            if held[path[-1]] == value:
                continue
            held[path[-1]] = value
            if verify_file("x", json.dumps(proof).encode(), KEY).exit_code == 0:
                passed.add(f"{path}: {value!r}")
    assert passed == set()


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())  # pyright: ignore[reportUnknownArgumentType]  it may be any JSON
    elif isinstance(value, list):
        items = list(enumerate(value))  # pyright: ignore[reportUnknownArgumentType]  it may be any JSON
    here = [path] if path and path[0] in {"nodes", "tables", "page", "sources", "lines", "periods"} else []
    return [*here, *(each for key, held in items for each in _places(held, (*path, key)))]
