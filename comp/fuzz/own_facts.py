"""Draws hostile facts for plans that somebody has written: rows for each source that they declare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from comp.facts.snapshot import Value
from comp.fuzz.bounds import Bounds
from comp.fuzz.drawing import BILLION, Drawing
from comp.fuzz.facts import Rows
from comp.fuzz.own_words import Words
from comp.language.core import Kind, Program, Source, SourceColumn

_ONE_DAY = timedelta(days=1)
_Row = dict[str, Value]


def draw_own_facts(draw: Drawing, program: Program, words: Words, bounds: Bounds, payees: int) -> Rows:
    """Facts of every source for so many payees beside those that the plans name."""
    people = (*words.payees, *(f"p{number}" for number in range(payees)))
    keys = {
        name: people if _is_of_payees(source) else _keys(draw, program, source, len(people))
        for name, source in program.sources.items()
    }
    home = {payee: _currency(draw, words, usual=60) for payee in people}
    drawn = _Drawn(draw, words, bounds, people, home, keys)
    own = {"quota": drawn.quotas, "rate": drawn.rates}
    return {
        name: own[name]() if name in own else [row for key in keys[name] for row in drawn.rows(source, key)]
        for name, source in program.sources.items()
    }


def _is_of_payees(source: Source) -> bool:
    column = source.column(source.key)
    return column is not None and column.kind is Kind.PAYEE


def _currency(draw: Drawing, words: Words, *, usual: int) -> str:
    """The currency of most plans in so many of a hundred cases, else any."""
    return words.currencies[0] if draw.chance(usual) else draw.pick(words.currencies)


def _keys(draw: Drawing, program: Program, source: Source, people: int) -> tuple[str, ...]:
    """The keys of a source: of a few events a payee, of fewer that befall other events, such as losses, and
    of as many customers as payees.
    """
    of_events = any(c.refers_to and program.sources[c.refers_to].dated for c in source.columns)
    count = max(2, people)
    if source.dated is not None:
        count = people if of_events else people * draw.whole(2, 5)
    return tuple(f"{source.name}-{number}" for number in range(count))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the facts of one program are drawn from: `home` is the currency that most of a payee's targets and
    quotas are in, `keys` are the keys of each source.
    """

    draw: Drawing
    words: Words
    bounds: Bounds
    people: tuple[str, ...]
    home: Mapping[str, str]
    keys: Mapping[str, tuple[str, ...]]

    def rows(self, source: Source, key: str) -> Iterator[_Row]:
        """The row of a key, or one for each of its spans."""
        for start, end in self._spans() if source.valid_from is not None else [(None, None)]:
            row: _Row = {}
            for column in source.columns:
                row[column.name] = self._value(source, column, key)
            row[source.key] = key
            if source.valid_from is not None and source.valid_through is not None:
                row |= {source.valid_from: start, source.valid_through: end}
            if source.dated is not None:
                row[source.dated] = None if self.draw.chance(2) else self._day()
            yield row

    def quotas(self) -> list[_Row]:
        """None to three rows of each quota that the plans read, for each payee."""
        rows: list[_Row] = []
        for payee in self.people:
            for name in self.words.quotas:
                for _ in range(self.draw.pick((0, 1, 1, 1, 1, 1, 2, 3))):
                    start = self.words.first_day if self.draw.chance(70) else self._day()
                    end = max(start, self.words.last_day if self.draw.chance(70) else self._day())
                    rows.append(
                        {
                            "id": f"quota-{len(rows)}",
                            "payee": payee,
                            "name": name,
                            "starts_on": start,
                            "ends_on": end,
                            "currency": self._currency_of(payee),
                            "amount": self.draw.pick((0, -500_000, *[self._amount() for _ in range(8)])),
                            "units": self.draw.pick((Fraction(0), Fraction(1), Fraction(10), Fraction(5, 2))),
                        }
                    )
        return rows

    def rates(self) -> list[_Row]:
        """Rates of all pairs of currencies from long before the first plan, and some that change later."""
        every = self.words.currencies
        early = self.words.first_day - timedelta(days=800)
        return [
            {
                "id": f"{of}-{into}-{day}",
                "of_currency": of,
                "into_currency": into,
                "quoted_on": day,
                "rate": Fraction(self.draw.whole(1, 3 * BILLION), BILLION),
            }
            for of in every
            for into in every
            if of != into
            for day in sorted({early, self._day()})
        ]

    def _spans(self) -> list[tuple[date | None, date | None]]:
        """One span, or some that follow each other, with gaps between some."""
        if self.draw.chance(60):
            return [(None if self.draw.chance(50) else self.words.first_day, None)]
        starts = sorted({self._day() for _ in range(self.draw.whole(1, 3))})
        spans: list[tuple[date | None, date | None]] = []
        for start, following in zip(starts, [*starts[1:], None], strict=True):
            end = None if following is None else following - _ONE_DAY
            early = start + timedelta(days=self.draw.whole(0, 90))
            cut = self.draw.chance(30) and (end is None or early < end)
            spans.append((start, early if cut else end))
        return spans

    def _value(self, source: Source, column: SourceColumn, key: str) -> Value:
        if column.may_be_blank and self.draw.chance(7):
            return None
        if column.refers_to is not None:
            return self.draw.pick(self.keys[column.refers_to])
        if source.name == "assignment" and column.kind is Kind.PAYEE:
            # Only those who stand before a payee manage it, so that nobody manages oneself in a circle.
            above = self.people[: self.people.index(key)][-8:]
            return self.draw.pick(above) if above else None
        if source.name == "assignment" and column.kind is Kind.CURRENCY:
            return self._currency_of(key)
        return self._of_kind(source, column)

    def _of_kind(self, source: Source, column: SourceColumn) -> Value:
        place = (source.name, column.name)
        match column.kind:
            case Kind.PAYEE:
                return self.draw.pick(self.people)
            case Kind.CHOICE:
                return self.draw.pick(column.choices)
            case Kind.CURRENCY:
                return _currency(self.draw, self.words, usual=60)
            case Kind.TEXT:
                asked = self.words.texts.get(place, ("a", "b"))
                return self.draw.pick(asked) if self.draw.chance(90) else "other"
            case Kind.DATE:
                return self._day()
            case Kind.BOOLEAN:
                return self.draw.chance(50)
            case Kind.NUMBER if place in self.words.shares:
                return self.draw.pick((Fraction(0), Fraction(1, 2), Fraction(1, 10), self.draw.share()))
            case Kind.NUMBER:
                return self._number()
            case Kind.ROW_MONEY | Kind.MONEY:
                return self._amount()

    def _currency_of(self, payee: str) -> str:
        return self.home[payee] if self.draw.chance(95) else self.draw.pick(self.words.currencies)

    def _day(self) -> date:
        """A day on which something meets, or any from a quarter before the first plan on."""
        if self.draw.chance(30):
            return self.draw.pick(self.bounds.days)
        days = (self.words.last_day - self.words.first_day).days
        return self.words.first_day + timedelta(days=self.draw.whole(-90, days + 60))

    def _number(self) -> Fraction:
        whole = Fraction(self.draw.pick((0, 1, 1, 2, 3, 12, 24, 36, self.draw.whole(0, 60))))
        return whole if self.draw.chance(50) else (self.draw.share() or Fraction(1, 2))

    def _amount(self) -> int:
        most = self.draw.pick((100_000, 10_000_000, 50_000_000))
        return self.draw.pick((0, *[self.draw.whole(1, most) for _ in range(12)], -self.draw.whole(1, most)))
