"""Walks everything that a value of the core is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import cast

from comp.language.core import Node


def walk(value: object) -> Iterator[Node]:
    """Every node in a value: itself, its fields, and what its tuples, lists and dictionaries hold."""
    if isinstance(value, Node):
        yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from walk(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for item in cast("tuple[object, ...]", value):
            yield from walk(item)
    elif isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            yield from walk(item)
