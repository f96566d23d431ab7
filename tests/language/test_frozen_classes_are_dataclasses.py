"""`frozen` gives what `dataclass(frozen=True, slots=True)` gives: most tests hold for a class of either."""

from __future__ import annotations

import copy
import inspect
import pickle
import typing
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any

import pytest

from comp.frozen import frozen


@frozen
class _Placed:
    """What every node has: a place, which is no part of what it says."""

    place: int = field(default=0, compare=False, repr=False, kw_only=True)


@frozen
class Node(_Placed):
    """A node with every kind of field."""

    name: str
    parts: tuple[int, ...] = ()
    seen: list[int] = field(default_factory=list[int], compare=False)


@dataclass(frozen=True, slots=True)
class _StandardPlaced:
    place: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Standard(_StandardPlaced):
    """The same by Python's own decorator."""

    name: str
    parts: tuple[int, ...] = ()
    seen: list[int] = field(default_factory=list[int], compare=False)


@frozen
class Alone:
    """One field."""

    value: object


@frozen
class Nothing:
    """No field."""


@frozen
class Even:
    """A class that looks at what it is given, and says itself how it is shown."""

    number: int

    def __post_init__(self) -> None:
        if self.number % 2:
            raise ValueError(f"{self.number} is odd")

    def __repr__(self) -> str:
        return f"<{self.number}>"


BOTH = pytest.mark.parametrize("kind", [Node, Standard])


@BOTH
def test_fields_are_given_in_order_or_by_name_and_have_their_defaults(kind: type[Any]) -> None:
    one = kind("a", place=3)

    assert (one.name, one.parts, one.seen, one.place) == ("a", (), [], 3)
    assert kind(name="a", parts=(1,)).parts == (1,)
    assert kind("a").seen is not kind("a").seen


@BOTH
@pytest.mark.parametrize(
    ("given", "named", "said"),
    [
        ((), {}, "missing 1 required positional argument: 'name'"),
        (("a",), {"other": 1}, "got an unexpected keyword argument 'other'"),
        (("a", (), None, 1), {}, "takes from 2 to 4 positional arguments but 5 were given"),
    ],
)
def test_a_wrong_call_is_told_in_pythons_words(
    kind: type[Any], given: tuple[object, ...], named: dict[str, object], said: str
) -> None:
    with pytest.raises(TypeError) as fault:
        kind(*given, **named)

    assert str(fault.value) == f"{kind.__name__}.__init__() {said}"


@BOTH
def test_equality_and_hash_rest_on_the_compared_fields_and_the_class(kind: type[Any]) -> None:
    one = kind("a", (1,), [1], place=1)

    assert one == kind("a", (1,), [2], place=2)
    assert hash(one) == hash(kind("a", (1,), [2], place=2)) == hash(("a", (1,)))
    assert one != kind("a", (2,))
    assert one != ("a", (1,))
    assert Node("a") != Standard("a")


def test_one_field_is_compared_as_a_tuple_of_it_is() -> None:
    no_number = float("nan")

    assert Alone(no_number) == Alone(no_number)  # the same object is the same in a tuple
    assert hash(Alone("a")) == hash(("a",))
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(())


@BOTH
def test_nothing_can_be_set_or_deleted(kind: type[Any]) -> None:
    one = kind("a")

    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'name'"):
        one.name = "b"
    with pytest.raises(FrozenInstanceError, match="cannot delete field 'name'"):
        del one.name
    assert not hasattr(one, "__dict__")


@BOTH
def test_it_is_shown_with_its_fields_but_those_that_are_not(kind: type[Any]) -> None:
    assert repr(kind("a", (1,), place=4)) == f"{kind.__name__}(name='a', parts=(1,), seen=[])"


@BOTH
def test_copies_and_pickles_come_back(kind: type[Any]) -> None:
    one = kind("a", (1,), [2], place=3)

    for back in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301 - made in this line
        assert [getattr(back, each.name) for each in fields(back)] == [3, "a", (1,), [2]]


@BOTH
def test_what_pythons_module_does_with_dataclasses_works(kind: type[Any]) -> None:
    one = kind("a", place=1)

    assert is_dataclass(kind)
    assert asdict(one) == {"place": 1, "name": "a", "parts": (), "seen": []}
    assert replace(one, parts=(2,)).parts == (2,)
    assert kind.__match_args__ == ("name", "parts", "seen")
    assert list(inspect.signature(kind).parameters) == ["name", "parts", "seen", "place"]
    assert typing.get_type_hints(kind.__init__)["parts"] == tuple[int, ...]


def test_what_a_class_defines_itself_stays() -> None:
    assert repr(Even(2)) == "<2>"
    with pytest.raises(ValueError, match="3 is odd"):
        Even(3)
