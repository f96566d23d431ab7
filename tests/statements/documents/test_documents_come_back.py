"""A statement written as a document comes back as it was, but for the name, or is refused in a line."""

import json
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.errors import CompError
from comp.language.money import Money
from statements.documents import document_of, read_document
from statements.documents.document import read_whole
from statements.view import Statement
from tests.statements import full_samples

PLAIN: dict[object, st.SearchStrategy[Any]] = {
    str: st.text(),
    int: st.integers(-(2**70), 2**70),
    bool: st.booleans(),
    date: st.dates(),
    Fraction: st.fractions(),
    types.NoneType: st.none(),
}


def drawn(kind: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - a type, or what stands for several
    """Any value of a type of the view model, whether its parts belong together or not."""
    if kind in PLAIN:
        return PLAIN[kind]
    if isinstance(kind, types.UnionType):
        return st.one_of([drawn(each) for each in typing.get_args(kind)])
    if typing.get_origin(kind) is tuple:
        return st.lists(drawn(typing.get_args(kind)[0]), max_size=2).map(tuple)
    if is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        parts = {each.name: st.deferred(_later(hints[each.name])) for each in fields(kind)}
        return st.builds(typing.cast("Callable[..., Any]", kind), **parts)
    assert issubclass(kind, Enum)
    return st.sampled_from(list(kind))


def _later(kind: Any) -> Callable[[], st.SearchStrategy[Any]]:  # noqa: ANN401 - any kind, as above
    return lambda: drawn(kind)


@settings(max_examples=50, deadline=None)
@given(drawn(Statement), st.text())
def test_any_statement_comes_back_as_it_was_but_for_the_name(statement: Statement, locale: str) -> None:
    written = document_of(statement, locale)

    back = read_whole(written)

    assert back.statement == replace(statement, display_name=statement.payee)
    assert back.locale == locale
    assert document_of(back.statement, locale) == written


def test_a_statement_with_one_of_everything_comes_back_with_its_types() -> None:
    back = read_document(document_of(full_samples.full()))

    assert back == replace(full_samples.full(), display_name="p-038")
    [section] = back.sections
    assert section.figures[0].value == Fraction(14, 15)
    assert type(section.figures[2].value) is Fraction
    assert section.clauses[0].lines[1].original == Money(900_000, "EUR")
    assert section.adjustments[0].kind is full_samples.ChangeKind.RELEASED


def test_amounts_stand_as_text_and_no_number_has_a_fraction() -> None:
    text = document_of(full_samples.full()).decode()

    assert '"payable":{"currency":"USD","minor":"2310000"}' in text
    assert '"value":"14/15"' in text
    assert '"paid_on":"2026-04-15"' in text
    json.loads(text, parse_float=pytest.fail)


def test_equal_statements_give_equal_bytes_and_the_name_is_not_among_them() -> None:
    other = replace(full_samples.full(), display_name="Somebody Else")

    assert document_of(other) == document_of(full_samples.full())
    assert b"Ana Duarte" not in document_of(full_samples.full())


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_document_with_a_byte_changed_is_refused_in_a_line(data: st.DataObject) -> None:
    # All but the line feed at the end, which says nothing.
    whole = document_of(full_samples.full(), "de_DE")[:-1]
    place = data.draw(st.integers(0, len(whole) - 1))
    changed = bytes([whole[place] ^ data.draw(st.integers(1, 255))])

    with pytest.raises(CompError, match="comp run record"):
        read_document(whole[:place] + changed + whole[place + 1 :])


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format":2}',
        b"1" * 10_000,
    ],
)
def test_what_is_no_document_is_refused_in_a_line(damaged: bytes) -> None:
    with pytest.raises(CompError, match="comp run record"):
        read_document(damaged)


def test_a_document_that_was_cut_is_refused_at_every_length() -> None:
    whole = document_of(full_samples.full())

    for length in range(0, len(whole) - 1, 97):
        with pytest.raises(CompError, match="comp run record"):
            read_document(whole[:length])


def test_a_document_with_another_statement_under_a_right_digest_is_refused_by_its_types() -> None:
    from statements.documents import document

    found = json.loads(document_of(full_samples.full()))
    found["statement"]["totals"] = [{"earned": 5}]
    said = json.dumps(found["statement"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    found["digest"] = document.hashlib.sha256(f"\n{said}".encode()).hexdigest()

    with pytest.raises(CompError, match="cannot be read"):
        read_document(json.dumps(found).encode())
