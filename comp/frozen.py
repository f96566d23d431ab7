"""`frozen`: the classes that `dataclass(frozen=True, slots=True)` makes, in a tenth of the time.

Python's decorator compiles six functions for each class, which is more than half of what it costs to load
this product before it does anything. Here `__init__` alone is compiled, and only once it is called: the other
methods need no code of their own, and most classes are not used by most commands. `fields`, `replace`,
`match`, pickles and type checkers see dataclasses, which these are.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from reprlib import recursive_repr
from types import FunctionType
from typing import Any, Final, NoReturn, TypeAlias, TypeVar, dataclass_transform

_T = TypeVar("_T")
_Fields: TypeAlias = Sequence[Field[Any]]
_Method: TypeAlias = Callable[..., object]


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """Make a frozen dataclass with slots, compared, hashed and shown by its fields.

    What the class itself defines stays. Every field is given to `__init__`, in order or by name.
    """
    own = set(vars(cls))
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    held: _Fields = fields(made)  # pyright: ignore[reportArgumentType] - the line above made it a dataclass
    compared = _compared([each.name for each in held if each.compare])
    for name, method in {**_SHARED, **compared, "__init__": _Init(made, held)}.items():
        if name not in own:
            setattr(made, name, method)
    return made


class _Init:
    """Stands for a class's `__init__` until somebody asks for it."""

    __slots__ = ("_held", "_made")

    def __init__(self, made: type, held: _Fields) -> None:
        self._made, self._held = made, held

    def __get__(self, instance: object, owner: type | None = None) -> _Method:
        init = _init(self._made, self._held)
        self._made.__init__ = init
        return init.__get__(instance, owner)


def _init(made: type, held: _Fields) -> FunctionType:
    """Compile `__init__`, which fills each slot directly, for `__setattr__` refuses."""
    given: dict[str, object] = {f"_set_{each.name}": getattr(made, each.name).__set__ for each in held}
    taken, by_name, body = ["self"], list[str](), list[str]()
    for each in held:
        name = value = each.name
        otherwise = ""
        if each.default_factory is not MISSING:
            given |= {f"_make_{name}": each.default_factory, "_missing": MISSING}
            value, otherwise = f"_make_{name}() if {name} is _missing else {name}", "=_missing"
        elif each.default is not MISSING:
            given[f"_default_{name}"] = each.default
            otherwise = f"=_default_{name}"
        (by_name if each.kw_only else taken).append(name + otherwise)
        body.append(f"  _set_{name}(self, {value})")
    if hasattr(made, "__post_init__"):
        body.append("  self.__post_init__()")
    if by_name:
        taken += ["*", *by_name]
    head = f"def made({', '.join(given)}):\n def __init__({', '.join(taken)}):"
    text = "\n".join([head, *(body or ["  pass"]), " return __init__"])
    found: dict[str, Callable[..., FunctionType]] = {}
    exec(text, vars(sys.modules[made.__module__]), found)  # noqa: S102 - a text of the names of fields
    init = found["made"](**given)
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__annotations__ = {each.name: each.type for each in held} | {"return": None}
    return init


def _compared(names: Sequence[str]) -> dict[str, _Method]:
    """`__eq__` and `__hash__` by the values of these fields."""
    values = _values(names)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def hashed(self: object) -> int:
        return hash(values(self))

    return {"__eq__": equal, "__hash__": hashed}


def _values(names: Sequence[str]) -> Callable[[object], tuple[object, ...]]:
    match names:
        case []:
            return lambda _: ()
        case [name]:
            alone = attrgetter(name)
            return lambda value: (alone(value),)
        case _:
            return attrgetter(*names)


def _not_set(_self: object, name: str, _value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _not_deleted(_self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


@recursive_repr()
def _shown(self: Any) -> str:  # noqa: ANN401 - an object of any such class
    held: _Fields = fields(self)
    parts = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in held if each.repr)
    return f"{self.__class__.__qualname__}({parts})"


def _state(self: Any) -> list[object]:  # noqa: ANN401 - an object of any such class
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: Sequence[object]) -> None:  # noqa: ANN401 - an object of any such class
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_SHARED: Final[dict[str, _Method]] = {
    "__setattr__": _not_set,
    "__delattr__": _not_deleted,
    "__repr__": _shown,
    "__getstate__": _state,  # a pickle without these two would set attributes
    "__setstate__": _set_state,
}
