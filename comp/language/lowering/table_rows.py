"""Reads a table's heads and cells: what each row asks of the inputs, and what it gives (0024)."""

from __future__ import annotations

import re
from fractions import Fraction

from comp.frozen import frozen
from comp.language import core, syntax
from comp.language.core import Kind, Shape
from comp.language.lowering.faults import Faults
from comp.language.lowering.types import NUMBER, UNKNOWN, Type, Typed
from comp.language.money import digits
from comp.language.span import Span

MONEY = re.compile(r"(-?)(\d{1,3}(?:,\d{3})*|\d+)(?:\.(\d+))?\s*([A-Z]{3})", re.ASCII)
NUMBER_CELL = re.compile(r"(-?\d{1,15}(?:\.\d{1,15})?)\s*(%|x)?", re.ASCII)
STEPS = ("from", "above")
NUMERIC = frozenset({Kind.NUMBER, Kind.MONEY, Kind.ROW_MONEY})


@frozen
class Number:
    """A number or an amount in a cell; money is in minor units."""

    value: Fraction
    type: Type
    span: Span
    written: core.Writing | None = None


@frozen
class Asked:
    """What a row asks of one input: a text, a bound or point, or nothing."""

    span: Span
    text: str | None = None
    bound: Number | None = None
    above: bool = False
    below: bool = False

    @property
    def key(self) -> core.Key:
        """As a key of a page."""
        bound = self.bound.value if self.bound is not None else None
        return core.Key(self.text, bound, self.above, span=self.span)


@frozen
class ReadRow:
    """A row of a table, one `Asked` for each input."""

    asked: tuple[Asked, ...]
    value: Number
    span: Span


def read_rows(faults: Faults, statement: syntax.TableStatement, inputs: list[Typed]) -> list[ReadRow] | None:
    """Every row of a table; None where a head or a cell does not fit, which is told."""
    if len(statement.rows) < 2:
        said = f"`{statement.name.text}` has no rows."
        hint = f"Below it write a line of heads and a line for each band: `{_model(statement, inputs)}`."
        faults.error("B001", statement.name.span, said, hint)
        return None
    head, *body = statement.rows
    if not _heads_fit(faults, statement, inputs):
        return None
    rows: list[ReadRow] = []
    for row in body:
        if len(row.cells) != len(head.cells):
            said = f"This row has {len(row.cells)} cells, the heads have {len(head.cells)}."
            faults.error("B008", row.span, said, "Give each head a cell.")
            return None
        read = _grid_row(faults, head, row, inputs) if statement.grid else _row(faults, head, row, inputs)
        if read is None:
            return None
        rows += read
    return rows


def _is_text(kind: Typed) -> bool:
    return kind.type.known and kind.type.kind not in NUMERIC


def _words(statement: syntax.TableStatement, inputs: list[Typed], place: int) -> tuple[str, ...]:
    """The heads that an input may have."""
    if not inputs[place].type.known:
        return ("is", *STEPS, "at")
    if _is_text(inputs[place]):
        return ("is",)
    last = place == len(inputs) - 1 or _is_text(inputs[-1])
    if statement.shape is Shape.INTERPOLATED:
        return ("at",) if last else STEPS
    return STEPS if statement.shape is not None else (*STEPS, "at")


def _model(statement: syntax.TableStatement, inputs: list[Typed]) -> str:
    """A line of heads that would fit."""
    words = [_words(statement, inputs, place)[0] for place in range(len(inputs))]
    if statement.grid:
        across = {"is": "is TEXT"}.get(words[1], f"{words[1]} 0")
        return f"| {words[0]} | {across} | … |"
    return "| " + " | ".join([*words, "…"]) + " |"


def _heads_fit(faults: Faults, statement: syntax.TableStatement, inputs: list[Typed]) -> bool:
    head = statement.rows[0]
    said = [cell.text for cell in head.cells]
    if statement.grid:
        across = [text.partition(" ")[0] for text in said[1:]]
        fits = bool(across) and said[0] in _words(statement, inputs, 0)
        fits = fits and all(word in _words(statement, inputs, 1) or word == "any" for word in across)
    else:
        wanted = [_words(statement, inputs, place) for place in range(len(inputs))]
        fits = len(said) == len(inputs) + 1
        fits = fits and all(text in words for text, words in zip(said, wanted, strict=False))
    if not fits:
        shape = statement.shape.value if statement.shape is not None else "read"
        what = "one column for " + ("its input" if len(inputs) == 1 else "each input")
        text = f"A table that is {shape} has {what}, headed by how it is compared, and one for its value."
        if statement.grid:
            text = "A grid has the first input's head, then a bound or a text of the second in each head."
        faults.error("B008", head.span, text, f"Write `{_model(statement, inputs)}`.")
    return fits


def _row(faults: Faults, head: syntax.Row, row: syntax.Row, inputs: list[Typed]) -> list[ReadRow] | None:
    asked = [
        _asked(faults, top.text, cell.text, cell.span, one)
        for top, cell, one in zip(head.cells, row.cells, inputs, strict=False)
    ]
    value = number(faults, row.cells[-1].text, row.cells[-1].span)
    found = [one for one in asked if one is not None]
    if value is None or len(found) != len(asked):
        return None
    return [ReadRow(tuple(found), value, row.span)]


def _grid_row(faults: Faults, head: syntax.Row, row: syntax.Row, inputs: list[Typed]) -> list[ReadRow] | None:
    first = _asked(faults, head.cells[0].text, row.cells[0].text, row.cells[0].span, inputs[0])
    rows: list[ReadRow] = []
    for top, cell in zip(head.cells[1:], row.cells[1:], strict=True):
        word, _, rest = top.text.partition(" ")
        across = _asked(faults, word, "any" if word == "any" else rest.strip(' "'), top.span, inputs[1])
        value = number(faults, cell.text, cell.span)
        if first is None or across is None or value is None:
            return None
        rows.append(ReadRow((first, across), value, cell.span))
    return rows


def _asked(faults: Faults, head: str, text: str, span: Span, of: Typed) -> Asked | None:
    if text == "any":
        return Asked(span)
    if head == "is":
        if of.type.kind is Kind.CHOICE and text not in of.type.choices:
            faults.unknown("N007", span, "choice", text, names=of.type.choices)
            return None
        return Asked(span, text)
    word, _, point = text.partition(" ")
    below = head == "at" and word == "below"
    bound = number(faults, point.strip() if below else text, span)
    return None if bound is None else Asked(span, None, bound, head == "above", below)


def number(faults: Faults, text: str, span: Span) -> Number | None:
    """A number, percentage, multiple or amount in a cell."""
    if match := NUMBER_CELL.fullmatch(text):
        value = Fraction(match[1]) / (100 if match[2] == "%" else 1)
        return Number(value, Type(Kind.NUMBER, is_zero=value == 0), span, _writing(match[1], match[2]))
    if match := MONEY.fullmatch(text):
        places, whole = digits(match[4]), match[2].replace(",", "")
        if len(match[3] or "") == places:
            minor = int(whole + (match[3] or ""))
            return Number(Fraction(-minor if match[1] else minor), Type(Kind.MONEY, match[4]), span)
        written = f"{match[2]}{'.' + '0' * places if places else ''} {match[4]}"
        hint = f"{match[4]} has {places} decimals: write for example `{written}`."
        faults.error("B005", span, f"`{text}` does not have the decimals of its currency.", hint)
        return None
    faults.error(
        "B005",
        span,
        f"`{text}` is no number, percentage, multiple or amount.",
        "Write `10%`, `0.90`, `1.5x` or `1,000.00 USD`.",
    )
    return None


def _writing(digits_written: str, sign: str | None) -> core.Writing:
    match sign:
        case "%":
            return core.Writing.PERCENT
        case "x":
            return core.Writing.MULTIPLE
        case _:
            return core.Writing.DECIMALS if "." in digits_written else core.Writing.WHOLE


def writing_of(cells: list[Number]) -> core.Writing | None:
    """How a column is written: a plain number, 0 among them, goes with those that say more."""
    found = {cell.written for cell in cells}
    return next((each for each in core.Writing if each in found), None) if None not in found else None


def kind_of(faults: Faults, cells: list[Number]) -> Type:
    """The one kind of a column; a plain 0 stands for no money too."""
    wanted = next((cell.type for cell in cells if cell.type.is_money), NUMBER)
    for cell in cells:
        kind = cell.type
        if not (kind.is_zero and wanted.is_money) and (kind.kind, kind.of) != (wanted.kind, wanted.of):
            said = f"This is {kind}, and others of the column are {wanted}."
            faults.error("T008", cell.span, said, "Write all cells of a column in one kind.")
            return UNKNOWN
    return wanted
