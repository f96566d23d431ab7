"""What the operations of a proof's nodes give, as decision 0032 lists them; they know nothing of the proof.

Each takes the quantities of its inputs and the node's `more`. A result need not be in lowest terms. `STRICT`
operations are undefined where an input is, and are not asked then; `LENIENT` ones decide that themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from comp.verifier.civil_days import counted_days, edge_of_month, shifted_day, whole_months
from comp.verifier.quantities import (
    FALSE,
    TRUE,
    UNDEFINED,
    Quantity,
    QuantityError,
    is_amount,
    is_money,
    minor_digits,
    read_currency,
    read_quantity,
    shown_quantity,
)

Operation = Callable[[Sequence[Quantity], dict[str, Any]], Quantity]
_BILLION = 10**9
_LARGEST_BITS = 200_000


def _add(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    (a, b, u), (c, d, v) = ins
    if u != v:
        u = _common_unit(ins)
        if u is None:
            return UNDEFINED
    elif not is_amount(ins[0]):
        raise QuantityError(f"{shown_quantity(ins[0])} is neither a number nor money")
    return (a + c, b, u) if b == d else (a * d + c * b, b * d, u)


def _subtract(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    x, (c, d, v) = ins
    return _add((x, (-c, d, v)), more) if is_amount(ins[1]) else _add(ins, more)


def _multiply(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    (a, b, u), (c, d, v) = ins
    if (u and v) or not (is_amount(ins[0]) and is_amount(ins[1])):
        raise QuantityError(f"{shown_quantity(ins[0])} cannot be multiplied by {shown_quantity(ins[1])}")
    return (a * c, b * d, u or v)


def _divide(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    (a, b, u), (c, d, v) = ins
    if not (is_amount(ins[0]) and is_amount(ins[1])) or (v and not u and a):
        raise QuantityError(f"{shown_quantity(ins[0])} cannot be divided by {shown_quantity(ins[1])}")
    if c == 0 or (u and v and u != v):
        return UNDEFINED
    return (a * d, b * c, "" if v else u) if c > 0 else (-a * d, -b * c, "" if v else u)


def _sum(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    total = read_quantity(more["zero"]) if "zero" in more else None
    if total is not None and not (is_amount(total) and total[0] == 0):
        raise QuantityError(f"`zero` is {shown_quantity(total)}")
    if not ins:
        if total is None:
            raise QuantityError("a sum of nothing needs `zero`")
        return total
    total = ins[0]
    for each in ins[1:]:
        total = _add((total, each), more)
        if total is UNDEFINED:
            return UNDEFINED
        if total[1].bit_length() > _LARGEST_BITS:
            raise QuantityError("the sum needs a larger denominator than any pay has")
    return total


def _negate(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    [x] = ins
    return (-_amount(x), x[1], x[2])


def _absolute(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    [x] = ins
    return (abs(_amount(x)), x[1], x[2])


def _least(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    return _extreme(ins, 1)


def _greatest(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    return _extreme(ins, -1)


def _extreme(ins: Sequence[Quantity], sign: int) -> Quantity:
    if not ins:
        return UNDEFINED
    found = ins[0]
    for each in ins[1:]:
        order = compared(each, found)
        if order is None:
            return UNDEFINED
        if order * sign < 0:
            found = each
    return found


def _strike(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    [(n, d, unit)] = ins
    _amount(ins[0])
    if more.get("unit") == "billionth":
        return (struck(n * _BILLION, d, more["mode"]), _BILLION, unit)
    return (struck(n, d, more["mode"]), 1, unit)


def struck(n: int, d: int, mode: str) -> int:
    """Round n/d to a whole number, a minus mirroring a plus.

    Raises:
        QuantityError: there is no such mode.
    """
    if mode not in {"half even", "half up", "down"}:
        raise QuantityError(f"there is no rounding called {mode!r}")
    whole, rest = divmod(abs(n), d)
    if mode == "half up":
        whole += 2 * rest >= d
    elif mode == "half even":
        whole += 2 * rest > d or (2 * rest == d and whole % 2 == 1)
    return -whole if n < 0 else whole


def compared(a: Quantity, b: Quantity) -> int | None:
    """Below, at or above 0 as a is less than, equal to or greater than b; None for money of two currencies.

    Raises:
        QuantityError: they are of two kinds.
    """
    if is_amount(a) and is_amount(b):
        if a[2] != b[2] and _common_unit((a, b)) is None:
            return None
        difference = a[0] * b[1] - b[0] * a[1]
        return (difference > 0) - (difference < 0)
    if a[2] != b[2]:
        raise QuantityError(f"{shown_quantity(a)} cannot be compared with {shown_quantity(b)}")
    return (a[0] > b[0]) - (a[0] < b[0])


def _comparison(test: Callable[[int], bool]) -> Operation:
    def compare(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
        del more
        order = compared(*ins)
        return UNDEFINED if order is None else TRUE if test(order) else FALSE

    return compare


def _all(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    return _decided(ins, FALSE, TRUE)


def _any(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    return _decided(ins, TRUE, FALSE)


def _decided(ins: Sequence[Quantity], decides: Quantity, otherwise: Quantity) -> Quantity:
    for each in ins:
        if each[2] not in {"truth", "undefined"}:
            raise QuantityError(f"{shown_quantity(each)} is neither true nor false")
    return decides if decides in ins else UNDEFINED if UNDEFINED in ins else otherwise


def _not(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    [x] = ins
    if x[2] != "truth":
        raise QuantityError(f"{shown_quantity(x)} is neither true nor false")
    return FALSE if x[0] else TRUE


def _same(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    [x] = ins
    return x


def _blank(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    [x] = ins
    return TRUE if x[2] == "undefined" else FALSE


def _or(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    if ins[0][2] != "undefined":
        return ins[0]
    if len(ins) != 2:
        raise QuantityError("the value is undefined, and what stands in for it is missing")
    return ins[1]


def _if(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    condition, x = ins
    if condition[2] not in {"truth", "undefined"}:
        raise QuantityError(f"{shown_quantity(condition)} is no condition")
    branch = "then" if condition == TRUE else "otherwise"
    if more["taken"] != branch:
        raise QuantityError(f"the condition is {shown_quantity(condition)}, so {branch!r} is taken")
    return x


def _days(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    later, earlier = ins
    return (_day(later) - _day(earlier), 1, "")


def _months(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    later, earlier = ins
    return (whole_months(_day(later), _day(earlier)), 1, "")


def _counted(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    days = [_day(each) for each in ins]
    if len(days) % 2:
        raise QuantityError("a stretch lacks its last day")
    try:
        return (counted_days(list(zip(days[::2], days[1::2])), more["how"]), 1, "")
    except ValueError as error:
        raise QuantityError(str(error)) from error


def _shift(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    [day] = ins
    found = shifted_day(_day(day), _whole(more.get("months", 0)), _whole(more.get("days", 0)))
    return UNDEFINED if found is None else (found, 1, "day")


def _edge(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    [day] = ins
    return (edge_of_month(_day(day), last=more.get("last") is True), 1, "day")


def _convert(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    (a, b, currency), (c, d, unit) = ins
    to = read_currency(more["to"])
    if not is_money(ins[0]) or unit:
        raise QuantityError(f"{shown_quantity(ins[0])} cannot be converted at {shown_quantity(ins[1])}")
    scale = minor_digits(to) - minor_digits(currency)
    n, d = a * c * 10 ** max(scale, 0), b * d * 10 ** max(-scale, 0)
    return (struck(n, d, more["mode"]), 1, to)


def _distinct(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    return (different_so_far(ins)[-1], 1, "")


def different_so_far(ins: Sequence[Quantity]) -> list[int | None]:
    """How many different values there are among the first 0, 1, 2… of some; None from an undefined one on."""
    seen: set[tuple[Any, str]] = set()
    numbers: list[int | None] = [0]
    for n, d, unit in ins:
        seen.add((Fraction(n, d) if is_amount((n, d, unit)) else n, unit))
        undefined = numbers[-1] is None or unit == UNDEFINED[2]
        numbers.append(None if undefined else len(seen))
    return numbers


def _latest(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    if not ins:
        return UNDEFINED
    days = [_day(each) for each in ins[::2]]
    if days != sorted(days):
        raise QuantityError("the days are not in order")
    if len(ins) % 2:
        raise QuantityError("a day lacks its value")
    return ins[-1]


def _allot(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    parts, index = allotted_parts(ins, more), _whole(more["index"])
    if not 0 <= index < len(parts):
        raise QuantityError(f"there is no part number {index}")
    return parts[index]


def allotted_parts(ins: Sequence[Quantity], more: dict[str, Any]) -> list[Quantity]:
    """Divide the first quantity, of whole units, in proportion to the others.

    Raises:
        QuantityError: it is not of whole units, or the others are not of one kind.
    """
    (n, d, unit), *weights = ins
    below = _BILLION if more.get("unit") == "billionth" else 1
    if not is_amount(ins[0]) or n * below % d:
        raise QuantityError(f"{shown_quantity(ins[0])} is no whole number of units to allot")
    if len({each[2] for each in weights if each[0]}) > 1:
        raise QuantityError("the parts are of more than one kind")
    parts = allotment(n * below // d, [(_amount(each), each[1]) for each in weights])
    return [(part, below, unit) for part in parts]


def allotment(total: int, weights: Sequence[tuple[int, int]]) -> list[int]:
    """Divide whole units in proportion to the weights, which may be of both signs.

    Each part is cut towards zero; the missing units go to parts of their own sign, one each, by largest
    remainder, among equals to the first.

    Raises:
        QuantityError: the weights add up to 0.
    """
    if len(weights) == 1 and weights[0][0]:
        return [total]
    scale = lcm(*(d for _, d in weights))
    whole = [n * (scale // d) for n, d in weights]
    over = sum(whole)
    if over == 0:
        raise QuantityError("the parts add up to 0")
    return _cut_parts(total, [total * weight * (1 if over > 0 else -1) for weight in whole], abs(over))


def whole_parts(total: int, exact: Sequence[tuple[int, int]]) -> list[int]:
    """Cut exact parts to whole units that add up to a total, which lies less than a unit from their sum."""
    scale = lcm(*(d for _, d in exact))
    return _cut_parts(total, [n * (scale // d) for n, d in exact], scale)


def _cut_parts(total: int, exact: Sequence[int], of: int) -> list[int]:
    """Cut exact[i]/of towards zero; what is missing to the total goes to parts of its sign, one unit each."""
    parts = [abs(each) // of * (1 if each > 0 else -1) for each in exact]
    left = total - sum(parts)
    step = 1 if left > 0 else -1
    own = [i for i, each in enumerate(exact) if each * step > 0]
    for i in sorted(own, key=lambda i: (-(abs(exact[i]) % of), i))[: abs(left)]:
        parts[i] += step
    return parts


def _allotted(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    """Return the exact share; how far the part may lie from it is looked at where it is claimed."""
    del more
    [x] = ins
    _amount(x)
    return x


def _rank(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    [x] = ins
    _amount(x)
    better = _whole(more["better"])
    if not 0 <= better <= len(more["sealed"]):
        raise QuantityError(f"{better} of {len(more['sealed'])} others cannot stand better")
    return (1 + better, 1, "")


def _start(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    without_inputs(ins)
    return (0, 1, "")


def _one(ins: Sequence[Quantity], more: dict[str, Any]) -> Quantity:
    del more
    without_inputs(ins)
    return (1, 1, "")


def without_inputs(ins: Sequence[Quantity]) -> None:
    """Refuse inputs to an operation that takes none."""
    if ins:
        raise QuantityError("it takes no input")


def _common_unit(ins: Sequence[Quantity]) -> str | None:
    """Return the unit of two amounts, of which a 0 may stand for money; None for two currencies."""
    (a, _, u), (c, _, v) = ins
    if not (is_amount(ins[0]) and is_amount(ins[1])) or (not u and a) or (not v and c):
        raise QuantityError(f"{shown_quantity(ins[0])} and {shown_quantity(ins[1])} do not go together")
    return None if u and v else u or v


def _amount(x: Quantity) -> int:
    if not is_amount(x):
        raise QuantityError(f"{shown_quantity(x)} is neither a number nor money")
    return x[0]


def _day(x: Quantity) -> int:
    if x[2] != "day":
        raise QuantityError(f"{shown_quantity(x)} is no day")
    return x[0]


def _whole(x: object) -> int:
    if type(x) is not int or abs(x) > _BILLION:
        raise QuantityError(f"{x!r} is no whole number that can stand here")
    return x


STRICT: dict[str, Operation] = {
    "start": _start,
    "one": _one,
    "same": _same,
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "sum": _sum,
    "negate": _negate,
    "absolute": _absolute,
    "least": _least,
    "greatest": _greatest,
    "strike": _strike,
    "is": _comparison(lambda order: order == 0),
    "is not": _comparison(lambda order: order != 0),
    "<": _comparison(lambda order: order < 0),
    "<=": _comparison(lambda order: order <= 0),
    ">": _comparison(lambda order: order > 0),
    ">=": _comparison(lambda order: order >= 0),
    "not": _not,
    "days": _days,
    "months": _months,
    "counted": _counted,
    "shift": _shift,
    "edge": _edge,
    "convert": _convert,
    "distinct": _distinct,
    "latest": _latest,
    "allot": _allot,
    "allotted": _allotted,
    "rank": _rank,
}
LENIENT: dict[str, Operation] = {"all": _all, "any": _any, "blank": _blank, "or": _or, "if": _if}
