"""Values that a plan works out once, however often it is asked for them."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from comp.engine import exact

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values by key. Whoever asks again for one that went the exact way has gone it too."""

    def __init__(self) -> None:
        self._values: dict[Key, tuple[Value, bool]] = {}

    def of(self, key: Key, make: Callable[[], Value]) -> Value:
        """The value of a key, made where it is not known yet."""
        if key not in self._values:
            before = exact.times_exact_way()
            value = make()
            self._values[key] = value, exact.times_exact_way() > before
        value, exact_way = self._values[key]
        if exact_way:
            exact.exact_way_taken()
        return value
