"""A comma makes two numbers or thousands of money, never one number; what cannot be kept is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comp.language import Loaded
from comp.language.core import Greatest, Least, Literal
from comp.language.lowering.reads import walk
from comp.language.money import Money
from tests.language.workspace import codes, demo_texts, load_with_shared

AE = demo_texts()["ae_mm_2026.plan"]


def with_pay(value: str) -> Loaded:
    """The demo company's plan with a bonus of this value."""
    head, tail = AE.split("\nexample", 1)
    bonus = f"\n  pay bonus = {value}, for each new_business\nexample"
    return load_with_shared(f"{head}{bonus}{tail}  expect bonus for ana = 0.00 USD\n")


def literals(loaded: Loaded) -> list[object]:
    """What stands inside `min` and `max` of the bonus."""
    assert loaded.program is not None, [diagnostic.text for diagnostic in loaded.errors]
    [pay] = [s for _, s in loaded.program.plans[0].statements() if getattr(s, "name", "") == "bonus"]
    [extreme] = [node for node in walk(pay) if isinstance(node, Least | Greatest)]
    return [operand.value for operand in extreme.operands if isinstance(operand, Literal)]


WHOLE = st.integers(0, 10**15 - 1)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(numbers=st.lists(WHOLE, min_size=2, max_size=5), word=st.sampled_from(["min", "max"]))
def test_numbers_with_commas_between_are_as_many_numbers(numbers: list[int], word: str) -> None:
    written = ",".join(map(str, numbers))

    assert literals(with_pay(f"new_business * {word}({written})")) == [Fraction(n) for n in numbers]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(number=st.integers(1_000, 10**12))
def test_a_number_with_thousands_marks_is_refused(number: int) -> None:
    loaded = with_pay(f"new_business * {number:,}")

    assert loaded.program is None
    assert "A comma stands inside a number." in {fault.text for fault in loaded.errors}


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cents=st.lists(st.integers(0, 10**15 - 1), min_size=2, max_size=3))
def test_money_takes_thousands_marks(cents: list[int]) -> None:
    amounts = [f"{value // 100:,}.{value % 100:02d} USD" for value in cents]

    assert literals(with_pay(f"min({','.join(amounts)})")) == [Money(value, "USD") for value in cents]


def test_thousands_marks_inside_min_are_seen_by_their_zeros() -> None:
    # Two numbers 1 and 0, where somebody meant one thousand.
    assert codes(with_pay("new_business * min(1,000, 2)")) == ["P007"]


@pytest.mark.parametrize("text", ["007", "00", "00.5", "01%", "000x"])
def test_a_number_does_not_begin_with_a_nought_that_counts_for_nothing(text: str) -> None:
    assert "P007" in codes(with_pay(f"new_business * {text}"))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    text=st.text(st.characters(categories=["Nd"], exclude_characters="0123456789"), min_size=1, max_size=3)
)
def test_digits_of_other_scripts_are_refused(text: str) -> None:
    assert "P007" in codes(with_pay(f"new_business * 1{text}"))


@settings(max_examples=30, deadline=None, derandomize=True)
@given(places=st.integers(16, 400), unit=st.sampled_from(["", "%", "x", " USD", ".00 USD", ".5"]))
def test_a_number_too_long_to_be_kept_is_refused(places: int, unit: str) -> None:
    assert "P007" in codes(with_pay(f"new_business * {'9' * places}{unit}"))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(depth=st.integers(1, 120))
def test_parentheses_are_read_up_to_a_depth_and_refused_beyond(depth: int) -> None:
    loaded = with_pay("new_business * " + "(" * depth + "1" + ")" * depth)

    assert codes(loaded) == ([] if depth <= 50 else ["P006"])
