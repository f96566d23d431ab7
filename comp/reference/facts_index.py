"""The facts of a snapshot, indexed: rows by key, by day, by what they refer to, and exchange rates.

Reads a snapshot through `rows` alone. An index is built when it is first asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from comp.facts.snapshot import Snapshot
from comp.facts.snapshot import Value as Stored
from comp.language.core import Kind, Source
from comp.reference.values import Amount, Undefined, Value, undefined

if TYPE_CHECKING:
    from comp.language.core import Credit
    from comp.reference.credited import Credits

Row: TypeAlias = dict[str, Stored]

ALWAYS, FOREVER = date.min, date.max


@dataclass(frozen=True, slots=True)
class Quotation:
    """A rate from its day on, and the row that says so."""

    on: date
    rate: Fraction
    row: Row


class Facts:
    """Every row of a snapshot, found without searching."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.sources = snapshot.sources
        self._snapshot = snapshot
        self._rows: dict[str, list[Row]] = {}
        self._by_column: dict[tuple[str, str], dict[Stored, list[Row]]] = {}
        self._dated: dict[str, tuple[list[date], list[Row]]] = {}
        self._rates: dict[tuple[str, str], list[Quotation]] | None = None
        self._kinds = {(s.name, c.name): c.kind for s in snapshot.sources.values() for c in s.columns}
        # What a credit gives on a day is the same for every plan, and by far the most of what a plan costs.
        self.credited: dict[tuple[int, date], tuple[Credit, Credits]] = {}

    def rows(self, source: str) -> list[Row]:
        """Every row of a source; none where the source is not declared."""
        if source not in self._rows:
            self._rows[source] = list(self._snapshot.rows(source)) if source in self.sources else []
        return self._rows[source]

    def with_value(self, source: str, column: str, value: Stored) -> Sequence[Row]:
        """The rows of a source that hold the value in a column."""
        index = self._by_column.get((source, column))
        if index is None:
            index = {}
            for row in self.rows(source):
                index.setdefault(row[column], []).append(row)
            self._by_column[source, column] = index
        return index.get(value, ())

    def key(self, source: str, row: Row) -> str:
        """The key of a row as text."""
        return str(row[self.sources[source].key])

    def takes_part(self, source: str, row: Row, limit: date) -> bool:
        """Whether the row counts at the end of the day: an event counts from its dating day on."""
        dated = self.sources[source].dated
        if dated is None:
            return True
        on = row[dated]
        return isinstance(on, date) and on <= limit

    def find(self, source: str, key: str, on: date | None, limit: date) -> Row | Undefined:
        """The one row of that key: of a state, the row valid on the day; of an event, if it takes part."""
        declared = self.sources.get(source)
        if declared is None:
            return undefined("there is no source {source}", source=source)
        rows = self.with_value(source, declared.key, key)
        found = [row for row in rows if _valid(declared, row, on) and self.takes_part(source, row, limit)]
        if len(found) == 1:
            return found[0]
        return _none_or_many(
            source, key, on if declared.valid_from or declared.valid_through else None, len(found)
        )

    def cell(self, source: str, row: Row, column: str) -> Value:
        """A column's value; money carries the currency of its row; a blank is undefined."""
        value = row[column]
        if value is None:
            return undefined(
                "{column} of {key} is blank", column=f"{source}.{column}", key=self.key(source, row)
            )
        kind = self._kinds[source, column]
        if kind in {Kind.ROW_MONEY, Kind.MONEY} and isinstance(value, int):
            return Amount(Fraction(value), self.currency(source, row))
        return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value

    def currency(self, source: str, row: Row) -> str:
        """The currency of a row's money, blank where it has none."""
        declared = self.sources[source]
        if declared.currency_column is not None:
            return str(row[declared.currency_column] or "")
        return declared.currency_code or ""

    def between(self, source: str, first: date, last: date) -> list[Row]:
        """The rows of an event source dated from the first through the last day, by date, then key."""
        if source not in self._dated:
            self._dated[source] = self._in_order_of_date(source)
        days, rows = self._dated[source]
        return rows[bisect_left(days, first) : bisect_right(days, last)]

    def valid(self, source: str, on: date) -> list[Row]:
        """The rows of a state source that hold on the day, by key."""
        declared = self.sources[source]
        return sorted(
            (row for row in self.rows(source) if _valid(declared, row, on)),
            key=lambda row: self.key(source, row),
        )

    def last_row(self, source: str, key: str) -> Row | Undefined:
        """A state's latest row of that key."""
        declared = self.sources[source]
        rows = self.with_value(source, declared.key, key)
        if not rows:
            return undefined("no {source} {key}", source=source, key=key)
        return max(rows, key=lambda row: _first_day(declared, row))

    def last_valid_day(self, source: str, key: str) -> date | Undefined:
        """The last day of a state's latest row of that key; undefined while it is open."""
        last = self.last_row(source, key)
        if isinstance(last, Undefined):
            return last
        column = self.sources[source].valid_through
        through = last[column] if column else None
        if isinstance(through, date):
            return through
        return undefined("the last {source} of {key} is open", source=source, key=key)

    def rate(self, of: str, into: str, on: date) -> Fraction | Undefined:
        """Units of one currency for one unit of another, by the latest quotation on or before the day."""
        quotation = self.quotation(of, into, on)
        return quotation if isinstance(quotation, Undefined) else quotation.rate

    def quotation(self, of: str, into: str, on: date) -> Quotation | Undefined:
        """The latest quotation on or before the day; two that differ on one day are undefined."""
        quoted = [each for each in self._quotations().get((of, into), ()) if each.on <= on]
        if not quoted:
            if not of:
                return undefined(
                    "no rate of a blank currency into {into} on or before {day}", into=into, day=on
                )
            return undefined("no rate of {of} into {into} on or before {day}", of=of, into=into, day=on)
        latest = {each.rate for each in quoted if each.on == quoted[-1].on}
        if len(latest) > 1:
            return undefined(
                "two rates of {of} into {into} quoted on {day}", of=of, into=into, day=quoted[-1].on
            )
        return quoted[-1]

    def _in_order_of_date(self, source: str) -> tuple[list[date], list[Row]]:
        column = self.sources[source].dated
        dated = [
            (on, self.key(source, row), row)
            for row in self.rows(source)
            if isinstance(on := row[column or ""], date)
        ]
        dated.sort(key=lambda entry: entry[:2])
        return [on for on, _, _ in dated], [row for _, _, row in dated]

    def _quotations(self) -> dict[tuple[str, str], list[Quotation]]:
        if self._rates is None:
            self._rates = {}
            for row in self.rows("rate"):
                on, rate = row["quoted_on"], row["rate"]
                if isinstance(on, date) and isinstance(rate, Fraction):
                    pair = (str(row["of_currency"]), str(row["into_currency"]))
                    self._rates.setdefault(pair, []).append(Quotation(on, rate, row))
            for quotations in self._rates.values():
                quotations.sort(key=lambda each: (each.on, each.rate))
        return self._rates


def _none_or_many(source: str, key: str, on: date | None, found: int) -> Undefined:
    """Why a key has not one row."""
    if not found:
        if on is None:
            return undefined("no {source} {key}", source=source, key=key)
        return undefined("no {source} {key} on {day}", source=source, key=key, day=on)
    if on is None:
        return undefined("{number} rows of {source} {key}", number=found, source=source, key=key)
    return undefined("{number} rows of {source} {key} on {day}", number=found, source=source, key=key, day=on)


def _first_day(source: Source, row: Row) -> date:
    first = row[source.valid_from] if source.valid_from else None
    return first if isinstance(first, date) else ALWAYS


def _valid(source: Source, row: Row, on: date | None) -> bool:
    """Whether a state's row holds on the day; a row of anything else always does."""
    if on is None:
        return True
    first = row[source.valid_from] if source.valid_from else None
    last = row[source.valid_through] if source.valid_through else None
    return (not isinstance(first, date) or first <= on) and (not isinstance(last, date) or on <= last)
