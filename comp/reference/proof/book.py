"""The book of a proof: nodes that rest on earlier ones, each written once, and what they rest on outside.

A node's value is calculated when it is written, so a proof cannot say what its steps do not give. The format
is that of decision 0032. Nothing here knows of plans; who proves an expression or a line calls its methods.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from comp.language.core import Comparison, Operator, Table
from comp.language.money import Rounding, digits, strike
from comp.language.span import NOWHERE, Span
from comp.reference.days import month_edge, months_from, shifted
from comp.reference.facts_index import Facts, Row
from comp.reference.proof.constants import reads_as
from comp.reference.values import (
    Amount,
    Undefined,
    Value,
    amount,
    calculate,
    compare,
    day,
    extreme,
    number,
    truth,
)

Ref: TypeAlias = int
"""A node's place in the book."""

Json: TypeAlias = "Mapping[str, Json] | Sequence[Json] | str | int | bool | None"


@dataclass(frozen=True, slots=True)
class Node:
    """One step: what is done with which earlier nodes, what that gives, and what else the step needs."""

    op: str
    inputs: tuple[Ref, ...]
    value: Value
    more: tuple[tuple[str, Json], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A line of a plan's file, counted from 1."""

    file: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class SealedValue:
    """A value of another payee, of which the proof shows only a commitment."""

    payee: str
    what: str
    value: Value


@dataclass(frozen=True, slots=True)
class ShownTable:
    """A table that the proof reads, and for each row the place of its line, None where it has none."""

    table: Table
    currency: str  # of its money values
    lines: tuple[int | None, ...]


@dataclass(slots=True)
class Book:
    """The nodes of one statement's proof, and the rows, plan lines, tables and sealed values they name.

    `texts` holds the plan files' texts by the name that spans give. `payee` is whose statement it is.
    """

    facts: Facts
    texts: Mapping[str, str]
    payee: str
    nodes: list[Node] = field(default_factory=list[Node])
    rows: dict[tuple[str, int], set[str]] = field(default_factory=dict[tuple[str, int], set[str]])
    plan_lines: dict[PlanLine, int] = field(default_factory=dict[PlanLine, int])
    tables: dict[object, tuple[int, ShownTable]] = field(default_factory=dict[object, tuple[int, ShownTable]])
    periods: dict[tuple[str, date, date], int] = field(default_factory=dict[tuple[str, date, date], int])
    sealed: dict[SealedValue, int] = field(default_factory=dict[SealedValue, int])
    memo: dict[object, Ref] = field(default_factory=dict[object, Ref])  # what a prover wants to find again
    _places: dict[object, Ref] = field(default_factory=dict[object, Ref])
    _row_places: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])
    _indexed: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])
    _lines: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def value(self, ref: Ref) -> Value:
        """What a node gives."""
        return self.nodes[ref].value

    def write(self, op: str, inputs: Sequence[Ref], value: Value, **more: Json) -> Ref:
        """A node; an equal one that is there already is taken instead."""
        node = Node(op, tuple(inputs), value, tuple(sorted(more.items())))
        key = (op, node.inputs, _key(value), repr(node.more))
        if key not in self._places:
            self._places[key] = len(self.nodes)
            self.nodes.append(node)
        return self._places[key]

    # What stands outside ---------------------------------------------------------------------------------

    def fact(self, source: str, row: Row, column: str) -> Ref:
        """A cell of a row of facts."""
        return self.write(
            "fact",
            (),
            self.facts.cell(source, row, column),
            row=self.row_place(source, row, column),
            column=column,
        )

    def row_place(self, source: str, row: Row, column: str) -> int:
        """The place of a row among those shown, of which one more column is shown."""
        if source not in self._indexed:
            self._indexed[source] = {id(each): n for n, each in enumerate(self.facts.rows(source))}
        key = (source, self._indexed[source][id(row)])
        place = self._row_places.setdefault(key, len(self._row_places))
        shown = self.rows.setdefault(key, set())
        shown.add(column)
        declared = self.facts.sources[source]
        if declared.currency_column is not None and isinstance(self.facts.cell(source, row, column), Amount):
            shown.add(declared.currency_column)
        return place

    def constant(self, value: Value, span: Span, why: str) -> Ref:
        """A constant of the plan: `said` where the text says it, else `plan` with what it is."""
        if span == NOWHERE or span.file not in self.texts:
            return self.write("stated", (), value, why=why)
        text = self.texts[span.file][span.start : span.end]
        line = self.plan_line(span.file, span.line)
        if "\n" not in text and reads_as(text, value):
            return self.write("said", (), value, at=(line, span.column, len(text)))
        return self.write("plan", (), value, at=(line, span.column, 0), why=why)

    def plan_line(self, file: str, number: int) -> int:
        """The place of a line of a plan file among those shown."""
        if file not in self._lines:
            self._lines[file] = self.texts[file].split("\n")
        lines = self._lines[file]
        return self.plan_lines.setdefault(PlanLine(file, number, lines[number - 1]), len(self.plan_lines))

    def start(self, currency: str | None) -> Ref:
        """The sum of nothing: 0, or no money of a currency."""
        zero = Fraction(0)
        return self.write("start", (), zero if currency is None else Amount(zero, currency))

    def one(self) -> Ref:
        """1."""
        return self.write("one", (), Fraction(1))

    def own_payee(self) -> Ref:
        """Whose statement it is."""
        return self.write("payee", (), self.payee)

    def period_edge(self, name: str, starts_on: date, last_day: date, *, last: bool) -> Ref:
        """The first or the last day of a period."""
        place = self.show_period(name, starts_on, last_day)
        return self.write("period", (), last_day if last else starts_on, period=place, last=last)

    def show_period(self, name: str, starts_on: date, last_day: date) -> int:
        """The place of a period among those shown."""
        return self.periods.setdefault((name, starts_on, last_day), len(self.periods))

    def stated(self, value: Value, why: str) -> Ref:
        """A value on the engines' word alone: the last resort."""
        return self.write("stated", (), value, why=why)

    def seal(self, payee: str, what: str, value: Value) -> int:
        """The place of another payee's value among those sealed."""
        return self.sealed.setdefault(SealedValue(payee, what, value), len(self.sealed))

    def sealed_sum(self, places: Sequence[int], value: Value) -> Ref:
        """The total of what is sealed."""
        return self.write("sealed sum", (), value, sealed=tuple(places))

    def shown_table(self, key: object, table: ShownTable) -> int:
        """The place of a table among those shown; `key` tells tables of one name apart."""
        return self.tables.setdefault(key, (len(self.tables), table))[0]

    # Arithmetic ------------------------------------------------------------------------------------------

    def named(self, ref: Ref, name: str) -> Ref:
        """The same value under a word for people."""
        return self.write("same", (ref,), self.value(ref), name=name)

    def calculate(self, operator: Operator, left: Ref, right: Ref) -> Ref:
        """Add, subtract, multiply or divide."""
        return self.write(
            _OPERATORS[operator], (left, right), calculate(operator, self.value(left), self.value(right))
        )

    def add(self, left: Ref, right: Ref) -> Ref:
        """The sum of two."""
        return self.calculate(Operator.ADD, left, right)

    def subtract(self, left: Ref, right: Ref) -> Ref:
        """The first less the second."""
        return self.calculate(Operator.SUBTRACT, left, right)

    def multiply(self, left: Ref, right: Ref) -> Ref:
        """The product of two."""
        return self.calculate(Operator.MULTIPLY, left, right)

    def divide(self, left: Ref, right: Ref) -> Ref:
        """The first divided by the second."""
        return self.calculate(Operator.DIVIDE, left, right)

    def total(self, terms: Sequence[Ref], currency: str | None) -> Ref:
        """The sum of any number of terms: money of a currency, or numbers."""
        zero: Value = Fraction(0) if currency is None else Amount(Fraction(0), currency)
        value = zero
        for term in terms:
            value = calculate(Operator.ADD, value, self.value(term))
        return self.write("sum", terms, value, zero=shown(zero))

    def negated(self, ref: Ref) -> Ref:
        """Minus the value."""
        return self.write("negate", (ref,), calculate(Operator.MULTIPLY, self.value(ref), Fraction(-1)))

    def absolute(self, ref: Ref) -> Ref:
        """The value without its sign."""
        value = self.value(ref)
        match value:
            case Amount():
                value = Amount(abs(value.minor), value.currency)
            case Fraction():
                value = abs(value)
            case _:
                pass
        return self.write("absolute", (ref,), value)

    def extreme(self, refs: Sequence[Ref], *, largest: bool) -> Ref:
        """The largest or smallest of several."""
        values = [self.value(ref) for ref in refs]
        unknown = next((value for value in values if isinstance(value, Undefined)), None)
        value = unknown if unknown is not None else extreme(values, largest=largest)
        return self.write("greatest" if largest else "least", refs, value)

    def struck(self, ref: Ref, rounding: Rounding, *, billionth: bool = False) -> Ref:
        """Money rounded to its minor unit, or a number to a billionth."""
        unit = "billionth" if billionth else "minor"
        value = self.value(ref)
        match value:
            case Amount():
                value = Amount(Fraction(strike(value.minor, rounding)), value.currency)
            case Fraction():
                value = Fraction(strike(value * 10**9, rounding), 10**9)
            case _:
                pass
        return self.write("strike", (ref,), value, mode=rounding.value, unit=unit)

    def converted(self, money: Ref, rate: Ref, currency: str, rounding: Rounding) -> Ref:
        """Money times a rate, struck in the currency it becomes."""
        value, by = amount(self.value(money)), number(self.value(rate))
        if isinstance(value, Amount):
            if isinstance(by, Undefined):
                value = by
            else:
                scale = Fraction(10) ** (digits(currency) - digits(value.currency))
                value = Amount(Fraction(strike(value.minor * scale * by, rounding)), currency)
        return self.write("convert", (money, rate), value, to=currency, mode=rounding.value)

    # Truths and days -------------------------------------------------------------------------------------

    def compared(self, comparison: Comparison, left: Ref, right: Ref) -> Ref:
        """Whether a comparison holds."""
        return self.write(
            comparison.value, (left, right), compare(comparison, self.value(left), self.value(right))
        )

    def every(self, refs: Sequence[Ref]) -> Ref:
        """Whether all hold."""
        return self.write("all", refs, _three_valued([truth(self.value(ref)) for ref in refs], decides=False))

    def some(self, refs: Sequence[Ref]) -> Ref:
        """Whether one holds."""
        return self.write("any", refs, _three_valued([truth(self.value(ref)) for ref in refs], decides=True))

    def opposite(self, ref: Ref) -> Ref:
        """The opposite truth."""
        value = truth(self.value(ref))
        return self.write("not", (ref,), value if isinstance(value, Undefined) else not value)

    def blank(self, ref: Ref) -> Ref:
        """Whether there is no value."""
        return self.write("blank", (ref,), isinstance(self.value(ref), Undefined))

    def otherwise(self, ref: Ref, other: Ref | None) -> Ref:
        """The value, or the other one where there is none; None where the other one is not needed."""
        if other is None:
            return self.write("or", (ref,), self.value(ref))
        return self.write("or", (ref, other), self.value(other))

    def chosen(self, condition: Ref, taken: Ref) -> Ref:
        """A branch of a choice: the first where the condition is true, else the other one."""
        branch = "then" if self.value(condition) is True else "otherwise"
        return self.write("if", (condition, taken), self.value(taken), taken=branch)

    def days(self, later: Ref, earlier: Ref) -> Ref:
        """How many days from one day to a later one."""
        return self._between("days", later, earlier)

    def months(self, later: Ref, earlier: Ref) -> Ref:
        """How many whole months from one day to a later one."""
        return self._between("months", later, earlier)

    def shifted(self, of: Ref, months: int, days: int) -> Ref:
        """A day so many months and days after another."""
        on = day(self.value(of))
        value = on if isinstance(on, Undefined) else shifted(on, months, days)
        return self.write("shift", (of,), value, months=months, days=days)

    def edge(self, of: Ref, *, last: bool) -> Ref:
        """The first or last day of a day's month."""
        on = day(self.value(of))
        value = on if isinstance(on, Undefined) else month_edge(on, last=last)
        return self.write("edge", (of,), value, last=last)

    def _between(self, op: str, later: Ref, earlier: Ref) -> Ref:
        last, first = day(self.value(later)), day(self.value(earlier))
        if isinstance(last, Undefined):
            return self.write(op, (later, earlier), last)
        if isinstance(first, Undefined):
            return self.write(op, (later, earlier), first)
        counted = (last - first).days if op == "days" else months_from(first, last)
        return self.write(op, (later, earlier), Fraction(counted))


_OPERATORS = {
    Operator.ADD: "add",
    Operator.SUBTRACT: "subtract",
    Operator.MULTIPLY: "multiply",
    Operator.DIVIDE: "divide",
}


def shown(value: Value) -> Json:
    """A value as it stands in the proof."""
    match value:
        case bool():
            return value
        case Amount():
            return (str(value.minor), value.currency)
        case Fraction():
            return str(value)
        case date():
            return {"day": value.isoformat()}
        case str():
            return {"text": value}
        case Undefined():
            return {"undefined": value.reason}


def _key(value: Value) -> object:
    """What tells two values apart: a truth is no number, and an undefined value has its reason."""
    return (type(value), value.reason if isinstance(value, Undefined) else value)


def _three_valued(values: Sequence[bool | Undefined], *, decides: bool) -> bool | Undefined:
    """The deciding truth where one value has it, else undefined where one is, else the other truth."""
    if any(value is decides for value in values):
        return decides
    unknown = next((value for value in values if isinstance(value, Undefined)), None)
    return unknown or (not decides)
