"""How one line came to its amount, told to people: from the facts and the plan's lines to the cent.

Each step stands once, behind those that it rests on. This only tells what the proof says; whether it is right
is what the checks find.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from comp.verifier.arithmetic import node_value
from comp.verifier.links import row_name
from comp.verifier.plain_values import plain_value
from comp.verifier.quantities import UNDEFINED, Quantity, brief, minor_digits
from comp.verifier.taken import nodes_beneath

_Teller = Callable[[Sequence[int], dict[str, Any]], str]
_MOST_NAMED = 4
_KEY_COLUMNS = ("id", "name")
# Inputs by their places; what is named in braces is a part of the node's `more`.
_STEP_WORDS = {
    "start": "nothing yet",
    "one": "one",
    "payee": "whose statement it is",
    "same": "{0}",
    "add": "{0} + {1}",
    "subtract": "{0} - {1}",
    "multiply": "{0} x {1}",
    "divide": "{0} / {1}",
    "negate": "minus {0}",
    "absolute": "{0} without its sign",
    "is": "{0} is {1}",
    "is not": "{0} is not {1}",
    "<": "{0} is less than {1}",
    "<=": "{0} is at most {1}",
    ">": "{0} is more than {1}",
    ">=": "{0} is at least {1}",
    "not": "not {0}",
    "blank": "{0} is blank",
    "days": "days from {1} to {0}",
    "months": "whole months from {1} to {0}",
}
_LIST_WORDS = {
    "sum": "the sum of",
    "least": "the least of",
    "greatest": "the greatest of",
    "all": "all of these are true:",
    "any": "one of these is true:",
    "distinct": "how many different values are among",
    "latest": "the last value of these pairs of a day and a value:",
    "or": "the first of these that is defined:",
}


def line_steps(proof: dict[str, Any], line_id: str) -> list[str]:
    """Return the steps of a line, one each, the line itself first; or which lines there are instead.

    Raises:
        ValueError, LookupError, TypeError: the proof's steps are not formed as they should be.
    """
    found = [line for line in proof["lines"] if line["line"] == line_id]
    if not found:
        lines = ", ".join(line["line"] for line in proof["lines"][:12])
        return [f"There is no line {line_id} in this proof; there are {lines or 'none'}."]
    return _Chain(proof, found[0]).told()


class _Chain:
    """The steps of one line, numbered in the order in which they are told."""

    def __init__(self, proof: dict[str, Any], line: dict[str, Any]) -> None:
        self.proof, self.line = proof, line
        self.nodes: list[Any] = proof["nodes"]
        self.ends = [each for each in (*line["earned"], *line["payable"]) if each is not None]
        self.uses = self._counted_uses()
        self.numbers: dict[int, int] = {}
        self.tellers: dict[str, _Teller] = {
            "fact": self._fact,
            "said": self._said,
            "plan": self._plan,
            "stated": self._stated,
            "period": self._period,
            "strike": self._strike,
            "if": self._if,
            "counted": self._counted,
            "shift": self._shift,
            "edge": self._edge,
            "convert": self._convert,
            "table": self._table,
            "distinct": self._distinct,
            "allot": self._allot,
            "allotted": self._allotted,
            "sealed sum": self._sealed,
            "rank": self._rank,
        }

    def told(self) -> list[str]:
        """The line, then its steps."""
        for place in self._in_order():
            self.numbers[place] = len(self.numbers) + 1
        steps = [self._step(place) for place in self.numbers]
        head = f"line {self.line['line']}: {self._changed('earned')}, {self._changed('payable')}"
        fault = f"; it is a fault: {self.line['fault']}" if self.line["fault"] is not None else ""
        return [head + fault, *steps]

    def _counted_uses(self) -> Counter[int]:
        """How often each step is used by the steps of this line."""
        uses, seen, waiting = Counter(self.ends), set[int](), list(self.ends)
        while waiting:
            place = waiting.pop()
            if place not in seen:
                seen.add(place)
                beneath = nodes_beneath(self.nodes[place])
                uses.update(beneath)
                waiting += beneath
        return uses

    def _in_order(self) -> Iterator[int]:
        """The steps that are told, each behind what it names."""
        done: set[int] = set()
        waiting = [(each, False) for each in reversed(self.ends)]
        while waiting:
            place, ready = waiting.pop()
            if ready:
                yield place
            elif place not in done:
                done.add(place)
                waiting.append((place, True))
                waiting += [(each, False) for each in reversed(self._named(place)) if each not in done]

    def _named(self, place: int) -> list[int]:
        """The steps that the words of a step name: of many only the first and the last."""
        op, inputs, more = self._parts(place)
        if op == "add":
            terms = self._terms(place)
            inputs = terms if len(terms) > _MOST_NAMED else inputs
        kept = inputs[:1] if op == "allot" else []  # the total, before what it is shared out to
        return [*kept, *_ends_of(inputs[len(kept) :]), *([more["among"]] if "among" in more else [])]

    def _terms(self, place: int) -> list[int]:
        """The terms of a total that grew term by term, down to where something else uses what it was."""
        terms: list[int] = []
        while True:
            op, inputs, _ = self._parts(place)
            if op != "add" or (terms and self.uses[place] > 1) or not inputs or inputs[0] >= place:
                break
            terms.append(inputs[-1])
            place = inputs[0]
        if self._parts(place)[0] != "start":
            terms.append(place)
        return terms[::-1]

    def _parts(self, place: int) -> tuple[str, list[int], dict[str, Any]]:
        node = self.nodes[place]
        return node[0], node[1], node[3] if len(node) > 3 else {}

    def _changed(self, what: str) -> str:
        before, after = (
            (0, 1, self.line["currency"]) if each is None else node_value(self.proof, each)
            for each in self.line[what]
        )
        if self.line[what][0] is None or UNDEFINED in (before, after):
            return f"{what} {plain_value(after)}"
        change = plain_value((after[0] - before[0], 1, self.line["currency"]))
        return f"{what} {change} ({plain_value(before)} before, {plain_value(after)} now)"

    def _step(self, place: int) -> str:
        op, inputs, more = self._parts(place)
        words = self._words(place, op, inputs, more)
        name = f"{more['name']}: " if more.get("name") else ""
        value = plain_value(node_value(self.proof, place))
        return f"[{self.numbers[place]}] {name}{words} = {value}"

    def _words(self, place: int, op: str, inputs: Sequence[int], more: dict[str, Any]) -> str:
        terms = self._terms(place) if op == "add" else []
        if len(terms) > _MOST_NAMED:
            return f"the sum of {self._many(terms)}"
        if op in _STEP_WORDS:
            return _STEP_WORDS[op].format(*(self._shown(each) for each in inputs))
        if op in _LIST_WORDS and "among" not in more:
            return f"{_LIST_WORDS[op]} {self._many(inputs)}" if inputs else "nothing"
        return self.tellers[op](inputs, more)

    def _shown(self, place: int) -> str:
        """A step's value and number: `75,500.00 USD [3]`."""
        return f"{plain_value(node_value(self.proof, place))} [{self.numbers[place]}]"

    def _many(self, inputs: Sequence[int]) -> str:
        """Values one by one; of many the first, the last and how many they are."""
        ends = [self._shown(each) for each in _ends_of(inputs)]
        return ", ".join(ends) if len(ends) == len(inputs) else f"{len(inputs):,}: {ends[0]} ... {ends[1]}"

    # What is told of the proof's other parts -------------------------------------------------------------

    def _fact(self, _: Sequence[int], more: dict[str, Any]) -> str:
        row = self.proof["rows"][more["row"]]
        keys = [
            f"{column} {brief(row['cells'][column][2])}" for column in _KEY_COLUMNS if column in row["cells"]
        ]
        return f"{row_name(row)}" + (f" ({keys[0]})" if keys else "") + f", {more['column']}"

    def _said(self, _: Sequence[int], more: dict[str, Any]) -> str:
        place, column, length = more["at"]
        line = self.proof["plan_lines"][place]
        said = line["text"][column - 1 : column - 1 + length]
        return f"the plan says {brief(said)} ({_plan_line(line)})"

    def _plan(self, _: Sequence[int], more: dict[str, Any]) -> str:
        line = self.proof["plan_lines"][more["at"][0]]
        return f"the plan says it in another form ({_plan_line(line)}): {more.get('why', '')}"

    def _stated(self, _: Sequence[int], more: dict[str, Any]) -> str:
        return f"could not be calculated again ({more.get('why', '')}), taken on the company's word"

    def _period(self, _: Sequence[int], more: dict[str, Any]) -> str:
        which = "last" if more.get("last") is True else "first"
        return f"the {which} day of {self.proof['periods'][more['period']]['name']}"

    def _strike(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        if more.get("unit") == "billionth":
            to = "a billionth"
        else:
            to = _smallest(node_value(self.proof, inputs[0]))
        return f"{self._shown(inputs[0])} rounded {more['mode']} to {to}"

    def _if(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        because = "holds" if more["taken"] == "then" else "does not hold"
        return f"{self._shown(inputs[1])}, because [{self.numbers[inputs[0]]}] {because}"

    def _counted(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        return f"{more['how']} between the first and last days {self._many(inputs)}"

    def _shift(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        return (
            f"{self._shown(inputs[0])}, {more.get('months', 0)} months and {more.get('days', 0)} days later"
        )

    def _edge(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        which = "last" if more.get("last") is True else "first"
        return f"the {which} day of the month of {self._shown(inputs[0])}"

    def _convert(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        money, rate = (self._shown(each) for each in inputs)
        to = _smallest((0, 1, more["to"]))
        return f"{money} at {rate} in {more['to']}, rounded {more['mode']} to {to}"

    def _table(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        table = self.proof["tables"][more["table"]]
        points = list(inputs[: len(inputs) - more.get("others", 0)])
        others = inputs[len(points) :]
        at = " to ".join(self._shown(each) for each in points)
        told = f"looked up in table {table['name']} ({table['shape']}; {self._table_lines(table)})"
        told += (f" from {at}" if more.get("runs") is True else f" at {at}") if points else ""
        return told + (f" for {self._many(others)}" if others else "")

    def _table_lines(self, table: dict[str, Any]) -> str:
        """`plans/ae.plan, lines 16, 17`: where the rows of a table stand; of many the first and the last."""
        by_file: dict[str, list[int]] = {}
        for place in sorted({each for each in table["lines"] if each is not None}):
            line = self.proof["plan_lines"][place]
            by_file.setdefault(line["file"], []).append(line["number"])
        told = [f"{file}, {_line_numbers(sorted(numbers))}" for file, numbers in by_file.items()]
        missing = table["lines"].count(None)
        return ", ".join(told + [f"{missing} of its rows at no line that is shown"] * bool(missing))

    def _distinct(self, _: Sequence[int], more: dict[str, Any]) -> str:
        counted = f"the first {more['first']:,} of [{self.numbers[more['among']]}]"
        return f"how many different values are among {counted}"

    def _allot(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        if "among" in more:
            among = (
                f"in proportion to {self._shown(inputs[1])} among those of [{self.numbers[more['among']]}]"
            )
        else:
            among = f"in proportion to {self._many(inputs[1:])}"
        return (
            f"part {more['index'] + 1} of {self._shown(inputs[0])}, shared out by largest remainder {among}"
        )

    def _allotted(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        exact = self._shown(inputs[0])
        return f"the part of {exact}, shared out by largest remainder with {_sealed_count(more)}"

    def _sealed(self, _: Sequence[int], more: dict[str, Any]) -> str:
        what = sorted({self.proof["sealed"][each]["what"] for each in more["sealed"]})
        told = f" ({'; '.join(what[:_MOST_NAMED])})" if what else ""
        return f"the total of {_sealed_count(more)}{told}, taken on the company's word"

    def _rank(self, inputs: Sequence[int], more: dict[str, Any]) -> str:
        way = "lowest" if more.get("lowest") is True else "highest"
        return f"the place of {self._shown(inputs[0])}, {way} first, among {_sealed_count(more)}"


def _ends_of(inputs: Iterable[Any]) -> list[Any]:
    """All of a few, the first and the last of many."""
    every = list(inputs)
    return every if len(every) <= _MOST_NAMED else [every[0], every[-1]]


def _plan_line(line: dict[str, Any]) -> str:
    return f"{line['file']}, line {line['number']}"


def _line_numbers(numbers: Sequence[int]) -> str:
    between = ", " if len(numbers) <= _MOST_NAMED else " ... "
    return f"line{'' if len(numbers) == 1 else 's'} {between.join(str(each) for each in _ends_of(numbers))}"


def _sealed_count(more: dict[str, Any]) -> str:
    count = len(more["sealed"])
    return f"{count:,} sealed value{'' if count == 1 else 's'} of others"


def _smallest(money: Quantity) -> str:
    return "the cent" if minor_digits(money[2]) == 2 else f"the smallest unit of {money[2]}"
