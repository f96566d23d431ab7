"""What a table of a proof gives (decisions 0007 and 0024), in whole numbers.

Bounds and values are brought to one denominator each, so that a lookup multiplies and compares whole numbers.
Money stands in minor units on both sides; no currency matters here but the one of a table's values.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lcm
from typing import Any

from comp.verifier.quantities import UNDEFINED, Quantity, QuantityError, read_fraction


class RateTable:
    """A table that can be looked up; made once for a proof.

    Raises:
        QuantityError: it is none, or its bounds do not rise.
    """

    def __init__(self, table: dict[str, Any]) -> None:
        self.name: str = table["name"]
        self.by_texts = table["shape"] == "one"
        self._unit = "" if table["value"] == "number" else str(table["value"])
        self._shape: str = table["shape"]
        self._continued = table["outside"] == "continued"
        alone: list[dict[str, Any]] = [{"keys": [], "rows": table.get("rows")}]
        pages: list[dict[str, Any]] = table.get("pages") or alone
        self._pages: list[tuple[list[dict[str, Any]], _Rows]] = [
            (page["keys"], _Rows(page["rows"], self._shape)) for page in pages
        ]
        self._lowest = _lowest_bounds([keys for keys, _ in self._pages])

    def at(self, points: Sequence[Quantity], others: Sequence[Quantity]) -> Quantity:
        """What the table gives at a point, over a stretch (two points), or at none (`one`)."""
        if UNDEFINED in points:
            return UNDEFINED
        rows = self._page(others)
        if rows is None:
            return UNDEFINED
        if self._shape == "one":
            return (rows.values[0], rows.value_unit, self._unit)
        n, d, _ = points[0]
        if len(points) == 2:
            if self._shape != "marginal":
                raise QuantityError(f"table {self.name} is not marginal and takes one point")
            return (*rows.average((n, d), points[1][:2]), self._unit)
        if self._shape == "marginal":
            return (*rows.average((0, 1), (abs(n), d)), self._unit)
        if self._shape == "retroactive":
            return (*rows.band((n, d)), self._unit)
        return (*rows.line((n, d), continued=self._continued), self._unit)

    def _page(self, others: Sequence[Quantity]) -> _Rows | None:
        """The rows of the page that fits best: in each input as special as every other one that fits."""
        if not others and len(self._pages) == 1 and not self._pages[0][0]:
            return self._pages[0][1]
        fitting: list[tuple[list[tuple[int, int, int, bool]], _Rows]] = []
        for keys, rows in self._pages:
            if len(keys) != len(others):
                raise QuantityError(f"table {self.name} has {len(keys)} other inputs, not {len(others)}")
            special = [_special_where_fits(*each) for each in zip(keys, others, self._lowest)]
            found = [each for each in special if each is not None]
            if len(found) == len(keys):
                fitting.append((found, rows))
        if not fitting:
            return None
        best, rows = fitting[0]
        for special, other in fitting[1:]:
            if _at_least(special, best):
                best, rows = special, other
        if not all(_at_least(best, special) for special, _ in fitting):
            raise QuantityError(f"table {self.name} has no row that fits best")
        return rows


class _Rows:
    """Rows of one page over the denominators `bound_unit` and `value_unit`."""

    def __init__(self, rows: Sequence[Sequence[Any]] | None, shape: str) -> None:
        if not rows:
            raise QuantityError("a table without a row")
        bounds = [(0, 1) if shape == "one" else read_fraction(row[0]) for row in rows]
        values = [read_fraction(row[1]) for row in rows]
        self.bound_unit = lcm(*(d for _, d in bounds))
        self.value_unit = lcm(*(d for _, d in values))
        self.bounds = [n * (self.bound_unit // d) for n, d in bounds]
        self.values = [n * (self.value_unit // d) for n, d in values]
        self.marks = [row[2] for row in rows]
        self._integrals = [0]
        for i in range(1, len(rows)):
            step = self.bounds[i] - self.bounds[i - 1]
            jumps = self.marks[i - 1] == "below" and self.marks[i] == ""
            level = step == 0 and not (shape == "interpolated" and jumps)
            if shape != "one" and (step < 0 or level):
                raise QuantityError("the bounds of a table do not rise")
            self._integrals.append(self._integrals[-1] + step * self.values[i - 1])

    def band(self, x: tuple[int, int]) -> tuple[int, int]:
        """The value of the band in which x lies; the first one reaches down without end."""
        return (self.values[self._band(x)], self.value_unit)

    def average(self, a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        """(F(b) - F(a)) / (b - a), F being the integral; where they are equal the value of their band."""
        length = b[0] * a[1] - a[0] * b[1]
        if length == 0:
            return self.band(a)
        area = self._integral(b) * a[1] - self._integral(a) * b[1]
        below = self.bound_unit * self.value_unit * length
        return (area, below) if below > 0 else (-area, -below)

    def line(self, x: tuple[int, int], *, continued: bool) -> tuple[int, int]:
        """Return the value on the straight line between the two points around x."""
        n, d = x
        at, scaled = n * self.bound_unit, [bound * d for bound in self.bounds]
        left = [i for i, bound in enumerate(scaled) if bound <= at]
        last = len(scaled) - 1
        if left and scaled[left[-1]] == at:
            return (self.values[left[-1]], self.value_unit)
        low = left[-1] if left else -1
        if 0 <= low < last:
            return self._between(at, scaled, low, low + 1)
        end = 0 if low < 0 else last
        jumps = self.marks[0] == "below" if low < 0 else last > 0 and scaled[last - 1] == scaled[last]
        if not continued or jumps or last == 0:
            return (self.values[end], self.value_unit)
        return self._between(at, scaled, end if low < 0 else last - 1, end + 1 if low < 0 else last)

    def _between(self, at: int, scaled: Sequence[int], i: int, k: int) -> tuple[int, int]:
        width = scaled[k] - scaled[i]
        rise = (at - scaled[i]) * (self.values[k] - self.values[i])
        return (self.values[i] * width + rise, self.value_unit * width)

    def _band(self, x: tuple[int, int]) -> int:
        at = x[0] * self.bound_unit
        for i in range(len(self.bounds) - 1, 0, -1):
            past = at - self.bounds[i] * x[1]
            if past > 0 or (past == 0 and self.marks[i] != "above"):
                return i
        return 0

    def _integral(self, x: tuple[int, int]) -> int:
        """The integral from the first bound to x, over the denominators of x and the rows."""
        i = self._band(x)
        return self._integrals[i] * x[1] + (x[0] * self.bound_unit - self.bounds[i] * x[1]) * self.values[i]


def _special_where_fits(
    key: dict[str, Any], other: Quantity, lowest: tuple[int, int, bool] | None
) -> tuple[int, int, int, bool] | None:
    """How special a key is that fits, as (rank, bound, its denominator, above); None where it does not."""
    if not key:
        return (0, 0, 1, False)
    if other == UNDEFINED:
        return None
    if "text" in key:
        return (1, 0, 1, False) if other[2] == "text" and other[0] == key["text"] else None
    n, d = read_fraction(key["bound"])
    above = bool(key["above"])
    past = other[0] * d - n * other[1]
    if past > 0 or (past == 0 and not above) or (n, d, above) == lowest:
        return (1, n, d, above)
    return None


def _lowest_bounds(pages: Sequence[Sequence[dict[str, Any]]]) -> list[tuple[int, int, bool] | None]:
    """The lowest bound that any page asks of each further input; it reaches down without end."""
    found: list[tuple[int, int, bool] | None] = []
    for i in range(len(pages[0]) if pages else 0):
        lowest: tuple[int, int, bool] | None = None
        for keys in pages:
            if i < len(keys) and "bound" in keys[i]:
                n, d = read_fraction(keys[i]["bound"])
                each = (n, d, bool(keys[i]["above"]))
                if lowest is None or _higher(lowest, each):
                    lowest = each
        found.append(lowest)
    return found


def _higher(a: tuple[int, int, bool], b: tuple[int, int, bool]) -> bool:
    difference = a[0] * b[1] - b[0] * a[1]
    return difference > 0 or (difference == 0 and a[2] and not b[2])


def _at_least(a: Sequence[tuple[int, int, int, bool]], b: Sequence[tuple[int, int, int, bool]]) -> bool:
    return all(x[0] >= y[0] and (x[0] > y[0] or not _higher(y[1:], x[1:])) for x, y in zip(a, b))
